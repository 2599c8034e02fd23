"""The fit recovers queues planted by a simulation of single days; forecasts are as sure as they say; words by hand."""

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import polars as pl
import pytest
from scipy.stats import binom

from sfo_data.definitions import targets
from sfo_data.statistics.queue_forecast import NoForecast, Rate, simulate, spread
from sfo_data.subjects import road_back
from sfo_data.subjects.road_back import road_back_words as words
from sfo_data.subjects.road_back.fit import working_days
from sfo_data.subjects.road_back.scenarios import Back
from tests.material.planted_queue import DAYS, STAFFING, TODAY, as_known, plant, staffing


@lru_cache
def planted(seed, is_poisson=True):
    reviews = plant(seed, TODAY, is_poisson=is_poisson)
    return reviews, road_back.fit(as_known(reviews, TODAY), staffing, DAYS[TODAY])


def test_a_planted_queue_is_recovered():
    found = [planted(seed)[1] for seed in (1, 2, 3, 4)]
    for truth, estimates in {
        1.9: [each.notified for each in found],
        0.42: [each.output for each in found],
        0.0008: [each.stopped_writing for each in found],
    }.items():
        events, exposure = sum(each.events for each in estimates), sum(each.exposure for each in estimates)
        assert events / exposure == pytest.approx(truth, abs=4 * np.sqrt(truth / exposure))
    for truth, estimates in {
        0.22: [each.returned[0] for each in found],
        0.12: [each.returned[1] for each in found],
        0.3: [each.extended for each in found],
    }.items():
        successes, trials = sum(each.successes for each in estimates), sum(each.trials for each in estimates)
        assert successes / trials == pytest.approx(truth, abs=4 * np.sqrt(truth * (1 - truth) / trials))
    for each in found:
        assert each.posts == 4 and set(each.writing_days) == {63}
        assert (each.reading_days.min(), each.reading_days.max()) == (2, 10)
        assert each.rewriting_days.min() >= 10 and each.rewriting_days.max() <= 30
        assert each.lateness_days.min() == -5 and each.extension_days.min() >= 20


def test_the_pace_of_a_team_that_often_clears_its_line_is_not_taken_for_less():
    found = []
    for seed in range(1000, 1008):
        reviews = plant(seed, TODAY, output=0.62)
        found.append(road_back.fit(as_known(reviews, TODAY), staffing, DAYS[TODAY]).output)
    events, exposure = sum(each.events for each in found), sum(each.exposure for each in found)
    assert events / exposure == pytest.approx(0.62, abs=2 * np.sqrt(0.62 / exposure))


def test_those_read_first_are_told_from_the_rest():
    found = [planted(seed)[1].read_first for seed in (1, 2, 3, 4)]
    share = sum(each.successes for each in found) / sum(each.trials for each in found)
    assert share == pytest.approx(0.12, abs=4 * np.sqrt(0.12 * 0.88 / sum(each.trials for each in found)))


def test_the_spread_of_output_is_found_whether_it_is_chance_or_fixed():
    # Fifty weeks of Poisson output: a dispersion of 1, give or take four times sqrt(2 / 50); of fixed output, near 0.
    assert planted(1)[1].output.dispersion == pytest.approx(1, abs=0.8)
    assert planted(1, is_poisson=False)[1].output.dispersion < 0.1


def test_what_is_in_hand_is_where_it_is():
    reviews, found = planted(1)
    here = [each for each in reviews if each["rounds"] and each["rounds"][0]["received"] <= TODAY]
    here = [each for each in here if not (each["accepted"] or TODAY + 1) <= TODAY and each["stops"] > TODAY]
    stages = {0: 0, 1: 0, 2: 0}
    for each in here:
        newest = each["rounds"][-1]
        stages[2 if (newest["done"] or TODAY + 1) <= TODAY else 1 if newest["taken"] is not None else 0] += 1
    assert np.bincount(found.open.stage, minlength=3).tolist() == list(stages.values())
    assert sorted(found.open.received.tolist()) == sorted(each["rounds"][0]["received"] - TODAY for each in here)


def test_the_eighty_per_cent_interval_holds_about_eighty_in_a_hundred():
    ahead, inside = 60, {"open": 0, "finished": 0}
    seeds = range(100, 125)
    for seed in seeds:
        reviews = plant(seed, TODAY + ahead)
        paths = simulate(road_back.fit(as_known(reviews, TODAY), staffing, DAYS[TODAY]), 100, ahead, seed, 20)
        rounds = [nth for each in reviews for nth in each["rounds"]]
        finished = sum(1 for nth in rounds if nth["done"] is not None and TODAY < nth["done"] <= TODAY + ahead)
        still_open = sum(
            1 for each in reviews
            if each["rounds"] and each["stops"] > TODAY + ahead and not (each["accepted"] or 10**6) <= TODAY + ahead
        )  # fmt: skip
        for name, draws, observed in (
            ("open", paths.open[:, -1], still_open),
            ("finished", paths.finished.sum(axis=1), finished),
        ):
            _, lower, upper = spread(draws)
            inside[name] += lower <= observed <= upper
    # Whole numbers on the limits count as inside, so a little over 80% is expected; chance leaves these bounds one time
    # in a thousand.
    for count in inside.values():
        assert binom.ppf(0.0005, len(seeds), 0.8) <= count <= binom.ppf(0.9995, len(seeds), 0.85)


