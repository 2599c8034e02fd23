"""As which risk of serious harm was each person assessed: at the start, at the offence, and at the highest?"""

from dataclasses import dataclass

import numpy as np

from sfo_data.statistics.arrays import Ints
from sfo_data.store.synthetic.calibration import HOMICIDE_LOW_OR_MEDIUM
from sfo_data.store.synthetic.cases import Cases
from sfo_data.store.synthetic.draws import chance, lowest, pick_by, stream

LOW, MEDIUM, HIGH, VERY_HIGH = range(4)
# Weights of Low, Medium, High, Very high: CRC, then NPS.
_AT_OFFENCE = np.array([(0.25, 0.69, 0.06, 0.0), (0.02, 0.28, 0.56, 0.14)])
_IF_LOW_OR_MEDIUM = np.array([(0.28, 0.72), (0.07, 0.93)])
_IF_HIGH = np.array([(0.97, 0.03), (0.8, 0.2)])
NPS_GAP = 2.2  # how much surer high risk is under the NPS, in standard deviations of chance


@dataclass(frozen=True, eq=False)
class Risks:
    """Positions in RISK_LEVELS by case; `highest` is never below the other two."""

    at_start: Ints
    at_offence: Ints
    highest: Ints


def draw(seed: int, cases: Cases) -> Risks:
    """Risks by case; in each year the published share of murder and manslaughter cases is low or medium."""
    rng = stream(seed, "risk")
    group = cases.is_nps.astype(np.int64)
    at_offence = pick_by(rng, _AT_OFFENCE, group)
    below = pick_by(rng, _IF_LOW_OR_MEDIUM, group)
    above = HIGH + pick_by(rng, _IF_HIGH, group)
    for year in np.unique(cases.year):
        rows = np.flatnonzero(cases.is_homicide & (cases.year == year))
        scores = cases.is_nps[rows] * NPS_GAP + rng.normal(0, 1, len(rows))
        is_lower = lowest(scores, round(len(rows) * HOMICIDE_LOW_OR_MEDIUM))
        at_offence[rows] = np.where(is_lower, below[rows], above[rows])
    return _moved(rng, at_offence)


def _moved(rng: np.random.Generator, at_offence: Ints) -> Risks:
    """The start lies a level below more often than above; the highest is sometimes above the offence."""
    size = len(at_offence)
    at_start = np.clip(at_offence - chance(rng, 0.18, size) + chance(rng, 0.1, size), LOW, VERY_HIGH)
    peak = np.minimum(at_offence + chance(rng, 0.17, size), VERY_HIGH)
    return Risks(at_start, at_offence, np.maximum(peak, at_start))
