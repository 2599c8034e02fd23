"""Where two people coded the same finding, did they give it the same themes?"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from sfo_data.statistics.agreement import Agreement, alpha_of_sets, kappa_of_table

# A theme's kappa is marked as on a small base where fewer doubly coded findings have it from either coder: more than
# the 20 of a share, since what chance gives is estimated and taken off twice.
LEAST_DOUBLY_CODED = 30
# And is not drawn where fewer than these have it.
LEAST_DRAWN = 10


@dataclass(frozen=True, eq=False)
class CoderAgreement:
    """`by_theme`: theme_code, given (findings that have it from either coder), both (from both), value, lower, upper,
    is_small. There are no limits where the large-sample interval has no width: full agreement on a few findings is not
    certainty. `overall`: alpha over the sets of themes; its n is the number of findings coded by two."""

    by_theme: pl.DataFrame
    overall: Agreement


def coder_agreement(codes: pl.DataFrame) -> CoderAgreement:
    """Cohen's kappa of each theme (given or not) and Krippendorff's alpha of all, over findings coded by two people.

    The two are taken in the order of their identifiers; of a finding with more coders, the first two. Alpha compares
    whole sets of themes; two sets disagree by the number of themes that only one has (`agreement.alpha_of_sets`).
    """
    given = codes.select("finding_id", "coder_id", "theme_code").unique()
    twice = (
        given.select("finding_id", "coder_id")
        .unique()
        .with_columns(pl.col("coder_id").rank("ordinal").over("finding_id").cast(pl.Int64).alias("place"))
        .filter(pl.len().over("finding_id") > 1, pl.col("place") <= 2)
    )
    findings = twice["finding_id"].unique().sort()
    themes = given.join(twice, on="finding_id", how="semi")["theme_code"].unique().sort()
    cells = (
        given.join(twice, on=["finding_id", "coder_id"])
        .join(findings.to_frame("finding_id").with_row_index("row"), on="finding_id")
        .join(themes.to_frame("theme_code").with_row_index("column"), on="theme_code")
    )
    sides = np.zeros((2, len(findings), len(themes)), dtype=np.int64)
    sides[cells["place"].to_numpy() - 1, cells["row"].to_numpy(), cells["column"].to_numpy()] = 1
    return CoderAgreement(_by_theme(themes, sides), alpha_of_sets(sides[0], sides[1]))


def _by_theme(themes: pl.Series, sides: npt.NDArray[np.int64]) -> pl.DataFrame:
    first, second = sides
    both, one, other = (
        (first & second).sum(axis=0),
        (first & ~second & 1).sum(axis=0),
        (~first & second & 1).sum(axis=0),
    )
    found = [kappa_of_table([[len(first) - b - o - t, t], [o, b]]) for b, o, t in zip(both, one, other, strict=True)]
    given = both + one + other
    return pl.DataFrame(
        {
            "theme_code": themes,
            "given": given,
            "both": both,
            **{name: [getattr(each, name) for each in found] for name in ("value", "lower", "upper")},
            "is_small": given < LEAST_DOUBLY_CODED,
        },
        schema_overrides=dict.fromkeys(("value", "lower", "upper"), pl.Float64)
        | dict.fromkeys(("given", "both"), pl.Int64),
    ).with_columns(
        pl.col("value").fill_nan(None), pl.when(pl.col("lower") < pl.col("upper")).then(pl.col("lower", "upper"))
    )