def test_a_queue_that_cannot_be_fitted_says_why():
    reviews, _ = planted(1)
    read, now = as_known(reviews, TODAY), DAYS[TODAY]
    with pytest.raises(NoForecast, match="No filled post took up a round"):
        road_back.fit(read, lambda _: STAFFING.with_columns(posts_filled=0), now)
    with pytest.raises(NoForecast, match="No filled post took up a round"):
        road_back.fit(read, lambda _: STAFFING.clear(), now)
    empty = {name: read(name, None, None).clear() for name in ("reviews", "qa_rounds")}
    with pytest.raises(NoForecast, match="No filled post took up a round"):
        road_back.fit(lambda question, *_: empty[question], staffing, now)
    unread = read("qa_rounds", None, None).with_columns(completed_on=pl.lit(None, dtype=pl.Date))
    with pytest.raises(NoForecast, match="No round of quality assurance was finished"):
        road_back.fit(lambda question, *_: unread if question == "qa_rounds" else read(question, *_), staffing, now)


def test_a_leap_day_has_a_year_before():
    reviews, _ = planted(1)
    at = DAYS.index(date(2016, 2, 29))
    with pytest.raises(NoForecast):
        road_back.fit(as_known(reviews, at), staffing, DAYS[at])


def test_a_team_without_posts_is_never_back():
    _, queue = planted(1)
    played = road_back.ahead(queue, DAYS[TODAY], road_back.Scenario("None", 0.0))
    assert played.back["half"] == Back(None, None, None, 0.0)
    assert played.months["share"].drop_nulls().max() <= 1 and played.months["open"].is_sorted()


def test_a_replay_without_a_later_state_is_empty_and_can_be_said():
    scored = road_back.replay(as_known(planted(1)[0], TODAY), staffing, [DAYS[TODAY]], DAYS[TODAY])
    assert scored.is_empty() and road_back.coverage(scored).is_empty()


def test_coverage_counts_what_was_inside():
    scored = pl.DataFrame(
        {"quantity": ["Reviews open"] * 2, "weeks": [4, 4], "forecast": [10.0, 20.0], "observed": [12, 20],
         "crps": [1.0, 2.0], "crps_naive": [3.0, 5.0], "is_inside": [False, True]}
    )  # fmt: skip
    assert road_back.coverage(scored).row(0) == ("Reviews open", 4, 2, 1, -1.0, 1.5, 4.0)


def test_the_readers_scenario_changes_only_what_the_reader_changed():
    _, queue = planted(1)
    posts, returned, notified, extended = road_back.rounded(queue)
    same = road_back.own(queue, posts, returned, notified, extended)
    assert (same.return_rate, same.notified_a_month, same.extended) == (None, None, None)
    other = road_back.own(queue, 6, 10, 30, 5)
    assert (other.posts, other.return_rate, other.notified_a_month, other.extended) == (6, 0.1, 30.0, 0.05)


def test_the_funded_team_is_offered_beside_todays_and_only_once():
    _, queue = planted(1)
    names = [each.name for each in road_back.offered(queue, 8)]
    assert names[:4] == ["Today’s 4 posts", "5 posts", "6 posts", "The 8 funded posts"]
    assert "The 4 funded posts" not in [each.name for each in road_back.offered(replace(queue, posts=4.0), 4)]


def test_the_words_say_when_and_how_sure():
    months = Back(date(2021, 5, 1), date(2021, 4, 1), None, 0.85)
    played = road_back.Ahead(
        road_back.Scenario("6 posts", 6),
        pl.DataFrame(),
        {"half": months, "most": Back(None, None, None, 0.0)},
        0.776,
        targets.NEWEST,
    )
    assert road_back.back_sentence(played) == (
        "6 posts: half of the reviews are on time again from May 2021 (80% interval: April 2021 to more than 3 years "
        "on); 80% are not on time again within 3 years."
    )
    assert road_back.at_best_sentence(played, 0.22).startswith("Even if no review ever waited, 78% would be finished")
    assert road_back.at_best_sentence(replace(played, at_best=0.8), 0.22) == ""
    assert road_back.scenario_table([played]).row(0) == (
        "6 posts", "May 2021", "April 2021 to more than 3 years on", "not within 3 years", "not within 3 years", 78,
    )  # fmt: skip


def test_titles_name_the_first_two_scenarios_a_year_on():
    ends = pl.date_range(date(2020, 5, 31), date(2021, 6, 30), "1mo", eager=True)
    ahead = pl.DataFrame({"on": [date(2020, 5, 11), *ends], "open": [float(n) for n in range(len(ends) + 1)]})
    drawn = {"Today’s 4 posts": ahead, "The 8 funded posts": ahead.with_columns(open=pl.lit(7.0)), "Yours": ahead}
    assert words.fan_title(drawn, "open") == (
        "Reviews open in May 2021: 13 with today’s 4 posts, 7 with the 8 funded posts"
    )


def test_the_title_of_the_replay_counts_what_was_inside():
    covered = pl.DataFrame({"inside": [10, 6], "forecasts": [12, 8]})
    assert words.replay_title(covered) == "16 of 20 past intervals (80%) held what came, where 80% should"
    assert words.replay_title(covered.clear()) == "No past forecast can be checked yet"


def test_working_days_are_counted_after_one_day_and_up_to_the_other():
    # Friday 8 May 2020 was a bank holiday: after Thursday the 7th come Monday the 11th and Tuesday the 12th.
    assert working_days(date(2020, 5, 7), date(2020, 5, 12))["day"].to_list() == [
        date(2020, 5, 7) + timedelta(days=4),
        date(2020, 5, 7) + timedelta(days=5),
    ]


def test_a_rate_that_was_never_seen_is_still_uncertain():
    draws = Rate(0, 1_000).draw(np.random.default_rng(1), 1_000)
    assert (draws > 0).all() and draws.mean() == pytest.approx(0.0005, rel=0.2)
