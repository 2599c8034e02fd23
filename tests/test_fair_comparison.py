"""Providers compared: expected numbers against the naive oracle on both engines, and what the words rest on."""

from collections import Counter

import numpy as np
import polars as pl
import pytest

from sfo_data import fair_comparison as fair
from sfo_data import funnel, queries, tables, titles
from sfo_data.filters import Filters, from_choices
from sfo_data.measures import MEASURES
from tests import oracle

PERIOD = "fy-2018-19"
SHARES = [(name, mix) for name, mixes in fair.ALLOWED.items() for mix in mixes if name != "sfo_rate"]


@pytest.fixture(scope="module")
def known(store) -> queries.Facts:
    return queries.facts(store)


def filters_for(facts: queries.Facts, period: str = PERIOD, **selection: list[str]) -> Filters:
    return from_choices(facts.known, selection, period, facts.known.known_on)


def naive_standardised(cases, name, mix):
    """provider -> observed, size, expected: each case counted once, with the share of its own stratum."""
    count = oracle.NAIVE[name][1]
    among = [case for case in cases if count([case])[1]]
    sizes, hits = Counter(), Counter()
    for case in among:
        stratum = tuple(case[dimension] for dimension in fair.MIXES[mix])
        sizes[stratum] += 1
        hits[stratum] += count([case])[0]
    totals = {}
    for case in among:
        stratum = tuple(case[dimension] for dimension in fair.MIXES[mix])
        observed, size, expected = totals.get(case["provider"], (0, 0, 0.0))
        totals[case["provider"]] = (
            observed + count([case])[0],
            size + 1,
            expected + hits[stratum] / sizes[stratum],
        )
    return totals


@pytest.mark.parametrize(("name", "mix"), SHARES)
def test_expected_shares_are_what_the_oracle_adds_up_case_by_case(store, known, naive, name, mix):
    filters = filters_for(known)
    cases = oracle.inside(naive.cases, oracle.NAIVE[name][0], filters.period.start, filters.period.end, {})
    found = fair.standardised(queries.reader(store), filters, name, mix).filter(pl.col("size") > 0)
    by_hand = naive_standardised(cases, name, mix)
    assert found["provider"].to_list() == sorted(by_hand)
    for provider, *numbers in found.select("provider", "observed", "size", "expected").iter_rows():
        assert numbers == pytest.approx(by_hand[provider]), provider


@pytest.mark.parametrize("mix", ["none", "risk"])
def test_expected_sfos_are_person_years_times_the_national_rate_of_each_risk(store, known, naive, mix):
    filters = filters_for(known)
    start, end = filters.period.start, filters.period.end
    cases = oracle.inside(naive.cases, "notified_on", start, end, {})
    wheres = [{"risk_at_offence": [risk]} for risk in ("Low", "Medium", "High", "Very high", "Not recorded")]
    wheres = wheres if mix == "risk" else [{}]
    nation = [
        len(oracle.inside(cases, None, start, end, where)) / oracle.person_years(naive, start, end, where)
        for where in wheres
    ]
    found = fair.standardised(queries.reader(store), filters, "sfo_rate", mix)
    for provider in ("NPS London", "Essex CRC"):
        here = [{**where, "provider": [provider]} for where in wheres]
        expected = sum(
            rate * oracle.person_years(naive, start, end, where) for rate, where in zip(nation, here, strict=True)
        )
        row = found.row(by_predicate=pl.col("provider") == provider, named=True)
        assert (row["observed"], row["expected"]) == pytest.approx(
            (sum(case["provider"] == provider for case in cases), expected)
        )


@pytest.mark.parametrize("mix", fair.ALLOWED["sfo_rate"])
def test_observed_and_expected_add_up_to_the_same_whole(store, known, mix):
    found = fair.standardised(queries.reader(store), filters_for(known, "cy-2018"), "sfo_rate", mix, "provider_type")
    assert (found["observed"].sum(), found["expected"].sum()) == pytest.approx((493, 493))


def test_every_measure_compared_is_a_rate_or_a_dated_share_and_some_mixes_are_refused(store, known):
    assert {MEASURES[name].kind for name in fair.ALLOWED} == {"rate", "share"}
    assert all(MEASURES[name].dated_by for name in fair.ALLOWED)
    with pytest.raises(fair.CannotAllowFor, match="offence"):
        fair.strata(queries.reader(store), filters_for(known), "sfo_rate", "offence")
    with pytest.raises(fair.CannotAllowFor):
        fair.strata(queries.reader(store), filters_for(known), "open_reviews", "none")


