"""What led up to each notification: the sentence, the supervision, the offence and the charge."""

from dataclasses import dataclass

import numpy as np

from sfo_data.statistics.arrays import Ints
from sfo_data.store.schema import REVIEWS
from sfo_data.store.synthetic import working_days
from sfo_data.store.synthetic.cases import Cases
from sfo_data.store.synthetic.draws import NEVER, Floats, between, chance, lag, pick_by, stream

SENTENCES = REVIEWS.column("index_sentence").categories
LIFE = SENTENCES.index("Life or IPP licence")
# Weights by sentence, in the order of SENTENCES. Post-sentence supervision began with the Offender Rehabilitation Act
# (1 February 2015); no one reached it before the middle of that year.
_MIX = {
    "CRC, before": (0.42, 0.35, 0.23, 0.0, 0.0, 0.0),
    "NPS, before": (0.13, 0.10, 0.58, 0.0, 0.10, 0.09),
    "CRC": (0.34, 0.28, 0.21, 0.17, 0.0, 0.0),
    "NPS": (0.12, 0.09, 0.55, 0.08, 0.09, 0.07),
}
FIRST_PSS_YEAR = 2016
# Days: shortest and longest supervision, then shortest and longest time from sentence to supervision.
_LENGTHS = np.array(
    [
        (180, 730, 0, 5),
        (270, 730, 0, 5),
        (90, 1100, 60, 900),
        (90, 365, 120, 600),
        (700, 2900, 900, 3000),
        (3000, 9000, 3000, 8000),
    ]
)
GRACE_DAYS = 35  # an SFO may follow the end of supervision by up to 28 working days


@dataclass(frozen=True, eq=False)
class Supervision:
    """Days by case; `ended` is NEVER under a life or IPP licence. `sentence` is a position in SENTENCES."""

    sentence: Ints
    sentenced: Ints
    started: Ints
    ended: Ints
    assessed: Ints
    offended: Ints
    charged: Ints


def draw(seed: int, cases: Cases) -> Supervision:
    """Dates drawn backwards from the notification, so that none is out of order."""
    rng = stream(seed, "supervision")
    size = cases.size
    charged = working_days.after(cases.notified, -lag(rng, 8, 0.55, size, 160))
    offended = charged - _offence_to_charge(rng, cases)
    sentence = pick_by(rng, np.array(list(_MIX.values())), cases.is_nps + 2 * (cases.year >= FIRST_PSS_YEAR))
    shortest, longest, soonest, latest = _LENGTHS[sentence].T
    length = np.rint(shortest + (longest - shortest) * rng.random(size)).astype(np.int64)
    elapsed = np.floor(length * _share_elapsed(rng, size)).astype(np.int64)
    elapsed = np.where(chance(rng, 0.02, size), length + between(rng, 1, GRACE_DAYS, size), elapsed)
    started = offended - elapsed
    sentenced = started - np.rint(soonest + (latest - soonest) * rng.random(size)).astype(np.int64)
    assessed = np.maximum(offended - lag(rng, 60, 0.9, size, 500), started)
    ended = np.where(sentence == LIFE, NEVER, started + length)
    return Supervision(sentence, sentenced, started, ended, assessed, offended, charged)


def _share_elapsed(rng: np.random.Generator, size: int) -> Floats:
    """How far into the supervision the offence came: early more often than late."""
    shares: Floats = rng.beta(1.1, 1.8, size)
    return shares


def _offence_to_charge(rng: np.random.Generator, cases: Cases) -> Ints:
    """Days from offence to charge: mostly about a week, months for about a third."""
    slow = chance(rng, 0.3, cases.size)
    return np.where(slow, lag(rng, 120, 0.8, cases.size, 900), lag(rng, 6, 0.8, cases.size, 60))
