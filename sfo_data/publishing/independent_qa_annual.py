"""The yearly table of independent quality assurance, as it can be published: an accessible spreadsheet."""

from collections.abc import Callable

import numpy as np
import polars as pl

from sfo_data.definitions.categories import RATINGS
from sfo_data.definitions.filters import Filters
from sfo_data.publishing.spreadsheets import Sheet, write_ods
from sfo_data.questions.queries import Read
from sfo_data.statistics.stands_apart import FEW
from sfo_data.subjects.independent_qa.estimates import by_division, national, national_table
from sfo_data.subjects.independent_qa.frame import COMPLETED
from sfo_data.subjects.independent_qa.ratings import RATED, compared, matrix
from sfo_data.subjects.independent_qa.sampling import Unusable

SMALL = 4  # the largest count of a division's reviews that is withheld
ASSUMED = "HMPPS's own scale before April 2021 is not known: the four points of the Inspectorate's scale are assumed."
NOT_DRAWN = (
    "These reviews were not drawn by the sampling officer. Each counts for as many as its division completed for each "
    "one rated, weights formed afterwards: if reviews were picked for a reason, no weight mends that."
)
WITHHELD = f"Counts of 1 to {SMALL} reviews, and others by which they could be worked out, are withheld: [c]."
AUTHOR = "HM Prison and Probation Service"


def annual_table(read: Read, filters: Filters, marking: str, write: Callable[..., bytes] = write_ods) -> bytes:
    """The spreadsheet for the period, all of England and Wales whatever else is chosen; counts by division protected.

    `write` is `write_ods` or `write_xlsx`. The same data give the same bytes. Raises Unusable for a reader who may not
    see all divisions, or where no review was rated.
    """
    if filters.scope.divisions is not None:
        raise Unusable("The yearly table is of England and Wales: only a reader who may see all of it can make it.")
    whole = Filters(filters.scope, filters.known_on, filters.period)
    rows = read("independent_qa", whole, COMPLETED)
    if rows.is_empty():
        raise Unusable("No review completed in this period was rated independently.")
    about = [
        f"Reviews whose quality assurance was completed from {filters.period.in_words()}, England and Wales.",
        f"{filters.as_known()}. {marking}.",
        ASSUMED,
        NOT_DRAWN,
        "This cover lists the worksheets; each has one table.",
    ]
    sheets = [_divisions(by_division(read, whole)), _national(national(read, whole)), _agreement(rows), _ratings(rows)]
    title = f"Independent quality assurance of Serious Further Offence reviews: {filters.period.label.lower()}"
    return write(title, about, sheets, AUTHOR, filters.known_on)


def _divisions(divisions: pl.DataFrame) -> Sheet:
    is_firm = pl.col("rated") >= FEW
    table = divisions.select(
        pl.col("division").alias("Division"),
        pl.col("reviews").alias("Reviews completed"),
        pl.col("rated").alias("Rated independently"),
        pl.col("good").alias("Rated good or better"),
        (pl.col("good") / pl.col("rated") * 100).fill_nan(None).round(1).alias("Good or better (%)"),
        pl.when(is_firm).then(pl.lit(f"{FEW} or more rated")).otherwise(pl.lit(f"Fewer than {FEW} rated"))
        .alias("Base"),
    )  # fmt: skip
    completed, rated, good = (divisions[name] for name in ("reviews", "rated", "good"))
    few_rated = withheld(rated)
    few_good = withheld(good, withheld(rated - good, few_rated))
    few_good = withheld(rated - good, few_good)
    marks = {
        "Reviews completed": withheld(completed),
        "Rated independently": few_rated,
        "Rated good or better": few_good,
        "Good or better (%)": few_good & (rated > 0),
    }
    return Sheet(
        "Table_1",
        "Table 1: Reviews completed and rated independently, overall rating, by division",
        ["This worksheet contains one table.", WITHHELD],
        table,
        pl.DataFrame({name: _mark(few) for name, few in marks.items()}),
    )


def _mark(few: pl.Series) -> pl.Series:
    return few.to_frame("few").select(pl.when("few").then(pl.lit("[c]"))).to_series()


def withheld(counts: pl.Series, also: pl.Series | None = None) -> pl.Series:
    """Which of some counts with a known total to withhold: 1 to 4, `also`, and the next smallest until no total tells.

    One count withheld alone is the total less the others, and several that add up to under five are nearly given away:
    the next smallest joins them, as long as there is one above zero.
    """
    numbers = counts.to_numpy()
    few = (numbers >= 1) & (numbers <= SMALL) | (False if also is None else also.to_numpy())
    while few.any() and (few.sum() == 1 or numbers[few].sum() <= SMALL):
        others = np.flatnonzero(~few & (numbers > 0))
        if others.size == 0:
            break
        few[others[np.argmin(numbers[others])]] = True
    return pl.Series(few)


def _national(estimates: pl.DataFrame) -> Sheet:
    return Sheet(
        "Table_2",
        "Table 2: Share of all reviews completed that are good or better, estimated from those rated",
        ["This worksheet contains one table.", f"Weighted by division, with 95% intervals. {NOT_DRAWN}"],
        national_table(estimates),
    )


def _agreement(rows: pl.DataFrame) -> Sheet:
    return Sheet(
        "Table_3",
        "Table 3: How far HMPPS and the independent body agree, by standard",
        [
            "This worksheet contains one table.",
            "Kappa is agreement beyond chance: 1 where all agree, 0 as by chance; with 95% intervals.",
            "p: chance of a split at least so uneven if neither rates higher, exact, held for five standards at once.",
        ],
        agreement_table(compared(rows)),
    )


def agreement_table(found: pl.DataFrame) -> pl.DataFrame:
    """`ratings.compared` with the headings readers see."""
    headings = {"quadratic": "Kappa, quadratic", "linear": "Kappa, linear"}
    return found.select(
        pl.col("standard").alias("Standard"),
        pl.col("rated").alias("Rated by both"),
        pl.col("same").alias("Same rating"),
        pl.col("hmpps_higher").alias("HMPPS higher"),
        pl.col("hmpps_lower").alias("HMPPS lower"),
        pl.col("p_held").round(3).alias("p"),
        *(
            pl.col(f"{name}{end}").round(2).alias(f"{said}{words}")
            for name, said in headings.items()
            for end, words in (("", ""), ("_lower", ": 95% from"), ("_upper", ": 95% to"))
        ),
    )


def _ratings(rows: pl.DataFrame) -> Sheet:
    standards = [
        matrix_table(matrix(rows, column)).select(pl.lit(name).alias("Standard"), pl.all())
        for column, name in RATED.items()
    ]
    return Sheet(
        "Table_4",
        "Table 4: Independent ratings beside HMPPS's for the same reviews, by standard",
        ["This worksheet contains one table.", "Reviews rated by both; one column for each rating HMPPS gave."],
        pl.concat(standards),
    )


def matrix_table(counted: pl.DataFrame) -> pl.DataFrame:
    """`ratings.matrix` with a row per independent rating and a column per rating HMPPS gave."""
    wide = counted.pivot("hmpps", index="independent", values="numerator")
    return wide.select(
        pl.col("independent").alias("Independent rating"), *(pl.col(each).alias(f"HMPPS: {each}") for each in RATINGS)
    )
