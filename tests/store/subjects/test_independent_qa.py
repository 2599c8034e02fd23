"""Independent ratings beside HMPPS's: counted naively, told apart from chance, published safely."""

import zipfile
from collections import Counter
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from sfo_data.definitions.categories import RATINGS
from sfo_data.definitions.filters import Filters, Scope, from_choices
from sfo_data.publishing import independent_qa_annual
from sfo_data.questions import queries
from sfo_data.questions.queries import Facts
from sfo_data.statistics import agreement
from sfo_data.subjects import independent_qa
from sfo_data.subjects.independent_qa import sampling
from sfo_data.subjects.independent_qa.ratings import sign_test
from sfo_data.subjects.independent_qa.sampling import Commitment, Unusable
from tests import oracle
from tests.material.box import NEWEST

SEED = "5f" * 32
GOOD = ("Outstanding", "Good")


@pytest.fixture(scope="module")
def facts(store) -> Facts:
    return queries.facts(store)


@pytest.fixture(scope="module")
def filters(facts: Facts) -> Filters:
    return from_choices(facts.known, {}, "cy-2019", facts.known.known_on)


@pytest.fixture(scope="module")
def naive(deliveries: Path) -> list[dict[str, str]]:
    """The newest delivery's independent ratings with HMPPS's of the round accepted, and the division."""
    folder = deliveries / NEWEST.isoformat()
    accepted = {row["review_id"]: row for row in oracle.read(folder, "qa_rounds") if row["outcome"] == "Accepted"}
    division = {case["review_id"]: case["division"] for case in oracle.build(folder, NEWEST).cases}
    rows = []
    for row in oracle.read(folder, "independent_qa"):
        theirs = {f"hmpps_{name}": accepted[row["review_id"]][f"rating_{name}"] for name in independent_qa.RATED}
        rows.append({**row, **theirs, "division": division[row["review_id"]]})
    return rows


def ratings(independent: list[str], hmpps: list[str]) -> pl.DataFrame:
    """Rows with the same ratings on every standard."""
    names = list(independent_qa.RATED)
    return pl.DataFrame({f"rating_{name}": independent for name in names} | {f"hmpps_{name}": hmpps for name in names})


# The draw on the box


