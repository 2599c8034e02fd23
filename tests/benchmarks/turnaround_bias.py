"""How far off is each estimator of the median turnaround? Run: python -m tests.benchmarks.turnaround_bias

Estimand: the median turnaround, in working days, of the reviews received in the 12 months before the day of knowledge
and never withdrawn, as it turns out when the queue is run on with the team of that day.
"""

import argparse
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import numpy as np
import polars as pl
from scipy.optimize import minimize
from scipy.special import expit, log_ndtr, ndtr

from sfo_data.statistics import queue_turnaround, survival
from tests.benchmarks.qa_queue import KNOWN_ON, SCENARIOS, YEAR_STARTS_ON, Scenario, run

# Of the standardised residual z: log density, log survival, distribution function.
AFT = {
    "log-normal": (lambda z: -(z**2) / 2, lambda z: log_ndtr(-z), ndtr),
    "Weibull": (lambda z: z - np.exp(z), lambda z: -np.exp(z), lambda z: -np.expm1(-np.exp(z))),
    "log-logistic": (lambda z: -z - 2 * np.logaddexp(0, -z), lambda z: -np.logaddexp(0, z), expit),
}


def closed_only(year: pl.DataFrame) -> float:
    return float(np.median(year.filter(ending="completed")["days"]))


def pooled_kaplan_meier(year: pl.DataFrame) -> float:
    median = survival.quantile(survival.kaplan_meier(survival.risk_table(year)), 0.5).value
    return np.nan if median is None else median


def by_quarter(year: pl.DataFrame) -> float:
    """The median of the mixture of one Kaplan-Meier curve per quarter received; NaN where it is not reached."""
    days = np.arange(int(year["days"].to_numpy().max()) + 1)
    unfinished = np.zeros(len(days))
    for _, part in year.group_by(pl.col("qa_received_on").dt.truncate("1q")):
        curve = survival.kaplan_meier(survival.risk_table(part))
        steps = np.concatenate([[1.0], curve["survival"].to_numpy()])
        unfinished += part.height * steps[np.searchsorted(curve["day"].to_numpy(), days, side="right")]
    reached = np.flatnonzero(unfinished <= year.height / 2)
    return float(days[reached[0]]) if len(reached) else np.nan


def accelerated(family: str, known: pl.DataFrame) -> float:
    """Accelerated failure time, linear in the date of receipt, on the last two years; the mixture over the last."""
    density, survived, share = AFT[family]
    rows = known.filter(pl.col("qa_received_on") > YEAR_STARTS_ON.replace(year=YEAR_STARTS_ON.year - 1))
    entry = (rows["qa_received_on"] - KNOWN_ON).dt.total_days().to_numpy() / 365.25
    log_days = np.log(np.maximum(rows["days"].to_numpy(), 0.5))
    is_completed = (rows["ending"] == "completed").to_numpy()

    def loss(fitted: np.ndarray) -> float:
        z = (log_days - fitted[0] - fitted[1] * entry) / np.exp(fitted[2])
        return -float(np.where(is_completed, density(z) - fitted[2], survived(z)).sum())

    with np.errstate(all="ignore"):
        level, slope, log_scale = minimize(loss, [4.0, 0.0, 0.0], method="BFGS").x
        centres = level + slope * entry[(rows["qa_received_on"] >= YEAR_STARTS_ON).to_numpy()]
        grid = np.linspace(0, np.log(3000), 2000)
        shares = share((grid[:, None] - centres) / np.exp(log_scale)).mean(axis=1)
    return float(np.exp(grid[np.searchsorted(shares, 0.5)])) if shares[-1] > 0.5 else np.nan


def one_seed(scenario: Scenario, seed: int) -> dict[str, float]:
    """True median, each estimate of it, and whether the interval of the one shown covers it."""
    reviews = run(scenario, seed)
    known, truth = reviews.durations(), reviews.true_median()
    in_year = known["qa_received_on"] >= YEAR_STARTS_ON
    year = known.filter(in_year)
    (shown,) = queue_turnaround.medians(known, [in_year.to_numpy()], KNOWN_ON)
    lower, upper = (np.inf if limit is None else limit for limit in (shown.lower, shown.upper))
    estimates = {
        "Finished only": closed_only(year),
        "Kaplan-Meier, pooled": pooled_kaplan_meier(year),
        "Kaplan-Meier, by quarter": by_quarter(year),
        **{f"AFT, {family}": accelerated(family, known) for family in AFT},
        "Queue length (shown)": np.nan if shown.value is None else shown.value,
    }
    errors = {name: value / truth - 1 for name, value in estimates.items()}
    return {"truth": truth, "covered": float(lower <= truth <= upper), "width": (upper - lower) / truth, **errors}


def measure(scenario: Scenario, seeds: int, each: Callable[..., object] = map) -> pl.DataFrame:
    """One row per seed: truth, covered, width of the interval over the truth, and each estimator's relative error."""
    return pl.DataFrame(list(each(partial(one_seed, scenario), range(seeds)))).fill_nan(None)


def table(measured: pl.DataFrame, name: str) -> list[str]:
    """The lines of one scenario: median error, the middle 90% of errors, and how often no estimate is reached."""
    lines = [f"| **{name}**: true median {measured['truth'].median():.0f} days | | | |"]
    for column in measured.columns[3:]:
        error = measured[column].drop_nulls()
        shown = [f"{error.quantile(at, 'linear'):+.1%}" if len(error) else "–" for at in (0.5, 0.05, 0.95)]
        missing = f"{1 - len(error) / measured.height:.0%}"
        lines.append(f"| {column} | {shown[0]} | {shown[1]} to {shown[2]} | {missing} |")
    covered, width = measured["covered"].mean(), measured["width"].median()
    return [*lines, f"| Its 95% interval | covers {covered:.0%} | width {width:.0%} of the median | |"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=500)
    parser.add_argument("--quick", action="store_true", help="20 seeds")
    args = parser.parse_args()
    seeds = 20 if args.quick else args.seeds
    print(f"| {seeds} seeds | Median error | Middle 90% of errors | Not reached |\n| --- | ---: | ---: | ---: |")
    # Polars keeps threads, which a forked process would wait for.
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for scenario in SCENARIOS:
            print("\n".join(table(measure(scenario, seeds, pool.map), scenario.name)), flush=True)


if __name__ == "__main__":
    main()
