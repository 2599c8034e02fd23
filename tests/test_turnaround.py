"""The honest clock: published examples, what must always hold, second implementations, and the box on both engines."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from scipy.stats import CensoredData, ecdf
from statsmodels.duration.survfunc import CumIncidenceRight

from sfo_data import queries, titles
from sfo_data.filters import from_choices
from sfo_data.turnaround import Headline, backlog, durations, headline, last_quarters, survival, turnaround
from sfo_data.turnaround.survival import Estimate
from sfo_data.turnaround.tables import finished_table, medians_table
from tests import oracle
from tests.benchmarks.qa_queue import SCENARIOS
from tests.benchmarks.turnaround_bias import measure
from tests.conftest import NEWEST

# Freireich and others 1963: weeks in remission of 21 children with leukaemia treated with 6-mercaptopurine.
RELAPSED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
STILL_WELL = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]


def observed(completed=(), withdrawn=(), still_open=()):
    parts = {"completed": completed, "withdrawn": withdrawn, "open": still_open}
    rows = [(days, ending) for ending, each in parts.items() for days in each]
    return pl.DataFrame(rows, schema={"days": pl.Int64, "ending": pl.String}, orient="row")


def curve_of(frame):
    return survival.kaplan_meier(survival.risk_table(frame))


@st.composite
def cohorts(draw, endings=("completed", "withdrawn", "open"), most=40):
    rows = draw(st.lists(st.tuples(st.integers(0, 30), st.sampled_from(endings)), min_size=1, max_size=most))
    return pl.DataFrame(rows, schema={"days": pl.Int64, "ending": pl.String}, orient="row")


def test_kaplan_meier_gives_the_published_leukaemia_curve():
    curve = curve_of(observed(RELAPSED, still_open=STILL_WELL)).filter(pl.col("completed") > 0)
    # Kalbfleisch and Prentice, and every textbook since: 18/21, x 16/17, x 14/15, x 11/12, x 10/11, x 6/7, x 5/6.
    assert curve["day"].to_list() == [6, 7, 10, 13, 16, 22, 23]
    assert curve["at_risk"].to_list() == [21, 17, 15, 12, 11, 7, 6]
    published = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert [round(value, 3) for value in curve["survival"]] == published
    # Greenwood's standard error at week 6: sqrt(0.857^2 x 3/(21 x 18)) = 0.076; log-log limits by hand.
    first = curve.row(0, named=True)
    spread = np.exp(1.959964 * np.sqrt(3 / (21 * 18)) / -np.log(18 / 21))
    assert (first["lower"], first["upper"]) == pytest.approx(((18 / 21) ** spread, (18 / 21) ** (1 / spread)))


def test_the_median_remission_is_23_weeks_from_13_and_its_upper_limit_is_not_reached():
    # survfit(conf.type = "log-log") in R gives the same: 23 (13, NA).
    assert survival.quantile(curve_of(observed(RELAPSED, still_open=STILL_WELL)), 0.5) == Estimate(23, 13, None)


def test_a_median_not_reached_is_none_rather_than_a_guess():
    assert survival.quantile(curve_of(observed([3], still_open=[5, 6, 7])), 0.5).value is None


def test_withdrawn_reviews_take_their_share_away_from_completion():
    # By hand. Day 1: 1 of 4 completes (1/4). Day 2: 1 of 3 is withdrawn (3/4 x 1/3 = 1/4). Day 3: 1 of 2 completes
    # (1/2 x 1/2 = 1/4). Day 4: the last is open.
    curve = survival.cumulative_incidence(survival.risk_table(observed([1, 3], [2], [4])))
    assert curve["completed_share"].to_list() == pytest.approx([0.25, 0.25, 0.5, 0.5])
    assert curve["withdrawn_share"].to_list() == pytest.approx([0, 0.25, 0.25, 0.25])


def test_the_share_within_a_target_nobody_was_followed_to_is_not_known():
    curve = survival.cumulative_incidence(survival.risk_table(observed([2], still_open=[9])))
    assert survival.share_by(curve, 1).value == 0
    assert survival.share_by(curve, 5).value == pytest.approx(0.5)
    assert survival.share_by(curve, 10).value is None


@given(cohorts())
def test_survival_falls_from_1_to_0_and_its_limits_enclose_it(frame):
    curve = curve_of(frame)
    values = [1.0, *curve["survival"]]
    assert all(0 <= after <= before for before, after in pairwise(values))
    inside = curve.drop_nulls()
    assert ((inside["lower"] <= inside["survival"]) & (inside["survival"] <= inside["upper"])).all()


@given(cohorts(endings=("completed",)))
def test_without_censoring_kaplan_meier_is_the_share_still_unfinished(frame):
    curve = curve_of(frame)
    shares = [(frame["days"] > day).mean() for day in curve["day"]]
    assert curve["survival"].to_list() == pytest.approx(shares)


@given(cohorts())
def test_completed_and_withdrawn_and_neither_make_1(frame):
    curve = survival.cumulative_incidence(survival.risk_table(frame))
    ended = frame.with_columns(ending=pl.col("ending").replace("withdrawn", "completed"))
    total = curve["completed_share"] + curve["withdrawn_share"] + curve_of(ended)["survival"]
    assert total.to_list() == pytest.approx([1.0] * curve.height)


@given(cohorts(endings=("completed", "open")))
def test_without_withdrawals_the_two_estimators_agree_with_their_limits(frame):
    table = survival.risk_table(frame)
    km, incidence = survival.kaplan_meier(table), survival.cumulative_incidence(table)
    assert (1 - incidence["completed_share"]).to_list() == pytest.approx(km["survival"].to_list())
    # Greenwood's variance; the limits themselves differ, being on the log-log scale of survival and of its complement.
    share, n, d = (incidence[name].to_numpy() for name in ("completed_share", "at_risk", "completed"))
    error = (1 - share) * np.sqrt(np.cumsum(d / (n * np.maximum(n - d, 1.0))))
    for row, width in zip(incidence.iter_rows(named=True), error, strict=True):
        if row["lower"] is not None:
            p = row["completed_share"]
            expected = p ** np.exp(-1.959963984540054 * width / (p * np.log(p)))
            assert row["lower"] == pytest.approx(expected, abs=1e-9)


@given(cohorts(endings=("completed", "open")), st.integers(1, 10))
def test_reviews_still_waiting_longer_than_all_others_never_lower_the_median(frame, more):
    waiting = pl.DataFrame({"days": [31] * more, "ending": ["open"] * more})
    before, after = (survival.quantile(curve_of(each), 0.5).value for each in (frame, pl.concat([frame, waiting])))
    assert after is None or (before is not None and after >= before)


@pytest.mark.parametrize("seed", range(5))
def test_kaplan_meier_agrees_with_scipy_and_lifelines(seed):
    rng = np.random.default_rng(seed)
    days, is_open = rng.integers(1, 60, 80), rng.random(80) < 0.4
    # Where a curve is 1 or 0 it has no interval, of which scipy warns.
    is_open = (is_open | (days == days.max())) & (days != days.min())
    curve = curve_of(observed(days[~is_open].tolist(), still_open=days[is_open].tolist()))
    theirs = ecdf(CensoredData.right_censored(days, is_open)).sf
    ours = curve.filter(pl.col("completed") > 0)
    assert ours["survival"].to_list() == pytest.approx(theirs.evaluate(ours["day"].to_numpy()).tolist())
    limits = theirs.confidence_interval(method="log-log")
    for mine, other in (("lower", limits.low), ("upper", limits.high)):
        known = ours.filter(pl.col(mine).is_not_null())
        assert known[mine].to_list() == pytest.approx(other.evaluate(known["day"].to_numpy()).tolist())
    fitted = KaplanMeierFitter().fit(days, ~is_open)
    assert survival.quantile(curve, 0.5).value == fitted.median_survival_time_


@pytest.mark.parametrize("seed", range(5))
def test_cumulative_incidence_agrees_with_lifelines_and_statsmodels(seed):
    rng = np.random.default_rng(seed)
    days, kind = rng.permutation(np.arange(1, 91)), rng.choice(3, 90, p=[0.3, 0.5, 0.2])
    kind[days == 90] = 0  # statsmodels has no variance once nobody is at risk
    frame = pl.DataFrame({"days": days, "ending": np.array(["open", "completed", "withdrawn"])[kind]})
    curve = survival.cumulative_incidence(survival.risk_table(frame))
    fitted = AalenJohansenFitter(calculate_variance=True).fit(days, kind, event_of_interest=1)
    theirs = fitted.cumulative_density_.iloc[:, 0].reindex(curve["day"].to_list())
    assert curve["completed_share"].to_list() == pytest.approx(theirs.tolist())
    other = CumIncidenceRight(days, kind)
    shares = dict(zip(other.times, other.cinc[0], strict=True))
    errors = dict(zip(other.times, other.cinc_se[0], strict=True))
    for row in curve.filter(pl.col("completed") > 0).iter_rows(named=True):
        assert row["completed_share"] == pytest.approx(shares[row["day"]])
        if row["lower"] is not None:
            p = row["completed_share"]
            ours = np.log(np.log(row["lower"]) / np.log(p)) * p * -np.log(p) / 1.959963984540054
            assert ours == pytest.approx(errors[row["day"]])


def naive_curve(entered, left, is_completed):
    """Survival after each time, one risk set at a time."""
    value, curve = 1.0, {}
    for time in sorted({x for x, done in zip(left, is_completed, strict=True) if done}):
        at_risk = sum(1 for a, b in zip(entered, left, strict=True) if a < time <= b)
        value *= 1 - sum(1 for x, done in zip(left, is_completed, strict=True) if done and x == time) / at_risk
        curve[time] = value
    return curve


def line_of(*reviews, known_on=date(2020, 5, 11)):
    """Durations in calendar days of (received days ago, days, ending)."""
    rows = [
        (str(place), known_on - timedelta(ago), known_on - timedelta(ago - days), days, ending)
        for place, (ago, days, ending) in enumerate(reviews)
    ]
    schema = {"review_id": pl.String, "qa_received_on": pl.Date, "ended_on": pl.Date, "days": pl.Int64}
    return pl.DataFrame(rows, schema={**schema, "ending": pl.String}, orient="row")


def test_a_review_joins_the_queue_of_those_received_and_not_yet_ended():
    line = line_of((30, 5, "completed"), (28, 28, "open"), (26, 1, "withdrawn"), (20, 20, "open"))
    assert backlog.queue_lengths(line).tolist() == [1, 2, 3, 2]


def test_delayed_entry_is_counted_as_a_naive_risk_set_counts_it():
    rng = np.random.default_rng(3)
    entered = rng.integers(-1, 20, 60).astype(float)
    left = entered + rng.integers(1, 25, 60)
    is_completed = rng.random(60) < 0.6
    times = np.unique(left[is_completed])
    n = survival.at_risk(times, entered, left, np.ones(60))
    d = np.array([(left[is_completed] == time).sum() for time in times])
    assert dict(zip(times, np.cumprod(1 - d / n), strict=True)) == pytest.approx(
        naive_curve(entered, left, is_completed)
    )


def test_a_group_all_finished_has_its_own_median_and_one_all_waiting_has_none():
    line = line_of((400, 10, "completed"), (400, 12, "completed"), (399, 30, "completed"), (50, 50, "open"))
    first = np.array([True, True, True, False])
    done, waiting = backlog.medians(line, [first, ~first], date(2020, 5, 11))
    assert done.value == 12
    assert waiting == Estimate(None, None, None)


def test_an_open_review_counts_by_the_queue_it_joined():
    # By hand: the queue is always of one or two. In units of the queue joined, the finished took 10, 10, 20 and 20, so
    # the one open for 12 (queue 1) finishes on day 20: S is 1/2 from 10 and 0 from 20.
    line = line_of(
        (80, 10, "completed"), (65, 10, "completed"), (52, 20, "completed"), (32, 20, "completed"), (12, 12, "open")
    )
    assert backlog.queue_lengths(line).tolist() == [1, 1, 1, 1, 1]
    (median,) = backlog.medians(line, [np.array([False, False, False, False, True])], date(2020, 5, 11))
    assert median.value == 20


def test_no_reviews_give_no_median():
    line = line_of((10, 5, "completed"))
    assert backlog.medians(line, [np.array([False])], date(2020, 5, 11)) == [Estimate(None, None, None)]


@pytest.mark.parametrize("scenario", SCENARIOS[1:4], ids=lambda each: each.name)
def test_the_shown_median_is_close_where_counting_only_finished_reviews_is_not(scenario):
    measured = measure(scenario, 20)
    error = measured["Queue length (shown)"].median()
    # Over 500 seeds the median error is within 1%; 20 seeds are given room.
    assert abs(error) < 0.05
    assert measured["covered"].mean() >= 0.85
    if "Growing" in scenario.name:
        assert measured["Finished only"].median() < -0.3


def test_the_earlier_of_acceptance_and_withdrawal_ends_a_review():
    day = date(2020, 1, 6)
    rows = pl.DataFrame(
        {
            "review_id": ["accepted first", "withdrawn first", "open", "never received"],
            "known_on": [date(2020, 5, 11)] * 4,
            "qa_received_on": [day, day, day, None],
            "qa_completed_on": [date(2020, 2, 3), date(2020, 4, 6), None, None],
            "withdrawn_on": [date(2020, 3, 2), date(2020, 3, 2), None, None],
            "qa_working_days": [20, 64, None, None],
            "withdrawn_working_days": [40, 40, None, None],
            "open_working_days": [None, None, 86, None],
        }
    )
    assert durations(rows).select("review_id", "ended_on", "days", "ending").rows() == [
        ("accepted first", date(2020, 2, 3), 20, "completed"),
        ("withdrawn first", date(2020, 3, 2), 40, "withdrawn"),
        ("open", date(2020, 5, 11), 86, "open"),
    ]


def test_the_quarters_are_the_13_whole_ones_up_to_the_end():
    starts = last_quarters(date(2020, 5, 1))
    assert (starts[0], starts[-1], len(starts)) == (date(2017, 1, 1), date(2020, 1, 1), 13)
    assert last_quarters(date(2020, 4, 1))[-1] == date(2020, 1, 1)


@pytest.mark.parametrize("selection", [{}, {"division": ["London", "Wales"]}, {"review_status": ["QA complete"]}])
def test_received_is_completed_and_withdrawn_and_open_in_every_quarter(store, deliveries, selection):
    facts = queries.facts(store)
    found = turnaround(queries.reader(store), from_choices(facts.known, selection, "last-12-months", NEWEST)).quarters
    kept = {name: labels for name, labels in selection.items() if name != "review_status"}
    cases = oracle.inside(oracle.build(deliveries / NEWEST.isoformat(), NEWEST).cases, None, NEWEST, NEWEST, kept)
    words = {"QA complete": "completed", "Withdrawn": "withdrawn"}
    naive = Counter(
        (date(each["qa_received_on"].year, (each["qa_received_on"].month - 1) // 3 * 3 + 1, 1), ending)
        for each in cases
        if each["qa_received_on"]
        for ending in ("received", words.get(each["review_status"], "open"))
    )
    assert found["received"].sum() > 0
    for row in found.iter_rows(named=True):
        assert row["received"] == row["completed"] + row["withdrawn"] + row["open"]
        for ending in ("received", "completed", "withdrawn", "open"):
            assert row[ending] == naive[(row["quarter"], ending)], (row["quarter"], ending)


def test_the_headline_of_the_box_counts_those_still_waiting(store):
    facts = queries.facts(store)
    clock = turnaround(queries.reader(store), from_choices(facts.known, {}, "last-12-months", NEWEST))
    line = clock.headline
    assert line.gap is not None and line.gap > 10
    assert line.honest.lower is not None and line.closed_only < line.honest.lower <= line.honest.value
    assert medians_table(clock.quarters).height == finished_table(clock.quarters).height == 13
    assert clock.finished["year"].unique(maintain_order=True).to_list() == ["2017", "2018", "2019", "2020"]


def test_a_period_without_reviews_has_no_medians_and_says_so(store):
    facts = queries.facts(store)
    clock = turnaround(queries.reader(store), from_choices(facts.known, {}, "2014-06-02..2014-06-03", NEWEST))
    assert clock.headline == Headline(0, 0, 0, None, Estimate(None, None, None), False)
    assert clock.finished.is_empty() and clock.quarters["received"].sum() == 0
    assert titles.turnaround_sentence(clock.headline) == "No reviews were received in the period."
    assert titles.finished_title(clock.quarters) == titles.medians_title(clock.quarters)


def test_a_median_longer_than_any_follow_up_is_marked():
    group = line_of((40, 8, "completed"), (38, 38, "open"))
    assert headline(group, Estimate(39.0, 30.0, None)).is_beyond
    assert not headline(group, Estimate(38.0, 30.0, None)).is_beyond


@pytest.mark.parametrize(
    ("closed_only", "honest", "is_beyond", "words"),
    [
        (
            118.0,
            Estimate(165.0, 150.0, 182.0),
            False,
            "Counting only finished reviews says 118 working days; counting those still waiting, 165 (150 to 182): "
            "47 days are hidden by the backlog.",
        ),
        (
            9.0,
            Estimate(10.0, 9.0, None),
            True,
            "Counting only finished reviews says 9 working days; counting those still waiting, 10 (9 or more): 1 day "
            "is hidden by the backlog. This is modelled beyond what has been seen: no review has been followed so "
            "long.",
        ),
        (
            9.0,
            Estimate(8.0, 8.0, 10.0),
            False,
            "Counting only finished reviews says 9 working days; counting those still waiting, 8 (8 to 10): the "
            "backlog hides none.",
        ),
        (
            9.0,
            Estimate(None, None, None),
            False,
            "Counting only finished reviews says 9 working days; counting those still waiting, the median is not yet "
            "reached.",
        ),
        (None, Estimate(None, None, None), False, "None of the 12 reviews received in the period is finished."),
    ],
)
def test_the_headline_says_what_the_backlog_hides(closed_only, honest, is_beyond, words):
    assert titles.turnaround_sentence(Headline(12, 6, 6, closed_only, honest, is_beyond)) == words


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 300), st.integers(0, 300), st.sampled_from(["completed", "open"])), max_size=25)
)
def test_at_least_half_of_a_group_has_waited_no_longer_than_its_median(reviews):
    line = line_of(*((ago, ago if ending == "open" else min(ago, days), ending) for ago, days, ending in reviews))
    (median,) = backlog.medians(line, [np.ones(line.height, dtype=bool)], date(2020, 5, 11))
    if median.value is not None:
        assert (line.filter(pl.col("days") <= median.value).height) * 2 >= line.height
