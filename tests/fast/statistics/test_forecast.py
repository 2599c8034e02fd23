"""The queue simulation against queueing theory, a naive simulation of single events, and what must always hold."""

import heapq
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, poisson

from sfo_data.statistics.queue_forecast import (
    NoForecast,
    Open,
    Queue,
    Rate,
    Share,
    back_in,
    by_month,
    crps,
    simulate,
    spread,
)

NOBODY = Open(*(np.empty(0, dtype=np.int64) for _ in range(4)))
NEVER = Rate(0, 1, 0.0)


def ints(*values):
    return np.array(values, dtype=np.int64)


def exactly(share):
    return Share(share, 1, is_exact=True)


def queue(arrivals, places, **changes):
    """A queue with known rates: reviews arrive on the day notified, are read in order, and leave when taken up."""
    plain = Queue(
        notified=Rate(arrivals, 1, 0.0),
        posts=1.0,
        output=Rate(places, 1, 0.0),
        output_variation=0.0,
        returned=(exactly(0), exactly(0)),
        read_first=exactly(0),
        extended=exactly(0),
        stopped_writing=NEVER,
        stopped_open=NEVER,
        writing_days=ints(0),
        extension_days=ints(0),
        lateness_days=ints(0),
        reading_days=ints(0),
        rewriting_days=ints(0),
        expected=ints(),
        can_extend=np.empty(0, dtype=bool),
        open=NOBODY,
    )
    return replace(plain, **changes)


def waiting_reviews(count, since=0):
    return Open(np.full(count, since), ints(*[0] * count), ints(*[0] * count), np.full(count, since))


BUSY = {
    "returned": (exactly(0.3), exactly(0.2)),
    "read_first": exactly(0.15),
    "reading_days": ints(2, 3, 5, 8),
    "rewriting_days": ints(10, 15, 30),
    "writing_days": ints(5, 10),
    "stopped_open": Rate(0.002, 1, 0.0),
}


def test_one_place_a_day_gives_pollaczek_and_khinchines_queue():
    # M/D/1: mean number waiting rho^2 / (2 (1 - rho)); for rho 0.8 that is 0.64 / 0.4 = 1.6.
    paths = simulate(queue(0.8, 1), 150, 4_000, seed=1, target=20)
    means = paths.open[:, 500:].mean(axis=1)
    assert means.mean() == pytest.approx(1.6, abs=4 * means.std() / np.sqrt(len(means)))
    assert means.std() / np.sqrt(len(means)) < 0.03


def test_the_stationary_queue_is_that_of_its_transition_matrix():
    # Two places a day, Poisson(1.5) arrivals: left over tomorrow = max(left over + arrivals - 2, 0), solved exactly.
    size = 120
    step = np.zeros((size, size))
    for here in range(size):
        after = np.minimum(np.maximum(here + np.arange(size) - 2, 0), size - 1)
        np.add.at(step[here], after, poisson.pmf(np.arange(size), 1.5))
    stationary = np.linalg.matrix_power(step / step.sum(axis=1, keepdims=True), 2_000)[0]
    left = simulate(queue(1.5, 2), 200, 3_000, seed=2, target=20).open[:, 500:]
    shares = np.stack([np.bincount(path, minlength=12)[:12] / left.shape[1] for path in left])
    error = shares.std(axis=0) / np.sqrt(len(shares))
    assert (np.abs(shares.mean(axis=0) - stationary[:12]) <= 4 * error + 1e-4).all()


def test_littles_law_holds():
    # L = lambda W (Little 1961). W comes from single reviews: the sum over k of the share not accepted within k days.
    q = queue(1.5, 1.8, reading_days=ints(1, 4, 9))
    played = [simulate(q, 25, 700, seed=3, target=days) for days in range(50)]
    late = [1 - each.received_in_time[:, 300:600].sum() / each.received[:, 300:600].sum() for each in played]
    assert late[-1] == 0
    open_reviews, rate = played[0].open[:, 300:600].mean(), played[0].received[:, 300:600].mean()
    assert open_reviews == pytest.approx(rate * sum(late), rel=0.005)


def test_two_reviews_worked_by_hand():
    # Half a place a day, none lost: both waiting since day -3; taken up on two days two apart, read in 4 days each.
    played = simulate(queue(0, 0.5, open=waiting_reviews(2, -3), reading_days=ints(4)), 1, 12, seed=4, target=8)
    first, second = np.flatnonzero(played.accepted[0]) + 1
    assert (second - first, first in (5, 6)) == (2, True)
    # Working days from receipt: first + 3 is 8 or 9, second two more; the target is 8.
    assert played.in_time.sum() == (first == 5)
    assert played.open[0, -1] == 0


