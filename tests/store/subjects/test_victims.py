"""The offer to victims and families: counted by hand, told so that nobody can be known, and signal told from noise."""

from collections import Counter
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from sfo_data.definitions.filters import Filters, from_choices
from sfo_data.definitions.measures import MEASURES
from sfo_data.definitions.periods import Period
from sfo_data.questions import queries, summaries
from sfo_data.questions.figures import figures, headlines
from sfo_data.questions.verdicts import comparison
from sfo_data.statistics.intervals import wilson
from sfo_data.statistics.stands_apart import APART, Stands
from sfo_data.store.synthetic.calibration import PLANTED
from sfo_data.subjects import victims
from sfo_data.subjects.victims import victim_words
from sfo_data.subjects.victims.withheld import EVERYONE
from tests import oracle

TAKE_UP = "victim_take_up_share"
NARROW = [{"division": ["Wales"]}, {"provider": ["Essex CRC"]}, {"offence_group": ["Murder"]}]
DAY = date(2019, 5, 1)


@pytest.fixture(scope="module")
def known(store) -> queries.Facts:
    return queries.facts(store)


def rows_of(store, filters: Filters) -> pl.DataFrame:
    return queries.reader(store)("victim_contacts", filters, "charge_outcome_on")


def filters_for(facts: queries.Facts, period: str = "cy-2018", **selection: list[str]) -> Filters:
    return from_choices(facts.known, selection, period, facts.known.known_on)


def groups_of(pairs) -> pl.DataFrame:
    columns = {"group": pl.String, "count": pl.Int64, "base": pl.Int64}
    return pl.DataFrame([(f"g{n:02}", *pair) for n, pair in enumerate(pairs)], schema=columns, orient="row")


def family(offered=True, took=None, thought=None, disclosed=False, met=False, readable=None, reason="Not recorded"):
    return {
        "charge_outcome": "Convicted of the SFO",
        "offered_on": DAY if offered else None,
        "no_offer_reason": reason,
        "taken_up": took,
        "vulnerability_considered": thought,
        "disclosed_on": DAY if disclosed else None,
        "senior_meeting_on": DAY if met else None,
        "found_readable": readable,
    }


FAMILIES = pl.DataFrame(
    [family(offered=False, reason="Not traced")] * 20
    + [family(took=False)] * 20
    + [family(took=None)] * 6
    + [family(took=True, thought=True, disclosed=True, met=True, readable=True)] * 10
    + [family(took=True, thought=None, disclosed=True, readable=False)] * 8
    + [family(took=True, thought=False)] * 16,
    schema_overrides=dict.fromkeys(("taken_up", "vulnerability_considered", "found_readable"), pl.Boolean),
).with_columns(review_id=pl.format("R{}", pl.int_range(pl.len())))


def test_the_steps_are_those_counted_by_hand():
    found = victims.follow(FAMILIES)
    assert found.select("step", "count", "base", "not_recorded").rows() == [
        ("owed", 80, None, None),
        ("offered", 60, 80, None),
        ("taken_up", 34, 60, 6),
        ("supported", 10, 34, 8),
        ("disclosed", 18, 34, None),
        ("met", 10, 34, None),
        ("readable", 10, 18, 0),
    ]
    took = found.row(by_predicate=pl.col("step") == "taken_up", named=True)
    # Of 54 recorded; at least 34 and at most 40 of 60; of 60 offered.
    assert (took["value"], took["at_least"], took["at_most"], took["of_offered"]) == pytest.approx(
        (34 / 54, 34 / 60, 40 / 60, 34 / 60)
    )
    # Wilson's limits of 34/54 with a base of 53: of 54 families of 54 reviews, one degree goes to the share.
    assert (took["lower"], took["upper"]) == pytest.approx((0.4950254, 0.7467126))
    assert set(found.filter(step="readable")["at_least"]) == {None}


def test_the_words_at_the_steps_are_those_of_the_numbers():
    shown = victims.protect_steps(victims.follow(FAMILIES))
    assert (
        victim_words.steps_title(shown)
        == "60 of 80 families owed an offer had one; 34 of the 54 whose answer is recorded took it up"
    )
    assert victim_words.step_texts(shown)[:3] == ["80", "60 (75%)", "34 (63%)"]
    assert victim_words.gaps(shown) == "Not recorded: whether they took it up for 6, vulnerability for 8. "
    assert victim_words.note(shown) == ""


