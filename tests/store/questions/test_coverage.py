"""Time without data: no figure, no comparison, no person-time, and the reason said."""

from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from sfo_data.definitions.coverage import Coverage, Reason
from sfo_data.definitions.filters import Scope, from_choices
from sfo_data.definitions.measures import MEASURES
from sfo_data.definitions.periods import Period
from sfo_data.definitions.reporting_calendar import day_in_words
from sfo_data.questions import queries
from sfo_data.questions.coverage import held
from sfo_data.questions.figures import figures, headlines, series
from sfo_data.store import ingest, synthetic
from sfo_data.store.database import Store
from sfo_data.subjects import claims
from sfo_data.wording import coverage_words, narrative

FIRST = date(2014, 6, 2)
BEFORE_ALL = "2010-01-01..2010-12-31"


def made(store, period, **selections):
    known = queries.facts(store).known
    return from_choices(known, selections, period, known.known_on)


def row_of(store, name, period):
    return headlines(queries.reader(store), made(store, period), [name], None).row(0, named=True)


@pytest.fixture(params=["small_store_url", "minimal_store_url"])
def other_store(request):
    return Store(request.getfixturevalue(request.param))


# The value.


@pytest.mark.parametrize(
    ("start", "end", "part", "reason"),
    [
        (date(2015, 6, 2), date(2016, 6, 2), (date(2015, 6, 2), date(2016, 6, 2)), None),
        (date(2015, 6, 1), date(2016, 6, 1), (date(2015, 6, 1), date(2016, 6, 1)), Reason.BEFORE),
        (date(2014, 1, 1), date(2015, 1, 1), (FIRST, date(2015, 1, 1)), Reason.PERIOD),
        (date(2019, 7, 1), date(2020, 7, 1), (date(2019, 7, 1), date(2020, 5, 12)), Reason.PERIOD),
        (date(2010, 1, 1), date(2011, 1, 1), (date(2011, 1, 1), date(2011, 1, 1)), Reason.NO_DATA),
    ],
)
def test_the_part_of_a_period_that_is_held_and_why_it_is_not_compared(start, end, part, reason):
    coverage = Coverage(FIRST, date(2020, 5, 12))
    period = Period("cy-0000", "", start, end)
    assert (coverage.part(period).start, coverage.part(period).end) == part
    assert coverage.why_not(period) == reason
    assert Coverage(None, date(2020, 5, 12)).why_not(period) == Reason.NOT_HELD


# The box: cases begin on 2 June 2014.


@pytest.mark.parametrize("period", ["all", "cy-2014", "2014-06-02..2014-12-31", "cy-2015", "fy-2014-15", "fy-2015-16"])
def test_what_is_not_wholly_held_is_compared_with_nothing(store, period):
    rows = headlines(queries.reader(store), made(store, period), ["sfo_reviews", "sfo_rate", "qa_completed"], None)
    for row in rows.iter_rows(named=True):
        assert row["value"] is not None and row["value_before"] is None and row["not_compared"] is not None
        assert not narrative.of_headline(row).has_fired


def test_the_next_year_is_compared(store):
    rows = headlines(queries.reader(store), made(store, "cy-2016"), ["sfo_reviews", "sfo_rate"], None)
    assert rows["not_compared"].to_list() == [None, None] and rows["value_before"].null_count() == 0


def test_a_card_says_from_when_on_data_are_held(store):
    row = row_of(store, "sfo_reviews", "cy-2015")
    assert "Cases are held from 2 June 2014: the year before is not complete" in narrative.beside(
        row, False, narrative.of_headline(row)
    )
    assert coverage_words.why_not_row(row_of(store, "sfo_reviews", "cy-2014")) == (
        "cases are held from 2 June 2014: the period is not complete"
    )
    later = coverage_words.why_not_row(row_of(store, "actions_on_time_share", "cy-2015"))
    assert later.startswith("actions due are held from ") and "June" not in later


