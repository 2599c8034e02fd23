"""The sentences of a weekly briefing: short enough to be read across a room."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from sfo_data import chart_words, narrative, tables, titles
from sfo_data.briefing.content import NOTHING, WITHHELD, Briefing, Card
from sfo_data.briefing.protection import WEEK, Counted
from sfo_data.changes import KINDS
from sfo_data.control_charts import ControlChart
from sfo_data.dimensions import DIMENSIONS, NOT_RECORDED
from sfo_data.filters import PROVIDER_DIMENSIONS, Filters
from sfo_data.measures import MEASURES, QA_CLOCK, QA_TARGET_DAYS
from sfo_data.narrative import Statement
from sfo_data.registry_tables import DATED_BY
from sfo_data.reporting_calendar import day_in_words
from sfo_data.wording import number

MARKED = f" {WITHHELD}: withheld so that nobody can be identified."
TOO_FEW = "Too few cases to compare or to show"
HIDDEN = "Its numbers are so small that somebody could be identified; the measure is defined under Definitions."
# What changed since last week, as it is said for one review and for several.
CHANGED = {
    "new": ("new notification", "new notifications"),
    "late": ("late notification, from before then", "late notifications, from before then"),
    "moved in": ("case reclassified into this view", "cases reclassified into this view"),
    "moved out": ("case reclassified out of this view", "cases reclassified out of this view"),
    "taken out": ("case taken out of the delivery", "cases taken out of the delivery"),
    "revised": ("case with something recorded revised", "cases with something recorded revised"),
    "completed": ("review completed quality assurance", "reviews completed quality assurance"),
    "withdrawn": ("review withdrawn", "reviews withdrawn"),
    "newly overdue": ("open review newly past the target", "open reviews newly past the target"),
}
# Named even where none did: readers look for them.
ALWAYS = ("new", "late", "revised", "completed", "newly overdue")


def title(statements: Sequence[Statement]) -> str:
    """The finding, as `narrative.headline` has it; a page has no room for a list of all that did not change."""
    if any(each.has_fired for each in statements):
        return narrative.headline(statements)
    if any(each.word == "no evidence of change" for each in statements):
        return "No evidence of change in any of the headline figures"
    return TOO_FEW


def over_time(statements: Sequence[Statement]) -> tuple[str, ...]:
    """What changed over time, as `narrative.what_changed` has it."""
    if all(each.word == "not compared" for each in statements):
        return (f"{TOO_FEW}.",)
    return tuple(narrative.what_changed(statements))


def place(filters: Filters) -> str:
    """Whom the briefing is about: the narrowest choice of provider, division or type, or England and Wales."""
    for name in reversed(PROVIDER_DIMENSIONS):
        if labels := filters.selected(name):
            return ", ".join(labels) + (" division" if name == "division" else "")
    return "England and Wales"


def card(row: Mapping[str, Any], counted: Counted, hidden: frozenset[str]) -> Card:
    """One headline, null where it is hidden (see `protection.without`), with last week's value."""
    measure = MEASURES[row["measure"]]
    then = counted.then.get(measure.name)
    last_week = number(measure, then["value"]) if then else NOTHING
    return Card(
        measure.name,
        measure.label,
        WITHHELD if measure.name in hidden else number(measure, row["value"]),
        measure.unit,
        WITHHELD if f"{measure.name}{WEEK}" in hidden else last_week,
        tuple(narrative.beside(row, counted.is_narrowed)),
    )


def trend_caption(chart: ControlChart) -> str:
    """What is drawn and how it is to be read, in two lines."""
    dated_by = DATED_BY[str(chart.measure.dated_by)]
    first = f"{chart.measure.numerator}, by {chart.grain} of {dated_by}."
    if chart.kind == "t":
        first = f"Days between cases, by date of {dated_by}: too few to count by month. Higher is less often."
    hollow = " Hollow: not complete yet." if chart.points["is_provisional"].any() else ""
    return f"{first} Dashed: the usual range.{hollow} {chart_words.marked_sentence(chart)}".rstrip()


def trend_table(chart: ControlChart) -> pl.DataFrame:
    """The points of the chart with the headings readers see; see `chart_words.table`."""
    return chart_words.table(chart)


def hidden_title(name: str, how: str) -> str:
    """In place of a chart that may not be drawn: "SFO notifications and reviews: too few to be shown over time"."""
    return f"{MEASURES[name].label}: too few to be shown {how}"