@pytest.mark.parametrize("selection", [{}, {"division": ["London", "Midlands"]}])
def test_the_steps_are_what_the_oracle_counts(store, known, naive, selection):
    filters = filters_for(known, **selection)
    cases = oracle.counted(naive, TAKE_UP, filters.period.start, filters.period.end, selection)
    offered = [each for each in cases if each["offered_on"]]
    took = [each for each in offered if each["taken_up"] == "true"]
    disclosed = [each for each in took if each["disclosed_on"]]
    found = dict(victims.follow(rows_of(store, filters)).select("step", "count").iter_rows())
    assert found == {
        "owed": sum(oracle.is_owed(each) for each in cases),
        "offered": len(offered),
        "taken_up": len(took),
        "supported": sum(each["vulnerability_considered"] == "true" for each in took),
        "disclosed": len(disclosed),
        "met": sum(each["senior_meeting_on"] != "" for each in took),
        "readable": sum(each["found_readable"] == "true" for each in disclosed),
    }


def test_a_step_says_what_the_measure_of_the_same_name_says(store, known):
    filters = filters_for(known)
    steps = victims.follow(rows_of(store, filters))
    names = {
        "offered": "victim_offered_share",
        "taken_up": TAKE_UP,
        "supported": "victim_vulnerability_share",
        "readable": "victim_readable_share",
    }
    measured = figures(queries.reader(store), filters, list(names.values()))
    beside = steps.filter(pl.col("step").is_in(names.keys())).select("count", "value", "lower", "upper")
    for step, measure in zip(
        beside.rows(), measured.select("numerator", "value", "lower", "upper").rows(), strict=True
    ):
        assert step == pytest.approx(measure)


def test_reasons_are_of_those_owed_an_offer_and_not_of_the_acquitted(store, known, naive):
    filters = filters_for(known)
    cases = oracle.counted(naive, TAKE_UP, filters.period.start, filters.period.end, {})
    by_hand = Counter(
        each["no_offer_reason"] or "Not recorded" for each in cases if oracle.is_owed(each) and not each["offered_on"]
    )
    found = victims.reasons(rows_of(store, filters))
    assert found["count"].sum() == sum(by_hand.values()) and "Not convicted" not in found["reason"]
    named = dict(found.filter(pl.col("reason") != victims.TOGETHER).select("reason", "count").iter_rows())
    assert named == {reason: by_hand[reason] for reason in named} and min(named.values()) >= 10
    # Five without any reason recorded would be the difference, so the smallest of the others went to them.
    assert by_hand["Not recorded"] < 10 and len(by_hand) - len(named) == 2


def test_reasons_are_not_given_where_they_would_tell_how_few_had_an_offer():
    # 23 owed, 20 without an offer: with the steps, the 3 who had one would be the difference.
    few = pl.concat([FAMILIES.head(20), FAMILIES.slice(20, 3)])
    assert victims.reasons(few).is_empty()
    assert victims.protect_steps(victims.follow(few))["count"].to_list() == [23, None, None, None, None, None, None]
    assert victims.reasons(FAMILIES).rows() == [("Not traced", 20, 1.0)]


def test_a_planted_division_is_found_and_no_other(store, known):
    years = victims.all_years(filters_for(known, "last-12-months"), known.known.first_day)
    rows, found = rows_of(store, years), victims.against_the_nation(queries.reader(store), years, TAKE_UP)
    named = {name: side for name, side in found.iter_rows() if side in APART}
    assert named == {PLANTED.take_up_division: Stands.BELOW}
    shares = victim_words.with_findings(victims.protect(victims.by_group(rows, TAKE_UP, "division"), "division"), found)
    assert victim_words.divisions_title(shares) == "Take-up by division: North East below England and Wales"


def test_groups_under_ten_are_put_together_and_never_one_alone():
    # 4 alone would be the total less the rest, so the 12 joins it.
    found = victims.protect(groups_of([(6, 4 + 26), (2, 4), (6, 12), (20, 60)]), "group")
    assert found.select("group", "count", "base").rows() == [
        ("g00", 6, 30),
        ("g03", 20, 60),
        (victims.TOGETHER, 8, 16),
        (EVERYONE, 34, 106),
    ]


def test_small_groups_that_are_too_few_together_take_the_next():
    found = victims.pooled(groups_of([(1, 3), (2, 4), (5, 15), (9, 40)]), "group")
    assert found.rows() == [("g03", 9, 40), (victims.TOGETHER, 8, 22)]


def test_one_withheld_count_takes_a_second_with_it():
    found = victims.protect(groups_of([(2, 30), (15, 40), (20, 50), (30, 60)]), "group")
    assert found["count"].to_list() == [None, None, 20, 30, 67]
    assert found.filter("is_withheld").select("value", "lower", "upper").rows() == [(None,) * 3] * 2
    table = victim_words.groups_table(found, "group", "Group")
    assert table["Took it up"].to_list() == ["[c]", "[c]", "20", "30", "67"]
    assert table["Share (%)"].to_list() == ["[c]", "[c]", "40.0", "50.0", "37.2"]