def test_a_review_being_read_or_rewritten_ends_after_today_whatever_has_passed():
    now = Open(ints(-50, -9), ints(0, 0), ints(2, 1), ints(-40, -6))
    played = simulate(
        queue(0, 1, open=now, reading_days=ints(2, 7), rewriting_days=ints(10, 41), returned=(exactly(0), exactly(0))),
        50, 20, seed=5, target=20,
    )  # fmt: skip
    # The one being read has been for 6 days, so 7 it is: day 1. The other is due back 41 days after day -40: day 1,
    # then it is taken up and read in 2 or 7 days.
    assert (played.accepted[:, 0] == 1).all()
    assert set(np.flatnonzero(played.accepted[:, 1:].sum(axis=0)) + 2) <= {3, 8}
    assert (played.accepted.sum(axis=1) == 2).all()


def test_a_review_being_written_keeps_to_its_own_day():
    # Due in 30 days, received 2 early to 3 late; one that was due 10 days ago has outlasted them all: tomorrow.
    played = simulate(
        queue(0, 1, expected=ints(30, -10), can_extend=np.zeros(2, dtype=bool), lateness_days=ints(-2, 0, 3)),
        100, 40, seed=6, target=20,
    )  # fmt: skip
    assert set(np.flatnonzero(played.received.sum(axis=0)) + 1) == {1, 28, 30, 33}


def naive(rng, q, days):
    """One path, one event at a time: reviews open at the end of each day, and rounds finished by day."""
    events, number, flow = [], 0, np.zeros((2, days + 1), dtype=int)
    ordinary, ahead, owed = [], [], rng.random()
    reviews = {}
    for number in range(rng.poisson(q.notified.mean * days)):
        told = int(rng.integers(1, days + 1))
        come = told + int(rng.choice(q.writing_days))
        lives = come + 1 + int(rng.exponential(1 / q.stopped_open.mean)) if q.stopped_open.mean else 10**6
        reviews[number] = {"come": come, "dies": lives, "round": 0}
        heapq.heappush(events, (come, number))
    for at in range(len(q.open.received)):
        key = -1 - at
        dies = 1 + int(rng.exponential(1 / q.stopped_open.mean)) if q.stopped_open.mean else 10**6
        reviews[key] = {"come": 0, "dies": dies, "round": 0}
        ordinary.append(key)
    for today in range(1, days + 1):
        while events and events[0][0] <= today:
            _, key = heapq.heappop(events)
            first = reviews[key]["round"] > 0 or rng.random() < q.read_first.mean
            (ahead if first else ordinary).append(key)
        owed += q.posts * q.output.mean
        places, owed = int(owed), owed - int(owed)
        while places and (ahead or ordinary):
            key = (ahead or ordinary).pop(0)
            review = reviews[key]
            if review["dies"] <= today:
                continue
            places -= 1
            ends = today + int(rng.choice(q.reading_days))
            if ends >= review["dies"]:
                continue
            if ends <= days:
                flow[1, ends] += 1
            if review["round"] < 2 and rng.random() < q.returned[review["round"]].mean:
                review["round"] += 1
                heapq.heappush(events, (max(ends + int(rng.choice(q.rewriting_days)), today + 1), key))
            else:
                review["ends"] = ends
    for review in reviews.values():
        gone = min(review.get("ends", 10**6), review["dies"])
        flow[0, max(review["come"], 0) : min(gone, days + 1)] += 1
    return flow[:, 1:]


@pytest.mark.parametrize("posts", [1.0, 2.0])
def test_the_means_are_those_of_a_simulation_of_single_events(posts):
    q = queue(1.2, 1.0, posts=posts, open=waiting_reviews(60), **BUSY)
    rng = np.random.default_rng(7)
    singly = np.array([naive(rng, q, 150) for _ in range(150)])
    ours = simulate(q, 600, 150, seed=7, target=20)
    for theirs, mine in ((singly[:, 0], ours.open), (singly[:, 1].cumsum(axis=1), ours.finished.cumsum(axis=1))):
        for day in (20, 60, 149):
            error = np.hypot(theirs[:, day].std() / np.sqrt(150), mine[:, day].std() / np.sqrt(600))
            assert theirs[:, day].mean() == pytest.approx(mine[:, day].mean(), abs=4 * error + 0.05)


