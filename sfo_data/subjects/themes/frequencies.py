"""How often does each theme occur?"""

import polars as pl

from sfo_data.statistics import intervals
from sfo_data.subjects.themes.coding import STRENGTHS, Coded


def frequency(found: Coded) -> pl.DataFrame:
    """One row per theme, in the groups' order of the coding frame and the most frequent first within each.

    theme_code, theme, theme_group, is_strength; reviews (with the theme), coded (reviews with any coded finding),
    value (their share, 0 to 1), lower, upper (95%, Wilson); findings (with the theme), findings_coded. Reviews and not
    findings are the unit, because the findings of one review are not independent.
    """
    reviews, findings = found.by_review.sum(axis=0), found.by_finding.sum(axis=0)
    lower, upper = intervals.wilson(reviews, found.reviews.height)
    groups = found.frame["theme_group"].unique(maintain_order=True)
    counted = found.frame.select("theme_code", "theme", "theme_group").with_columns(
        pl.Series("reviews", reviews),
        pl.Series("findings", findings),
        pl.Series("lower", lower, nan_to_null=True),
        pl.Series("upper", upper, nan_to_null=True),
        is_strength=pl.col("theme_group") == STRENGTHS,
        coded=pl.lit(found.reviews.height, dtype=pl.Int64),
        findings_coded=pl.lit(len(found.by_finding), dtype=pl.Int64),
    )
    share = pl.when(pl.col("coded") > 0).then(pl.col("reviews") / pl.col("coded"))
    return counted.with_columns(value=share).sort(
        [pl.col("theme_group").cast(pl.Enum(groups)), "reviews", "theme_code"], descending=[False, True, False]
    )