def test_person_time_counts_the_days_that_are_held_alone(store, naive):
    read = queries.reader(store)
    names = ["sfo_rate", "murder_or_manslaughter_rate"]
    of_year, of_dates = (figures(read, made(store, name), names) for name in ("cy-2014", "2014-06-02..2014-12-31"))
    assert of_year.equals(of_dates)
    # People at the end of June stand for 2 to 30 June, of September and December for their quarters.
    days = {"2014-06-30": 29, "2014-09-30": 92, "2014-12-31": 92}
    years = sum(int(row["people"]) * days.get(str(row["quarter_end_on"]), 0) for row in naive.caseload) / 365.25
    assert of_year["denominator"][0] == pytest.approx(years)
    by_division = figures(read, made(store, "cy-2014"), ["sfo_rate"], ["division"])
    assert by_division["denominator"].sum() == pytest.approx(years)


def test_before_all_data_there_is_no_figure_but_of_the_day(store):
    rows = headlines(queries.reader(store), made(store, BEFORE_ALL), list(MEASURES), None)
    for row in rows.iter_rows(named=True):
        if MEASURES[row["measure"]].dated_by:
            assert row["value"] is None and row["numerator"] is None and row["not_compared"] == Reason.NO_DATA
            assert coverage_words.shown(row) == "no data"
    monthly = series(queries.reader(store), made(store, BEFORE_ALL), "sfo_reviews")
    assert monthly.height == 12 and monthly["numerator"].null_count() == monthly["value"].null_count() == 12
    assert figures(queries.reader(store), made(store, BEFORE_ALL), ["sfo_rate"], ["division", "month"]).is_empty()


def test_before_any_review_was_rated_independently_there_is_no_share_of_them(store, naive):
    rated = {row["review_id"] for row in naive.rows["reviews_rated"] if row["is_rated"]}
    first = min(case["qa_completed_on"] for case in naive.cases if case["review_id"] in rated)
    row = row_of(store, "independently_rated_share", f"cy-{first.year - 1}")
    assert row["value"] is None and coverage_words.shown(row) == "no data"
    assert (
        coverage_words.why_not_row(row) == f"no data: reviews rated independently are held from {day_in_words(first)}"
    )


def test_a_month_that_data_begin_in_is_a_part_and_those_before_have_no_figure(store):
    monthly = series(queries.reader(store), made(store, "cy-2014"), "sfo_reviews")
    assert monthly["value"].is_null().to_list() == [True] * 5 + [False] * 7
    assert monthly["is_part"].to_list() == [True] * 6 + [False] * 6
    assert monthly["numerator"].sum() == 275


def test_what_is_held_is_the_same_for_every_reader_and_on_each_day(store):
    known = queries.facts(store).known
    read, filters = queries.reader(store), made(store, "cy-2018", division=["Wales"])
    whole = held(read, filters)
    assert held(read, from_choices(known, {}, "cy-2018", known.known_on, Scope(("Wales",)))) == whole
    assert held(read, from_choices(known, {}, "cy-2018", known.known_on, Scope(("Wales",))).national()) == whole
    earlier = held(read, from_choices(known, {}, "cy-2018", known.states[0]))
    assert earlier.known_on == known.states[0] and earlier.first_days == whole.first_days


@pytest.mark.parametrize("first", ["cy-2014", BEFORE_ALL])
def test_a_claim_about_a_period_that_is_not_held_cannot_be_told(store, first):
    filters, known = made(store, "cy-2018"), queries.facts(store).known
    for name in claims.checkable():
        answer = claims.check(queries.reader(store), filters, claims.Claim(name, "up", None, first, "cy-2015"), known)
        assert answer.verdict == "cannot tell" and "held from" in answer.sentence, name
        assert not claims.as_table(answer).is_empty()


def test_groups_of_a_period_that_is_partly_held_are_compared_and_of_none_not(store):
    known = queries.facts(store).known
    claim = claims.Claim("sfo_rate", "up", None, by="provider_type", group="NPS")
    answer = claims.check(queries.reader(store), made(store, "cy-2014"), claim, known)
    assert answer.verdict != "cannot tell"
    answer = claims.check(queries.reader(store), made(store, BEFORE_ALL), claim, known)
    assert answer.verdict == "cannot tell" and "Cases are held from 2 June 2014" in answer.sentence


# People supervised, without the third quarter of 2018: of one provider, of everyone.


