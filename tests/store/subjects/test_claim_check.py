"""Claims about the box against the naive oracle and what was published, and links nobody meant well."""

from dataclasses import replace
from datetime import date

import pytest

from sfo_data.definitions.dimensions import slug
from sfo_data.definitions.filters import Filters, Known, from_choices
from sfo_data.questions import queries
from sfo_data.subjects import claims as claim_check
from sfo_data.subjects.claims import Claim
from tests import oracle
from tests.store.questions.test_figures import RATES


@pytest.fixture(scope="module")
def known(store) -> Known:
    return queries.facts(store).known


def filters_of(known: Known, period: str = "cy-2018", known_on: date | None = None, **selections) -> Filters:
    return from_choices(known, selections, period, known_on or known.known_on)


def answer(store, known, claim, filters=None):
    return claim_check.check(queries.reader(store), filters or filters_of(known), claim, known)


def finding(answer, question):
    return next(each for each in answer.findings if question in each.aspect)


def naive_figure(naive, name, start, end, where):
    dated_by, count = oracle.NAIVE[RATES.get(name, name)]
    figure = count(oracle.inside(naive.cases, dated_by, start, end, where))
    if name not in RATES:
        return figure
    years = oracle.person_years(naive, start, end, where)
    return figure[0], years, 1000 * figure[0] / years


# Each kind and each date; tests/store/questions/test_figures.py has every measure.
ONE_OF_EACH = ["sfo_reviews", "sfo_rate", "returned_share", "notification_median_days", "qa_completed"]
YEARS = {"cy-2017": (date(2017, 1, 1), date(2018, 1, 1)), "cy-2018": (date(2018, 1, 1), date(2019, 1, 1))}


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_both_sides_are_what_the_oracle_counts(store, known, naive, name):
    where = {"division": ["London", "Wales"]}
    two_years = answer(store, known, Claim(name, "up", None, "cy-2017", "cy-2018"), filters_of(known, **where))
    groups = answer(store, known, Claim(name, "up", None, by="division", group="London"), filters_of(known, **where))
    expected = [naive_figure(naive, name, *YEARS[year], where) for year in ("cy-2017", "cy-2018")]
    expected += [naive_figure(naive, name, *YEARS["cy-2018"], {"division": [one]}) for one in ("Wales", "London")]
    rows = [*two_years.figures.iter_rows(named=True), *groups.figures.iter_rows(named=True)]
    for row, figure in zip(rows, expected, strict=True):
        assert (row["numerator"], row["denominator"], row["value"]) == pytest.approx(figure)
    assert groups.figures["side"].to_list() == ["Wales", "London"]


def test_a_rise_of_12_per_cent_from_2017_to_2018_is_not_in_the_data(store, known):
    found = answer(store, known, Claim("sfo_reviews", "up", 12.0, "cy-2017", "cy-2018"))
    # 493 / 591 = 0.8342.
    assert found.verdict == "does not agree"
    assert finding(found, "agree").numbers["change"] == pytest.approx(100 * (493 / 591 - 1))
    assert finding(found, "change?").verdict == "no evidence of change"
    assert "493 for Calendar year 2018, 591 for Calendar year 2017: −17% (95% interval" in found.sentence


def test_a_fall_of_17_per_cent_from_2017_to_2018_cannot_be_told_and_50_is_not_its_size(store, known):
    claim = Claim("sfo_reviews", "down", 17.0, "cy-2017", "cy-2018")
    assert answer(store, known, claim).verdict == "cannot tell"
    assert answer(store, known, replace(claim, size=50.0)).verdict == "does not agree"


def test_a_rise_that_the_card_sees_agrees_in_its_size_alone(store, known):
    claim = Claim("practitioner_saw_share", "up", 5.0, "cy-2018", "cy-2019")
    found = answer(store, known, claim)
    assert found.verdict == "agrees" and finding(found, "change?").verdict == "rose"
    assert answer(store, known, replace(claim, size=15.0)).verdict == "agrees in direction, not in size"


def test_per_person_is_events_over_the_oracles_person_years(store, known, naive):
    people = finding(answer(store, known, Claim("sfo_reviews", "up", None, "cy-2017", "cy-2018")), "per person").numbers
    years_before, years = (oracle.person_years(naive, *YEARS[year], {}) for year in YEARS)
    assert people["first"] == pytest.approx(1000 * 591 / years_before)
    assert people["second"] == pytest.approx(1000 * 493 / years)
    assert people["people"] == pytest.approx(100 * (years / years_before - 1))


def test_people_are_not_counted_by_offence_and_shares_are_not_per_person(store, known):
    by_offence = answer(store, known, Claim("sfo_reviews", "up", None, by="offence_group", group="Rape"))
    assert finding(by_offence, "per person").sentence == "People supervised are not counted by offence group."
    share = answer(store, known, Claim("returned_share", "up", None, "cy-2017", "cy-2018"))
    assert finding(share, "per person").verdict == "does not apply"


