"""A verdict follows its rule, on the day registered and not before."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from sfo_data.definitions.filters import NATIONAL, Filters, Known, Scope
from sfo_data.definitions.periods import Period
from sfo_data.statistics.multiplicity import holm
from sfo_data.subjects.actions import ledger
from sfo_data.subjects.actions.ledger.comparison import compare, decide, share
from tests.material.box import NEWEST
from tests.material.ledger_entries import BOX, content, written


def later(now: dict[date, list[tuple[int, int]]]):
    """A reader of agencies in reviews, as known on each day: (took part, asked) per review, received in the test."""

    def read(question, filters, dated_by):
        assert (question, dated_by) == ("agency_involvement", "qa_received_on")
        assert filters.period.in_words() == "1 June 2020 to 31 May 2021" and filters.selections == ()
        parts = [(f"R{at}", place < took) for at, (took, n) in enumerate(now[filters.known_on]) for place in range(n)]
        return pl.DataFrame(parts, schema={"review_id": pl.String, "took_part": pl.Boolean}, orient="row")

    return read


TOLD = date(2021, 6, 7)
STATES = (date(2020, 5, 11), date(2021, 5, 31), TOLD, date(2021, 6, 14))
KNOWN = Known(STATES[-1], date(2014, 6, 2), STATES, {})
WALES = (("division", ("Wales",)),)


def on(day, **changed):
    period = Period("all", "All years", date(2014, 6, 2), day)
    return Filters(**{"scope": NATIONAL, "known_on": day, "period": period, "selections": WALES, **changed})


def told(text, day=TOLD, now=None, is_synthetic=True, **changed):
    in_force = ledger.read(text).in_force
    return ledger.verdicts(later({TOLD: now or [(1, 1)]}), on(day, **changed), KNOWN, is_synthetic, in_force)


def test_the_verdict_is_met_when_the_gain_is_there_and_kept_by_later_states_of_knowledge():
    now = [(1, 1)] * 200 + [(0, 1)] * 800
    for day in (TOLD, STATES[-1]):
        (found,) = told(written(content()), day, now)
        assert found.status == "met" and found.comparison.gain == pytest.approx(0.1)
        assert found.reason.startswith("gain +10.0 (+6.9 to +13.1 points); p 0.000")


def test_the_verdict_is_not_met_when_nothing_moved():
    (found,) = told(written(content()), now=[(1, 1)] * 100 + [(0, 1)] * 900)
    assert found.status == "not met" and "leaves out the registered +5.0" in found.reason


def test_the_same_counts_in_few_reviews_tell_less():
    alone, together = [(1, 1)] * 16 + [(0, 1)] * 84, [(8, 8)] * 2 + [(0, 12)] * 7
    (first,), (second,) = (told(written(content()), now=now) for now in (alone, together))
    assert (first.comparison.now.value, second.comparison.now.value) == (0.16, 0.16)
    assert first.comparison.p < 0.05 < second.comparison.p


def test_before_the_day_registered_it_cannot_tell_and_says_when():
    (found,) = told(written(content()), date(2021, 5, 31))
    assert found.status == "cannot tell"
    assert found.reason == "not yet: the test period ends on 31 May 2021, to be judged from 1 June 2021"


def test_the_box_cannot_tell_yet_and_names_the_first_day_on_which_it_can():
    found = told(BOX, NEWEST)
    assert {each.status for each in found} == {"cannot tell"}
    assert all("ends on 31 May 2021, to be judged from" in each.reason for each in found)


def test_a_recommendation_without_a_measure_cannot_tell():
    entry = {**content(), "test": None, "reason": "it asks for a decision"}
    (found,) = told(written(entry))
    assert (found.status, found.reason) == ("cannot tell", "no measure yet: it asks for a decision")


def test_what_was_registered_late_or_over_synthetic_data_cannot_count():
    (late,) = told(written(content(registered_on="2020-06-02")))
    assert late.status == "cannot count" and late.comparison is None
    (real,) = told(written(content()), is_synthetic=False)
    assert (real.status, real.reason) == ("cannot count", "its baseline is of synthetic data and the store's is not")


def test_a_reader_who_sees_one_division_is_told_nothing_of_the_nation():
    (found,) = told(written(content()), scope=Scope(("Wales",)))
    assert (found.status, found.comparison) == ("cannot tell", None)


def test_nothing_counted_is_no_verdict():
    (found,) = told(written(content()), now=[(0, 0)])
    assert (found.status, found.reason) == ("cannot tell", "too few were counted in the test period")


def test_each_test_pays_for_the_others_registered_with_it_also_those_not_told_yet():
    now = [(1, 1)] * 131 + [(0, 1)] * 869  # p 0.0149 alone
    alone = told(written(content(test={"smallest_difference": 0.02})), now=now)[0]
    waiting = {"first_day": "2020-07-01", "last_day": "2022-06-30", "tell_from": "2022-07-01"}
    four = [content(test={"smallest_difference": 0.02}), *(content(str(n), test=waiting) for n in range(3))]
    among = told(written(*four), now=now)[0]
    assert alone.comparison.adjusted == alone.comparison.p < 0.05
    assert among.comparison.adjusted == pytest.approx(4 * alone.comparison.p)
    assert (alone.status, among.status) == ("met", "cannot tell")


def null_family(rng, tests=8, reviews=250):
    """P-values of a family in which nothing changed: shares of agencies that come in reviews which differ."""
    for _ in range(tests):
        p = rng.uniform(0.1, 0.9)
        sizes = rng.integers(1, 6, (2, reviews))
        draws = rng.binomial(sizes, rng.beta(4 * p, 4 * (1 - p), (2, reviews)))
        yield compare(share(draws[0], sizes[0]), share(draws[1], sizes[1]), "higher")


def test_where_nothing_changed_at_most_one_ledger_in_twenty_says_met():
    rng = np.random.default_rng(2020)
    families = [list(null_family(rng)) for _ in range(600)]
    met = [
        any(
            decide(replace(each, adjusted=float(p)), 0.01)[0] == "met"
            for each, p in zip(family, holm([one.p for one in family]), strict=True)
        )
        for family in families
    ]
    # 5% and three standard errors of 600 draws: 0.05 + 3 sqrt(0.05 x 0.95 / 600) = 0.077.
    assert np.mean(met) <= 0.077


def test_the_table_says_what_was_registered_and_the_title_what_can_be_told():
    now = [(1, 1)] * 200 + [(0, 1)] * 800
    table = ledger.ledger_table(told(written(content()), now=now))
    row = table.row(0, named=True)
    assert row["Baseline"] == "10% (100 of 1,000), 1 May 2019 to 30 April 2020"
    assert row["Test"] == "At least 5 points higher, 1 June 2020 to 31 May 2021"
    assert (row["Measure"], row["Registered on"], row["Status"]) == ("Agencies that took part", "18 May 2020", "Met")
    assert ledger.ledger_title(told(written(content()), now=now)).endswith("by registered test: 1 met")
    assert ledger.ledger_title(told(BOX, NEWEST)).endswith("no verdict is due before 1 June 2021")
    unmeasured = told(written({**content(), "test": None}))
    assert ledger.ledger_title(unmeasured).endswith("1 cannot tell")
    assert ledger.ledger_table(unmeasured)["Measure"].to_list() == ["None yet"]
    assert ledger.ledger_title([]).endswith("none registered")
