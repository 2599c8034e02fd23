"""How were the practitioners whose work a review looked at involved in it?"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from sfo_data.definitions.dimensions import NOT_RECORDED
from sfo_data.definitions.filters import Filters
from sfo_data.questions.queries import Read
from sfo_data.statistics import intervals
from sfo_data.store.schema import PRACTITIONER_INVOLVEMENT
from sfo_data.subjects.involvement.clustered import clustered_shares

STEPS = (
    "practitioner_interviewed_share",
    "practitioner_saw_share",
    "practitioner_questioned_share",
    "practitioner_supported_share",
)
# Step -> whether it was taken; null is not recorded. An empty date cannot be told from a step not taken.
TAKEN: Mapping[str, pl.Expr] = {
    STEPS[0]: pl.col("interviewed_on").is_not_null(),
    STEPS[1]: pl.col("report_seen_on").is_not_null(),
    STEPS[2]: pl.col("could_question"),
    STEPS[3]: pl.col("support_given"),
}
ROLES = PRACTITIONER_INVOLVEMENT.column("practitioner_role").categories
ANSWERS = ("Yes", "No", NOT_RECORDED)


def practitioner_steps(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per step and role, roles in their order: practitioner_role, measure, and the columns of a figure.

    See `clustered_shares`.
    """
    place = {role: nth for nth, role in enumerate(ROLES)}
    return clustered_shares(rows, STEPS, ["practitioner_role"]).sort(
        pl.col("practitioner_role").replace_strict(place, default=len(place)), maintain_order=True
    )


def answers(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per step and answer: measure, answer (of `ANSWERS`), numerator (practitioners)."""
    words = [
        rows.select(
            measure=pl.lit(name),
            answer=pl.when(taken).then(pl.lit("Yes")).when(~taken).then(pl.lit("No")).otherwise(pl.lit(NOT_RECORDED)),
        )
        for name, taken in TAKEN.items()
    ]
    counted = pl.concat(words).group_by("measure", "answer").agg(numerator=pl.len().cast(pl.Int64))
    every = pl.DataFrame({"measure": STEPS}).join(pl.DataFrame({"answer": ANSWERS}), how="cross")
    return every.join(counted, on=["measure", "answer"], how="left", maintain_order="left").with_columns(
        pl.col("numerator").fill_null(0)
    )


@dataclass(frozen=True)
class NoInterview:
    """Of `reviews`, those that name practitioners and interviewed none of them, and those that name none at all."""

    reviews: int
    none_interviewed: int
    none_named: int

    @property
    def limits(self) -> tuple[float, float] | None:
        """95% (Wilson) of the share with none interviewed, of the reviews that name any; None where none does."""
        if self.reviews == self.none_named:
            return None
        lower, upper = intervals.wilson(self.none_interviewed, self.reviews - self.none_named)
        return lower.item(), upper.item()


def no_interview(read: Read, filters: Filters) -> NoInterview:
    """Reviews accepted in the period without a single interview. Raises StoreMissing, StoreError."""
    reviews = read("reviews", filters, "qa_completed_on").height
    named = (
        read("practitioner_involvement", filters, "qa_completed_on")
        .group_by("review_id")
        .agg(is_interviewed=pl.col("interviewed_on").is_not_null().any())
    )
    return NoInterview(reviews, int((~named["is_interviewed"]).sum()), reviews - named.height)
