"""How good are the data? Loads, what is missing by provider, what was set aside, what was revised."""

from datetime import date

import polars as pl

from sfo_data.definitions.dimensions import NOT_RECORDED
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.reporting_calendar import day_in_words
from sfo_data.questions.queries import Read
from sfo_data.wording.coverage_words import THINGS

# Fields a provider may leave empty although every case has the fact.
FIELDS = {
    "index_sentence": "Sentence",
    "supervision_start_on": "Supervision start",
    "offence_on": "Offence date",
    "charged_on": "Charge date",
    "risk_at_start": "Risk at start",
    "risk_at_offence": "Risk at offence",
    "risk_highest": "Highest risk",
}


def freshness(loads: pl.DataFrame, known_on: date) -> str:
    """ "The newest delivery is of 11 May 2020 …" from the loads question."""
    newest = loads.row(0, named=True)
    return (
        f"As known on {day_in_words(known_on)}: delivery “{newest['delivery']}” of {day_in_words(newest['known_on'])}, "
        f"loaded {newest['loaded_at']:%d %B %Y at %H:%M} (UTC)."
    )


def missing_by_provider(read: Read, filters: Filters) -> pl.DataFrame:
    """One row per provider and field: provider, field, numerator (notifications without a value), among."""
    rows = read("reviews", filters, "notified_on")
    is_missing = [
        (pl.col(name) == NOT_RECORDED if kind == pl.String else pl.col(name).is_null())
        .sum()
        .cast(pl.Int64)
        .alias(FIELDS[name])
        for name in FIELDS
        for kind in [rows.schema[name]]
    ]
    wide = rows.group_by("provider").agg(*is_missing, among=pl.len().cast(pl.Int64))
    return wide.unpivot(index=["provider", "among"], variable_name="field", value_name="numerator").sort(
        "provider", "field"
    )


def first_days_table(first_days: pl.DataFrame) -> pl.DataFrame:
    """The `first_days` question with the headings readers see; a feed without a row has no first day."""
    names = {f"{table} {dated_by}": words[0].upper() + words[1:] for (table, dated_by), words in THINGS.items()}
    return first_days.select(
        pl.concat_str("feed", "dated_by", separator=" ").replace_strict(names).alias("Held"),
        pl.col("feed").alias("Table"),
        pl.col("first_on").alias("First day"),
        pl.when(pl.col("declared_on").is_not_null())
        .then(pl.lit("declared"))
        .when(pl.col("first_on").is_not_null())
        .then(pl.lit("its earliest row"))
        .otherwise(pl.lit("–"))
        .alias("Known by"),
    )


def providers(missing: pl.DataFrame) -> list[str]:
    """Providers in the order of their names."""
    return missing["provider"].unique().sort().to_list()


def missing_title(missing: pl.DataFrame) -> str:
    """ "No value in 4% of the fields asked for" """
    asked, without = (int(missing[name].sum()) for name in ("among", "numerator"))
    return f"No value in {without / asked:.0%} of the fields checked" if asked else "No reviews under these filters"


def missing_table(missing: pl.DataFrame) -> pl.DataFrame:
    """`missing_by_provider` with the headings readers see."""
    share = (pl.col("numerator") / pl.col("among") * 100).round(1)
    return missing.select(
        pl.col("provider").alias("Provider"),
        pl.col("field").alias("Field"),
        pl.col("numerator").alias("Without a value"),
        pl.col("among").alias("Notifications"),
        share.alias("Share (%)"),
    )


def loads_table(loads: pl.DataFrame) -> pl.DataFrame:
    """Loads with the headings readers see."""
    return loads.select(
        pl.col("known_on").alias("Known on"),
        pl.col("delivery").alias("Delivery"),
        pl.col("table_name").alias("Table"),
        pl.col("delivered").alias("Delivered"),
        pl.col("accepted").alias("Accepted"),
        pl.col("quarantined").alias("Set aside"),
        pl.col("opened").alias("New or changed"),
        pl.col("unchanged").alias("Unchanged"),
        pl.col("closed").alias("Closed"),
    )


def newest_load(loads: pl.DataFrame) -> pl.DataFrame:
    """What became of the newest load's rows, one row per table."""
    newest = loads.filter(pl.col("load_id") == pl.col("load_id").max())
    return loads_table(newest).drop("Known on", "Delivery")


def quarantine_table(quarantine: pl.DataFrame) -> pl.DataFrame:
    """Rows set aside with the headings readers see."""
    return quarantine.select(
        pl.col("known_on").alias("Known on"),
        pl.col("table_name").alias("Table"),
        pl.col("line").alias("Line"),
        pl.col("column_name").alias("Column"),
        pl.col("value").alias("Value"),
        pl.col("reason").alias("Reason"),
    )


def revisions_title(revisions: pl.DataFrame, before: date) -> str:
    """ "Since 4 May 2020: 12 new, 2 late, 1 offence reclassified" """
    counts = revisions.group_by("revision").len().sort("len", descending=True)
    words = ", ".join(f"{count:,} {name[0].lower()}{name[1:]}" for name, count in counts.iter_rows() if name)
    return f"Since {day_in_words(before)}: {words or 'no review changed'}"


def revisions_table(revisions: pl.DataFrame) -> pl.DataFrame:
    """One row per changed review with the headings readers see, late and revised ones first."""
    moved = {"Late": 0, "Offence reclassified": 1, "Risk corrected": 1, "Provider corrected": 1}
    changed = [
        pl.when(
            pl.col(f"{name}_before").ne_missing(pl.col(f"{name}_after")) & pl.col(f"{name}_before").is_not_null()
        ).then(pl.format("{} → {}", f"{name}_before", f"{name}_after"))
        for name in ("offence_group", "risk", "provider", "status")
    ]
    return revisions.sort(pl.col("revision").replace_strict(moved, default=2), "revision", "review_id").select(
        pl.col("review_id").alias("Review"),
        pl.col("revision").alias("What changed"),
        pl.col("notified_on").alias("Notified"),
        pl.concat_str(changed, separator="; ", ignore_nulls=True).alias("From → to"),
    )
