"""Claims against hand-worked answers, the rule of the cards, and links nobody meant well."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from sfo_data.definitions.filters import from_choices
from sfo_data.definitions.measures import MEASURES
from sfo_data.questions import verdicts
from sfo_data.questions.verdicts import Verdict
from sfo_data.subjects import claims as claim_check
from sfo_data.subjects.claims import Claim, comparison, verdict
from sfo_data.subjects.claims.comparison import CannotCompare, Change
from tests.fast.definitions.test_filters import KNOWN

FILTERS = from_choices(KNOWN, {}, "cy-2019", KNOWN.known_on)
counts = st.integers(0, 400)


def row(name, now, before, bases=(365, 365)):
    """A row of headlines: two counts, or two shares or rates of `bases`."""
    measure = MEASURES[name]
    values = (now, before) if measure.kind == "count" else (now / bases[0], before / bases[1])
    days = bases if measure.kind == "count" else (365, 365)
    return {
        "measure": name, "numerator": now, "denominator": bases[0], "value": values[0], "days": days[0],
        "numerator_before": before, "denominator_before": bases[1], "value_before": values[1], "days_before": days[1],
    }  # fmt: skip


def test_six_events_against_none_are_beyond_chance_and_five_are_not():
    # Equal exposure: all of n on one side has probability 2 / 2^n: 0.0625 of five, 0.03125 of six. Lower limit of the
    # ratio for six: share 0.025^(1/6) = 0.5407, odds 1.1773.
    five, six = (comparison.change(row("sfo_reviews", events, 0), 1.0) for events in (5, 6))
    assert (five.beyond_chance, six.beyond_chance) == ("same", "up")
    assert six.size == float("inf") and round(six.lower, 1) == 17.7
    assert comparison.change(row("sfo_reviews", 0, 6), 1.0).beyond_chance == "down"
    # Months that vary twice as much as chance need twice the events.
    assert comparison.change(row("sfo_reviews", 6, 0), 2.0).beyond_chance == "same"
    assert comparison.change(row("sfo_reviews", 12, 0), 2.0).beyond_chance == "up"


@pytest.mark.parametrize("total", [1, 6, 20, 101, 500])
@pytest.mark.parametrize("share", [0.5, 0.25])
def test_two_counts_without_a_change_seem_beyond_chance_in_at_most_one_of_twenty(total, share):
    days = (round(share * 400), round((1 - share) * 400))
    rows = [row("sfo_reviews", k, total - k, days) for k in range(total + 1)]
    seems = [comparison.change(each, 1.0).beyond_chance != "same" for each in rows]
    assert binom.pmf(range(total + 1), total, share)[seems].sum() <= 0.05


@given(counts, counts, st.floats(1, 10))
def test_counts_are_compared_as_on_a_card(now, before, dispersion):
    each = row("sfo_reviews", now, before)
    if not now and not before:
        with pytest.raises(CannotCompare, match="Nothing was counted on either side"):
            comparison.change(each, dispersion)
        return
    found = comparison.change(each, dispersion)
    assert found.verdict.change == verdicts.comparison(each, dispersion).change
    assert (found.lower > 0 or found.upper < 0) == found.verdict.change.is_claim
    assert found.lower <= found.size <= found.upper


def test_shares_have_newcombes_interval_in_percentage_points():
    found = comparison.change(row("returned_share", 56, 48, (70, 80)), 1.0)
    # The worked example of Newcombe 1998, 56/70 against 48/80: 0.0524 to 0.3339.
    assert (found.size, found.unit) == (pytest.approx(20), "percentage points")
    assert (round(found.lower, 2), round(found.upper, 2)) == (5.24, 33.39)


def test_what_no_rule_judges_has_a_size_and_no_limits():
    found = comparison.change(row("sfo_reviews", 150, 100), None)
    assert (found.size, found.lower, found.upper) == (pytest.approx(50), None, None)
    assert not found.is_judged and found.beyond_chance == "same"
    claim = Claim("sfo_reviews", "up", None)
    assert verdict.judged(claim, found) == "agrees, not judged"
    assert verdict.judged(replace(claim, size=50.0), found) == "agrees, not judged"
    assert verdict.judged(replace(claim, size=20.0), found) == "agrees in direction, not in size"
    assert verdict.judged(replace(claim, change="down"), found) == "does not agree"
    assert verdict.judged(replace(claim, change="same", size=60.0), found) == "cannot tell"
    queued = comparison.change(row("qa_within_target_share", 60, 40, (100, 100)), 1.5)
    assert not queued.is_judged and queued.lower is None


def test_figures_that_still_move_are_not_compared():
    with pytest.raises(CannotCompare, match="It is too early"):
        comparison.change(row("sfo_convictions", 20, 80) | {"unsettled": 0.5}, 1.0)


def change(size, lower, upper, found, unit="%", charted="same"):
    return Change(size, lower, upper, Verdict(None, found, False, None), charted, unit)


ROSE, FELL, NOT = verdicts.Change.ROSE, verdicts.Change.FELL, verdicts.Change.NO_EVIDENCE
SURE, UNSURE = change(12, 5, 20, ROSE), change(12, -2, 28, NOT)
RISING, TURNED = (change(size, None, None, NOT, charted="up") for size in (12, -3))


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
        ("down", 48, change(-50, -60, -40, FELL), "agrees", "agrees"),
        ("same", None, SURE, "does not agree", "does not agree"),
        ("same", None, UNSURE, "cannot tell", "cannot tell"),
        ("same", 30, UNSURE, "agrees", "agrees"),
        ("same", 25, SURE, "agrees", "agrees"),
        ("same", 10, SURE, "does not agree", "does not agree"),
        ("same", 15, SURE, "cannot tell", "cannot tell"),
        ("up", 3, change(3.6, 1, 6, ROSE, "percentage points"), "agrees in direction, not in size", None),
        ("up", 3, change(3.4, 1, 6, ROSE, "percentage points"), "agrees", "agrees"),
        ("up", None, change(0, -5, 5, NOT), "does not agree", "does not agree"),
        ("up", 100, change(float("inf"), 17, float("inf"), ROSE), "agrees in direction, not in size", None),
        ("up", None, RISING, "agrees", "agrees"),
        ("down", None, RISING, "does not agree", "does not agree"),
        ("same", None, RISING, "does not agree", "does not agree"),
        ("up", None, TURNED, "does not agree", "cannot tell"),
        ("down", None, TURNED, "agrees", "cannot tell"),
    ],
)
def test_a_claim_stands_to_a_change_as_worked_by_hand(direction, size, found, recorded, judged):
    claim = Claim("sfo_reviews", direction, size)
    assert verdict.recorded(claim, found) == recorded
    assert verdict.judged(claim, found) == (judged or recorded)


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
