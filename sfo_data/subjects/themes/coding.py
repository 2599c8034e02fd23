"""Which reviews have which themes? The coded findings as a matrix, the one source of everything on themes."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from sfo_data.definitions.filters import Filters
from sfo_data.questions.queries import Read
from sfo_data.statistics.arrays import Flags, Ints

STRENGTHS = "What went well"  # the group of themes that are no shortcoming
_OF_A_REVIEW = (
    "review_id",
    "qa_completed_on",
    "provider_type",
    "division",
    "provider",
    "offence_group",
    "risk_at_offence",
)


@dataclass(frozen=True, eq=False)
class Coded:
    """The coded findings of reviews accepted.

    `reviews`: one row per review with at least one coded finding, in order of acceptance, with its dimensions and
    `coded_on`, the day of its last code. `frame`: one row per theme of the coding frame. `by_finding`: coded findings
    by themes; `review_of`: the review (row of `reviews`) of each.
    """

    reviews: pl.DataFrame
    frame: pl.DataFrame
    by_finding: Flags
    review_of: Ints

    @property
    def by_review(self) -> Flags:
        """Reviews by themes: a review has a theme if any of its findings has it."""
        has = np.zeros((self.reviews.height, self.frame.height), dtype=bool)
        np.logical_or.at(has, self.review_of, self.by_finding)
        return has


def coded(read: Read, filters: Filters, frame: pl.DataFrame) -> Coded:
    """The coded findings of the reviews accepted in the period; see `Coded`.

    A finding has a theme if any coder gave it, once however many did. `frame` is the answer to the question `themes`;
    codes that are not in it on the day of knowledge do not count. Raises StoreMissing, StoreError.
    """
    codes = read("finding_codes", filters, "qa_completed_on").join(
        frame.select("theme_code").with_row_index("column"), on="theme_code"
    )
    reviews = codes.group_by(_OF_A_REVIEW).agg(pl.max("coded_on")).sort("qa_completed_on", "review_id")
    places = reviews.select("review_id").with_row_index("row")
    findings = codes.select("finding_id", "review_id").unique("finding_id").join(places, on="review_id")
    findings = findings.sort("row", "finding_id").with_row_index("finding")
    marks = codes.join(findings.select("finding_id", "finding"), on="finding_id")
    by_finding = np.zeros((findings.height, frame.height), dtype=bool)
    by_finding[marks["finding"].to_numpy(), marks["column"].to_numpy()] = True
    return Coded(reviews, frame, by_finding, findings["row"].cast(pl.Int64).to_numpy())


def findings_with(read: Read, filters: Filters, theme_code: str) -> pl.DataFrame:
    """One row per finding that any coder gave the theme, newest first.

    accepted (date), review_id, division, practice_level, finding_text. Raises StoreMissing, StoreError.
    """
    given = read("finding_codes", filters, "qa_completed_on").filter(pl.col("theme_code") == theme_code)
    findings = read("findings", filters, "qa_completed_on")
    return (
        findings.join(given, on="finding_id", how="semi")
        .sort(["qa_completed_on", "finding_id"], descending=[True, False])
        .select("qa_completed_on", "review_id", "division", "practice_level", "finding_text")
    )
