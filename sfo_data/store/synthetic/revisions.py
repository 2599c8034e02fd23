"""What was recorded wrongly at first, and which notifications were entered twice?

A column `_was_x` holds what stood in `x` until the day in `_until_x`; `gone_on` is the day a row left the deliveries.
"""

import numpy as np
import polars as pl

from sfo_data.definitions.categories import RISK_LEVELS
from sfo_data.statistics.arrays import Flags, Ints
from sfo_data.store.synthetic import reference, working_days
from sfo_data.store.synthetic.columns import blank, labels
from sfo_data.store.synthetic.course import three_months_after
from sfo_data.store.synthetic.draws import NEVER, between, date_column, every, stream
from sfo_data.store.synthetic.history import History, identifiers
from sfo_data.store.synthetic.risk import LOW

RECLASSIFIED_EVERY, RISK_EVERY, PROVIDER_EVERY, DUPLICATE_EVERY = 15, 20, 50, 40
# Fields that a duplicate never gets as far as filling.
_LATER = ("withdrawn_on", "charge_outcome", "charge_outcome_on", "extended_to_on", "_agreed_on", "_judged_on")
_JUDGED = ("reasonable_steps", "explains_why", "page_count", "other_procedure")


def revised(history: History, frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with earlier, wrong values of offence, risk and provider for a few rows."""
    rng = stream(history.seed, "revisions")
    offences = reference.read("offences")["offence_code"].to_list()
    codes = reference.providers()["provider_code"].to_list()
    was = {
        "offence_code": (RECLASSIFIED_EVERY, labels(offences, np.roll(history.cases.offence, 7))),
        "risk_at_offence": (RISK_EVERY, _risk_before(history)),
        "provider_code": (PROVIDER_EVERY, labels(codes, _other_provider(history, rng))),
    }
    for name, (step, earlier) in was.items():
        until = history.known_from + between(rng, 14, 120, history.size)
        differs = (frame[name].is_not_null() & earlier.ne_missing(frame[name])).to_numpy()
        is_revised = every(rng, step, history.size) & differs & (until <= history.known_on)
        until = np.where(is_revised, until, NEVER)
        frame = frame.with_columns(earlier.alias(f"_was_{name}"), date_column(until).alias(f"_until_{name}"))
    return frame


def _risk_before(history: History) -> pl.Series:
    """One level lower, or not recorded where the risk is low."""
    at_offence = history.risks.at_offence
    frame = pl.DataFrame({"risk": labels(RISK_LEVELS, np.maximum(at_offence - 1, LOW))})
    return blank(frame, {"risk": at_offence == LOW})["risk"]


def _other_provider(history: History, rng: np.random.Generator) -> Ints:
    """Another provider of the same type."""
    known = reference.providers()
    other = np.empty(history.size, dtype=np.int64)
    for provider_type, rows in (("NPS", history.cases.is_nps), ("CRC", ~history.cases.is_nps)):
        of_type = reference.positions(known, "provider_type", provider_type)
        place = np.searchsorted(of_type, history.cases.provider[rows])
        step = between(rng, 1, len(of_type) - 1, int(rows.sum()))
        other[rows] = of_type[(place + step) % len(of_type)]
    return other


def duplicates(history: History, frame: pl.DataFrame) -> pl.DataFrame:
    """Second entries of a notification already made, gone again within weeks, before the last delivery."""
    rng = stream(history.seed, "duplicates")
    notified = working_days.after(history.cases.notified, between(rng, 0, 5, history.size))
    gone = notified + between(rng, 17, 42, history.size)
    is_twice: Flags = every(rng, DUPLICATE_EVERY, history.size) & (gone <= history.known_on)
    numbers = history.size + 1 + np.cumsum(is_twice)
    revisions = [name for name in frame.columns if name.startswith(("_was_", "_until_"))]
    return (
        frame.drop(*revisions, *_LATER, *_JUDGED)
        .with_columns(
            identifiers("SFO-", numbers, 7).alias("review_id"),
            date_column(notified).alias("notified_on"),
            date_column(three_months_after(notified)).alias("review_due_on"),
            date_column(notified).alias("known_from"),
            date_column(gone).alias("gone_on"),
        )
        .filter(pl.Series(is_twice))
    )
