"""The queue of the box is fitted, forecast and scored by what was known later."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from scipy.stats import binom
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.tools import add_constant

from sfo_data.questions import queries
from sfo_data.statistics.queue_forecast import Drift, Share, estimated
from sfo_data.statistics.queue_forecast.drift import MONTH
from sfo_data.subjects import road_back
from tests.benchmarks.forecast_drift import WORLDS, measure
from tests.material.box import NEWEST

SEEDS = 16


def test_the_fit_of_the_box_reconciles_with_a_naive_count(store):
    read = queries.reader(store)
    found = road_back.fit(read, lambda on: queries.ask(store, "qa_staffing", known_on=on), NEWEST)
    # 11 and 12 May 2019 were a weekend: what falls on one counts with the Friday before, here outside the year.
    start = date(2019, 5, 12)
    filters = road_back.everything(NEWEST)
    reviews, rounds = (read(name, filters, None).to_dicts() for name in ("reviews", "qa_rounds"))
    recent = [each for each in reviews if start < each["notified_on"] <= NEWEST]
    assert (found.notified.events, found.notified.exposure) == (len(recent), 253)
    here = [each for each in reviews if each["review_status"] in ("With QA", "Returned to provider")]
    assert len(found.open.received) == len(here)
    assert len(found.expected) == sum(each["review_status"] == "Being written" for each in reviews)
    first = [each for each in rounds if each["round_number"] == 1 and each["outcome"] in ("Accepted", "Returned")]
    first = [each for each in first if start < each["completed_on"]]
    assert found.returned[0] == Share(sum(each["outcome"] == "Returned" for each in first), len(first))
    # The line was never empty and four posts were filled throughout: every round taken up counts, on every day.
    taken = [each for each in rounds if each["allocated_on"] and start < each["allocated_on"] <= NEWEST]
    assert (found.output.events, found.output.exposure) == (len(taken), 4 * 253)
    due = [each for each in reviews if start < each["review_due_on"] <= NEWEST]
    assert found.extended == Share(sum(each["extended_to_on"] is not None for each in due), len(due))


def test_a_replay_of_the_box_scores_what_was_known_later(store):
    read = queries.reader(store)
    states = queries.facts(store).known.states
    scored = road_back.replay(read, lambda on: queries.ask(store, "qa_staffing", known_on=on), states, NEWEST)
    # Six weekly states: of the first state of April only the 4 weeks to 4 May can be checked.
    assert scored.select("made_on", "weeks").unique().rows() == [(date(2020, 4, 6), 4)]
    later = read("reviews", road_back.everything(date(2020, 5, 4)), None)
    row = scored.filter(pl.col("quantity") == "Reviews open").row(0, named=True)
    status = later["review_status"].to_list()
    assert row["observed"] == status.count("With QA") + status.count("Returned to provider")
    rounds = read("qa_rounds", road_back.everything(date(2020, 5, 4)), None)["completed_on"].drop_nulls().to_list()
    row = scored.filter(pl.col("quantity") == "Rounds finished").row(0, named=True)
    assert row["observed"] == sum(date(2020, 4, 6) < done <= date(2020, 5, 4) for done in rounds)
    assert (scored["lower"] <= scored["forecast"]).all() and (scored["forecast"] <= scored["upper"]).all()


def test_a_scenario_of_the_box_plays_to_the_horizon_and_more_posts_are_no_later(store):
    read = queries.reader(store)
    queue = road_back.fit(read, lambda on: queries.ask(store, "qa_staffing", known_on=on), NEWEST)
    played = [road_back.ahead(queue, NEWEST, road_back.Scenario(str(n), n)) for n in (4, 8)]
    assert played[0].months["on"].to_list()[:3] == [NEWEST, date(2020, 5, 31), date(2020, 6, 30)]
    assert played[0].months["on"][-1] == date(2023, 5, 31)
    assert played[0].months["open"][0] == len(queue.open.received)
    assert (played[1].months["open"] <= played[0].months["open"]).all()
    assert played[0].back["half"].month is None and played[1].back["half"].month > date(2020, 6, 1)
    so_far = road_back.open_so_far(read, NEWEST)
    assert so_far.row(-1) == (NEWEST, len(queue.open.received))
    reviews = read("reviews", road_back.everything(NEWEST), None).to_dicts()
    end = date(2020, 2, 29)
    here = [each for each in reviews if each["qa_received_on"] and each["qa_received_on"] <= end]
    gone = [(each["qa_completed_on"] or each["withdrawn_on"] or date.max) <= end for each in here]
    assert so_far.filter(pl.col("on") == end)["open"][0] == len(here) - sum(gone)


@pytest.mark.parametrize("world", [WORLDS[0], WORLDS[1], WORLDS[3]], ids=lambda each: each.name)
def test_the_eighty_per_cent_interval_holds_what_comes_a_year_on_also_where_something_drifts(world):
    held = measure(world, SEEDS)[:4]
    # Chance leaves these bounds one time in a thousand at 70% and, for whole numbers on the limits, at 88%.
    low, high = binom.ppf(0.0005, SEEDS, 0.7) / SEEDS, binom.ppf(0.9995, SEEDS, 0.88) / SEEDS
    assert all(low <= share <= high for share in held), held


def test_a_drift_is_found_and_believed_as_far_as_the_counts_carry_it():
    day = np.arange(-252, 1)
    rng = np.random.default_rng(1)
    exposure = np.ones(len(day))
    found = [estimated(rng.poisson(1.9 * 1.02 ** (day / MONTH)).astype(float), exposure, 1.0) for _ in range(200)]
    slopes, errors = (np.array([getattr(each, name) for each in found]) for name in ("slope", "error"))
    # 2% a month, drawn towards none by the belief; the intervals hold it as often as they say.
    assert np.log(1.02) / MONTH * 0.75 < slopes.mean() < np.log(1.02) / MONTH
    inside = (np.abs(slopes - np.log(1.02) / MONTH) < 1.2816 * errors).mean()
    assert 0.7 < inside < 0.9
    nothing = estimated(np.zeros(253), exposure, 1.0)
    assert (nothing.slope, round(nothing.error * MONTH, 3)) == (0.0, 0.04)


def test_a_drift_agrees_with_a_poisson_regression_where_nothing_is_believed_beforehand():
    rng = np.random.default_rng(2)
    day = np.arange(-252, 1)
    counts = rng.poisson(30 * 1.02 ** (day / MONTH)).astype(float)
    fitted = GLM(counts, add_constant(day.astype(float)), family=Poisson()).fit()
    ours = estimated(counts, np.ones(len(day)), 1.0)
    shrunk = fitted.bse[1] ** -2 / (fitted.bse[1] ** -2 + (0.04 / MONTH) ** -2)
    assert ours.slope == pytest.approx(fitted.params[1] * shrunk, rel=1e-3)
    assert ours.error == pytest.approx(fitted.bse[1] * shrunk**0.5, rel=1e-3)


def test_a_drift_goes_on_for_a_year_and_then_stays():
    factor = Drift(0.001, 0.0, -100.0).draw(np.random.default_rng(0), 2, 400)
    assert factor[:, 0] == pytest.approx(np.exp(0.101)) and factor[0, 252] == pytest.approx(np.exp(0.353))
    assert (factor[:, 252:] == factor[0, 252]).all()
