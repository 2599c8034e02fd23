"""Do the independent ratings agree with HMPPS's, and which way do they differ?"""

from typing import Any

import numpy as np
import polars as pl
from scipy.special import bdtr

from sfo_data.definitions.categories import RATINGS
from sfo_data.statistics import agreement
from sfo_data.statistics.intervals import ALPHA
from sfo_data.statistics.multiplicity import holm
from sfo_data.statistics.stands_apart import FEW

# The standards by their column, as they are said; overall first.
RATED = {
    "overall": "Overall",
    "analysis": "Analysis",
    "judgements": "Judgements",
    "learning": "Learning",
    "victims": "Victims",
}
GOOD = RATINGS[:2]


def pairs(rows: pl.DataFrame, standard: str) -> pl.DataFrame:
    """One row per review that both rated on a standard: independent, hmpps."""
    both = rows.select(independent=f"rating_{standard}", hmpps=f"hmpps_{standard}")
    return both.filter(pl.all_horizontal(pl.all().is_in(RATINGS)))


def matrix(rows: pl.DataFrame, standard: str) -> pl.DataFrame:
    """One row per pair of ratings, none left out, best first: independent, hmpps, numerator (reviews)."""
    scale = pl.DataFrame({"independent": RATINGS})
    every = scale.join(scale.rename({"independent": "hmpps"}), how="cross", maintain_order="left_right")
    counted = pairs(rows, standard).group_by("independent", "hmpps").agg(numerator=pl.len().cast(pl.Int64))
    return every.join(counted, on=["independent", "hmpps"], how="left", maintain_order="left").with_columns(
        pl.col("numerator").fill_null(0)
    )


def compared(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per standard: how often the two agree, how far beyond chance, and whether one rates higher.

    standard, rated (by both), same, hmpps_higher, hmpps_lower, p (exact sign test, two-sided), p_held (held for five
    standards at once), finding ("higher", "lower", "nothing": HMPPS beside the independent body), then weighted kappa
    quadratic and linear, each with its 95% limits; base ("fewer than 20" or empty).
    """
    frame = pl.DataFrame([_one(rows, standard) for standard in RATED])
    held = holm(frame["p"].to_numpy())
    direction = (
        pl.when(pl.col("hmpps_higher") > pl.col("hmpps_lower")).then(pl.lit("higher")).otherwise(pl.lit("lower"))
    )
    return frame.with_columns(p_held=pl.Series(held), base=base(pl.col("rated"))).with_columns(
        finding=pl.when(pl.col("p_held") <= ALPHA).then(direction).otherwise(pl.lit("nothing"))
    )


def _one(rows: pl.DataFrame, standard: str) -> dict[str, Any]:
    both = pairs(rows, standard)
    place = {rating: step for step, rating in enumerate(RATINGS)}
    steps = both.select(pl.all().replace_strict(place, return_dtype=pl.Int64))
    # The best rating comes first: the lower place is the higher rating.
    higher = steps.filter(pl.col("hmpps") < pl.col("independent")).height
    lower = steps.filter(pl.col("hmpps") > pl.col("independent")).height
    row = {
        "standard": RATED[standard],
        "rated": both.height,
        "same": both.height - higher - lower,
        "hmpps_higher": higher,
        "hmpps_lower": lower,
        "p": sign_test(higher, lower),
    }
    for weights in ("quadratic", "linear"):
        kappa = agreement.kappa(both["independent"], both["hmpps"], weights, RATINGS)
        values = {weights: kappa.value, f"{weights}_lower": kappa.lower, f"{weights}_upper": kappa.upper}
        row |= {name: None if np.isnan(value) else float(value) for name, value in values.items()}
    return row


def sign_test(higher: int, lower: int) -> float:
    """How likely, 0 to 1, a split at least so uneven is, if neither rates higher; reviews rated alike say nothing.

    Exact and two-sided: twice the smaller binomial tail at one half (Conover 1999, Practical Nonparametric Statistics,
    3rd edition, section 3.4; for two categories it is McNemar's exact test).
    """
    return min(1.0, 2 * float(bdtr(min(higher, lower), higher + lower, 0.5)))


def base(rated: pl.Expr) -> pl.Expr:
    """ "fewer than 20" where a share rests on so few, else nothing."""
    return pl.when(rated < FEW).then(pl.lit(f"fewer than {FEW}")).otherwise(pl.lit(""))


def finding_words(compared_rows: pl.DataFrame) -> str:
    """The answer in a sentence or two: how often both rate alike overall, and whether HMPPS rates higher anywhere."""
    overall = compared_rows.row(0, named=True)
    if overall["rated"] == 0:
        return "No review completed in this period was rated by both."
    if overall["rated"] < FEW:
        rated = f"{overall['rated']} {'review' if overall['rated'] == 1 else 'reviews'}"
        return f"Both gave the same overall rating to {overall['same']} of {rated}: too few to say who rates higher."
    claims = compared_rows.filter(pl.col("finding") != "nothing").select("standard", "finding").rows()
    alike = f"Both gave the same overall rating to {overall['same']} of {overall['rated']} reviews"
    if not claims:
        return f"{alike}; there is no evidence that either rates higher."
    said = "; ".join(f"{standard.lower()}: HMPPS rates {finding}" for standard, finding in claims)
    return f"{alike}. Beyond chance: {said}."


def matrix_title(counted: pl.DataFrame, standard: str) -> str:
    """ "Overall: both gave the same rating to 17 of 39 reviews"."""
    same = counted.filter(pl.col("independent") == pl.col("hmpps"))["numerator"].sum()
    return f"{RATED[standard]}: both gave the same rating to {same} of {counted['numerator'].sum()} reviews"