def test_none_and_all_of_a_small_group_are_withheld_and_of_a_large_one_told():
    found = victims.protect(groups_of([(0, 19), (19, 19), (0, 20), (50, 90)]), "group")
    assert found["count"].to_list() == [None, None, 0, 50, 69]


def test_a_total_is_withheld_where_it_would_tell_of_every_group():
    # None of 20 may be told, but not that it was none of these 10 and none of those 10.
    assert victims.protect(groups_of([(0, 10), (0, 10)]), "group")["count"].to_list() == [None, None, None]
    assert victims.protect(groups_of([(0, 20)]), "group")["count"].to_list() == [0, 0]


def test_fewer_than_ten_in_all_leave_nothing_but_a_sentence():
    assert victims.protect(groups_of([(2, 4), (3, 5)]), "group").is_empty()
    few = victims.protect_steps(victims.follow(FAMILIES.slice(15, 9)))
    assert few.is_empty() and victim_words.steps_title(few) == "Too few families to show"


def test_what_follows_a_withheld_step_is_withheld():
    # 2 of 20 refused: 18 took it up, so 18 and everything out of 18 would tell of the 2.
    rows = pl.concat([FAMILIES.slice(46, 18), FAMILIES.slice(20, 2), FAMILIES.head(20)])
    shown = victims.protect_steps(victims.follow(rows))
    assert shown["count"].to_list() == [40, 20, None, None, None, None, None]
    table = victim_words.steps_table(shown)
    assert table["Families at the step before"].to_list() == [None, "40", *["[c]"] * 5]
    assert victim_words.bars(shown)["count"].to_list() == [40, 20, 0, 0, 0, 0, 0]
    assert victim_words.step_texts(shown)[1:] == ["20 (50%)", *["[c]"] * 5] and victim_words.NOTE in victim_words.note(
        shown
    )


def quarterly(pairs) -> pl.DataFrame:
    """A victim measure by quarter of 2018 from (count, base) pairs, as a control chart is given it."""
    year = Period("cy-2018", "2018", date(2018, 1, 1), date(2019, 1, 1))
    rows = pl.DataFrame(
        [
            family(took=taken) | {"charge_outcome_on": date(2018, 3 * quarter + 2, 1)}
            for quarter, (count, base) in enumerate(pairs)
            for taken in [True] * count + [False] * (base - count)
        ],
        schema_overrides=dict.fromkeys(("taken_up", "vulnerability_considered", "found_readable"), pl.Boolean),
    )
    found = summaries.summarise(rows, MEASURES[TAKE_UP], ["quarter"])
    return summaries.over_time(found, MEASURES[TAKE_UP], year, "quarter")


def test_a_quarter_of_few_takes_its_neighbours_with_it_so_that_the_year_does_not_tell_it():
    assert quarterly([(10, 30), (9, 30), (3, 30), (12, 30)])["numerator"].to_list() == [10, None, None, None]
    assert quarterly([(10, 30), (9, 30), (8, 30), (2, 9)])["value"].to_list() == pytest.approx([1 / 3, 0.3, None, None])
    assert quarterly([(10, 30), (9, 30), (8, 30), (12, 30)])["denominator"].to_list() == [30.0] * 4


def test_a_year_whose_offers_may_still_come_is_not_set_against_one_that_has_settled(store, known):
    newest = headlines(queries.reader(store), filters_for(known, "last-12-months"), ["victim_offered_share"], None)
    settled = headlines(queries.reader(store), filters_for(known, "cy-2018"), ["victim_offered_share"], None)
    # 1 November 2019 to 30 April 2020 of 366 days may still move.
    assert newest["unsettled"].to_list() == pytest.approx([182 / 366]) and settled["unsettled"].to_list() == [0.0]
    assert [comparison(frame.row(0, named=True), 1.0).change for frame in (newest, settled)] == [
        "not compared",
        "no evidence of change",
    ]


# What may be told: a count and its rest each none or five and more, and not none or all of fewer than twenty.
def may_be_told(count: int, base: int) -> bool:
    rest = base - count
    return base >= 10 and count not in (1, 2, 3, 4) and rest not in (1, 2, 3, 4) and (base >= 20 or 0 < count < base)