def hidden_table(name: str, how: str) -> pl.DataFrame:
    """In place of its numbers."""
    return pl.DataFrame({"Measure": [MEASURES[name].label], how.capitalize(): [WITHHELD]})


def offence_title(told: pl.DataFrame, by: str) -> str:
    """ "Murder is the largest offence group: 117 of 497 (24%)", only where every group may be told."""
    if told["is_withheld"].any():
        return "Notifications by offence group, small groups withheld"
    return titles.largest_title(told, by, "the largest offence group")


def offence_caption(filters: Filters, told: pl.DataFrame, listed: int) -> str:
    """Which of the groups are drawn, and of which notifications."""
    which = f"The {listed} largest of {told.height} groups" if told.height > listed else "All groups"
    return f"Notifications by offence group. {which}. {filters.period.in_words()}.{_marked(told)}"


def risk_title(crossed: pl.DataFrame | None, risk: str) -> str:
    """ "Low or medium risk at the offence: 304 of 493 (62%)", those without a record in the total; None is withheld."""
    if crossed is None:
        return "Risk at the offence by provider type, small groups withheld"
    total = int(crossed["numerator"].sum())
    if not total:
        return "No reviews under these filters"
    found = int(crossed.filter(pl.col(risk).is_in(["Low", "Medium"]))["numerator"].sum())
    return f"Low or medium risk at the offence: {found:,} of {total:,} ({found / total:.0%})"


def risk_caption(filters: Filters, told: pl.DataFrame) -> str:
    """What risk is, and of which notifications."""
    return (
        "Notifications by provider type and risk of serious harm at the offence, not the highest in the sentence; "
        f"{NOT_RECORDED.lower()} is shown. {filters.period.in_words()}.{_marked(told)}"
    )


def _marked(told: pl.DataFrame) -> str:
    return MARKED if told["is_withheld"].any() else ""


def parts_table(told: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Notifications by `by` with the headings readers see, [c] where they are withheld."""
    table = tables.as_table(told, "sfo_reviews", **{name: DIMENSIONS[name].label for name in by})
    if not told["is_withheld"].any():
        return table
    numbers = table.columns[len(by) :]
    return table.with_columns(pl.col(numbers[0]).cast(pl.Int64)).with_columns(
        pl.when(told["is_withheld"]).then(pl.lit(WITHHELD)).otherwise(pl.col(name).cast(pl.String)).alias(name)
        for name in numbers
    )


def changed(briefing: Briefing) -> list[str]:
    """ "6 new notifications", one line per kind of change that there was, and "none" for those readers look for."""
    counts = {kind: briefing.changed.get(kind, 0) for kind in KINDS}
    return [
        f"{WITHHELD if count is None else count or 'No'} {CHANGED[kind][count != 1]}"
        for kind, count in counts.items()
        if count != 0 or kind in ALWAYS
    ]


def since(briefing: Briefing) -> str:
    """ "What changed since 4 May 2020"."""
    if briefing.earlier is None:
        return "What changed since last week"
    return f"What changed since {day_in_words(briefing.earlier)}"


def definitions(names: Sequence[str]) -> pl.DataFrame:
    """One row per measure: Measure, Counts, Out of, Target, as the definitions page has them."""
    return pl.DataFrame(
        [
            {
                "Measure": MEASURES[name].label,
                "Counts": MEASURES[name].numerator,
                "Out of": MEASURES[name].denominator,
                "Dated by": DATED_BY.get(MEASURES[name].dated_by or "", "state on the day of knowledge"),
                "Note": MEASURES[name].caveat or NOTHING,
            }
            for name in dict.fromkeys(names)
        ]
    )


def in_force(briefing: Briefing) -> str:
    """The definitions that a reader across the room needs, in one line; the pack and the definitions page have all."""
    dated = DATED_BY[str(MEASURES[briefing.cards[0].measure].dated_by)]
    return (
        f"Definitions: years and months count {dated}s; QA turnaround is in {QA_CLOCK} days from first receipt, target "
        f"{QA_TARGET_DAYS}; risk is that at the offence; “rose” and “fell” are said only where a rule fires; "
        f"intervals are 95%.{MARKED if briefing.audience != 'internal' else ''}"
    )
