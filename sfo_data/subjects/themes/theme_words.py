"""Themes in words and as tables: titles say only what a rule allows."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from sfo_data.definitions.dimensions import DIMENSIONS
from sfo_data.definitions.reporting_calendar import day_in_words, last_day_before
from sfo_data.questions.control_charts import ControlChart
from sfo_data.statistics.stands_apart import APART, FEW, Stands
from sfo_data.subjects.themes.growth import Emerging
from sfo_data.subjects.themes.together import Pairs
from sfo_data.wording import stands_words

MOST_GROUPS = 8  # more columns of numbers cannot be read on a telephone
EXPECTED, BY_CHANCE = "what is expected", "what chance gives"

# An e-value of a million is beyond any doubt that matters here; larger ones would only flatten the rest.
LEAST_DRAWN, MOST_DRAWN = 0.01, 1e6
FREQUENCY = (
    "Share of the reviews accepted in the period with at least one coded finding, with 95% intervals. A review has "
    "a theme if any coder gave it to any of its findings, and counts once."
)
PAIRS = (
    "Reviews with both themes, stronger where more; themes often together stand side by side. ▲ more, ▼ less often "
    "than if the findings were shuffled between reviews, each review keeping its number of findings and each "
    "finding its themes; every other difference may be chance. Exact Poisson tests, Benjamini and Hochberg at 5% "
    "over all pairs. Reviews accepted in the period with a coded finding."
)


def frequency_title(counted: pl.DataFrame, what: str) -> str:
    """ "What fell short: most often RoSH level too low, in 62 of 339 reviews coded" """
    if counted.is_empty() or not counted["coded"][0]:
        return f"{what}: no reviews coded"
    if counted["coded"][0] < FEW:
        return f"{what}: fewer than {FEW} reviews coded"
    first = counted.sort(["reviews", "theme_code"], descending=[True, False]).row(0, named=True)
    return f"{what}: most often {first['theme']}, in {first['reviews']:,} of {first['coded']:,} reviews coded"


def frequency_table(counted: pl.DataFrame) -> pl.DataFrame:
    """`frequency` with the headings readers see."""
    return counted.select(
        pl.col("theme").alias("Theme"),
        pl.col("theme_group").alias("Group"),
        pl.col("reviews").alias("Reviews with it"),
        pl.col("coded").alias("Reviews coded"),
        *_percent(value="Share of reviews (%)", lower="95% from (%)", upper="95% to (%)"),
        pl.col("findings").alias("Findings with it"),
        pl.col("findings_coded").alias("Findings coded"),
    )


def groups_title(stands: pl.DataFrame, by: str) -> str:
    """ "By division: Contact too thin in Wales above what is expected"; more than two are counted."""
    named = stands.with_columns(what=pl.format("{} in {}", "theme", "group"))
    return stands_words.title(named, f"Themes by {DIMENSIONS[by].label.lower()}", "what", EXPECTED)


def groups_drawn(stands: pl.DataFrame, groups: list[str]) -> tuple[list[str], list[str]]:
    """The themes and, of `groups`, those to draw: all, or of many groups only those with a theme that stands apart."""
    present = [name for name in groups if name in set(stands["group"])]
    drawn = stands if len(present) <= MOST_GROUPS else stands.filter(pl.col("stands").is_in(APART))
    named = set(drawn["group"])
    return drawn["theme"].unique(maintain_order=True).to_list(), [name for name in present if name in named]


def groups_table(stands: pl.DataFrame, by: str) -> pl.DataFrame:
    """`expectation.by_group` with the headings readers see, those named first."""
    return stands.sort(~pl.col("stands").is_in(APART), "theme_code", "group", maintain_order=True).select(
        pl.col("theme").alias("Theme"),
        pl.col("group").alias(DIMENSIONS[by].label),
        stands_words.finding(EXPECTED),
        pl.col("observed").alias("Reviews with it"),
        pl.col("expected").round(1).alias("Expected"),
        *_ratio(),
        pl.col("size").alias("Reviews coded"),
        pl.col("evidence").round(1).alias("e-value"),
    )


def pairs_title(found: Pairs) -> str:
    """ "Contact too thin with Workload or vacancies: more often than by chance; 2 more beyond chance" """
    if found.reviews < FEW:
        return f"Found together: fewer than {FEW} reviews coded"
    apart = found.cells.filter(pl.col("stands").is_in(APART))
    if apart.is_empty():
        return f"Found together: none of {found.cells.height:,} pairs of themes beyond chance"
    first = apart.sort("p").row(0, named=True)
    often = "more" if first["stands"] == Stands.ABOVE else "less"
    more = f"; {apart.height - 1} more beyond chance" if apart.height > 1 else ""
    return f"{first['theme']} with {first['other']}: {often} often than by chance{more}"


def pairs_table(found: Pairs) -> pl.DataFrame:
    """`Pairs.cells` with the headings readers see, least likely by chance first."""
    return found.cells.sort("p", "theme_code", "other_code").select(
        pl.col("theme").alias("Theme"),
        pl.col("other").alias("With"),
        stands_words.finding(BY_CHANCE),
        pl.col("observed").alias("Reviews with both"),
        pl.col("expected").round(1).alias("Expected"),
        *_ratio(),
        pl.col("p").round(4).alias("p"),
        pl.col("same_finding").alias("Findings with both"),
    )


def emerging_title(found: Emerging) -> str:
    """ "Growing: Domestic abuse enquiry not made, first flagged on 12 July 2019" """
    flagged = found.themes.filter(pl.col("flagged_on").is_not_null()).sort("flagged_on", descending=True)
    if found.themes.is_empty():
        return "No theme has been delivered"
    if found.looks.is_empty():
        return "Too few reviews have been coded to tell whether a theme grows"
    if flagged.is_empty():
        return f"No evidence that any of {found.themes.height} themes is growing"
    newest = flagged.row(0, named=True)
    more = f"; {flagged.height - 1} more" if flagged.height > 1 else ""
    return f"Growing: {newest['theme']}, first flagged on {day_in_words(newest['flagged_on'])}{more}"


def emerging_sentences(found: Emerging) -> list[str]:
    """For each theme ever flagged: when, beside when a yearly table would have shown it."""
    flagged = found.themes.filter(pl.col("flagged_on").is_not_null()).sort("flagged_on")
    return [_flagged(row["theme"], row) for row in flagged.iter_rows(named=True)]


def _flagged(theme: str, row: Mapping[str, Any]) -> str:
    flagged_on, coded_by, yearly_on = row["flagged_on"], row["coded_by"], row["yearly_on"]
    shares = f"{row['share_before']:.0%} of reviews in the reference period, {row['share_since']:.0%} since"
    start = f"{theme} ({shares}) was flagged with the reviews accepted by {day_in_words(flagged_on)}"
    codes = f", whose last code was given on {day_in_words(coded_by)}"
    if yearly_on is None:
        return f"{start}{codes}. No yearly table shows it yet."
    return f"{start}{codes}. A yearly table would have shown it from {day_in_words(yearly_on)}."


def evidence_drawn(looks: pl.DataFrame, named: Sequence[str]) -> pl.DataFrame:
    """`Emerging.looks` as lines, accepted_on, line and evidence: the highest of all others, then each theme `named`."""
    clipped = looks.with_columns(pl.col("evidence").clip(LEAST_DRAWN, MOST_DRAWN))
    others = clipped.filter(~pl.col("theme").is_in(list(named)))
    highest = others.group_by("accepted_on").agg(pl.max("evidence")).sort("accepted_on")
    name = "The highest of all others" if named else "The highest of all themes"
    parts = [highest.with_columns(line=pl.lit(name))]
    parts += [clipped.filter(theme=theme).with_columns(line="theme") for theme in named]
    return pl.concat([part.select("accepted_on", "line", "evidence") for part in parts])


def evidence_table(drawn: pl.DataFrame) -> pl.DataFrame:
    """`evidence_drawn` with the headings readers see."""
    return drawn.select(
        pl.col("line").alias("Theme"),
        pl.col("accepted_on").alias("Reviews accepted by"),
        pl.col("evidence").round(2).alias("e-value"),
    )


def emerging_table(found: Emerging) -> pl.DataFrame:
    """`Emerging.themes` with the headings readers see, most evidence first."""
    flagged = pl.when("is_flagged").then(pl.lit("Growing")).when(pl.col("flagged_on").is_not_null())
    return found.themes.sort("evidence", descending=True).select(
        pl.col("theme").alias("Theme"),
        flagged.then(pl.lit("Flagged earlier")).otherwise(pl.lit("No evidence")).alias("Finding"),
        pl.col("flagged_on").alias("First flagged, reviews accepted by"),
        pl.col("coded_by").alias("All of these coded by"),
        pl.col("yearly_on").alias("A yearly table shows it from"),
        *_percent(share_before="Share in the reference period (%)", share_since="Share since (%)"),
        pl.col("evidence").log10().round(1).alias("e-value, powers of ten"),
    )


def trend_table(chart: ControlChart) -> pl.DataFrame:
    """One row per point of a theme's chart: the share with its 95% interval, the usual range, and its signal."""
    signal = pl.when("is_provisional").then(pl.lit("Not complete yet")).otherwise(pl.col("meaning").str.to_titlecase())
    return chart.points.select(
        pl.col("when").alias(chart.grain.capitalize()),
        pl.col("numerator").alias("Reviews with it"),
        pl.col("denominator").cast(pl.Int64).alias("Reviews coded"),
        *_percent(
            value="Share (%)",
            lower="95% from (%)",
            upper="95% to (%)",
            mean="Average (%)",
            lower_limit="Usually from (%)",
            upper_limit="Usually to (%)",
        ),
        signal.alias("Signal"),
        pl.col("rule").alias("Rule of Making Data Count"),
    )


