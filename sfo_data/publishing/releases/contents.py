"""What does every release tell? The fixed tables by calendar year, before anything is withheld."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from sfo_data.definitions import targets
from sfo_data.definitions.dimensions import DIMENSIONS
from sfo_data.definitions.filters import NATIONAL, Filters
from sfo_data.definitions.measures import MEASURES, QA_CLOCK
from sfo_data.definitions.periods import Period
from sfo_data.questions.figures import figures, series
from sfo_data.questions.queries import Read
from sfo_data.questions.turnaround import LATER_DAYS, durations
from sfo_data.security.disclosure import TOTAL, Statistic
from sfo_data.statistics import intervals, queue_turnaround
from sfo_data.statistics.survival import Ending

# The months of a control chart, as it stands on the pages (`control_charts.MONTHS_SHOWN`).
YEARS_BY_MONTH = 3
SCHEMA = {
    "group": pl.String, "year": pl.String, "numerator": pl.Int64, "denominator": pl.Float64,
    "value": pl.Float64, "lower": pl.Float64, "upper": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True)
class Content:
    """One table: a `count` (a name that other tables share) by year and, where `by` is set, by its groups.

    `base` is the count that it is a share of. `quantile` is the part finished at the days told.
    """

    count: str
    label: str
    unit: str
    statistic: Statistic
    by: str | None = None
    base: str | None = None
    quantile: float | None = None

    @property
    def is_about_the_work(self) -> bool:
        """Whether it says how long HMPPS took: no fact about a person, so that of enough reviews few may be told."""
        return self.count == "qa_within_target_share" or self.count.startswith("finished_by_")

    @property
    def name(self) -> str:
        """The name of its file or worksheet."""
        part = f"_{round(self.quantile * 100)}_percent_days" if self.quantile else ""
        return f"{self.count}{part}_by_{self.by or 'year'}"


def _of(name: str, by: str | None = None) -> Content:
    measure = MEASURES[name]
    is_share = measure.kind == "share"
    return Content(
        name, measure.label, measure.unit, "share" if is_share else "count", by, f"{name} of" if is_share else None
    )


QUARTILES: tuple[tuple[str, Statistic, float], ...] = (
    ("a quarter", "quartile", 0.25),
    ("half", "median", 0.5),
    ("three quarters", "quartile", 0.75),
)
RISKS = ("risk_at_offence", "risk_highest")
WAITS = f"{QA_CLOCK} days from first receipt to the end of QA, reviews still waiting counted at the present pace"
BEFORE_THE_DAYS: tuple[Content, ...] = (
    *(_of("sfo_reviews", by) for by in ("offence_group", "provider_type", "division", *RISKS)),
    *(_of("murder_or_manslaughter", by) for by in RISKS),
    _of("sfo_convictions"),
    _of("qa_received", "division"),
    *(Content("qa_received", f"Days by which {words} of reviews received are finished", WAITS, statistic, "division",
              None, part) for words, statistic, part in QUARTILES),
)  # fmt: skip
AFTER_THE_DAYS = (
    _of("qa_within_target_share", "division"),
    _of("good_rating_share"),
    _of("no_clear_judgement_share"),
)
# The one table by month, for the control chart.
BY_MONTH = replace(_of("sfo_reviews"), by="month", statistic="chart_point")


def contents(known_on: date) -> tuple[Content, ...]:
    """The tables of a release of a state of knowledge: a target changed later changes nothing in them."""
    days = dict.fromkeys((targets.on(known_on).days, *LATER_DAYS))
    finished = (
        Content(
            f"finished_by_{day}",
            f"Finished within {day} {QA_CLOCK} days",
            "of reviews received",
            "survival",
            "division",
            "qa_received",
        )
        for day in days
    )
    return (*BEFORE_THE_DAYS, *finished, *AFTER_THE_DAYS)


def filters_of(known_on: date, first_day: date) -> Filters:
    """All of England and Wales over the calendar years that the state of knowledge holds whole."""
    first = first_day.year + (first_day > date(first_day.year, 1, 1))
    last = known_on.year - 1
    name = f"{first}-01-01..{last}-12-31"
    whole = Period(name, f"Calendar years {first} to {last}", date(first, 1, 1), date(last + 1, 1, 1))
    return Filters(NATIONAL, known_on, whole)


def years(filters: Filters) -> list[str]:
    """The calendar years of a release."""
    return [str(year) for year in range(filters.period.start.year, filters.period.end.year)]


def gathered(read: Read, filters: Filters) -> dict[Content, pl.DataFrame]:
    """Each table's figures: group ("All" last), year, numerator, denominator, value, lower, upper.

    A group without a review in a year is there with 0. Days of QA have the reviews received as numerator.
    """
    line, waits = _waits(read, filters)
    found = {}
    for content in contents(filters.known_on):
        if content.quantile is not None:
            found[content] = _days(line, waits, filters.known_on, content.quantile)
        elif content.count.startswith("finished_by_"):
            found[content] = _finished(waits, content)
        else:
            found[content] = _counted(read, filters, content)
    return {**found, BY_MONTH: _months(read, filters)}


def _counted(read: Read, filters: Filters, content: Content) -> pl.DataFrame:
    by = [content.by] if content.by else []
    year = pl.col("calendar_year").dt.year().cast(pl.String).alias("year")
    parts = figures(read, filters, [content.count], [*by, "calendar_year"]).with_columns(year)
    whole = figures(read, filters, [content.count], ["calendar_year"]).with_columns(year, group=pl.lit(TOTAL))
    rows = [whole.select(list(SCHEMA))]
    if content.by:
        rows = [parts.rename({content.by: "group"}).select(list(SCHEMA)), *rows]
    found = pl.concat(rows)
    labels = pl.DataFrame({"group": _ordered(found["group"], content.by)}, schema={"group": pl.String})
    full = labels.join(pl.DataFrame({"year": years(filters)}), how="cross").join(
        found, on=["group", "year"], how="left", maintain_order="left"
    )
    return _with_noughts(full, content)


def _ordered(labels: pl.Series, by: str | None) -> list[str]:
    order = DIMENSIONS[by].order if by else ()
    present = sorted(set(labels.to_list()) - {TOTAL}, key=lambda each: (each not in order, each))
    natural = [label for label in order if label in present]
    return [*natural, *(label for label in present if label not in natural), TOTAL]


def _with_noughts(full: pl.DataFrame, content: Content) -> pl.DataFrame:
    full = full.with_columns(pl.col("numerator").fill_null(0))
    if content.statistic == "share":
        return full.with_columns(pl.col("denominator").fill_null(0.0))
    lower, upper = intervals.poisson(full["numerator"].cast(pl.Float64).to_numpy())
    return full.with_columns(
        pl.col("numerator").cast(pl.Float64).alias("value"), pl.Series("lower", lower), pl.Series("upper", upper)
    )


def _months(read: Read, filters: Filters) -> pl.DataFrame:
    start = filters.period.end.replace(year=filters.period.end.year - YEARS_BY_MONTH)
    last = filters.period.end - timedelta(days=1)
    wide = replace(filters, period=Period(f"{start}..{last}", "", max(start, filters.period.start), filters.period.end))
    return series(read, wide, "sfo_reviews").select(
        pl.col("month").dt.strftime("%Y-%m").alias("group"), pl.col("month").dt.year().cast(pl.String).alias("year"),
        *(name for name in SCHEMA if name not in ("group", "year")),
    )  # fmt: skip


def _waits(read: Read, filters: Filters) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Every review in the line, and those received in the years, twice: under their division and under "All"; see
    `durations`.
    """
    rows = read("reviews", filters, None)
    line = durations(rows)
    received = line.filter(pl.col("qa_received_on").is_between(filters.period.start, filters.period.end, closed="left"))
    with_year = received.join(rows.select("review_id", group="division"), on="review_id").with_columns(
        year=pl.col("qa_received_on").dt.year().cast(pl.String)
    )
    return line, pl.concat([with_year, with_year.with_columns(group=pl.lit(TOTAL))])


