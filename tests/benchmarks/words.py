"""How often do the words speak of nothing, and how soon do they name a change? Run: python -m tests.benchmarks.words

Worlds without change are simulated by month; what a card's comparison of two years and a chart's newest point say of
them is counted, and held against the rates the product prints (`chance_rates`). docs/words.md has the tables.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sfo_data.statistics.chance_rates import AT_MOST, NEARLY_FULL, RATES, STEP_IN_THE_YEAR_BEFORE, Rate
from sfo_data.statistics.dispersion import dispersion
from sfo_data.statistics.intervals import rate_ratio, share_difference
from sfo_data.statistics.patterns import Pattern, Reading, Scale, reading
from sfo_data.statistics.phased_chart import NEWS_MONTHS
from tests.benchmarks.qa_queue import LAST, Scenario, run
from tests.benchmarks.results import tell

MONTHS, A_MONTH, WORKING_DAYS = 36, 41, 21
SERIES, QUICK, QUEUES, QUEUES_QUICK = 1500, 400, 400, 30
SAID = (Pattern.SHIFTED, Pattern.RISING, Pattern.FALLING, Pattern.OUTSIDE)


@dataclass(frozen=True, eq=False)
class Series:
    """Many series: one row a month, one column a series; the base of shares."""

    values: np.ndarray
    base: np.ndarray | None = None
    scale: Scale = "count"
    is_of_a_queue: bool = False

    def readings(self) -> list[Reading]:
        months, series = self.values.shape
        bases = [None if self.base is None else self.base[:, n] for n in range(series)]
        return [
            reading(self.values[:, n], months - NEWS_MONTHS, (), bases[n], self.scale, self.is_of_a_queue)
            for n in range(series)
        ]

    def charts_say(self) -> float:
        return float(np.mean([each.pattern in SAID for each in self.readings()]))

    def comparisons_say(self) -> float:
        """The share of series of which the last year is said to differ from the one before; none of a queue is."""
        if self.is_of_a_queue:
            return 0.0
        return float(np.mean([self.differs(n) for n in range(self.values.shape[1])]))

    def differs(self, n: int) -> bool:
        base = np.ones(len(self.values)) if self.base is None else self.base[:, n]
        counts = self.values[:, n] * base
        spread = dispersion(counts, base, 12, self.base is not None) or np.inf
        now, before = counts[-12:].sum() / spread, counts[-24:-12].sum() / spread
        if self.base is None:
            lower, upper = rate_ratio(now, 1, before, 1)
            return lower > 1 or upper < 1
        lower, upper = share_difference(now, base[-12:].sum() / spread, before, base[-24:-12].sum() / spread)
        return lower > 0 or upper < 0


def poisson(rng: np.random.Generator, size: int, level: np.ndarray | float = A_MONTH) -> Series:
    levels = np.broadcast_to(np.reshape(level, (-1, 1)) if np.ndim(level) == 1 else level, (MONTHS, size))
    return Series(rng.poisson(levels).astype(float))


def varied(rng: np.random.Generator, size: int, times: float) -> Series:
    """Counts with a variance of so many times their mean."""
    return Series(rng.negative_binomial(A_MONTH / (times - 1), 1 / times, (MONTHS, size)).astype(float))


def following(rng: np.random.Generator, size: int, correlation: float, times: float = 1.0) -> Series:
    """Counts of which neighbours correlate: AR(1), with a variance of so many times their mean."""
    noise = rng.standard_normal((MONTHS + 60, size))
    values = np.zeros_like(noise)
    for month in range(1, len(noise)):
        values[month] = correlation * values[month - 1] + noise[month]
    values *= np.sqrt((1 - correlation**2) * A_MONTH * times)
    return Series(np.maximum(np.round(A_MONTH + values[60:]), 0.0))


def seasonal(rng: np.random.Generator, size: int, swing: float) -> Series:
    """Counts that go up and down with the year, from any month on."""
    phase = rng.uniform(0, 2 * np.pi, size)
    return poisson(rng, size, A_MONTH * (1 + swing * np.sin(2 * np.pi * np.arange(MONTHS)[:, None] / 12 + phase)))


def moved(months_ago: int, times: float, lasting: int = 1) -> np.ndarray:
    """The level of a step, or of a drift of some months, that ended so many months ago."""
    at = np.arange(MONTHS) - (MONTHS - months_ago - lasting)
    return A_MONTH * (1 + (times - 1) * np.clip(at / lasting, 0, 1))


def share(rng: np.random.Generator, size: int, mean: float) -> Series:
    base = rng.poisson(A_MONTH, (MONTHS, size)).astype(float)
    return Series(rng.binomial(base.astype(int), mean) / base, base, "share")


def queue(rng: np.random.Generator, size: int, utilisation: float) -> tuple[Series, Series]:
    """Median turnaround and share within 20 days by month of completion, of teams that have worked for years."""
    medians, shares, bases = (np.empty((MONTHS, size)) for _ in range(3))
    for n in range(size):
        reviews = run(Scenario("Steady", ((0, 1 / utilisation),)), int(rng.integers(1 << 30)))
        days = reviews.completed - reviews.received
        month = MONTHS - 1 - (LAST - 1 - reviews.completed) // WORKING_DAYS
        for each in range(MONTHS):
            found = days[month == each]
            medians[each, n], shares[each, n], bases[each, n] = np.median(found), np.mean(found <= 20), len(found)
    return Series(medians, None, "as it is", True), Series(shares, bases, "share", True)


WORLDS: dict[str, Callable[[np.random.Generator, int], Series]] = {
    "Poisson, 30 a month": lambda rng, size: poisson(rng, size, 30),
    "Poisson, 60 a month": lambda rng, size: poisson(rng, size, 60),
    "Variance 1.5 times the mean": lambda rng, size: varied(rng, size, 1.5),
    "Variance twice the mean": lambda rng, size: varied(rng, size, 2.0),
    "AR(1) of 0.3": lambda rng, size: following(rng, size, 0.3),
    "AR(1) of 0.6": lambda rng, size: following(rng, size, 0.6),
    "AR(1) of 0.3, variance twice the mean": lambda rng, size: following(rng, size, 0.3, 2.0),
    "AR(1) of 0.6, variance twice the mean": lambda rng, size: following(rng, size, 0.6, 2.0),
    "Season of 20%": lambda rng, size: seasonal(rng, size, 0.2),
    "Step of 30%, 14 months ago": lambda rng, size: poisson(rng, size, moved(14, 1.3)),
    "Step of 30%, 18 months ago": lambda rng, size: poisson(rng, size, moved(18, 1.3)),
    "Step of 30%, 24 months ago": lambda rng, size: poisson(rng, size, moved(24, 1.3)),
    "Step of 30%, 30 months ago": lambda rng, size: poisson(rng, size, moved(30, 1.3)),
    "Rise by 60% that ended 24 months ago": lambda rng, size: poisson(rng, size, moved(24, 1.6, 11)),
    "Rise by 60% that ended 14 months ago": lambda rng, size: poisson(rng, size, moved(14, 1.6, 16)),
    "Share of 5%": lambda rng, size: share(rng, size, 0.05),
    "Share of 60%": lambda rng, size: share(rng, size, 0.6),
}
QUEUES_AT = (0.75, 0.85, 0.92, 0.97)
# Changes to be named: what the newest months look like.
CHANGES = {
    "Step of 1.5 sigma": 1 + 1.5 / np.sqrt(A_MONTH),
    "Step of +30%": 1.3,
    "Step of -20%": 0.8,
}


def sentences_say(series: Series) -> tuple[float, float]:
    """How often the sentence of card and chart says that something changed, and the part of it that a comparison says.

    A comparison is silent where the chart found that the level moved since the year before the last began, and held.
    """
    months, of_charts, compared = len(series.values), 0, 0
    for n, each in enumerate(series.readings()):
        since = int(np.argmax(each.phase == each.phase[-1]))
        has_moved = each.phase[-1] > 0 and since > months - 27
        of_charts += each.pattern in SAID
        compared += each.pattern not in SAID and not has_moved and series.differs(n)
    size = series.values.shape[1]
    return (of_charts + compared) / size, compared / size


def rates(size: int, queues: int, seed: int = 1) -> dict[str, Rate]:
    """World -> the share of comparisons and of newest points that say something."""
    rng = np.random.default_rng(seed)
    found = {}
    for name, world in WORLDS.items():
        series = world(rng, size)
        is_past = "ago" in name
        found[name] = Rate(sentences_say(series)[1] if is_past else series.comparisons_say(), series.charts_say())
        print(f"{name}: {found[name]}", flush=True)
    for utilisation in QUEUES_AT if queues else ():
        for what, series in zip(("median", "share within target"), queue(rng, queues, utilisation), strict=True):
            name = f"Steady queue at {utilisation:.2f}, {what}"
            found[name] = Rate(0.0, series.charts_say())
            print(f"{name}: {found[name]}", flush=True)
    return found


def power(size: int, seed: int = 2) -> list[dict[str, object]]:
    """One row per change: the share named after 1, 3, 6 and 9 months (of that by the chart), and how it is dated."""
    rng, rows = np.random.default_rng(seed), []
    for name, times in CHANGES.items():
        row: dict[str, object] = {"change": name}
        for after in (1, 3, 6, 9):
            series = poisson(rng, size, moved(after, times))
            named, compared = sentences_say(series)
            row[f"after {after}"], row[f"chart {after}"] = named, named - compared
            dated = [
                abs(each.since - (MONTHS - after)) for each in series.readings() if each.pattern is Pattern.SHIFTED
            ]
            if after == 6:
                row["dated within 2 months"] = float(np.mean([each <= 2 for each in dated])) if dated else 0.0
        rows.append(row)
    return rows


def ramp(size: int, seed: int = 3) -> dict[str, object]:
    """A turnaround that climbs as the box's: from 8 by 5.7 days a month for two years, about it AR(1) of 0.3."""
    rng = np.random.default_rng(seed)
    about = (following(rng, size, 0.3).values - A_MONTH) / np.sqrt(A_MONTH) * 8
    level = 8 + 5.7 * np.clip(np.arange(MONTHS) - 11, 0, None)
    read = Series(np.maximum(level[:, None] + about, 1.0), None, "as it is", True).readings()
    named = [each for each in read if each.pattern is Pattern.RISING]
    return {
        "change": "Climb by 5.7 days a month for 24 months",
        "named": len(named) / size,
        "slope within a fifth": float(np.mean([abs(each.per_point / 5.7 - 1) <= 0.2 for each in named])),
        "dated within 2 months": float(np.mean([abs(each.since - 12) <= 2 for each in named])),
    }


