"""What goes with a review being returned at its first round of quality assurance, and does it foretell it?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import polars as pl

from sfo_data.definitions.filters import Filters
from sfo_data.questions.queries import Read
from sfo_data.statistics import intervals, logistic
from sfo_data.statistics.arrays import Numbers
from sfo_data.statistics.intervals import Z_95
from sfo_data.statistics.logistic import Estimate
from sfo_data.statistics.multiplicity import benjamini_hochberg
from sfo_data.subjects.quality.design import Design, coded, described

# Reviews returned at random bring a name in 4.4% of cases (2,400 reviews, 29 terms) and 2.9% (391 reviews, 13 terms).
FALSE_DISCOVERY_RATE = 0.05
# Fewer outcomes of the rarer kind than this to a coefficient, and estimates lean (Vittinghoff and McCulloch 2007).
LEAST_PER_COEFFICIENT = 5
FIFTHS = ("Lowest fifth", "Second fifth", "Middle fifth", "Fourth fifth", "Highest fifth")


class GoesWith(StrEnum):
    """Whether reviews with a term are returned more or less often, beyond chance."""

    MORE = "more"
    LESS = "less"
    NEITHER = "none"


class NotModelled(ValueError):
    """These reviews cannot carry the regression."""


@dataclass(frozen=True, eq=False)
class Returned:
    """The regression of "returned at first QA" on what is known of each review before.

    `terms`, a row per odds ratio: factor, term, reviews, value, lower, upper (95%, Wald), p, adjusted
    (Benjamini-Hochberg) and finding (`GoesWith`). `fifths`, by the chance predicted out of sample: fifth,
    predicted, numerator (returned), denominator (reviews), value, lower, upper (Wilson). `auc` is out of sample too.
    `left_out`: reviews without a recorded length.
    """

    terms: pl.DataFrame
    fifths: pl.DataFrame
    auc: Estimate
    reviews: int
    returned: int
    left_out: int

    @property
    def foretells(self) -> bool:
        """Whether the whole interval of the AUC lies over luck: by chance alone in at most 2.5% of cases."""
        return self.auc.lower > 0.5


def returned(read: Read, filters: Filters, first_day: date) -> Returned:
    """The regression over all reviews received up to the end of the period, whatever its start, and of any status:
    a year has too few returns, and a status tells how the first round ended.

    Raises NotModelled, NotConverged, StoreMissing, StoreError.
    """
    return model(read("reviews", modelled(filters, first_day), "qa_received_on"))


def modelled(filters: Filters, first_day: date) -> Filters:
    """The reviews that the regression is over: all received up to the end of the period, of any status."""
    return filters.since(first_day).select("review_status", [])


def model(reviews: pl.DataFrame) -> Returned:
    """The regression over rows of the question `reviews` whose first round is finished and whose length is recorded.

    Raises NotModelled where outcomes are too few for the coefficients or factors cannot be told apart, NotConverged.
    """
    finished = reviews.filter(pl.col("first_round_outcome").is_in(["Accepted", "Returned"])).sort("review_id")
    known = finished.filter(pl.col("page_count").is_not_null())
    outcome = (known["first_round_outcome"] == "Returned").cast(pl.Float64).to_numpy()
    design = coded(described(known))
    _check(design.matrix, outcome)
    # Every fifth review by identifier, whatever the outcome: folds made by outcome would lean the AUC below luck.
    fold = np.arange(known.height, dtype=np.int64) % logistic.FOLDS
    chance = logistic.out_of_sample(design.matrix, outcome, fold)
    return Returned(
        _judged(design, logistic.firth(design.matrix, outcome)),
        _fifths(chance, outcome),
        logistic.auc_by_fold(chance, outcome, fold),
        known.height,
        int(outcome.sum()),
        finished.height - known.height,
    )


def _check(matrix: Numbers, outcome: Numbers) -> None:
    rarer, columns = int(min(outcome.sum(), outcome.size - outcome.sum())), matrix.shape[1]
    if rarer < LEAST_PER_COEFFICIENT * columns:
        raise NotModelled(
            f"Not modelled: {int(outcome.sum()):,} of {outcome.size:,} reviews were returned, and so many factors need "
            f"{LEAST_PER_COEFFICIENT * columns:,} returned and as many accepted. Wider filters have more."
        )
    if np.linalg.matrix_rank(matrix) < columns:
        raise NotModelled("Not modelled: under these filters two factors divide the reviews in the same way.")


def _judged(design: Design, fit: logistic.Fit) -> pl.DataFrame:
    log_odds, error = fit.contrasts(design.contrasts)
    p = logistic.two_sided(log_odds / error)
    columns = {
        "value": np.exp(log_odds),
        "lower": np.exp(log_odds - Z_95 * error),
        "upper": np.exp(log_odds + Z_95 * error),
        "p": p,
        "adjusted": benjamini_hochberg(p),
    }
    found, more = pl.col("adjusted") <= FALSE_DISCOVERY_RATE, pl.col("value") > 1
    finding = (
        pl.when(found & more)
        .then(pl.lit(GoesWith.MORE))
        .when(found)
        .then(pl.lit(GoesWith.LESS))
        .otherwise(pl.lit(GoesWith.NEITHER))
    )
    return design.terms.with_columns(pl.Series(name, column) for name, column in columns.items()).with_columns(
        finding=finding
    )


def _fifths(chance: Numbers, outcome: Numbers) -> pl.DataFrame:
    place = np.argsort(np.argsort(chance, kind="stable")) * len(FIFTHS) // max(chance.size, 1)
    parts = (
        pl.DataFrame({"place": place, "chance": chance, "outcome": outcome})
        .group_by("place")
        .agg(
            predicted=pl.mean("chance"), numerator=pl.sum("outcome").cast(pl.Int64), denominator=pl.len().cast(pl.Int64)
        )
        .sort("place")
    )
    lower, upper = intervals.wilson(parts["numerator"].to_numpy(), parts["denominator"].to_numpy())
    return parts.select(
        pl.Series("fifth", [FIFTHS[at] for at in parts["place"]], dtype=pl.String),
        "predicted",
        "numerator",
        "denominator",
        value=pl.col("numerator") / pl.col("denominator"),
        lower=pl.Series(lower),
        upper=pl.Series(upper),
    )
