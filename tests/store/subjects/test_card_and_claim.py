"""A card and a claim about the same figures never contradict each other, in any store."""

import pytest

from sfo_data.definitions.filters import from_choices
from sfo_data.definitions.measures import MEASURES
from sfo_data.definitions.reporting_calendar import last_day_before
from sfo_data.questions import control_charts, queries
from sfo_data.questions.figures import headlines
from sfo_data.questions.verdicts import Change
from sfo_data.store.database import Store
from sfo_data.subjects import claims
from sfo_data.subjects.claims import Claim
from sfo_data.wording import narrative

STORES = {"duckdb_url": ["cy-2019", "cy-2015"], "small_store_url": ["cy-2018"], "minimal_store_url": ["last-12-months"]}


def kept(store):
    """A reader that asks each question once."""
    read, answers = queries.reader(store), {}

    def asked(*question):
        if question not in answers:
            answers[question] = read(*question)
        return answers[question]

    return asked


def days(period):
    return f"{period.start}..{last_day_before(period.end)}"


@pytest.fixture(params=[(url, period) for url, periods in STORES.items() for period in periods], ids=str)
def view(request):
    """What a store holds, a reader of it, and filters of one period."""
    url, period = request.param
    store = Store(request.getfixturevalue(url))
    known = queries.facts(store).known
    return known, kept(store), from_choices(known, {}, period, known.known_on)


def test_what_a_card_says_is_what_a_claim_is_told(view):
    known, read, filters = view
    names = list(claims.checkable())
    rows = headlines(read, filters, names, None)
    for row in rows.iter_rows(named=True):
        name = row["measure"]
        has_chart = control_charts.has_chart(MEASURES[name])
        chart = control_charts.control_chart(read, filters, name, known.first_day) if has_chart else None
        card = narrative.of_measure(row, chart)
        sides = {"first": days(filters.period.previous()), "second": days(filters.period)}
        up, down = (claims.check(read, filters, Claim(name, way, None, **sides), known) for way in ("up", "down"))
        told = {str(up.verdict), str(down.verdict)}
        said = next((each.verdict for each in up.findings if each.aspect == "Did it change?"), None)
        is_none = row["value"] == row["value_before"] == 0 and MEASURES[name].kind != "share"
        # What is not compared on the card, or is nothing on both sides, cannot be told.
        if row["not_compared"] or row["value"] is None or is_none:
            assert told == {"cannot tell"}, name
        elif card.verdict.pattern:
            assert said == card.verdict.pattern and told & {"agrees", "cannot tell"}, name
        elif card.change is Change.NOT_COMPARED:
            assert told == {"cannot tell"}, name
        else:
            assert said == card.change, name
            if card.change.is_claim:
                agrees = up if card.change is Change.ROSE else down
                assert agrees.verdict == "agrees" and told == {"agrees", "does not agree"}, name
            else:
                assert "agrees" not in told, name


def test_a_claim_about_shares_of_no_card_says_the_same_either_way_round(duckdb_url):
    store = Store(duckdb_url)
    known, read = queries.facts(store).known, kept(Store(duckdb_url))
    filters = from_choices(known, {}, "cy-2018", known.known_on)
    there = claims.check(read, filters, Claim("sfo_reviews", "down", None, "cy-2016", "cy-2019"), known)
    back = claims.check(read, filters, Claim("sfo_reviews", "up", None, "cy-2019", "cy-2016"), known)
    assert there.verdict == back.verdict
