"""What does the store know now that it did not know then? Reviews that came, went, moved or were put right."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import polars as pl

from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import MEASURES
from sfo_data.questions.queries import Read

# What each kind of change means, in the order they are told. The first five change which reviews are counted:
# now = then + new + late + moved in - moved out - taken out.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "new": "Notified since",
        "late": "Notified before, first delivered since",
        "moved in": "Known before, but counted elsewhere until something recorded about it was changed",
        "moved out": "Counted here before; something recorded about it was changed, and it is counted elsewhere",
        "taken out": "No longer in the newest delivery",
        "revised": "Something recorded about the case was changed",
        "completed": "Quality assurance completed since",
        "withdrawn": "Withdrawn since",
        "newly overdue": "Open past the target now, and not then",
    }
)
# What is recorded of a case and does not move on as the review does.
RECORDED = MappingProxyType(
    {
        "provider": "Provider",
        "offence": "Offence",
        "risk_at_start": "Risk at start",
        "risk_at_offence": "Risk at offence",
        "risk_highest": "Highest risk",
        "index_sentence": "Sentence",
        "offence_on": "Offence date",
        "charged_on": "Charge date",
        "notified_on": "Notification date",
    }
)


def between(read: Read, filters: Filters, earlier: date, dated_by: str | None = None) -> pl.DataFrame:
    """What changed from the state known on `earlier` to that of `filters`: one row per review and kind of change.

    Columns: kind, review_id, provider, what (the fields revised, as readers call them; else empty). Counted are the
    reviews inside the selections in either state, and inside the period where `dated_by` names a date. A review known
    before to a reader's scope but outside the selections is moved, one that was not known to it is new or late.
    Raises StoreMissing, StoreError.
    """
    before = replace(filters, known_on=earlier)
    paired = _known(read, filters).join(_known(read, before), on="review_id", how="full", coalesce=True, suffix="_then")
    inside = [read("reviews", each, dated_by)["review_id"].to_list() for each in (filters, before)]
    is_now, was_then = (pl.col("review_id").is_in(ids) for ids in inside)
    known_now, known_then = pl.col("is_known").is_not_null(), pl.col("is_known_then").is_not_null()
    stays = is_now & was_then
    fields = [_revised(name, label) for name, label in RECORDED.items()]
    what = pl.concat_str(fields, separator=", ", ignore_nulls=True)
    fires = {
        "new": is_now & ~known_then & (pl.col("notified_on") > earlier),
        "late": is_now & ~known_then & (pl.col("notified_on") <= earlier),
        "moved in": is_now & ~was_then & known_then,
        "moved out": was_then & ~is_now & known_now,
        "taken out": was_then & ~known_now,
        "revised": stays & (what != ""),
        "completed": is_now & pl.col("qa_completed_on").is_not_null() & pl.col("qa_completed_on_then").is_null(),
        "withdrawn": is_now & pl.col("withdrawn_on").is_not_null() & pl.col("withdrawn_on_then").is_null(),
        "newly overdue": is_now & pl.col("is_overdue") & ~pl.col("is_overdue_then").fill_null(False),
    }
    told = paired.with_columns(pl.coalesce("provider", "provider_then").alias("provider"))
    return pl.concat(
        told.filter(fires[kind])
        .select(
            pl.lit(kind).alias("kind"),
            "review_id",
            "provider",
            pl.when(pl.lit(kind in ("revised", "moved in", "moved out")))
            .then(what)
            .otherwise(pl.lit(""))
            .alias("what"),
        )
        .sort("review_id")
        for kind in KINDS
    )


def _known(read: Read, filters: Filters) -> pl.DataFrame:
    """Every review the reader's scope holds in one state of knowledge, whatever the selections."""
    return read("reviews", replace(filters, selections=()), None).select(
        "review_id",
        *RECORDED,
        "qa_completed_on",
        "withdrawn_on",
        is_overdue=MEASURES["open_over_target"].counted.fill_null(False),
        is_known=pl.lit(True),
    )


def _revised(name: str, label: str) -> pl.Expr:
    is_other = pl.col("is_known") & pl.col("is_known_then") & pl.col(name).ne_missing(pl.col(f"{name}_then"))
    return pl.when(is_other).then(pl.lit(label))


def counts(changed: pl.DataFrame) -> dict[str, int]:
    """How many reviews changed in each way, every kind of `KINDS` named."""
    found = dict(changed.group_by("kind").len().iter_rows())
    return {kind: int(found.get(kind, 0)) for kind in KINDS}


def in_words(changed: pl.DataFrame) -> str:
    """ "3 late notifications, 1 reclassified": what explains the difference between two counts; empty for none."""
    number = counts(changed)
    named = {
        "new": ("new notification", "new notifications"),
        "late": ("late notification", "late notifications"),
        "moved in": ("reclassified into this view", "reclassified into this view"),
        "moved out": ("reclassified out of it", "reclassified out of it"),
        "taken out": ("taken out of the delivery", "taken out of the delivery"),
    }
    return ", ".join(f"{number[kind]} {words[number[kind] != 1]}" for kind, words in named.items() if number[kind])
