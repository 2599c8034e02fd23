"""What has been published about Serious Further Offences, by whom, and with which caveats?"""

from pathlib import Path

import polars as pl

from sfo_data.definitions import settings

# Column of the record -> SQL type, in the order of the files. What each means: published/README.md.
COLUMNS: dict[str, str] = {
    "series": "varchar",
    "period_start_on": "date",
    "period_end_on": "date",
    "measure": "varchar",
    "population": "varchar",
    "dimension": "varchar",
    "category": "varchar",
    "value": "double precision",
    "unit": "varchar",
    "status": "varchar",
    "source": "varchar",
    "source_address": "varchar",
    "caveats": "varchar",
    "conflict": "varchar",
    "compare_measure": "varchar",
    "compare_where": "varchar",
}
# Charged, reviewed and convicted are three populations; figures are compared only inside one.
POPULATIONS = ("charged", "reviewed", "convicted", "supervised", "victims", "quality assured", "other")
STATUSES = ("Published", "Derived")
MAY_BE_EMPTY = ("caveats", "conflict", "compare_measure", "compare_where")
DATES = ("period_start_on", "period_end_on")


class BadPublishedFigure(ValueError):
    """A file of the published record cannot be used; the message names the file, and the line where there is one."""


def read(folder: Path = settings.PUBLISHED) -> pl.DataFrame:
    """One row per published figure, from every CSV file of `folder`, sorted by series, period and category.

    Columns are `COLUMNS`; both dates lie inside the period, and a figure of one day has that day twice.
    Raises BadPublishedFigure.
    """
    paths = sorted(folder.glob("*.csv"))
    if not paths:
        raise BadPublishedFigure(f"There are no CSV files in {folder}: the published record is missing.")
    return pl.concat(_read_file(path) for path in paths).sort("series", *DATES, "category", "measure", "source")


def selections(compare_where: str | None) -> dict[str, tuple[str, ...]]:
    """What `compare_where` selects: dimension -> labels; nothing selected where it is empty.

    "provider_type=CRC;risk_highest=High|Very high" joins dimensions by ";" and labels by "|".
    Raises BadPublishedFigure.
    """
    chosen: dict[str, tuple[str, ...]] = {}
    for part in (compare_where or "").split(";") if compare_where else ():
        dimension, _, labels = part.partition("=")
        if not dimension or not all(labels.split("|")) or "=" in labels or dimension in chosen:
            raise BadPublishedFigure(f"“{compare_where}” is not of the form dimension=label|label;dimension=label.")
        chosen[dimension] = tuple(labels.split("|"))
    return chosen


def _read_file(path: Path) -> pl.DataFrame:
    try:
        texts = pl.read_csv(path, infer_schema=False)
    except (pl.exceptions.ComputeError, pl.exceptions.NoDataError) as error:
        raise BadPublishedFigure(f"{path.name} is not a CSV file that can be read: {error}") from error
    if texts.columns != list(COLUMNS):
        wrong = sorted(set(COLUMNS) ^ set(texts.columns)) or ["their order"]
        raise BadPublishedFigure(f"{path.name}, line 1: the columns differ from the record's in {', '.join(wrong)}.")
    texts = texts.with_columns(pl.all().str.strip_chars().replace("", None))
    faults = texts.with_row_index("line", offset=2).with_columns(fault=_fault(path.stem)).drop_nulls("fault")
    if not faults.is_empty():
        raise BadPublishedFigure(f"{path.name}, line {faults['line'][0]}: {faults['fault'][0]}.")
    return texts.with_columns(_number(), *map(_date, DATES))


def _fault(series: str) -> pl.Expr:
    """The first thing wrong with a row, in words that a data clerk can act on; null where nothing is."""
    # A line break inside a text would shift the line numbers of every row below it.
    broken = [_when(pl.col(name).str.contains("\n"), "{} contains a line break", pl.lit(name)) for name in COLUMNS]
    empty = [_when(pl.col(name).is_null(), "{} is empty", pl.lit(name)) for name in COLUMNS if name not in MAY_BE_EMPTY]
    dates = [
        _when(_date(name).is_null(), "{} is “{}”, which is not a date such as 2018-12-31", pl.lit(name), pl.col(name))
        for name in DATES
    ]
    return pl.coalesce(
        *broken,
        *empty,
        *dates,
        _when(_date(DATES[1]) < _date(DATES[0]), "the period ends on {}, before it starts", pl.col(DATES[1])),
        _when(~_number().is_finite().fill_null(False), "value is “{}”, which is not a number", pl.col("value")),
        _when(pl.col("series") != series, "series is “{}”, but the file is named {}", pl.col("series"), pl.lit(series)),
        _unless_one_of("population", POPULATIONS),
        _unless_one_of("status", STATUSES),
    )


def _when(condition: pl.Expr, words: str, *parts: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(pl.format(words, *parts))


def _unless_one_of(name: str, allowed: tuple[str, ...]) -> pl.Expr:
    words = f"{name} is “{{}}”, which is not one of {', '.join(allowed)}"
    return _when(~pl.col(name).is_in(allowed), words, pl.col(name))


def _date(name: str) -> pl.Expr:
    return pl.col(name).str.to_date("%Y-%m-%d", strict=False)


def _number() -> pl.Expr:
    return pl.col("value").cast(pl.Float64, strict=False)