@pytest.mark.parametrize(("name", "mix"), [("sfo_rate", "none"), ("returned_share", "both")])
def test_a_comparison_says_what_the_rule_says_for_all_28(store, known, name, mix):
    found = fair.compare(queries.reader(store), filters_for(known, "all"), name, mix)
    groups, parts = found.groups, fair.strata(queries.reader(store), filters_for(known, "all"), name, mix)
    assert groups.height == 28 and set(groups["out_of"]) == {28}
    sides = []
    for provider, observed, expected in groups.select("provider", "observed", "expected").iter_rows():
        own = parts.filter(provider=provider)
        if name == "sfo_rate":
            one = funnel.e_counts([observed], [expected])
        else:
            one = funnel.e_shares([observed], [own["size"].to_list()], own["national"].to_list())
        sides.append([float(side[0]) for side in one])
    above, below = np.array(sides).T
    flags = funnel.e_bh([*above, *below])
    words = ["above" if flags[n] else "below" if flags[28 + n] else "around" for n in range(28)]
    assert groups["stands"].to_list() == words
    assert groups["evidence"].to_list() == pytest.approx(np.maximum(above, below).tolist())


@pytest.mark.parametrize(("name", "mix"), [("sfo_rate", "risk"), ("no_clear_judgement_share", "both")])
def test_a_comparison_holds_together(store, known, name, mix):
    found = fair.compare(queries.reader(store), filters_for(known), name, mix)
    wide = fair.compare(queries.reader(store), filters_for(known), name, mix, is_overdispersed=True)
    groups = found.groups
    assert groups.filter((pl.col("lower") > pl.col("value")) | (pl.col("upper") < pl.col("value"))).is_empty()
    assert groups.filter((pl.col("first") > pl.col("last")) | (pl.col("last") > 28)).is_empty()
    total = groups.select(pl.sum("observed"), pl.sum("expected")).row(0)
    assert total[0] == pytest.approx(total[1])
    assert found.curves["position"].is_sorted()
    ends = groups.select(least=pl.min(found.position), most=pl.max(found.position)).row(0)
    assert found.curves["position"][0] <= ends[0] <= ends[1] <= found.curves["position"][-1]
    assert (wide.curves["upper_998"] >= found.curves["upper_998"] - 1e-9).all()
    assert wide.groups["stands"].to_list() == groups["stands"].to_list()


def test_a_verdict_and_a_rank_do_not_change_with_what_is_selected(store, known):
    read = queries.reader(store)
    chosen = filters_for(known, provider=["Essex CRC"])
    one = fair.within(fair.compare(read, chosen, "sfo_rate", "risk"), chosen)
    everyone = fair.compare(read, filters_for(known), "sfo_rate", "risk").groups
    assert one.rows() == everyone.filter(provider="Essex CRC").rows()


def test_a_provider_without_data_stands_nowhere(store, known):
    filters = filters_for(known, "2015-01-01..2015-01-02", offence_group=["Terrorism"])
    found = fair.compare(queries.reader(store), filters, "sfo_rate", "risk")
    assert set(found.groups["stands"]) == {"nothing"} and found.curves.is_empty()
    assert titles.standing_title(found.groups, "All providers", "risk") == "All providers: no data under these filters"
    assert set(tables.provider_words(found.groups, "sfo_rate")["Finding"]) == {"No data"}


def group(provider, stands, first, last):
    numbers = {"value": 1.5, "lower": 1.2, "upper": 1.9, "evidence": 3.04, "observed": 30, "expected": 20.0}
    return {"provider": provider, "stands": stands, "first": first, "last": last, "out_of": 28, "size": 9000.0,
            "is_outside": stands == "above", "chance_outside": 0.004, **numbers}  # fmt: skip


def test_words_beside_the_figures_are_those_of_the_rule_and_never_a_place_in_a_table():
    groups = pl.DataFrame([group("A", "above", 1, 22), group("B", "around", 3, 11)])
    assert titles.standing_title(groups, "NPS divisions", "risk") == (
        "NPS divisions: 1 above and 0 below England and Wales, given their mix of risk"
    )
    words = tables.provider_words(groups, "sfo_rate")
    assert words["Rank, 1st the highest"].to_list() == ["between 1st and 22nd of 28", "between 3rd and 11th of 28"]
    assert words["Rate per 1,000 a year"].to_list() == [3.33, 3.33]
    assert titles.overlap_title(groups, 1.0) == "0 of 2 intervals reach the figure for England and Wales"


def test_the_caption_says_how_many_would_lie_outside_by_chance_and_what_the_last_12_months_cost(known):
    groups = pl.DataFrame([group("A", "above", 1, 22), *(group("B", "around", 3, 11) for _ in range(27))])
    spread = funnel.Spread(phi=1.3, tau2=0.01)
    year, rolling = (filters_for(known, name).period for name in ("fy-2019-20", "last-12-months"))
    caption = titles.funnel_caption(groups, spread, True, year)
    assert "0.056 of 28 providers" in caption and "(0.11 by exact count); 1 does." in caption
    assert "the limits allow for it" in caption and "afresh" not in caption
    assert "start afresh each month" in titles.funnel_caption(groups, spread, False, rolling)