def _per_group(waits: pl.DataFrame, row: Callable[[pl.DataFrame], tuple[object, ...]]) -> pl.DataFrame:
    groups = waits.partition_by("group", "year", as_dict=True)
    found = pl.DataFrame([(*key, *row(group)) for key, group in groups.items()], schema=SCHEMA, orient="row")
    return found.sort(pl.col("group") == TOTAL, "group", "year")


def _days(line: pl.DataFrame, waits: pl.DataFrame, known_on: date, share: float) -> pl.DataFrame:
    """By the clock of the pages, so that a release and a page say the same of a year."""
    groups = waits.partition_by("group", "year", as_dict=True)
    members = [line["review_id"].is_in(group["review_id"].implode()).to_numpy() for group in groups.values()]
    days = dict(zip(groups, queue_turnaround.medians(line, members, known_on, share), strict=True))

    def row(group: pl.DataFrame) -> tuple[object, ...]:
        day = days[(group["group"][0], group["year"][0])]
        return group.height, None, day.value, day.lower, day.upper

    return _per_group(waits, row)


def _finished(waits: pl.DataFrame, content: Content) -> pl.DataFrame:
    """Only years all of whose reviews still open have been followed for so many days."""
    days = int(content.count.rpartition("_")[2])
    too_new = waits.filter((pl.col("ending") == Ending.OPEN) & (pl.col("days") < days))["year"]
    followed = waits.filter(pl.col("year").is_in(too_new.implode()).not_())
    is_finished = (pl.col("ending") == Ending.COMPLETED) & (pl.col("days") <= days)
    found = _per_group(followed, lambda group: (group.filter(is_finished).height, float(group.height), *[None] * 3))
    lower, upper = intervals.wilson(found["numerator"].cast(pl.Float64).to_numpy(), found["denominator"].to_numpy())
    return found.with_columns(
        pl.Series("lower", lower), pl.Series("upper", upper), value=pl.col("numerator") / pl.col("denominator")
    )


def key(count: str, year: str, by: str | None, group: str) -> str:
    """The name of a count in all tables that tell it: the total of a year is one, whatever it is broken down by."""
    return f"{count}|{year}" if group == TOTAL else f"{count}|{year}|{by}={group}"


def keys(content: Content, count: str, frame: pl.DataFrame) -> Iterator[str]:
    """The names of one count in the rows of a table, in their order."""
    return (key(count, year, content.by, group) for group, year in frame.select("group", "year").iter_rows())
