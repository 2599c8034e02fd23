"""Which of several groups stand apart from their standard, by more than chance and given how many are compared?"""

from enum import StrEnum

import numpy as np

from sfo_data.statistics import funnel
from sfo_data.statistics.arrays import Flags, Ints, Numbers
from sfo_data.statistics.funnel import FALSE_DISCOVERY_RATE

# The one threshold of "few": under 20 the 95% interval of a share near a half is over 40 points wide (Wilson).
FEW = 20
# A rate has no base of cases; under 5 expected, none at all is likely enough (0.7% at 5).
FEW_EXPECTED = 5.0
# Of two that differ nothing says which one stands apart.
FEWEST_GROUPS = 3


class Stands(StrEnum):
    """How a group stands against its standard. Only the first two say that it differs."""

    ABOVE = "above"
    BELOW = "below"
    NO_EVIDENCE = "no evidence"
    TOO_FEW = "too few"
    NO_DATA = "no data"
    WITHHELD = "withheld"


APART = (Stands.ABOVE, Stands.BELOW)


def e_values(
    observed: Numbers, size: Numbers, standard: Numbers, group: Ints, groups: int, is_rate: bool
) -> tuple[Numbers, Numbers]:
    """E-values against "not above" and "not below" the standard, one pair per group.

    One entry per cell, a stratum of a group: `observed` of `size` (cases of a share, exposure of a rate), the
    `standard` share or rate of its stratum, and the number of its `group`. See `funnel.e_counts`, `funnel.e_shares`.
    """
    beyond = funnel.alternatives()[..., None] - 1
    logs = beyond * standard * size if is_rate else np.log1p(beyond * standard) * size
    log_means = np.array([[np.bincount(group, each, groups) for each in side] for side in logs])
    return funnel.mixtures(np.bincount(group, observed, groups).astype(np.float64), log_means)


def judged(
    above: Numbers, below: Numbers, is_judged: Flags, false_discovery_rate: float = FALSE_DISCOVERY_RATE
) -> list[Stands]:
    """ABOVE, BELOW or NO_EVIDENCE for each pair of e-values, by e-BH over both sides of those that are judged.

    At most `false_discovery_rate` of those named are expected to be false, however they depend on each other (Wang and
    Ramdas 2022); where none differs, that is the chance that any is named. Those not judged are NO_EVIDENCE.
    """
    is_named = np.zeros((2, above.size), dtype=bool)
    is_named[:, is_judged] = np.reshape(
        funnel.e_bh(np.concatenate([above[is_judged], below[is_judged]]), false_discovery_rate), (2, -1)
    )
    return [
        Stands.ABOVE if is_above else Stands.BELOW if is_below else Stands.NO_EVIDENCE
        for is_above, is_below in is_named.T
    ]
