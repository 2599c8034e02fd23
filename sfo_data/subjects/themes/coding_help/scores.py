"""How often is a suggestion right, how many codes does it miss, and what would the counts be with it?"""

import polars as pl

from sfo_data.statistics.intervals import wilson

BANDS = 10


def scores(held_out: pl.DataFrame, threshold: float) -> pl.DataFrame:
    """Precision, recall and F1 of suggestions at `threshold` or more, a row per theme and one (theme_code null) of all.

    Precision: of the themes suggested, the share that a coder gave. Recall: of the themes that coders gave, the share
    suggested. F1: their harmonic mean, 2 x right / (suggested + coded). The last row adds up the themes (micro-
    average). 95% limits by Wilson, as if findings of one review were independent. Null where nothing is divided by.
    Themes too rare to be learned are not among them.
    """
    is_suggested = pl.col("probability") >= threshold
    counts = [
        is_suggested.sum().cast(pl.Int64).alias("suggested"),
        pl.col("is_coded").sum().cast(pl.Int64).alias("coded"),
        (is_suggested & pl.col("is_coded")).sum().cast(pl.Int64).alias("right"),
    ]
    every = pl.concat(
        [
            held_out.group_by("theme_code").agg(counts).sort("theme_code"),
            held_out.select(pl.lit(None, pl.String).alias("theme_code"), *counts),
        ]
    )
    f1 = (2 * pl.col("right") / (pl.col("suggested") + pl.col("coded"))).fill_nan(None).alias("f1")
    return _with_share(_with_share(every, "precision", "suggested"), "recall", "coded").with_columns(f1)


def _with_share(frame: pl.DataFrame, name: str, among: str) -> pl.DataFrame:
    lower, upper = wilson(frame["right"], frame[among])
    return frame.with_columns(
        (pl.col("right") / pl.col(among)).fill_nan(None).alias(name),
        pl.Series(f"{name}_lower", lower).fill_nan(None),
        pl.Series(f"{name}_upper", upper).fill_nan(None),
    )


def calibration(held_out: pl.DataFrame) -> pl.DataFrame:
    """Are the probabilities true? A row per tenth of probability that occurs: band, predictions, predicted, observed,
    lower, upper: the mean probability against the share that a coder gave, with Wilson's 95% limits."""
    tenth = (pl.col("probability") * BANDS).floor().clip(upper_bound=BANDS - 1).cast(pl.Int64)
    found = (
        held_out.group_by(tenth.alias("band"))
        .agg(
            pl.len().cast(pl.Int64).alias("predictions"),
            pl.col("probability").mean().alias("predicted"),
            pl.col("is_coded").mean().alias("observed"),
            pl.col("is_coded").sum().cast(pl.Int64).alias("right"),
        )
        .sort("band")
    )
    lower, upper = wilson(found["right"], found["predictions"])
    return found.drop("right").with_columns(pl.Series("lower", lower), pl.Series("upper", upper))


def suggestions(suggested: pl.DataFrame, findings: pl.DataFrame, codes: pl.DataFrame, threshold: float) -> pl.DataFrame:
    """`Help.suggested` at `threshold` or more among `findings` (the reader's), likeliest first, with their columns.

    A finding that any person has coded has none, whatever the model says.
    """
    return (
        suggested.filter(pl.col("probability") >= threshold)
        .join(codes, on="finding_id", how="anti")
        .join(findings, on="finding_id", how="inner")
        .sort("probability", "finding_id", "theme_code", descending=[True, False, False])
    )


def counts_both_ways(codes: pl.DataFrame, shown: pl.DataFrame, themes: pl.DataFrame) -> pl.DataFrame:
    """For each theme of the frame the findings that people coded so, those suggested besides, and the two together.

    `codes`: the reader's finding_codes; `shown`: of `suggestions`. One row per theme: theme_code, theme, coded,
    suggested, together. A finding counts once for each of its themes.
    """
    people = codes.group_by("theme_code").agg(pl.col("finding_id").n_unique().cast(pl.Int64).alias("coded"))
    besides = shown.group_by("theme_code").agg(pl.col("finding_id").n_unique().cast(pl.Int64).alias("suggested"))
    return (
        themes.select("theme_code", "theme")
        .join(people, on="theme_code", how="left")
        .join(besides, on="theme_code", how="left")
        .with_columns(pl.col("coded", "suggested").fill_null(0))
        .with_columns((pl.col("coded") + pl.col("suggested")).alias("together"))
        .sort("theme_code")
    )