def test_the_figure_is_compared_with_what_was_known_at_the_end_of_the_period(store, known, deliveries):
    state = known.states[0]
    then = oracle.build(deliveries / state.isoformat(), state)
    claim = Claim("sfo_convictions", "up", None, "2019-01-01..2019-06-30", f"2019-07-01..{state.replace(day=1)}")
    found = finding(answer(store, known, claim), "revised")
    days = [(date(2019, 1, 1), date(2019, 7, 1)), (date(2019, 7, 1), state.replace(day=2))]
    assert list(found.numbers.values()) == [naive_figure(then, "sfo_convictions", *each, {})[2] for each in days]
    assert found.verdict == "revised" and "was" in found.sentence


def test_where_the_store_does_not_reach_back_it_says_so(store, known):
    found = finding(answer(store, known, Claim("sfo_reviews", "up", None, "cy-2017", "cy-2018")), "revised")
    assert "reach back no further" in found.sentence


def test_late_arrivals_are_counted_from_the_stores_own_history(store, known, deliveries, naive):
    found = finding(answer(store, known, Claim("sfo_reviews", "up", None, "cy-2019", "cy-2020")), "settled")
    state = known.states[0]
    window = (date.fromordinal(state.toordinal() - 27), date.fromordinal(state.toordinal() + 1))
    then, now = (
        len(oracle.inside(each.cases, "notified_on", *window, {}))
        for each in (oracle.build(deliveries / state.isoformat(), state), naive)
    )
    assert found.numbers == {"known then": then, "known now": now}
    assert "Calendar year 2020 is not over" in found.sentence


def test_convictions_still_at_court_cannot_be_compared(store, known):
    found = answer(store, known, Claim("sfo_convictions", "down", None, "cy-2018", "cy-2019"))
    assert found.verdict == "cannot tell" and "too early" in found.sentence
    settled = answer(store, known, Claim("sfo_convictions", "down", None, "cy-2016", "cy-2017"))
    assert "too early" not in settled.sentence


def test_periods_that_share_days_cannot_be_tested(store, known):
    found = answer(store, known, Claim("sfo_reviews", "up", None, "cy-2018", "fy-2018-19"))
    assert found.verdict == "cannot tell" and finding(found, "change?").verdict == "cannot tell"


def test_periods_of_unequal_length_are_compared_per_day(store, known, naive):
    found = finding(
        answer(store, known, Claim("sfo_reviews", "up", None, "cy-2018", "2019-01-01..2019-03-31")), "agree"
    )
    quarter = naive_figure(naive, "sfo_reviews", date(2019, 1, 1), date(2019, 4, 1), {})[0]
    assert found.numbers["change"] == pytest.approx(100 * (quarter / 90 / (493 / 365) - 1))
    assert "per day: 90 days, against 365" in found.sentence


@pytest.mark.parametrize(
    ("claim", "says"),
    [
        (Claim("sfo_rate", "up", None, by="provider_type", group="NPS"), "do not compare like with like"),
        (Claim("nps_share", "up", None, by="provider_type", group="NPS"), "part of the measure's definition"),
        (Claim("sfo_reviews", "up", None, "2018-01-01..2018-01-02", "2018-01-03..2018-01-04"), "fewer than 5 events"),
        (Claim("sfo_reviews", "up", None, "cy-2018", "cy-2017"), "backwards in time"),
        (Claim("sfo_reviews", "up", None, "cy-2017", "cy-2018"), "one comparison fixed beforehand"),
    ],
)
def test_traps_are_named(store, known, claim, says):
    assert says in finding(answer(store, known, claim), "beside").sentence


def test_nothing_on_either_side_cannot_tell(store, known):
    nothing = filters_of(known, offence_group=["Terrorism"], provider=["Essex CRC"])
    for name in ONE_OF_EACH:
        found = answer(
            store, known, Claim(name, "up", 10.0, "2015-01-01..2015-01-02", "2015-01-03..2015-01-04"), nothing
        )
        assert found.verdict == "cannot tell", name


def test_a_link_gives_the_same_answer_after_a_newer_load_and_says_what_the_newer_data_say(store, known, naive):
    then = known.states[-2]
    earlier = replace(known, known_on=then, states=known.states[:-1])
    claim = Claim("sfo_convictions", "down", None, by="provider_type", group="CRC")
    read, filters = queries.reader(store), filters_of(known, "cy-2019", then)
    before, after = (claim_check.check(read, filters, claim, each) for each in (earlier, known))
    assert before.figures.equals(after.figures)
    assert claim_check.as_table(before).equals(claim_check.as_table(after))
    for then_found, now_found in zip(before.findings, after.findings, strict=True):
        assert then_found.numbers == pytest.approx(now_found.numbers)
    assert claim_check.newest_line(read, filters, claim, earlier) == ""
    now = naive_figure(naive, "sfo_convictions", date(2019, 1, 1), date(2020, 1, 1), {"provider_type": ["CRC"]})[0]
    line = claim_check.newest_line(read, filters, claim, known)
    assert line.startswith("As known on 4 May 2020: cannot tell (")
    assert f"with the newest data of 11 May 2020: cannot tell ({now} for CRC" in line


def test_every_label_of_the_data_has_a_link_of_its_own(known):
    for by, options in known.options.items():
        assert len({slug(label) for label in options}) == len(options), by
