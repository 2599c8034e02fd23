"""The table of reviews, with when each value came, and what was recorded before."""

import numpy as np
import polars as pl

from sfo_data.definitions.categories import RISK_LEVELS
from sfo_data.statistics.arrays import Flags
from sfo_data.store.schema import REVIEWS
from sfo_data.store.synthetic import reference
from sfo_data.store.synthetic.calibration import NO_CLEAR_JUDGEMENT
from sfo_data.store.synthetic.columns import blank, labels
from sfo_data.store.synthetic.course import OUTCOMES
from sfo_data.store.synthetic.draws import NEVER, chance, date_column, lowest, pick, pick_by, stream
from sfo_data.store.synthetic.history import History, identifiers
from sfo_data.store.synthetic.revisions import duplicates, revised
from sfo_data.store.synthetic.supervision import SENTENCES

JUDGEMENTS = REVIEWS.column("reasonable_steps").categories
AGES = REVIEWS.column("age_band").categories
# Assumed; younger than the people supervised are on average.
_AGES = [0.13, 0.2, 0.2, 0.28, 0.13, 0.06]
PROCEDURES = REVIEWS.column("other_procedure").categories
# Share left empty by a usual provider, by field.
_MISSING = {
    "index_sentence": 0.012,
    "index_sentence_on": 0.03,
    "supervision_start_on": 0.02,
    "supervision_end_on": 0.05,
    "offence_on": 0.02,
    "charged_on": 0.02,
    "risk_at_start": 0.06,
    "risk_at_offence": 0.035,
    "risk_highest": 0.04,
    "risk_assessed_on": 0.08,
    "explains_why": 0.08,
    "page_count": 0.04,
    "other_procedure": 0.1,
}
# Weights of none, domestic homicide review, child safeguarding review, other; the second row murder and manslaughter.
_OTHER_PROCEDURE = np.array([(0.94, 0.0, 0.03, 0.03), (0.72, 0.16, 0.06, 0.06)])
_NARRATIVE_FROM = 2018  # published: from April 2018 one narrative report; assumed to be longer


def reviews(history: History) -> pl.DataFrame:
    """One row per notification, duplicates that were later withdrawn included."""
    rng = stream(history.seed, "reviews")
    frame = pl.concat([_facts(history, rng), _judgements(history, rng), _ages(history)], how="horizontal")
    gaps = history.gaps[history.cases.provider]
    empty = {name: chance(rng, share * gaps, history.size) for name, share in _MISSING.items()}
    empty["risk_at_offence"] &= ~(history.cases.is_homicide & (history.cases.year == 2018))
    frame = revised(history, blank(frame, empty))
    return pl.concat([frame, duplicates(history, frame)], how="diagonal")


def _facts(history: History, rng: np.random.Generator) -> pl.DataFrame:
    cases, before, course, risks = history.cases, history.supervision, history.course, history.risks
    days = {
        "index_sentence_on": before.sentenced,
        "supervision_start_on": before.started,
        "supervision_end_on": before.ended,
        "offence_on": before.offended,
        "charged_on": before.charged,
        "notified_on": cases.notified,
        "risk_assessed_on": before.assessed,
        "review_due_on": course.due,
        "extended_to_on": course.extended_to,
        "_agreed_on": course.extension_agreed,
        "withdrawn_on": np.where(history.is_withdrawn, course.dropped, NEVER),
        "charge_outcome_on": course.outcome_on,
        "_judged_on": history.submitted,
        "known_from": history.known_from,
    }
    words = {
        "review_id": history.review_ids(np.arange(history.size)),
        "person_id": identifiers("P", rng.permutation(history.size) + 1, 8),
        "provider_code": labels(reference.providers()["provider_code"].to_list(), cases.provider),
        "offence_code": labels(reference.read("offences")["offence_code"].to_list(), cases.offence),
        "index_sentence": labels(SENTENCES, before.sentence),
        "risk_at_start": labels(RISK_LEVELS, risks.at_start),
        "risk_at_offence": labels(RISK_LEVELS, risks.at_offence),
        "risk_highest": labels(RISK_LEVELS, risks.highest),
        "charge_outcome": labels(OUTCOMES, course.outcome),
    }
    return pl.DataFrame(words | {name: date_column(numbers) for name, numbers in days.items()})


def _judgements(history: History, rng: np.random.Generator) -> pl.DataFrame:
    size, is_homicide = history.size, history.cases.is_homicide
    is_narrative = history.cases.year >= _NARRATIVE_FROM
    procedure = pick_by(rng, _OTHER_PROCEDURE, is_homicide.astype(np.int64))
    pages = np.clip(rng.normal(np.where(is_narrative, 34, 24), 9), 6, 110)
    frame = pl.DataFrame(
        {
            "reasonable_steps": labels(JUDGEMENTS, pick(rng, [0.52, 0.48], size)),
            "explains_why": chance(rng, np.where(is_narrative, 0.46, 0.38), size),
            "page_count": np.rint(pages).astype(np.int64),
            "other_procedure": labels(PROCEDURES, procedure),
        }
    )
    is_missing = chance(rng, 0.06 * history.gaps[history.cases.provider], size) | (history.submitted > history.known_on)
    unclear = pl.Series(_unclear(history, rng, ~is_missing))
    no_clear = pl.when(unclear).then(pl.lit("No clear judgement", pl.Enum(JUDGEMENTS)))
    return blank(
        frame.with_columns(no_clear.otherwise("reasonable_steps").alias("reasonable_steps")),
        {"reasonable_steps": is_missing},
    )


def _ages(history: History) -> pl.DataFrame:
    """From a stream of their own, so that no other column of the extract moved when they came."""
    rng = stream(history.seed, "ages")
    bands = pl.DataFrame({"age_band": labels(AGES, pick(rng, _AGES, history.size))})
    return blank(bands, {"age_band": chance(rng, 0.02 * history.gaps[history.cases.provider], history.size)})


def _unclear(history: History, rng: np.random.Generator, is_judged: Flags) -> Flags:
    """Reviews without a clear judgement: exactly the wanted share of each year's judged reviews."""
    chosen = np.zeros(history.size, dtype=bool)
    for year, share in NO_CLEAR_JUDGEMENT.items():
        rows = np.flatnonzero(is_judged & (history.cases.year == year))
        chosen[rows] = lowest(rng.random(len(rows)), round(share * len(rows)))
    return chosen
