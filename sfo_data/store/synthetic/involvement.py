"""Which agencies and practitioners had a part in each case, and in its review?"""

import numpy as np
import polars as pl

from sfo_data.statistics.arrays import Ints
from sfo_data.store.schema import PRACTITIONER_INVOLVEMENT
from sfo_data.store.synthetic import reference, working_days
from sfo_data.store.synthetic.calibration import PLANTED
from sfo_data.store.synthetic.columns import blank, labels
from sfo_data.store.synthetic.draws import NEVER, between, chance, date_column, lag, pick, stream
from sfo_data.store.synthetic.history import History, identifiers

ROLES = PRACTITIONER_INVOLVEMENT.column("practitioner_role").categories
# The inspection: other agencies' part is seldom explored or shared; staff are interviewed, seldom see the report and
# can rarely question it. It gives no shares; these are assumed.
TOOK_PART, HAS_FINDINGS = 0.12, 0.2
SHARED_IF_FOUND, SHARED_ANYWAY, SHARED_BY_THE_PLANTED = 0.55, 0.08, 0.15
INTERVIEWED, SAW_REPORT, COULD_QUESTION, SUPPORTED = 0.84, 0.28, 0.14, 0.5


def _accepted_after(history: History, case: Ints, days: Ints) -> Ints:
    """That many days after quality assurance was complete; NEVER where it is not."""
    accepted = history.accepted[case]
    return np.where(accepted < NEVER, np.maximum(accepted, history.known_from[case]) + days, NEVER)


def _known_from(history: History, case: Ints) -> pl.Series:
    return date_column(np.maximum(history.submitted[case], history.known_from[case]))


def agency_involvement(history: History) -> pl.DataFrame:
    """One row per agency and submitted review."""
    rng = stream(history.seed, "agencies")
    agencies = reference.read("agencies")
    submitted = np.flatnonzero(history.submitted <= history.known_on)
    shares = agencies["involved_share"].to_numpy()
    row, agency = np.nonzero(rng.random((len(submitted), len(shares)), dtype=np.float32) < shares)
    case, size = submitted[row], len(row)
    has_findings = chance(rng, HAS_FINDINGS, size)
    share = np.where(has_findings, SHARED_IF_FOUND, SHARED_ANYWAY)
    share = np.where(history.in_division(PLANTED.sharing_division)[case], share * SHARED_BY_THE_PLANTED, share)
    shared = np.where(chance(rng, share, size), _accepted_after(history, case, lag(rng, 25, 0.7, size, 200)), NEVER)
    frame = pl.DataFrame(
        {
            "review_id": history.review_ids(case),
            "agency_code": labels(agencies["agency_code"].to_list(), agency),
            "took_part": chance(rng, TOOK_PART, size),
            "has_findings": has_findings,
            "shared_on": date_column(shared),
            "_finished_on": date_column(_accepted_after(history, case, case * 0)),
            "known_from": _known_from(history, case),
        }
    )
    return blank(frame, {"took_part": chance(rng, 0.06, size), "has_findings": chance(rng, 0.04, size)})


def practitioner_involvement(history: History) -> pl.DataFrame:
    """One row per practitioner whose work a submitted review looked at."""
    rng = stream(history.seed, "practitioners")
    submitted = np.flatnonzero(history.submitted <= history.known_on)
    counts = pick(rng, [0.32, 0.4, 0.2, 0.08], len(submitted)) + 1
    case, size = np.repeat(submitted, counts), int(counts.sum())
    nth = np.arange(size) - np.repeat(np.cumsum(counts) - counts, counts)
    pool = max(50, round(history.size * 1.6))
    person = (np.repeat(between(rng, 0, pool - 1, len(submitted)), counts) + nth) % pool
    since, until = history.cases.notified[case] + 7, history.submitted[case]
    interviewed = np.maximum(since + np.floor(rng.random(size) * (until - since)).astype(np.int64), since)
    interviewed = np.minimum(working_days.on_or_after(interviewed), until)
    saw = chance(rng, SAW_REPORT, size)
    frame = pl.DataFrame(
        {
            "review_id": history.review_ids(case),
            "practitioner_id": identifiers("S", person + 1, 8),
            "practitioner_role": labels(ROLES, np.where(nth == 3, 3, pick(rng, [0.46, 0.3, 0.24], size))),
            "interviewed_on": date_column(np.where(chance(rng, INTERVIEWED, size), interviewed, NEVER)),
            "report_seen_on": date_column(
                np.where(saw, _accepted_after(history, case, lag(rng, 20, 0.7, size, 180)), NEVER)
            ),
            "could_question": saw & chance(rng, COULD_QUESTION / SAW_REPORT, size),
            "support_given": chance(rng, SUPPORTED, size),
            "_finished_on": date_column(_accepted_after(history, case, case * 0)),
            "known_from": _known_from(history, case),
        }
    )
    empty = {"practitioner_role": 0.03, "could_question": 0.15, "support_given": 0.25}
    return blank(frame, {name: chance(rng, share, size) for name, share in empty.items()})
