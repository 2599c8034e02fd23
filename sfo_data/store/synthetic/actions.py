"""What was to be done, who owned it, and was it done?"""

import numpy as np
import polars as pl

from sfo_data.statistics.arrays import Ints
from sfo_data.store.schema import ACTIONS
from sfo_data.store.synthetic import reference, working_days
from sfo_data.store.synthetic.calibration import FIRST_DAY
from sfo_data.store.synthetic.columns import blank, labels
from sfo_data.store.synthetic.draws import NEVER, between, chance, date_column, day_number, lag, pick, stream
from sfo_data.store.synthetic.history import History, identifiers

LEVELS = ACTIONS.column("action_level").categories
CASE, LOCAL, NATIONAL = range(3)
EVIDENCE = ACTIONS.column("evidence").categories
MEAN_ACTIONS, EVER_DONE = 2.0, 0.88
NATIONAL_ACTIONS, NATIONAL_AFTER = 30, 365  # spread over the years from a year after the start


def actions(history: History) -> pl.DataFrame:
    """One row per action; those from a review are raised when it is accepted, national ones at any time."""
    rng = stream(history.seed, "actions")
    accepted = np.flatnonzero(history.accepted <= history.known_on)
    case = np.repeat(accepted, rng.poisson(MEAN_ACTIONS, len(accepted)))
    start = np.maximum(history.accepted[case], history.known_from[case])
    from_reviews = working_days.on_or_after(start + between(rng, 0, 10, len(case)))
    first = day_number(FIRST_DAY) + NATIONAL_AFTER
    national = working_days.on_or_after(np.sort(between(rng, first, history.known_on - 10, NATIONAL_ACTIONS)))
    level = np.concatenate([pick(rng, [0.45, 0.55], len(case)), np.full(NATIONAL_ACTIONS, NATIONAL)])
    case = np.concatenate([case, np.zeros(NATIONAL_ACTIONS, dtype=np.int64)])
    return _table(history, rng, case, level, np.concatenate([from_reviews, national]))


def _table(history: History, rng: np.random.Generator, case: Ints, level: Ints, raised: Ints) -> pl.DataFrame:
    size, is_national = len(case), level == NATIONAL
    is_done = chance(rng, EVER_DONE, size)
    frame = pl.DataFrame(
        {
            "action_id": identifiers("A", np.arange(size) + 1, 8),
            "review_id": history.review_ids(case),
            "action_level": labels(LEVELS, level),
            "owner_code": labels(reference.providers()["provider_code"].to_list(), history.cases.provider[case]),
            "action_text": _texts(rng, level),
            "raised_on": date_column(raised),
            "due_on": date_column(raised + between(rng, 28, 180, size)),
            "completed_on": date_column(np.where(is_done, raised + 7 + lag(rng, 90, 0.7, size, 900), NEVER)),
            "evidence": labels(EVIDENCE, pick(rng, [0.42, 0.4, 0.18], size)),
            "known_from": date_column(raised),
        }
    )
    return blank(frame, {"review_id": is_national, "owner_code": is_national, "evidence": chance(rng, 0.05, size)})


def _texts(rng: np.random.Generator, level: Ints) -> pl.Series:
    texts = reference.read("action_texts")
    count = np.array([(texts["action_level"] == name).sum() for name in LEVELS])
    first = np.concatenate([[0], np.cumsum(count)[:-1]])
    return texts["action_text"].gather(first[level] + np.floor(rng.random(len(level)) * count[level]).astype(np.int64))
