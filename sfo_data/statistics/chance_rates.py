"""How often are the words wrong? What is said of simulated worlds in which nothing changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Rate:
    """The share of yearly comparisons and of newest chart points, 0 to 1, that say that something changed."""

    comparison: float
    chart: float


# No world without change may be spoken of more often; a queue that is nearly full, up to the second.
AT_MOST = Rate(comparison=0.05, chart=0.025)
NEARLY_FULL = Rate(comparison=0.0, chart=0.10)
# A step of 14 months ago lies in the year before: ten of its twelve months are at the old level, so the two years do
# differ and a comparison that says so is not wrong. A step that lies before both years has the common bar.
STEP_IN_THE_YEAR_BEFORE = Rate(comparison=0.07, chart=0.025)
# Measured by tests/benchmarks/words.py, 41 reviews a month over 36 months unless named otherwise; docs/words.md.
RATES: Mapping[str, Rate] = MappingProxyType(
    {
        "Poisson, 30 a month": Rate(0.019, 0.005),
        "Poisson, 60 a month": Rate(0.019, 0.004),
        "Variance 1.5 times the mean": Rate(0.023, 0.010),
        "Variance twice the mean": Rate(0.027, 0.015),
        "AR(1) of 0.3": Rate(0.027, 0.005),
        "AR(1) of 0.6": Rate(0.027, 0.001),
        "AR(1) of 0.3, variance twice the mean": Rate(0.040, 0.024),
        "AR(1) of 0.6, variance twice the mean": Rate(0.047, 0.019),
        "Season of 20%": Rate(0.000, 0.005),
        "Step of 30%, 14 months ago": Rate(0.064, 0.011),
        "Step of 30%, 18 months ago": Rate(0.009, 0.006),
        "Step of 30%, 24 months ago": Rate(0.003, 0.007),
        "Step of 30%, 30 months ago": Rate(0.002, 0.007),
        "Rise by 60% that ended 14 months ago": Rate(0.008, 0.010),
        "Rise by 60% that ended 24 months ago": Rate(0.001, 0.005),
        "Share of 5%": Rate(0.025, 0.015),
        "Share of 60%": Rate(0.023, 0.004),
        "Steady queue at 0.75, median": Rate(0.000, 0.007),
        "Steady queue at 0.75, share within target": Rate(0.000, 0.000),
        "Steady queue at 0.85, median": Rate(0.000, 0.018),
        "Steady queue at 0.85, share within target": Rate(0.000, 0.000),
        "Steady queue at 0.92, median": Rate(0.000, 0.040),
        "Steady queue at 0.92, share within target": Rate(0.000, 0.018),
        "Steady queue at 0.97, median": Rate(0.000, 0.025),
        "Steady queue at 0.97, share within target": Rate(0.000, 0.080),
    }
)
