"""Suggestions, scores and agreement as readers see them: headings, per cent, sentences."""

import polars as pl

from sfo_data.statistics.agreement import Agreement
from sfo_data.subjects.themes.coding_help.coders import LEAST_DOUBLY_CODED, LEAST_DRAWN, CoderAgreement
from sfo_data.subjects.themes.coding_help.model import LEAST_EXAMPLES, Help
from sfo_data.subjects.themes.coding_help.scores import BANDS, calibration

ALL_THEMES = "All themes"
KAPPA_AXIS = "Kappa (0 chance, 1 full)"
UNCONFIRMED = "Suggestions are the model's and not confirmed. Every other figure counts people's codes only."
CALIBRATED = "Each test finding with each theme. Predicted: mean probability. Observed: share that a coder gave."
NOT_REAL = (
    "The synthetic findings are put together from a few hundred phrases, so a model recognises nearly all of them: "
    "these scores say nothing about real text."
)
SMALL = f"Fewer than {LEAST_DOUBLY_CODED}: uncertain"


def _percent(column: str, heading: str, digits: int = 0) -> pl.Expr:
    return (pl.col(column) * 100).round(digits).alias(f"{heading} (%)")


def _named(frame: pl.DataFrame, themes: pl.DataFrame) -> pl.DataFrame:
    """With a `label`: the theme's code and name; the code alone where the coding frame does not have it."""
    named = themes.select("theme_code", pl.format("{} {}", "theme_code", "theme").alias("label"))
    label = pl.col("label").fill_null(pl.col("theme_code")).fill_null(ALL_THEMES)
    return frame.join(named, on="theme_code", how="left", maintain_order="left").with_columns(label)


def agreement_title(found: CoderAgreement) -> str:
    """How far coders agree over all themes, with the interval and the base."""
    overall = found.overall
    if overall.n == 0:
        return "No finding here was coded by two people"
    if overall.value != overall.value:
        return f"{_coded_twice(overall)}: too alike for a measure of agreement"
    alpha = f"alpha {overall.value:.2f} ({overall.lower:.2f} to {overall.upper:.2f})"
    small = ", few enough to be uncertain" if overall.n < LEAST_DOUBLY_CODED else ""
    return f"Agreement of two coders on themes: {alpha}, {_coded_twice(overall)}{small}"


def agreement_caption(period: str) -> str:
    """What the figure of agreement shows: measures, population, period, marks, source."""
    return (
        "Cohen's kappa (1 is full agreement, 0 chance) for each theme, given or not, with 95% intervals, over the "
        f"findings that two people coded, of reviews accepted {period}. An asterisk marks fewer than "
        f"{LEAST_DOUBLY_CODED} findings with the theme; fewer than {LEAST_DRAWN} are in the table only. Krippendorff's "
        "alpha is over all themes: two sets of themes differ by the number that only one person gave. Its author asks "
        "for 0.8, and for 0.667 where conclusions are tentative. Source: case extract."
    )


def _coded_twice(overall: Agreement) -> str:
    return f"{overall.n:,} finding{'' if overall.n == 1 else 's'} coded twice"