def test_both_engines_draw_what_plain_python_draws_from_the_delivery(each_store, facts, filters, deliveries):
    design = independent_qa.design(filters, "0.2", 2, ("division",))
    frame = independent_qa.frame(queries.reader(each_store), design, facts.known, filters.scope)
    record = sampling.draw(frame, Commitment(design, sampling.commit(design, SEED)), SEED)
    cases = oracle.build(deliveries / NEWEST.isoformat(), NEWEST).cases
    completed = [each for each in cases if each["qa_completed_on"] and each["qa_completed_on"].year == 2019]
    assert frame.height == len(completed)
    by_division = Counter(each["division"] for each in completed)
    for stratum in record.strata:
        ids = [each["review_id"] for each in completed if each["division"] == stratum.stratum]
        assert stratum.reviews == by_division[stratum.stratum] == len(ids)
        assert list(stratum.drawn) == sampling.in_order(ids, SEED)[: len(stratum.drawn)]
    assert sum(len(each.drawn) for each in record.strata) == -(-len(completed) // 5)
    assert sampling.verify(record, frame) == []


def test_an_earlier_draw_still_verifies_from_the_newest_store(store, facts):
    earlier = facts.known.states[0]
    filters = from_choices(facts.known, {}, "fy-2019-20", earlier)
    design = independent_qa.design(filters, "0.1", 2, ("division", "murder_or_manslaughter"))
    frame = independent_qa.frame(queries.reader(store), design, facts.known, filters.scope)
    record = sampling.draw(frame, Commitment(design, sampling.commit(design, SEED)), SEED)
    again = sampling.read_record(sampling.record_text(record))
    assert (
        sampling.verify(again, independent_qa.frame(queries.reader(store), again.design, facts.known, filters.scope))
        == []
    )
    assert {each.stratum.rpartition(", ")[2] for each in record.strata} == {"murder or manslaughter", "other offences"}


def test_part_of_the_list_is_never_drawn_from(store, facts, filters):
    design = independent_qa.design(filters, "0.2", 2, ("division",))
    with pytest.raises(Unusable, match="all of England and Wales"):
        independent_qa.frame(queries.reader(store), design, facts.known, Scope(("Wales",)))


def test_the_plan_has_the_sizes_of_the_draw(store, filters):
    plan = independent_qa.planned(queries.reader(store), filters, Fraction("0.2"), 2, ("division",))
    assert plan["drawn"].sum() == -(-plan["reviews"].sum() // 5)
    assert (plan["weight"] * plan["drawn"]).to_list() == pytest.approx(plan["reviews"].to_list())
    assert plan["half_width"].is_between(0, 1).all() and plan["power"].is_between(0.05, 1).all()
    assert "percentage points either way" in independent_qa.plan_words(plan)


def test_of_a_plan_of_few_nothing_is_promised():
    one = pl.DataFrame({"stratum": ["Wales"], "reviews": [1], "drawn": [1], "weight": [1.0]})
    plan = one.with_columns(half_width=0.0, power=0.2, detectable=0.4)
    assert independent_qa.plan_title(plan) == "1 of 1 review"
    assert independent_qa.plan_words(plan).startswith("Fewer than 20 ratings are too few")
    assert independent_qa.plan_table(plan).columns == ["Group", "Reviews completed", "To draw", "Each stands for"]


# Agreement


def test_every_pair_of_ratings_is_what_the_delivery_says(store, filters, naive):
    rows = queries.reader(store)("independent_qa", filters, independent_qa.COMPLETED)
    assert rows.height == len(naive) == 40
    for standard in independent_qa.RATED:
        counted = {(i, h): n for i, h, n in independent_qa.matrix(rows, standard).rows() if n}
        pairs = [(row[f"rating_{standard}"], row[f"hmpps_{standard}"]) for row in naive]
        assert counted == Counter(pair for pair in pairs if all(pair)), standard


def test_kappa_is_that_of_the_pairs(store, filters, naive):
    rows = queries.reader(store)("independent_qa", filters, independent_qa.COMPLETED)
    found = independent_qa.compared(rows)
    for row, standard in zip(found.iter_rows(named=True), independent_qa.RATED, strict=True):
        pairs = [(r[f"rating_{standard}"], r[f"hmpps_{standard}"]) for r in naive]
        pairs = [pair for pair in pairs if all(pair)]
        for weights in ("quadratic", "linear"):
            kappa = agreement.kappa([i for i, _ in pairs], [h for _, h in pairs], weights, RATINGS)
            limits = [row[weights], row[f"{weights}_lower"], row[f"{weights}_upper"]]
            assert limits == pytest.approx([kappa.value, kappa.lower, kappa.upper])
        place = RATINGS.index
        assert row["hmpps_higher"] == sum(place(h) < place(i) for i, h in pairs)
        assert row["hmpps_lower"] == sum(place(h) > place(i) for i, h in pairs)
        assert row["rated"] == row["same"] + row["hmpps_higher"] + row["hmpps_lower"]


def test_the_direction_by_hand():
    # 5 of 6 differing reviews rated higher: 2 x (1 + 6)/64 = 0.21875.
    assert sign_test(5, 1) == pytest.approx(0.21875)
    assert sign_test(0, 0) == 1 and sign_test(3, 3) == 1


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_sign_test_agrees_with_scipy(higher: int, lower: int):
    theirs = binomtest(higher, higher + lower).pvalue if higher + lower else 1.0
    assert sign_test(higher, lower) == pytest.approx(theirs, rel=1e-9)


def test_a_body_that_is_truly_stricter_is_found():
    found = independent_qa.compared(
        ratings(["Requires improvement"] * 40, ["Good"] * 12 + ["Requires improvement"] * 28)
    )
    assert found["finding"].to_list() == ["higher"] * 5
    assert "overall: HMPPS rates higher" in independent_qa.finding_words(found)


def test_where_neither_rates_higher_something_is_claimed_in_at_most_one_look_of_twenty():
    rng = np.random.default_rng(3)
    claims = 0
    for _ in range(400):
        drawn = rng.choice(4, (40, 10), p=[0.03, 0.44, 0.45, 0.08])
        columns = [f"{rater}_{name}" for rater in ("rating", "hmpps") for name in independent_qa.RATED]
        rows = pl.DataFrame({name: np.array(RATINGS)[drawn[:, at]] for at, name in enumerate(columns)})
        claims += int((independent_qa.compared(rows)["finding"] != "nothing").any())
    # The exact test and Holm's steps both keep well inside the 5%.
    assert claims <= 0.05 * 400


def test_nothing_rated_twice_is_said_as_such():
    found = independent_qa.compared(ratings(["Not recorded"], ["Good"]))
    assert independent_qa.finding_words(found) == "No review completed in this period was rated by both."
    assert found["quadratic"].null_count() == 5 and found["finding"].unique().to_list() == ["nothing"]


# Estimates


def test_divisions_are_counted_and_weighted_as_by_hand(store, filters, naive, deliveries):
    cases = oracle.build(deliveries / NEWEST.isoformat(), NEWEST).cases
    completed = Counter(
        each["division"] for each in cases if each["qa_completed_on"] and each["qa_completed_on"].year == 2019
    )
    rated = Counter(row["division"] for row in naive if row["rating_overall"])
    good = Counter(row["division"] for row in naive if row["rating_overall"] in GOOD)
    found = independent_qa.by_division(queries.reader(store), filters)
    for row in found.iter_rows(named=True):
        name = row["division"]
        assert (row["reviews"], row["rated"], row["good"]) == (completed[name], rated[name], good[name])
        assert row["base"] == ("fewer than 20" if rated[name] < 20 else "")
    overall = independent_qa.national(queries.reader(store), filters).row(0, named=True)
    by_hand = sum(completed[name] * good[name] / rated[name] for name in completed) / sum(completed.values())
    assert overall["value"] == pytest.approx(by_hand)
    assert overall["lower"] < by_hand < overall["upper"]


def test_a_division_rated_once_leaves_the_nation_without_an_estimate():
    reviews = pl.DataFrame({"division": ["A"] * 9 + ["B"] * 5, "review_id": [str(n) for n in range(14)]})
    rated = reviews.filter(pl.col("review_id").is_in(["1", "2", "3", "12"]))
    rated = pl.concat([rated, ratings(["Good"] * 4, ["Good"] * 4)], how="horizontal")
    answers = {"reviews": reviews, "independent_qa": rated}
    filters = from_choices_of_2019()
    found = independent_qa.national(lambda question, _filters, _dated_by: answers[question], filters)
    assert found["value"].null_count() == found.height
    assert independent_qa.national_title(found) == "Too few reviews rated independently to speak of all reviews"


def from_choices_of_2019() -> Filters:
    known = queries.Known(NEWEST, NEWEST.replace(year=2014), (NEWEST,), {})
    return from_choices(known, {}, "cy-2019", NEWEST)


# The yearly table


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_no_withheld_count_can_be_worked_out_from_the_total(counts: list[int]):
    few = independent_qa_annual.withheld(pl.Series(counts)).to_list()
    assert all(hidden for hidden, count in zip(few, counts, strict=True) if 1 <= count <= 4)
    hidden = [count for hidden, count in zip(few, counts, strict=True) if hidden]
    shown_above_zero = [count for hidden, count in zip(few, counts, strict=True) if not hidden and count > 0]
    assert not hidden or (len(hidden) > 1 and sum(hidden) > 4) or not shown_above_zero


def test_withholding_by_hand():
    # 3 alone would be the total less the others, so the next smallest, 6, goes too; 0 and 9 stay.
    assert independent_qa_annual.withheld(pl.Series([3, 6, 0, 9])).to_list() == [True, True, False, False]
    # 1 and 2 add up to 3: told apart by little, so 7 joins.
    assert independent_qa_annual.withheld(pl.Series([1, 2, 7, 8])).to_list() == [True, True, True, False]


def cells(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return parts.read("content.xml").decode()


def test_the_yearly_table_is_the_same_bytes_withholds_small_numbers_and_says_what_it_is(store, filters):
    content = independent_qa_annual.annual_table(queries.reader(store), filters, "SYNTHETIC DATA")
    assert content == independent_qa_annual.annual_table(
        queries.reader(store), filters.select("division", ["Wales"]), "SYNTHETIC DATA"
    )
    text = cells(content)
    assert "SYNTHETIC DATA" in text and "not drawn by the sampling officer" in text and "are assumed" in text
    assert [name for name in ("Cover", "Notes", "Table_1", "Table_4") if f'table:name="{name}"' not in text] == []
    divisions = independent_qa.by_division(queries.reader(store), filters)
    assert divisions.filter(pl.col("good").is_between(1, 4)).height > 0
    assert text.count("[c]") > divisions.filter(pl.col("good").is_between(1, 4)).height


def test_the_yearly_table_needs_all_of_england_and_wales_and_a_rating(store, filters, facts):
    with pytest.raises(Unusable, match="all of it"):
        independent_qa_annual.annual_table(
            queries.reader(store), Filters(Scope(("Wales",)), NEWEST, filters.period), ""
        )
    before = from_choices(facts.known, {}, "cy-2016", facts.known.known_on)
    with pytest.raises(Unusable, match="No review completed in this period was rated"):
        independent_qa_annual.annual_table(queries.reader(store), before, "")