@pytest.fixture(scope="module", params=["N01", ""])
def with_a_gap(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("gap")
    synthetic.write(folder / "delivery", seed=7, cases=60)
    path = folder / "delivery" / "caseload.csv"
    lines = path.read_text().splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(f"2018-09-30,{request.param}")]
    assert 0 < len(lines) - len(kept) < 200
    path.write_text("".join(kept))
    store = Store(f"duckdb:///{folder / 'sfo.duckdb'}")
    ingest.load(store, folder / "delivery")
    return request.param, store


def by_provider(store, period):
    return figures(queries.reader(store), made(store, period), ["sfo_rate"], ["provider"])


def test_a_quarter_without_people_gives_no_rate_and_not_one_of_a_part_of_the_year(with_a_gap, small_store_url):
    (code, store), whole = with_a_gap, Store(small_store_url)
    is_missing = pl.col("provider") == "NPS North West" if code else pl.lit(True)
    found, expected = by_provider(store, "cy-2018"), by_provider(whole, "cy-2018")
    nothing = [pl.lit(None, pl.Float64).alias(name) for name in ("denominator", "value", "lower", "upper")]
    gone = expected.filter(is_missing).with_columns(nothing)
    assert gone.height
    assert_frame_equal(found.filter(is_missing), gone)
    assert_frame_equal(found.filter(~is_missing), expected.filter(~is_missing))
    for period in ("cy-2017", "cy-2019"):
        assert_frame_equal(by_provider(store, period), by_provider(whole, period))
    row = row_of(store, "sfo_rate", "cy-2018")
    assert (row["value"], row["denominator"], row["not_compared"]) == (None, None, Reason.CASELOAD)
    assert coverage_words.why_not_row(row) == "no rate: people supervised are not complete"
    after = row_of(store, "sfo_rate", "cy-2019")
    assert after["value"] is not None and (after["value_before"], after["not_compared"]) == (None, Reason.CASELOAD)


def test_the_months_of_a_quarter_without_people_alone_have_no_rate(with_a_gap, small_store_url):
    _code, store = with_a_gap
    monthly, whole = (
        series(queries.reader(each), made(each, "cy-2018"), "sfo_rate") for each in (store, Store(small_store_url))
    )
    assert monthly["value"].is_null().to_list() == [False] * 6 + [True] * 3 + [False] * 3
    others = pl.col("month").dt.quarter() != 3
    assert_frame_equal(monthly.filter(others), whole.filter(others))


# A store of 60 cases, and one of reviews and rounds alone.


@pytest.mark.parametrize("period", ["all", "cy-2014", "cy-2015", "fy-2015-16", BEFORE_ALL])
def test_no_period_of_a_small_store_says_that_anything_changed_from_nothing(other_store, period):
    # People are counted on one day in a period, and those of the year before are held.
    names = [name for name, measure in MEASURES.items() if measure.kind != "people"]
    rows = headlines(queries.reader(other_store), made(other_store, period), names, None)
    assert rows["not_compared"].null_count() == 0
    assert rows["value_before"].null_count() == rows.height
    assert not any(narrative.of_headline(row).has_fired for row in rows.iter_rows(named=True))


def test_what_was_never_delivered_is_not_held_and_not_none(minimal_store_url):
    store = Store(minimal_store_url)
    rows = headlines(queries.reader(store), made(store, "cy-2018"), list(MEASURES), None)
    empty = rows.filter(pl.col("held_from").is_null())
    kinds = {MEASURES[name].question for name in empty["measure"]}
    assert kinds == {
        "actions", "agency_involvement", "findings", "findings_coded", "practitioner_involvement", "review_themes",
        "reviews", "reviews_rated", "victim_contacts",
    }  # fmt: skip
    rates = {name for name in empty["measure"] if MEASURES[name].question == "reviews"}
    assert rates == {"sfo_rate", "murder_or_manslaughter_rate", "people_supervised"}
    assert {coverage_words.shown(row) for row in empty.iter_rows(named=True)} == {"not held"}
    assert (
        coverage_words.why_not_row(empty.row(by_predicate=pl.col("measure") == "actions_overdue", named=True))
        == "not held: actions have not been delivered"
    )