@given(
    arrivals=st.floats(0, 2), places=st.floats(0, 3), posts=st.integers(0, 3), hand=st.integers(0, 20),
    back=st.floats(0, 1), first=st.floats(0, 1), stops=st.floats(0, 0.05), seed=st.integers(0, 9_999),
)  # fmt: skip
@settings(max_examples=60)
def test_nothing_is_lost(arrivals, places, posts, hand, back, first, stops, seed):
    q = queue(
        arrivals + 0.1, places, posts=float(posts), open=waiting_reviews(hand, -4),
        returned=(exactly(back), exactly(back)), read_first=exactly(first), stopped_open=Rate(stops, 1, 0.0),
        reading_days=ints(0, 3), rewriting_days=ints(0, 12), output_variation=0.5,
    )  # fmt: skip
    played = simulate(q, 3, 60, seed, target=20)
    left = np.cumsum(played.accepted + played.withdrawn, axis=1)
    assert (hand + played.received.cumsum(axis=1) == left + played.open).all()
    assert (played.open >= 0).all() and (played.in_time <= played.accepted).all()
    assert (played.finished.cumsum(axis=1) >= played.accepted.cumsum(axis=1)).all()
    assert (played.received_in_time <= played.received).all()
    assert ((played.at_best >= 0) & (played.at_best <= 1)).all()


@given(st.integers(0, 4), st.integers(1, 3), st.integers(0, 9_999))
@settings(max_examples=30)
def test_more_posts_never_leave_more_open_where_none_is_returned(posts, more, seed):
    changes = {**BUSY, "returned": (exactly(0), exactly(0)), "open": waiting_reviews(15)}
    fewer, greater = (
        simulate(queue(1.5, 1, posts=float(n), **changes), 5, 80, seed, 20) for n in (posts, posts + more)
    )
    assert (greater.open <= fewer.open).all()
    assert (greater.accepted.cumsum(axis=1) >= fewer.accepted.cumsum(axis=1)).all()


@pytest.mark.parametrize("seed", range(2))
def test_more_posts_are_never_later_back(seed):
    months = np.arange(0, 500, 21)
    middles = []
    for posts in (2, 3, 4, 6, 8):
        q = queue(1.6, 0.42, posts=float(posts), open=waiting_reviews(100), **BUSY)
        played = simulate(q, 60, 500, seed, target=20)
        found = back_in(by_month(played.accepted, months), by_month(played.in_time, months), played.at_best, 0.5)
        middles.append(float(spread(found)[0]))
    assert middles == sorted(middles, reverse=True)
    assert middles[0] == np.inf and middles[-1] < 12


def test_the_same_seed_gives_the_same_futures_and_another_does_not():
    q = queue(1.0, 1.2, **BUSY)
    first, again, other = (simulate(q, 5, 60, seed, 20) for seed in (1, 1, 2))
    assert (first.open == again.open).all() and (first.open != other.open).any()


def test_uncertain_rates_widen_the_spread():
    sure = queue(1.5, 1.0, open=waiting_reviews(50))
    unsure = replace(sure, notified=Rate(15, 10), output=Rate(10, 10))
    widths = []
    for q in (sure, unsure):
        _, lower, upper = spread(simulate(q, 300, 120, 8, 20).open)
        widths.append(upper[-1] - lower[-1])
    assert widths[1] > 1.5 * widths[0]


def test_rates_and_shares_are_drawn_from_their_posteriors():
    rng = np.random.default_rng(9)
    rate, half, share = (
        Rate(40, 100).draw(rng, 200_000),
        Rate(40, 100, 0.5).draw(rng, 200_000),
        Share(3, 10).draw(rng, 200_000),
    )
    # Gamma(40.5, rate 100): mean 0.405, variance 0.00405; half the dispersion, (40.5 / 0.5) (0.5 / 100)^2 = 0.002025.
    assert (rate.mean(), rate.var()) == (pytest.approx(0.405, rel=0.005), pytest.approx(0.00405, rel=0.02))
    assert half.var() == pytest.approx(0.002025, rel=0.02)
    # Beta(3.5, 7.5): mean 3.5 / 11, variance 3.5 * 7.5 / (11^2 * 12).
    assert (share.mean(), share.var()) == (pytest.approx(3.5 / 11, rel=0.005), pytest.approx(26.25 / 1452, rel=0.02))
    assert set(Rate(40, 100, 0.0).draw(rng, 3)) == {0.4} and set(exactly(0.3).draw(rng, 3)) == {0.3}