def attack(shown: pl.DataFrame) -> list[tuple[float, float]]:
    """The least and most that each withheld count can be, by linear programming from all that is shown."""
    parts, total = shown.filter(pl.col("group") != EVERYONE), shown.filter(group=EVERYONE)["count"][0]
    counts = [(0, base) if count is None else (count, count) for count, base in parts.select("count", "base").rows()]
    sums = {} if total is None else {"A_eq": np.ones((1, len(counts))), "b_eq": [total]}
    found = []
    for place, count in enumerate(parts["count"]):
        if count is None:
            cost = np.eye(len(counts))[place]
            low, high = (linprog(sign * cost, bounds=counts, **sums).fun * sign for sign in (1, -1))
            found.append((low, high))
    return found


group_sizes = st.integers(1, 45).flatmap(
    lambda base: st.tuples(st.one_of(st.integers(0, base), st.sampled_from([0, min(2, base), base])), st.just(base))
)


@settings(max_examples=150)
@given(st.lists(group_sizes, min_size=1, max_size=7))
def test_no_withheld_count_can_be_worked_out_from_what_is_shown(pairs):
    shown = victims.protect(groups_of(pairs), "group")
    assume(shown.height)
    parts = shown.filter(pl.col("group") != EVERYONE)
    withheld = parts.filter("is_withheld")["base"].to_list()
    for base, (low, high) in zip(withheld, attack(shown), strict=True):
        could_be = range(int(np.ceil(low - 1e-6)), int(np.floor(high + 1e-6)) + 1)
        assert len(could_be) > 1 and any(may_be_told(count, base) for count in could_be)


@given(st.lists(group_sizes, min_size=1, max_size=9))
def test_what_is_shown_may_be_told_adds_up_and_holds_nothing_withheld(pairs):
    shown = victims.protect(groups_of(pairs), "group")
    counts, bases = (sum(column) for column in zip(*pairs, strict=True))
    if bases < 10:
        assert shown.is_empty()
        return
    assert shown["base"].min() >= 10 and shown["base"][-1] == bases == shown["base"].head(-1).sum()
    for count, base, *share in shown.select("count", "base", "value", "lower", "upper").iter_rows():
        assert count is not None or share == [None] * 3
        assert count is None or may_be_told(count, base)
    assert shown["count"][-1] in (counts, None)
    if any(count is not None for count in shown["count"].head(-1)):
        assert shown["count"][-1] == counts
    if not shown["is_withheld"].any():
        assert shown["count"].head(-1).sum() == counts
        assert shown["lower"].to_list() == pytest.approx(wilson(shown["count"], shown["base"])[0].tolist())


ANSWERS = st.sampled_from(
    [
        family(offered=False),
        family(took=None),
        family(took=False),
        family(took=True),
        family(took=True, thought=True, disclosed=True, met=True, readable=True),
        family(took=True, thought=False, disclosed=True, readable=False),
        family(took=True, disclosed=True),
    ]
)


@given(st.lists(st.tuples(ANSWERS, st.integers(1, 25)), min_size=1, max_size=7))
def test_no_step_shown_tells_of_few_by_itself_or_with_the_step_before(drawn):
    rows = pl.DataFrame([each for each, times in drawn for _ in range(times)], schema=FAMILIES.schema)
    shown = victims.protect_steps(victims.follow(rows))
    counts = dict(shown.select("step", "count").iter_rows())
    for step, after, count, base, blank in shown.select("step", "after", "count", "base", "not_recorded").iter_rows():
        if count is None:
            assert set(shown.filter(after=step)["count"]) <= {None}
        elif after:
            assert base == counts[after]
            assert may_be_told(count, base) and may_be_told(count, base - (blank or 0))
    if counts and counts["offered"] is None:
        assert victims.reasons(rows).is_empty()


@pytest.mark.parametrize("selection", NARROW)
def test_under_narrow_filters_no_table_of_the_page_holds_a_number_that_may_not_be_told(store, known, selection):
    filters = filters_for(known, "last-12-months", **selection)
    years = rows_of(store, victims.all_years(filters, known.known.first_day))
    steps = victims.protect_steps(victims.follow(rows_of(store, filters)))
    tables = [victims.protect(victims.by_group(years, TAKE_UP, by), by) for by in ("division", "offence_group")]
    for shares in tables:
        assert all(may_be_told(*pair) for pair in shares.filter(~pl.col("is_withheld")).select("count", "base").rows())
        assert victim_words.parts(shares)["value"].null_count() == 0
        marks = victim_words.groups_table(shares, shares.columns[0], "Group").filter(shares["is_withheld"])
        assert set(marks["Took it up"]) <= {"[c]"} and set(marks["95% to"]) <= {"[c]"}
    recorded = steps.with_columns(recorded=pl.col("base") - pl.col("not_recorded").fill_null(0)).drop_nulls("recorded")
    assert all(may_be_told(*pair) for pair in recorded.select("count", "recorded").rows())
    assert victims.reasons(rows_of(store, filters)).filter(pl.col("count") < 10).is_empty()