def findings_table(findings: pl.DataFrame) -> pl.DataFrame:
    """`coding.findings_with` with the headings readers see, and where each case's timeline is."""
    return findings.select(
        pl.col("review_id").alias("Review"),
        pl.col("qa_completed_on").alias("Accepted"),
        pl.col("division").alias("Division"),
        pl.col("practice_level").alias("Level"),
        pl.col("finding_text").alias("Finding"),
        pl.format("/cases?case={}", "review_id").alias("Timeline"),
    )


def _percent(**headings: str) -> list[pl.Expr]:
    return [(pl.col(name) * 100).round(1).alias(heading) for name, heading in headings.items()]


def _ratio() -> list[pl.Expr]:
    headings = {"value": "Ratio", "lower": "95% from", "upper": "95% to"}
    return [pl.col(name).round(2).alias(heading) for name, heading in headings.items()]


def emerging_caption(found: Emerging) -> str:
    """What was watched, since when, and what a flag promises."""
    reference = day_in_words(last_day_before(found.watched_from))
    return (
        f"{' '.join(emerging_sentences(found))} Reviews with a theme, out of those coded, against the reference period "
        f"(to {reference}), looked at anew on each day of acceptance; the period chosen above sets only where it ends. "
        "If no theme grew, the chance that any is ever flagged would be at most 5%; at each look at most 5% of those "
        "flagged are expected to be false. A yearly table: the first year whose 95% interval lies wholly above the "
        "years before. The mix of cases is not allowed for."
    )


def groups_caption(mix: Sequence[str]) -> str:
    """What is held equal, what a sign means, and which groups are drawn."""
    allowed = " and ".join(DIMENSIONS[name].label.lower() for name in mix)
    return (
        f"Reviews with the theme over those expected, given {allowed}: 1.0 is as expected. ▲ above, ▼ below what "
        f"is expected; every other difference may be chance. {stands_words.promise()} "
        "Of more than eight groups only those with a sign are drawn; all are in the table. Reviews accepted in the "
        "period with a coded finding."
    )