def bar(name: str) -> Rate:
    """What a world may reach."""
    if name == "Step of 30%, 14 months ago":
        return STEP_IN_THE_YEAR_BEFORE
    return NEARLY_FULL if "0.92" in name or "0.97" in name else AT_MOST


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} series of each world, {QUEUES_QUICK} queues")
    is_quick = parser.parse_args().quick
    size, queues = (QUICK, QUEUES_QUICK) if is_quick else (SERIES, QUEUES)
    found = rates(size, queues)
    rows = []
    for name, rate in found.items():
        most, printed, series = bar(name), RATES.get(name), queues if "queue" in name else size
        # Three standard errors of the simulation.
        slack = [3 * np.sqrt(each * (1 - each) / series) for each in (most.comparison, most.chart)]
        is_met = rate.comparison <= most.comparison + slack[0] and rate.chart <= most.chart + slack[1]
        shown = "–" if printed is None else f"{printed.comparison:.1%}, {printed.chart:.1%}"
        row = {"world": name, "comparisons": rate.comparison, "points": rate.chart, "met": bool(is_met)}
        rows.append(row | {"printed": shown})
    tell("words_quick" if is_quick else "words", rows, power=power(size // 4), ramp=[ramp(size // 4)])
    if missed := [row["world"] for row in rows if not row["met"]]:
        sys.exit(f"Said too often in a world without change: {', '.join(map(str, missed))}")


if __name__ == "__main__":
    main()
