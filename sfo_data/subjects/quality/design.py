"""What is known of each review before its first round of quality assurance, as columns of a regression."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.linalg import block_diag

from sfo_data.definitions.dimensions import DIMENSIONS
from sfo_data.statistics.arrays import Numbers

# Offence groups with fewer reviews are taken together.
RARE_BELOW = 50
RARER = "Rarer offences"
GROUPS = ("division", "provider_type", "offence_group", "risk_at_offence", "more_time")
# Column: what its odds ratio is for.
AMOUNTS = {
    "months_late": "Submission: each 4 weeks later than due",
    "tens_of_pages": "Length: each 10 pages more",
    "year_received": "Received: each year later",
}


@dataclass(frozen=True, eq=False)
class Design:
    """`matrix`, a row per review with the constant first; `terms`, a row per odds ratio shown: factor, term (in words),
    reviews; `contrasts`, a row per term: what makes it of the coefficients.

    A level is compared with the average of all levels of its factor; of two levels, the second with the first.
    """

    matrix: Numbers
    contrasts: Numbers
    terms: pl.DataFrame


def described(reviews: pl.DataFrame) -> pl.DataFrame:
    """Rows of the question `reviews` with the columns of `GROUPS` and `AMOUNTS`.

    Lateness is counted from the agreed later date where there is one; on time is 0, however early.
    """
    late = (pl.col("qa_received_on") - pl.coalesce("extended_to_on", "review_due_on")).dt.total_days()
    is_rare = pl.len().over("offence_group") < RARE_BELOW
    more_time = pl.when(pl.col("extended_to_on").is_null()).then(pl.lit("Not given")).otherwise(pl.lit("Given"))
    return reviews.with_columns(
        offence_group=pl.when(is_rare).then(pl.lit(RARER)).otherwise("offence_group"),
        more_time=more_time,
        months_late=late.clip(lower_bound=0) / 28,
        tens_of_pages=pl.col("page_count") / 10,
        year_received=pl.col("qa_received_on").dt.year().cast(pl.Float64),
    )


def coded(rows: pl.DataFrame) -> Design:
    """The design of `described` rows; a factor that does not vary is left out."""
    blocks, contrasts = [np.ones((rows.height, 1))], [np.zeros((0, 1))]
    terms: list[tuple[str, str, int]] = []
    for name in GROUPS:
        levels = _levels(rows[name])
        if len(levels) > 1:
            coding, shown = _coding(len(levels)), slice(1 if len(levels) == 2 else 0, None)
            blocks.append(np.column_stack([(rows[name] == level).to_numpy() for level in levels]) @ coding)
            contrasts.append(coding[shown])
            terms += [
                (name, _words(name, levels, level), rows.filter(pl.col(name) == level).height)
                for level in levels[shown]
            ]
    for name, words in AMOUNTS.items():
        amount = rows[name].cast(pl.Float64).to_numpy()
        if amount.size and np.ptp(amount) > 0:
            blocks.append((amount - amount.mean())[:, None])
            contrasts.append(np.ones((1, 1)))
            terms.append((name, words, rows.height))
    schema = {"factor": pl.String, "term": pl.String, "reviews": pl.Int64}
    return Design(np.hstack(blocks), block_diag(*contrasts), pl.DataFrame(terms, schema=schema, orient="row"))


def _coding(levels: int) -> Numbers:
    """A row per level: its columns of the design. Their sum over the levels is 0, so 0 is the average of all."""
    if levels == 2:
        return np.array([[0.0], [1.0]])
    return np.vstack([np.eye(levels - 1), -np.ones((1, levels - 1))])


def _levels(column: pl.Series) -> list[str]:
    """In the dimension's own order where it has one; else by name, and what is pooled last."""
    order = DIMENSIONS[column.name].order if column.name in DIMENSIONS else ("Not given", "Given")
    found = set(column.to_list())
    return [level for level in order if level in found] + sorted(
        found - set(order), key=lambda each: (each == RARER, each)
    )


def _words(name: str, levels: list[str], level: str) -> str:
    label = DIMENSIONS[name].label if name in DIMENSIONS else "More time to submit"
    return f"{label}: {level}" if len(levels) > 2 else f"{label}: {level} (against {levels[0]})"
