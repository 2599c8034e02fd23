"""Claims against hand-worked answers, other people's tests, the naive oracle, and links nobody meant well."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, binomtest, fisher_exact, hypergeom
from statsmodels.stats.proportion import confint_proportions_2indep

from sfo_data import claim_check, queries
from sfo_data.claim_check import Claim, comparison, verdict
from sfo_data.claim_check.comparison import CannotCompare, Change, fisher_p, median_change, rate_change, share_change
from sfo_data.dimensions import slug
from sfo_data.filters import Filters, Known, from_choices
from tests import oracle
from tests.test_figures import RATES
from tests.test_filters import KNOWN

FILTERS = from_choices(KNOWN, {}, "cy-2019", KNOWN.known_on)
counts = st.integers(0, 400)


# The statistics.


def test_six_events_against_none_are_beyond_chance_and_five_are_not():
    # Equal exposure: all of n on one side has probability 2 / 2^n: 0.0625 of five, 0.03125 of six. Lower limit of the
    # ratio for six: share 0.025^(1/6) = 0.5407, odds 1.1773.
    five, six = rate_change(5, 1, 0, 1), rate_change(6, 1, 0, 1)
    assert (five.p, six.p) == (pytest.approx(0.0625), pytest.approx(0.03125))
    assert (five.beyond_chance, six.beyond_chance) == ("same", "up")
    assert six.size == float("inf") and round(six.lower, 1) == 17.7
    assert rate_change(0, 1, 6, 1).beyond_chance == "down"


@given(counts, counts, st.floats(0.1, 100), st.floats(0.1, 100))
def test_the_p_value_of_two_counts_is_twice_the_smaller_binomial_tail_and_agrees_with_the_interval(a, b, ea, eb):
    if a + b == 0:
        with pytest.raises(CannotCompare):
            rate_change(a, ea, b, eb)
        return
    found = rate_change(a, ea, b, eb)
    tails = [binomtest(a, a + b, ea / (ea + eb), alternative=side).pvalue for side in ("less", "greater")]
    assert found.p == pytest.approx(min(1, 2 * min(tails)), rel=1e-7, abs=1e-12)
    if abs(found.p - 0.05) > 1e-6:
        assert (found.p < 0.05) == (found.lower > 0 or found.upper < 0)


@pytest.mark.parametrize("total", [1, 6, 20, 101, 500])
@pytest.mark.parametrize("share", [0.5, 0.25])
def test_two_counts_without_a_change_seem_beyond_chance_in_at_most_one_of_twenty(total, share):
    events = range(total + 1)
    seems = [rate_change(k, share, total - k, 1 - share).beyond_chance != "same" for k in events]
    assert binom.pmf(events, total, share)[seems].sum() <= 0.05


def test_fisher_gives_the_tea_tasters_odds():
    # 3 of 4 against 1 of 4: one tail (16 + 1) / 70 (Fisher 1935), twice that here.
    assert fisher_p(3, 4, 1, 4) == pytest.approx(34 / 70)


pairs = st.tuples(st.integers(1, 200), st.integers(1, 200)).flatmap(
    lambda n: st.tuples(st.integers(0, n[0]), st.just(n[0]), st.integers(0, n[1]), st.just(n[1]))
)


@given(pairs)
def test_two_shares_agree_with_scipys_fisher_and_statsmodels_newcombe(pair):
    k, n, k_before, n_before = pair
    found = share_change(*pair)
    table = [[k, n - k], [k_before, n_before - k_before]]
    tails = [fisher_exact(table, alternative=side).pvalue for side in ("less", "greater")]
    assert found.p == pytest.approx(min(1, 2 * min(tails)), rel=1e-6, abs=1e-12)
    theirs = confint_proportions_2indep(k, n, k_before, n_before, compare="diff", method="newcomb")
    assert (found.lower / 100, found.upper / 100) == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize(("n", "n_before", "both"), [(5, 9, 7), (95, 127, 51), (521, 530, 233)])
def test_two_shares_without_a_difference_seem_beyond_chance_in_at_most_one_of_twenty(n, n_before, both):
    k = np.arange(max(0, both - n_before), min(n, both) + 1)
    seems = [share_change(int(each), n, int(both - each), n_before).beyond_chance != "same" for each in k]
    assert hypergeom.pmf(k, n + n_before, both, n)[seems].sum() <= 0.05


def test_the_error_of_two_medians_is_the_published_one():
    # The worked example of ci.median2 in the R package statpsych, by the method's author: SE 4.316291.
    first = [32, 39, 26, 35, 43, 27, 40, 37, 34, 29]
    second = [36, 44, 47, 42, 49, 39, 46, 31, 33, 48]
    assert np.hypot(comparison.median_error(first), comparison.median_error(second)) == pytest.approx(
        4.316291, abs=1e-6
    )


def test_medians_of_10_and_20_days_are_a_hundred_per_cent_apart():
    before = np.tile([8, 9, 10, 11, 12], 20)
    found = median_change(2 * before, before)
    assert found.size == pytest.approx(100) and found.beyond_chance == "up"
    # Of 100 values the 40th is 9 and the 61st is 11; P(Bin(100, 1/2) <= 39) = 0.0176, z = 2.106. Each error of the
    # logarithm: ln(11/9) / 4.212 = 0.0476; half the interval: 1.96 x 0.0476 x sqrt(2) = 0.132; 2 e^-0.132 = 1.753.
    assert (round(found.lower, 1), round(found.upper, 1)) == (75.3, 128.2)


def test_medians_of_few_values_or_of_zeros_are_not_compared():
    for now, before in (([1, 2, 3, 4, 5], [1] * 9), ([0] * 9, [1] * 9)):
        with pytest.raises(CannotCompare):
            median_change(now, before)


@pytest.mark.parametrize("n", [(6, 9), (40, 70), (300, 200)])
def test_medians_of_tied_days_without_a_change_seem_beyond_chance_in_at_most_one_of_twenty(n):
    draw = np.random.default_rng(2020)
    seems = [
        median_change(*(np.maximum(1, draw.lognormal(2, 0.8, each).round()) for each in n)).beyond_chance != "same"
        for _ in range(1500)
    ]
    assert np.mean(seems) <= 0.05


# The verdict.


def change(size, lower, upper, p, unit="%"):
    return Change(size, lower, upper, p, unit)


SURE, UNSURE = change(12, 5, 20, 0.001), change(12, -2, 28, 0.11)


@pytest.mark.parametrize(
    ("direction", "size", "found", "recorded", "judged"),
    [
        ("up", None, SURE, "agrees", "agrees"),
        ("up", 12.9, SURE, "agrees", "agrees"),
        ("up", 15, SURE, "agrees in direction, not in size", "agrees in direction, not in size"),
        ("down", None, SURE, "does not agree", "does not agree"),
        ("up", None, UNSURE, "agrees", "cannot tell"),
        ("up", 12, UNSURE, "agrees", "cannot tell"),
        ("up", 20, UNSURE, "agrees in direction, not in size", "cannot tell"),
        ("up", 50, UNSURE, "agrees in direction, not in size", "does not agree"),
        ("down", None, UNSURE, "does not agree", "does not agree"),
        ("down", 48, change(-50, -60, -40, 0.001), "agrees", "agrees"),
        ("same", None, SURE, "does not agree", "does not agree"),
        ("same", None, UNSURE, "cannot tell", "cannot tell"),
        ("same", 30, UNSURE, "agrees", "agrees"),
        ("same", 25, SURE, "agrees", "agrees"),
        ("same", 10, SURE, "does not agree", "does not agree"),
        ("same", 15, SURE, "cannot tell", "cannot tell"),
        ("up", 3, change(3.6, 1, 6, 0.01, "percentage points"), "agrees in direction, not in size", None),
        ("up", 3, change(3.4, 1, 6, 0.01, "percentage points"), "agrees", "agrees"),
        ("up", None, change(0, -5, 5, 1.0), "does not agree", "does not agree"),
        ("up", 100, change(float("inf"), 17, float("inf"), 0.03), "agrees in direction, not in size", None),
    ],
)
def test_a_claim_stands_to_a_change_as_worked_by_hand(direction, size, found, recorded, judged):
    claim = Claim("sfo_reviews", direction, size)
    assert verdict.recorded(claim, found) == recorded
    assert verdict.judged(claim, found) == (judged or recorded)


# Claims as links.

period_names = st.sampled_from(["last-12-months", "cy-2017", "cy-2018", "fy-2018-19", "all", "2019-01-01..2019-06-30"])
sizes = st.none() | st.integers(0, 9_999_999).map(lambda n: n / 100)
periods_claimed = st.builds(
    Claim, st.sampled_from(sorted(claim_check.checkable())), st.sampled_from(["up", "down", "same"]), sizes,
    first=period_names, second=period_names,
)  # fmt: skip
labels = st.sampled_from([(by, label) for by, options in KNOWN.options.items() for label in options])
claims = periods_claimed | st.builds(
    lambda claim, label: replace(claim, first="", second="", by=label[0], group=label[1]), periods_claimed, labels
)


def test_a_link_reads_as_written():
    claim = Claim("sfo_reviews", "up", 12.5, "cy-2017", "cy-2018")
    assert claim_check.permanent(claim, FILTERS) == {
        "period": ["cy-2019"],
        "known_on": ["2020-05-11"],
        "claim_measure": ["sfo_reviews"],
        "claim_first": ["cy-2017"],
        "claim_second": ["cy-2018"],
        "claim_change": ["rose"],
        "claim_size": ["12.5"],
    }
    assert claim_check.wording(claim, FILTERS, KNOWN) == (
        "SFO notifications and reviews: rose by 12.5%, Calendar year 2017 to Calendar year 2018"
    )


@given(claims)
def test_a_claim_comes_back_from_its_link(claim):
    assert claim_check.from_url(claim_check.permanent(claim, FILTERS), FILTERS, KNOWN) == (claim, [])


hostile = st.binary(max_size=30).map(lambda raw: raw.decode("latin-1")) | st.sampled_from(
    [
        "nan",
        "-1",
        "1e9",
        "١٢",
        "cy-0000",
        "fy-9999-00",
        "9999-12-31..9999-12-31",
        "a..b",
        "cy-٢٠١٨",
        "rose",
        "12%",
        "\x00",
    ]
)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(claim_check.PARAMETERS), st.lists(hostile, max_size=2)))
def test_whatever_a_link_says_there_is_a_claim_and_it_comes_back_without_a_notice(address):
    claim, notices = claim_check.from_url(address, FILTERS, KNOWN)
    assert claim_check.from_url(claim.to_url(), FILTERS, KNOWN) == (claim, [])
    assert claim_check.wording(claim, FILTERS, KNOWN) and len(notices) <= 5


def test_each_part_of_a_link_that_cannot_be_used_has_its_notice():
    bad = {name: ["<script>"] for name in claim_check.PARAMETERS}
    claim, notices = claim_check.from_url(bad, FILTERS, KNOWN)
    assert claim == Claim("sfo_reviews", "up", None, "cy-2018", "cy-2019")
    assert [notice.split(" was")[0] for notice in notices] == [
        f"The claim's {part}" for part in ("measure", "change", "size", "periods", "group")
    ]


def test_a_state_on_one_day_cannot_be_claimed_about():
    assert "open_reviews" not in claim_check.checkable()
    assert "oldest_open_days" not in claim_check.checkable()


# Answers on the box's data, on both engines.


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


# Each kind and each date; tests/test_figures.py has every measure.
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
    assert finding(found, "chance").verdict == "beyond chance"
    assert "493 for Calendar year 2018, 591 for Calendar year 2017: −17% (95% interval" in found.sentence


def test_a_fall_of_17_per_cent_from_2017_to_2018_is_and_20_is_not_its_size(store, known):
    claim = Claim("sfo_reviews", "down", 17.0, "cy-2017", "cy-2018")
    assert answer(store, known, claim).verdict == "agrees"
    assert answer(store, known, replace(claim, size=20.0)).verdict == "agrees in direction, not in size"


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
    assert found.verdict == "cannot tell" and finding(found, "chance").verdict == "cannot tell"


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
