"""The published record in words and tables: series names, sources, caveats, conflicts, agreement."""

import polars as pl

from sfo_data.statistics import control_limits

# Series whose categories add up to a yearly total of their own; the others overlap or leave cases out.
TOTALLED = ("sfo_convictions_by_highest_rosh",)
# Differences below this are rounding in the published figure: half a per cent or half a case.
ROUNDING = 0.5


def series_names(published: pl.DataFrame) -> dict[str, str]:
    """Series -> "SFO charged by offence (2014 to 2018)"."""
    rows = published.group_by("series", maintain_order=True).agg(
        pl.col("measure").mode().sort().first(),
        first=pl.col("period_start_on").dt.year().min(),
        last=pl.col("period_end_on").dt.year().max(),
    )
    named = {}
    for row in rows.iter_rows(named=True):
        words = row["series"].replace("_", " ")
        for code, written in (("sfo", "SFO"), ("hmip", "HMIP"), ("rosh", "risk of serious harm")):
            words = words.replace(code, written)
        named[row["series"]] = f"{words[0].upper()}{words[1:]} ({row['first']} to {row['last']})"
    return named


def period_words() -> pl.Expr:
    """ "2018" for a calendar year, "2017-18" for a financial one, the two dates otherwise; "undated" without."""
    start, end = pl.col("period_start_on"), pl.col("period_end_on")
    is_calendar = (start.dt.strftime("%m-%d") == "01-01") & (end == start.dt.offset_by("1y").dt.offset_by("-1d"))
    is_financial = (start.dt.strftime("%m-%d") == "04-01") & (end == start.dt.offset_by("1y").dt.offset_by("-1d"))
    return (
        pl.when(start.is_null())
        .then(pl.lit("undated"))
        .when(is_calendar)
        .then(start.dt.strftime("%Y"))
        .when(is_financial)
        .then(pl.concat_str(start.dt.strftime("%Y"), pl.lit("-"), end.dt.strftime("%y")))
        .when(start == end)
        .then(end.dt.strftime("%d %b %Y"))
        .otherwise(pl.concat_str(start.dt.strftime("%b %Y"), pl.lit(" to "), end.dt.strftime("%b %Y")))
        .alias("period")
    )


def plottable(shown: pl.DataFrame) -> pl.DataFrame:
    """period, line (measure and category, where they differ), value of one series."""
    parts = [name for name in ("measure", "category") if shown[name].n_unique() > 1] or ["measure"]
    return shown.sort("period_start_on", nulls_last=True).select(
        period_words(), pl.concat_str(parts, separator=": ").alias("line"), "value", "unit"
    )


def as_table(shown: pl.DataFrame) -> pl.DataFrame:
    """One series with the headings readers see, its sources and caveats with every row."""
    return shown.select(
        period_words().alias("Period"),
        pl.col("measure").alias("Measure"),
        pl.col("category").alias("Category"),
        pl.col("value").alias("Value"),
        pl.col("unit").alias("Unit"),
        pl.col("status").alias("Status"),
        pl.col("conflict").alias("Conflict"),
        pl.col("caveats").alias("Caveats"),
        pl.col("source").alias("Source"),
        pl.col("source_address").alias("Address"),
    )


def short_table(shown: pl.DataFrame) -> pl.DataFrame:
    """`as_table` without what is said elsewhere on the page."""
    return as_table(shown).select("Period", "Measure", "Category", "Value", "Unit")


def unusual_years(shown: pl.DataFrame) -> str:
    """ "In 12 years the total was 296 on average; outside the usual range of 249 to 343: 2017 (385)." Or nothing."""
    if shown.is_empty() or shown["series"][0] not in TOTALLED:
        return ""
    is_part = (pl.col("period_end_on").dt.strftime("%m-%d") != "12-31").any()
    totals = shown.group_by(when="period_start_on").agg(pl.col("value").sum(), is_provisional=is_part)
    points = control_limits.chart_points(totals, "when", "lower").filter(~pl.col("is_provisional"))
    first = points.row(0, named=True)
    outside = points.filter(pl.col("rule") == "outside")
    named = ", ".join(f"{row['when'].year} ({row['value']:,.0f})" for row in outside.iter_rows(named=True))
    return (
        f"Over {points.height} whole years the total was {first['mean']:,.0f} on average, usually "
        f"{first['lower_limit']:,.0f} to {first['upper_limit']:,.0f} (mean -/+ 2.66 x mean moving range). Outside "
        f"that range: {named or 'no year'}."
    )


def sources(shown: pl.DataFrame) -> str:
    """The sources of a series, joined."""
    return "; ".join(shown["source"].unique(maintain_order=True))


def notes(shown: pl.DataFrame) -> dict[str, list[str]]:
    """Heading -> its distinct sentences: caveats, and where sources conflict. Headings without any are left out."""
    found = {
        "Caveats": shown["caveats"].drop_nulls().unique(maintain_order=True).to_list(),
        "Where sources conflict": shown["conflict"].drop_nulls().unique(maintain_order=True).to_list(),
    }
    return {heading: lines for heading, lines in found.items() if lines}


def agreement(compared: pl.DataFrame, is_synthetic: bool = False) -> str:
    """ "12 of 40 published figures agree with the loaded extract; …", and whether its cases are invented."""
    invented = "Its cases are invented. " if is_synthetic else ""
    if compared.is_empty():
        return f"The loaded extract covers none of the published periods in full. {invented}".rstrip()
    agree = compared.filter(pl.col("difference").abs() <= ROUNDING).height
    return (
        f"{agree} of {compared.height} published figures that the extract covers agree with it, to within rounding. "
        f"{invented}Charged, reviewed and convicted are three populations, and published counts are revised: a "
        "difference is not by itself an error."
    )


def comparison_table(compared: pl.DataFrame) -> pl.DataFrame:
    """`published_comparison.compare` with the headings readers see."""
    return compared.select(
        period_words().alias("Period"),
        pl.col("measure").alias("Published measure"),
        pl.col("category").alias("Category"),
        pl.col("published").alias("Published"),
        pl.col("extract").round(1).alias("Extract"),
        pl.col("difference").round(1).alias("Difference"),
        pl.col("unit").alias("Unit"),
    )
