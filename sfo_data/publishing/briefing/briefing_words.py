"""The sentences of a weekly briefing: short enough to be read across a room."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from sfo_data.definitions import targets
from sfo_data.definitions.dimensions import DIMENSIONS, NOT_RECORDED
from sfo_data.definitions.filters import PROVIDER_DIMENSIONS, Filters
from sfo_data.definitions.measures import MEASURES, QA_CLOCK
from sfo_data.definitions.measures.measure import low_or_medium
from sfo_data.definitions.registry_tables import DATED_BY
from sfo_data.definitions.reporting_calendar import day_in_words
from sfo_data.publishing.briefing.content import NOTHING, WITHHELD, Briefing, Card, Parts
from sfo_data.publishing.briefing.protection import WEEK, Counted
from sfo_data.publishing.briefing.rare_groups import LOW_RISK, OFFENCE, OTHERS, RISK, RISK_ORDER
from sfo_data.questions.changes import KINDS
from sfo_data.questions.control_charts import ControlChart
from sfo_data.questions.verdicts import Change
from sfo_data.wording import control_chart_words, coverage_words, narrative, tables, titles
from sfo_data.wording.narrative import Statement
from sfo_data.wording.number_format import figure, share, unit

MARKED = f" {WITHHELD}: withheld so that nobody can be identified."
TOO_FEW = "Too few cases to compare or to show"
UNTOLD = "Too few to be told of a part of England and Wales"
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


def title(statements: Sequence[Statement], rows: Sequence[Mapping[str, Any]] = ()) -> str:
    """The finding, as `narrative.headline` has it; a page has no room for a list of all that did not change.

    Where none of the headlines (`rows`) is held, why.
    """
    if absent := coverage_words.no_figures(rows):
        return absent
    if any(each.has_fired for each in statements):
        return narrative.headline(statements)
    if unjudged := [each for each in statements if each.change is Change.NOT_JUDGED]:
        return narrative.headline(unjudged)
    if any(each.is_quiet for each in statements):
        return f"{str(Change.NO_EVIDENCE).capitalize()} in any of the headline figures"
    return TOO_FEW


def over_time(statements: Sequence[Statement], rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What changed over time, as `narrative.what_changed` has it, and why headlines (`rows`) are not compared."""
    said = (*narrative.what_changed(statements), *coverage_words.beside(rows, is_alone=False))
    return said or (f"{TOO_FEW}.",)


def place(filters: Filters) -> str:
    """Whom the briefing is about: the narrowest choice of provider, division or type, or England and Wales."""
    for name in reversed(PROVIDER_DIMENSIONS):
        if labels := filters.selected(name):
            return ", ".join(labels) + (" division" if name == "division" else "")
    return "England and Wales"


def card(row: Mapping[str, Any], counted: Counted, hidden: frozenset[str], statement: Statement) -> Card:
    """One headline with what is said of it, null where hidden (see `protection.without`), with last week's value."""
    measure = MEASURES[row["measure"]]
    then = counted.then.get(measure.name)
    last_week = figure(measure, then) if then else NOTHING
    return Card(
        measure.name,
        measure.label,
        WITHHELD if measure.name in hidden else coverage_words.shown(row),
        unit(measure, row),
        WITHHELD if f"{measure.name}{WEEK}" in hidden else last_week,
        tuple(narrative.beside(row, counted.is_narrowed, statement)),
    )


def trend_caption(chart: ControlChart) -> str:
    """What is drawn and how it is to be read, in two lines."""
    dated_by = DATED_BY[str(chart.measure.dated_by)]
    first = f"{chart.measure.numerator}, by {chart.grain} of {dated_by}."
    if chart.kind == "t":
        first = f"Days between cases, by date of {dated_by}: too few to count by month. Higher is less often."
    hollow = " Hollow: not complete yet." if chart.points["is_provisional"].any() else ""
    parts = [
        first,
        control_chart_words.range_sentence(chart),
        hollow.strip(),
        control_chart_words.marked_sentence(chart),
    ]
    return " ".join(part for part in parts if part)


def trend_table(chart: ControlChart) -> pl.DataFrame:
    """The points of the chart with the headings readers see; see `chart_words.table`."""
    return control_chart_words.table(chart)


def hidden_title(name: str, how: str) -> str:
    """In place of a chart that may not be drawn: "SFO notifications and reviews: too few to be shown over time"."""
    return f"{MEASURES[name].label}: too few to be shown {how}"


def hidden_table(name: str, how: str) -> pl.DataFrame:
    """In place of its numbers."""
    return pl.DataFrame({"Measure": [MEASURES[name].label], how.capitalize(): [WITHHELD]})


def offence_title(told: pl.DataFrame, by: str) -> str:
    """ "Murder is the largest offence group: 117 of 497 (24%)", only where every group may be told.

    Nor where none has more than the groups that are told together.
    """
    if told["is_withheld"].any():
        return "Notifications by offence group, small groups withheld"
    if told.filter(pl.col("numerator") == pl.col("numerator").max())[by].is_in([OTHERS]).any():
        return "Notifications by offence group"
    return titles.largest_title(told, by, "the largest offence group")


def absent_title(parts: Parts, absent: str) -> str:
    """In place of a finding of what is not held: "Notifications by offence group: no data"."""
    by = " and ".join(DIMENSIONS[name].label.lower() for name in (parts.by, parts.parts) if name)
    return f"Notifications by {by}: {absent.partition(':')[0].lower()}"


def offence_caption(filters: Filters, told: pl.DataFrame, listed: int) -> str:
    """Which of the groups are drawn, and of which notifications."""
    which = f"The {listed} largest of {told.height} groups" if told.height > listed else "All groups"
    if told[OFFENCE].is_in([OTHERS]).any():
        which = "All groups, the smaller ones together as other offences"
    return f"Notifications by offence group. {which}. {filters.period.in_words()}.{_marked(told)}"


def risk_title(crossed: pl.DataFrame | None, risk: str) -> str:
    """ "All notifications at low or medium risk: 304 of 493 (62%)", those not recorded included; None: withheld."""
    if crossed is None:
        return "Risk at the offence by provider type, small groups withheld"
    total = int(crossed["numerator"].sum())
    if not total:
        return "No reviews under these filters"
    found = int(crossed.filter(low_or_medium(risk) | (pl.col(risk) == LOW_RISK))["numerator"].sum())
    return f"All notifications at low or medium risk: {found:,} of {total:,} ({share(found, total)})"


def risk_caption(filters: Filters, told: pl.DataFrame) -> str:
    """What risk is, and of which notifications."""
    is_together = told[RISK].is_in(RISK_ORDER).any()
    levels = "high, very high and not recorded are one group" if is_together else f"{NOT_RECORDED.lower()} is shown"
    return (
        "Notifications by provider type and risk of serious harm at the offence, not the highest in the sentence; "
        f"{levels}. {filters.period.in_words()}.{_marked(told)}"
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
    """ "6 new notifications", one line per kind of change that there was, and "none" for those readers look for.

    Of the first state of knowledge, which nothing can be held against, one line that says so.
    """
    if briefing.earlier is None:
        return ["Not known: the store holds no state of knowledge from a week before"]
    counts = {kind: briefing.changed.get(kind, 0) for kind in KINDS}
    if not any(counts.values()) and None in counts.values():
        return [UNTOLD]
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
        f"{targets.days_in_words()}; risk is that at the offence; “rose” and “fell” are said only where a rule fires; "
        f"intervals are 95%.{MARKED if briefing.audience != 'internal' else ''}"
    )