def test_a_day_of_variable_output_has_the_mean_and_variation_asked_for():
    q = queue(0, 20.0, output_variation=0.25, open=waiting_reviews(5_000))
    done = simulate(q, 400, 50, 10, 20).finished
    # Each day is 20 on average with a standard deviation of 10, rounding aside.
    assert done.mean() == pytest.approx(20, abs=4 * 10 / np.sqrt(done.size))
    assert done.std() == pytest.approx(10, rel=0.03)


def test_at_best_is_worked_by_hand():
    # Accepted at once 70%, read in 5: in time. Returned 30%: 5 + 10 + 5 = 20 is in time, if accepted then (80%); the
    # third would end on day 35.
    q = queue(1, 1, returned=(exactly(0.3), exactly(0.2)), reading_days=ints(5), rewriting_days=ints(10))
    assert simulate(q, 1, 5, 0, target=20).at_best[0] == pytest.approx(0.7 + 0.3 * 0.8)
    assert simulate(q, 1, 5, 0, target=19).at_best[0] == pytest.approx(0.7)


def test_back_is_the_first_of_three_months_running():
    accepted = np.full((4, 6), 10)
    in_time = np.array([[8, 8, 7, 8, 8, 9], [8, 8, 8, 0, 0, 0], [8, 8, 7, 8, 8, 7], [9, 9, 9, 9, 9, 9]])
    luck = np.array([0.9, 0.9, 0.9, 0.7])
    # Path by path: months 3 to 5; months 0 to 2; never three running; more than could last.
    assert back_in(accepted, in_time, luck, 0.8).tolist() == [3, 0, np.inf, np.inf]
    accepted[1, 1] = in_time[1, 1] = 0
    assert back_in(accepted, in_time, luck, 0.8)[1] == np.inf
    assert back_in(accepted[:, :2], in_time[:, :2], luck, 0.8).tolist() == [np.inf] * 4


def test_the_spread_is_an_order_statistic_and_may_be_infinite():
    # Ten paths: the first that at least 10%, 50%, 90% do not exceed are the 1st, 5th and 9th in order.
    values = np.array([1, 2, 3, 4, 5, 6, 7, 8, np.inf, np.inf])
    assert [float(each) for each in spread(values)] == [5, 1, np.inf]


def test_days_are_summed_into_months():
    assert by_month(np.arange(6)[None, :], np.array([0, 2, 5])).tolist() == [[1, 9, 5]]


def test_crps_by_hand_and_of_the_normal_distribution():
    # Draws 1 and 3, observed 2: mean distance 1, mean of all four pairs' distances 1, half of it 0.5.
    assert crps(ints(1, 3), 2) == pytest.approx(0.5)
    # A standard normal forecast, observed 0: (sqrt 2 - 1) / sqrt pi (Gneiting and Raftery 2007, equation 5).
    draws = norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    assert crps(draws, 0.0) == pytest.approx((np.sqrt(2) - 1) / np.sqrt(np.pi), rel=1e-3)


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=30), st.floats(-100, 100))
def test_crps_agrees_with_all_pairs_and_is_never_negative(draws, observed):
    values = np.array(draws)
    pairs = np.abs(values[:, None] - values[None, :]).mean() / 2
    assert crps(values, observed) == pytest.approx(np.abs(values - observed).mean() - pairs, abs=1e-9)
    assert crps(values, observed) >= -1e-9


def test_no_posts_finish_nothing_and_all_who_come_stay():
    played = simulate(queue(1.0, 1.0, posts=0.0, open=waiting_reviews(7)), 4, 30, 11, 20)
    assert played.accepted.sum() == 0
    assert (played.open[:, -1] == 7 + played.received.sum(axis=1)).all()


def test_no_arrivals_empty_the_line():
    played = simulate(queue(0.0, 1.0, open=waiting_reviews(7)), 4, 30, 11, 20)
    assert played.open[:, 6].tolist() == [0] * 4 and played.received.sum() == 0


def test_an_empty_queue_without_arrivals_is_named():
    with pytest.raises(NoForecast, match="No review is in hand, being written or expected"):
        simulate(queue(0.0, 1.0), 4, 30, 12, 20)
