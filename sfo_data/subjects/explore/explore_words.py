"""What is said of an answer: its title, its number, what is counted, and its table."""

import polars as pl

from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import MEASURES, Measure
from sfo_data.subjects.explore.answer import Answer, in_words
from sfo_data.subjects.explore.question import BESIDE, label_of
from sfo_data.wording import coverage_words, tables
from sfo_data.wording.number_format import TOO_FEW_FOR_A_SHARE, figure, is_few, number

BY_DATE = {
    "notified_on": "by the day of notification",
    "qa_received_on": "by the day the review was received",
    "qa_completed_on": "by the day quality assurance was completed",
    "charge_outcome_on": "by the day of the court outcome",
    "raised_on": "by the day the action was raised",
    "due_on": "by the day the action was due",
}


def title(answer: Answer) -> str:
    """ "QA turnaround by provider: 60 to 160 working days"; of a number its measure alone."""
    measure, names = answer.measure, answer.question.breakdown
    by = "".join(
        f" {word} {label_of(measure.name, name).lower().replace('qa', 'QA')}"
        for word, name in zip(("by", "and"), names, strict=False)
    )
    values = answer.drawn["value"]
    if not names:
        return measure.label
    if values.is_empty():
        return f"{measure.label}{by}: no figure"
    low, high = (number(measure, value) for value in (values.min(), values.max()))  # type: ignore[arg-type]
    return f"{measure.label}{by}: {low if low == high else f'{low} to {high}'} {measure.unit}"


def whole(answer: Answer) -> str:
    """The figure of all that the filters leave: "40% of reviews (24 of 60)", "493 reviews"."""
    row, measure = answer.whole, answer.measure
    if row["value"] is None:
        return coverage_words.shown(row)
    if is_few(measure, row):
        return f"{figure(measure, row)} ({TOO_FEW_FOR_A_SHARE})"
    counts = f" ({row['numerator']:,} of {row['denominator']:,.0f})" if measure.kind == "share" else ""
    return f"{in_words(measure, row['value'])}{counts}"


def beside(answer: Answer) -> str:
    """What the number stands beside, in one sentence; empty where nothing was asked for."""
    row, measure = answer.whole, answer.measure
    if answer.question.beside == "before":
        if why := coverage_words.why_not_row(row):
            return f"Not compared with before: {why}."
        before = row["before_words"]
        return f"{before[:1].upper()}{before[1:]}: {in_words(measure, row['value_before'])}."
    if answer.question.beside == "nation":
        return f"England and Wales: {in_words(measure, row['value_national'])}."
    return ""


def few(answer: Answer) -> str:
    """How many groups are in the table alone, being of too few for an interval; empty where none is."""
    left_out = answer.found["value"].count() - answer.drawn.height
    if answer.shape != "groups" or not left_out:
        return ""
    groups = "1 group" if left_out == 1 else f"{left_out} groups"
    return f"{groups} of too few cases for an interval: in the table, not in the chart."


def caption(answer: Answer, filters: Filters) -> str:
    """What is counted, over what and by which day; then what to know of it."""
    measure = answer.measure
    among = (
        "" if measure.denominator == "None" else f", out of: {measure.denominator[:1].lower()}{measure.denominator[1:]}"
    )
    when = BY_DATE[measure.dated_by] if measure.dated_by else f"as on {filters.known_on:%-d %B %Y}, whatever the period"
    withheld = ""
    if measure.least and (hidden := answer.found["value"].null_count()):
        withheld = f"{hidden} of {answer.found.height} figures are of too few people to show. "
    return f"{measure.numerator}{among}; {when}. {withheld}{measure.caveat}".strip()


def table(answer: Answer) -> pl.DataFrame:
    """The figures with the headings readers see, and beside each the one it is compared with."""
    name, names = answer.question.measure, answer.question.breakdown
    rows = answer.found if names else answer.found.with_columns(of=pl.lit("All under these filters"))
    if len(names) == 2:
        rows = whole_grid(answer)
    headings = {each: label_of(name, each) for each in names} or {"of": "Of"}
    made = tables.as_table(rows, name, **headings)
    if not answer.has_beside:
        return made
    scale, digits = (100, 1) if answer.measure.kind == "share" else (1, 2 if answer.measure.kind == "rate" else 1)
    return made.with_columns((rows["beside"].cast(pl.Float64) * scale).round(digits).alias(beside_heading(answer)))


def bar_texts(answer: Answer) -> list[str]:
    """What stands at the end of each bar: the number, of a count its share, and what is beside it."""
    measure, rows = answer.measure, answer.drawn
    is_share = measure.kind in ("count", "people")
    totals = {name: rows[name].sum() for name in ("value", "beside") if name in rows.columns}
    texts = []
    for row in rows.iter_rows(named=True):
        text = number(measure, row["value"])
        if is_share and totals["value"]:
            text += f" ({row['value'] / totals['value']:.0%})"
        if answer.has_beside and row["beside"] is not None:
            # A place's count says nothing beside the nation's; its share does.
            is_nation = is_share and answer.question.beside == "nation"
            other = f"{row['beside'] / totals['beside']:.0%}" if is_nation else number(measure, row["beside"])
            text += f"; {beside_heading(answer).lower() if not is_nation else beside_heading(answer)} {other}"
        texts.append(text)
    return texts


def beside_heading(answer: Answer) -> str:
    """The heading of the column of what stands beside."""
    return BESIDE[answer.question.beside]


def whole_grid(answer: Answer) -> pl.DataFrame:
    """The figures with every pair of two breakdowns, row by row; of a count a pair that does not occur is 0."""
    row, column = axes(answer)
    rows, columns = answer.labels(row), answer.labels(column)
    if answer.measure.kind == "count":
        return tables.whole_grid(answer.found, row, column, rows, columns)
    pairs = pl.DataFrame([(each, other) for each in rows for other in columns], [row, column], orient="row")
    return pairs.cast(pl.String).join(answer.found, on=[row, column], how="left", maintain_order="left")


def axes(answer: Answer) -> tuple[str, str]:
    """Which of two breakdowns makes the rows of a grid and which its columns: time runs to the right."""
    first, second = answer.question.breakdown
    return (second, first) if first == answer.question.grain else (first, second)


def command(answer: Answer, filters: Filters) -> str:
    """The command that prints the same figures."""
    where = [f'{name}="{label}"' for name, chosen in filters.selections for label in chosen]
    parts = [
        f"sfo figures {answer.question.measure}",
        *([f"--by {' '.join(answer.question.breakdown)}"] if answer.question.breakdown else []),
        f"--period {filters.period.name}",
        *([f"--where {' '.join(where)}"] if where else []),
        f"--known-on {filters.known_on}",
    ]
    return " ".join(parts)


def unit_axis(measure: Measure) -> str:
    """What an axis of the measure says."""
    return f"Share {measure.unit}" if measure.kind == "share" else measure.unit.capitalize()


def tick_format(name: str) -> str:
    """How an axis of the measure prints its numbers."""
    return {"share": ".0%", "rate": ".2f"}.get(MEASURES[name].kind, ",.0f")
