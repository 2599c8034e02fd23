"""Were victims and bereaved families offered the review, did they take it up, and what followed?"""

import numpy as np
import polars as pl

from sfo_data.statistics.arrays import Flags, Ints
from sfo_data.store.schema import VICTIM_CONTACTS
from sfo_data.store.synthetic import reference
from sfo_data.store.synthetic.calibration import PLANTED
from sfo_data.store.synthetic.columns import blank, labels
from sfo_data.store.synthetic.course import OUTCOMES
from sfo_data.store.synthetic.draws import NEVER, between, chance, date_column, lag, pick, stream
from sfo_data.store.synthetic.history import History, identifiers

REASONS = VICTIM_CONTACTS.column("no_offer_reason").categories
_CONVICTED = [OUTCOMES.index(outcome) for outcome in ("Convicted of the SFO", "Convicted of a lesser offence")]
# The inspection: relatively few ask to see the review, and take-up is not monitored. It gives no shares; assumed.
SECOND_CONTACT, OFFERED, TAKEN_UP, TAKEN_UP_BY_THE_PLANTED = 0.2, 0.72, 0.38, 0.12
DISCLOSED, MET, READABLE = 0.88, 0.6, 0.42


def victim_contacts(history: History) -> pl.DataFrame:
    """One row per victim or family, known from the outcome of the charge; the offer waits for the review too."""
    rng = stream(history.seed, "victims")
    case = _owed(history, rng)
    size = len(case)
    is_convicted = np.isin(history.course.outcome[case], _CONVICTED)
    ready = np.where(is_convicted, np.maximum(history.course.outcome_on[case], history.accepted[case]), NEVER)
    is_offered = is_convicted & chance(rng, OFFERED, size)
    offered = np.where(is_offered, ready + lag(rng, 25, 0.7, size, 250), NEVER)
    answered = np.where(is_offered, offered + between(rng, 7, 45, size), NEVER)
    share = np.where(history.in_division(PLANTED.take_up_division)[case], TAKEN_UP_BY_THE_PLANTED, TAKEN_UP)
    taken_up = is_offered & chance(rng, share, size)
    decided = np.where(is_convicted, ready, history.course.outcome_on[case]) + 30
    frame = pl.DataFrame(
        {
            "victim_contact_id": identifiers("V", np.arange(size) + 1, 8),
            "review_id": history.review_ids(case),
            "offered_on": date_column(offered),
            "no_offer_reason": labels(REASONS, np.where(is_convicted, pick(rng, [0.0, 0.2, 0.15, 0.65], size), 0)),
            "taken_up": taken_up,
            "vulnerability_considered": chance(rng, 0.64, size),
            "disclosed_on": _later(rng, taken_up & chance(rng, DISCLOSED, size), answered, 80),
            "senior_meeting_on": _later(rng, taken_up & chance(rng, MET, size), answered, 60),
            "found_readable": chance(rng, READABLE, size),
            "_explained_on": date_column(np.where(is_offered, NEVER, decided)),
            "_answered_on": date_column(answered),
            "known_from": date_column(np.maximum(history.course.outcome_on[case], history.known_from[case])),
        }
    )
    empty = {"taken_up": 0.1, "vulnerability_considered": 0.12, "found_readable": 0.3}
    return blank(frame, {name: chance(rng, missing, size) for name, missing in empty.items()})


def _owed(history: History, rng: np.random.Generator) -> Ints:
    """The cases with a victim and an outcome in court by the last day; some twice."""
    group = reference.read("offences")["offence_group"]
    mix = reference.read("offence_group_mix").select("offence_group", "victim_share")
    share = group.to_frame().join(mix, on="offence_group", maintain_order="left")["victim_share"].to_numpy()
    is_owed: Flags = (history.course.outcome_on <= history.known_on) & (history.submitted <= history.known_on)
    is_owed &= chance(rng, share[history.cases.offence], history.size)
    case = np.flatnonzero(is_owed)
    return np.repeat(case, 1 + chance(rng, SECOND_CONTACT, len(case)))


def _later(rng: np.random.Generator, happens: Flags, answered: Ints, most: int) -> pl.Series:
    return date_column(np.where(happens, answered + between(rng, 7, most, len(answered)), NEVER))
