"""The tables of rounds of quality assurance and of independent ratings."""

import numpy as np
import polars as pl

from sfo_data.store.schema import QA_ROUNDS
from sfo_data.store.synthetic.columns import labels, ratings
from sfo_data.store.synthetic.draws import between, calendar_year, date_column, lowest, stream
from sfo_data.store.synthetic.history import History

OUTCOMES = QA_ROUNDS.column("outcome").categories
# Weights of Outstanding, Good, Requires improvement, Inadequate: accepted, then returned. HMPPS's own scale before
# April 2021 is not known; the Inspectorate's four points are assumed.
_RATED = np.array([(0.04, 0.48, 0.44, 0.04), (0.0, 0.04, 0.61, 0.35)])
# An independent body is assumed to be stricter than HMPPS.
_RATED_INDEPENDENTLY = np.array([(0.01, 0.4, 0.5, 0.09)])
PILOT_REVIEWS, PILOT_YEAR = 40, 2019  # no independent rating took place before April 2021: an invented pilot


def qa_rounds(history: History) -> pl.DataFrame:
    """One row per round received, its ratings and outcome included where it is finished."""
    rng = stream(history.seed, "ratings")
    round_, case = np.nonzero(history.rounds.received <= history.known_on)
    received = history.rounds.received[round_, case]
    is_returned = history.rounds.is_returned[round_, case].astype(np.int64)
    drawn = ratings(rng, _RATED, is_returned)
    frame = pl.DataFrame(
        {
            "review_id": history.review_ids(case),
            "round_number": round_ + 1,
            "received_on": date_column(received),
            "allocated_on": date_column(history.rounds.allocated[round_, case]),
            "completed_on": date_column(history.rounds.completed[round_, case]),
            "outcome": labels(OUTCOMES, is_returned),
            "known_from": date_column(np.maximum(received, history.known_from[case])),
        }
    )
    return pl.concat([frame, drawn], how="horizontal")


def independent_qa(history: History) -> pl.DataFrame:
    """One row per review of a small invented pilot, among those accepted in 2019."""
    rng = stream(history.seed, "independent")
    is_known = history.accepted <= history.known_on
    case = np.flatnonzero(is_known & (calendar_year(np.where(is_known, history.accepted, 0)) == PILOT_YEAR))
    case = case[lowest(rng.random(len(case)), round(PILOT_REVIEWS * history.scale))]
    assessed = np.minimum(history.accepted[case] + between(rng, 20, 130, len(case)), history.known_on)
    frame = pl.DataFrame(
        {
            "review_id": history.review_ids(case),
            "assessed_on": date_column(assessed),
            "known_from": date_column(np.maximum(assessed, history.known_from[case])),
        }
    )
    return pl.concat([frame, ratings(rng, _RATED_INDEPENDENTLY, case * 0)], how="horizontal")