def agreement_tables(found: CoderAgreement, themes: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What the chart draws (label, value, lower, upper; an asterisk at a small base), and the table of all themes."""
    named = _named(found.by_theme, themes)
    starred = pl.when("is_small").then(pl.col("label").str.replace(" ", "* ")).otherwise("label").alias("label")
    table = named.select(
        pl.col("label").alias("Theme"),
        pl.col("given").alias("Findings with it from either coder"),
        pl.col("both").alias("From both"),
        pl.col("value").round(2).alias("Kappa"),
        pl.col("lower").round(2).alias("95% from"),
        pl.col("upper").round(2).alias("95% to"),
        pl.when("is_small").then(pl.lit(SMALL)).otherwise(pl.lit("")).alias("Base"),
    )
    drawn = named.filter(pl.col("given") >= LEAST_DRAWN)
    return drawn.select(starred, "value", "lower", "upper"), table


def suggested_sentence(shown: pl.DataFrame, findings: pl.DataFrame, codes: pl.DataFrame, least: int) -> str:
    """How many findings have no code, and how many of those have a suggestion."""
    uncoded = findings.join(codes, on="finding_id", how="anti").height
    suggested = shown["finding_id"].n_unique()
    return (
        f"Of {findings.height:,} findings under these filters **{uncoded:,} have no code**; "
        f"a theme is suggested at {least}% or more for {suggested:,} of them."
    )


def suggestion_table(shown: pl.DataFrame, themes: pl.DataFrame) -> pl.DataFrame:
    """`suggestions` with the headings readers see."""
    return _named(shown, themes).select(
        pl.col("review_id").alias("Review"),
        pl.col("finding_text").alias("Finding"),
        pl.col("label").alias("Suggested theme (not confirmed)"),
        _percent("probability", "Probability", 1),
        pl.col("words").alias("Words that weigh most"),
        pl.col("division").alias("Division"),
        pl.col("qa_completed_on").alias("Accepted on"),
    )


def counts_table(both: pl.DataFrame) -> pl.DataFrame:
    """`counts_both_ways` with the headings readers see."""
    return both.select(
        pl.format("{} {}", "theme_code", "theme").alias("Theme"),
        pl.col("coded").alias("Coded by people"),
        pl.col("suggested").alias("Suggested besides (not confirmed)"),
        pl.col("together").alias("With suggestions counted"),
    )


def scores_table(scored: pl.DataFrame, themes: pl.DataFrame) -> pl.DataFrame:
    """`scores` with the headings readers see, all themes first."""
    return (
        _named(scored, themes)
        .sort(pl.col("theme_code").is_not_null(), "theme_code")
        .select(
            pl.col("label").alias("Theme"),
            pl.col("coded").alias("Given by coders"),
            pl.col("suggested").alias("Suggested"),
            pl.col("right").alias("Both"),
            _percent("precision", "Precision"),
            _between("precision"),
            _percent("recall", "Recall"),
            _between("recall"),
            pl.col("f1").round(2).alias("F1"),
        )
    )


def _between(name: str) -> pl.Expr:
    ends = [(pl.col(f"{name}_{end}") * 100).round(0).cast(pl.Int64) for end in ("lower", "upper")]
    return pl.format("{} to {}", *ends).alias(f"{name.capitalize()}, 95% interval")


def calibration_table(held_out: pl.DataFrame) -> pl.DataFrame:
    """`calibration` with the headings readers see."""
    width = 100 // BANDS
    return calibration(held_out).select(
        pl.format("{} to {}%", pl.col("band") * width, (pl.col("band") + 1) * width).alias("Probability given"),
        pl.col("predictions").alias("Predictions"),
        _percent("predicted", "Predicted", 1),
        _percent("observed", "Observed", 1),
        _percent("lower", "95% from", 1),
        _percent("upper", "95% to", 1),
    )


def model_sentence(help_: Help) -> str:
    """What the model learned from, and that a suggestion is no code."""
    return (
        f"A model learned from {help_.learned_from:,} findings that people coded, and suggests themes by the words of "
        "a finding; no text leaves this service. A suggestion is for a person to confirm or refuse. It is not a code: "
        "no other figure counts it, and a finding that a person has coded gets none."
    )


def scores_caption(help_: Help, is_synthetic: bool) -> str:
    """How the scores were measured, what each means, and which themes are left out."""
    return (
        "Measured on every fifth review or so, chosen by its identifier, whose findings the model did not learn from. "
        "Precision: share of suggested themes that a coder gave. Recall: share of coders' themes that were suggested. "
        "F1: their harmonic mean. 95% intervals by Wilson, as if the findings of one review were independent. Themes "
        f"with fewer than {LEAST_EXAMPLES} findings to learn from are neither suggested nor scored. Of the findings "
        f"tested {help_.seen_share:.0%} have the very wording of one learned from. {NOT_REAL if is_synthetic else ''}"
    )
