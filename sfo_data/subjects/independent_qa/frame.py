"""Which reviews can be drawn for independent quality assurance, and what would a sample of them show?"""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import polars as pl

from sfo_data.definitions import periods
from sfo_data.definitions.filters import Filters, Known, Scope
from sfo_data.definitions.reporting_calendar import last_day_before
from sfo_data.questions.queries import Read
from sfo_data.statistics.stands_apart import FEW
from sfo_data.subjects.independent_qa import sampling
from sfo_data.subjects.independent_qa.sampling import DIVISION, OFFENCE, Design, Unusable

COMPLETED = "qa_completed_on"
# What a stratum's name says of the offence, where the strata are split by it.
OFFENCES = {True: "murder or manslaughter", False: "other offences"}


def design(filters: Filters, proportion: str, least: int, strata: tuple[str, ...]) -> Design:
    """The design of a draw from the reviews completed in the filters' period, known on their day. Raises Unusable."""
    last = last_day_before(filters.period.end)
    first, period = filters.period.start.isoformat(), filters.period.name
    return Design(period, first, last.isoformat(), filters.known_on.isoformat(), proportion, least, strata)


def frame(read: Read, of: Design, known: Known, scope: Scope) -> pl.DataFrame:
    """One row per review that can be drawn: review_id, stratum.

    Raises Unusable where the store does not reach to the design's day of knowledge, or the reader may not see all
    divisions: part of a list gives another draw.
    """
    if scope.divisions is not None:
        raise Unusable("Only a reader who may see all of England and Wales can run a draw again.")
    asked = date.fromisoformat(of.known_on)
    state = known.on(asked)
    if state is None or asked > known.known_on:
        raise Unusable(
            f"The draw is from reviews as known on {of.known_on}; the store reaches from {known.states[0]} to "
            f"{known.known_on}."
        )
    return _strata(read("reviews", replace(drawn_from(of, scope), known_on=state), COMPLETED), of.strata)


def drawn_from(of: Design, scope: Scope) -> Filters:
    """The reviews that a draw is from, by their days."""
    days = periods.from_to(date.fromisoformat(of.first_day), date.fromisoformat(of.last_day))
    return Filters(scope, date.fromisoformat(of.known_on), days)


def _strata(rows: pl.DataFrame, strata: tuple[str, ...]) -> pl.DataFrame:
    by_offence = pl.format(
        "{}, {}", DIVISION, pl.col("is_murder_or_manslaughter").replace_strict(OFFENCES, return_dtype=pl.String)
    )
    return rows.select("review_id", stratum=by_offence if OFFENCE in strata else pl.col(DIVISION))


def planned(read: Read, filters: Filters, proportion: Fraction, least: int, strata: tuple[str, ...]) -> pl.DataFrame:
    """One row per stratum of the reviews completed in the period, whatever else is chosen.

    stratum, reviews, drawn, weight (reviews that each drawn one stands for), half_width (of a 95% interval of a share,
    0 to 1), power (to tell the stratum from all others at 15 points), detectable (difference found with 80% power).
    """
    rows = _strata(read("reviews", Filters(filters.scope, filters.known_on, filters.period), COMPLETED), strata)
    sizes = rows.group_by("stratum").agg(reviews=pl.len().cast(pl.Int64)).sort("stratum")
    numbers = sampling.allocate(dict(sizes.iter_rows()), proportion, least)
    drawn, reviews = [numbers[name] for name in sizes["stratum"]], sizes["reviews"].to_numpy()
    return sizes.with_columns(
        drawn=pl.Series(drawn, dtype=pl.Int64),
        half_width=pl.Series(sampling.half_width(drawn, reviews), nan_to_null=True, dtype=pl.Float64),
        power=pl.Series(sampling.power(drawn, reviews), nan_to_null=True, dtype=pl.Float64),
        detectable=pl.Series(sampling.detectable(drawn, reviews), nan_to_null=True, dtype=pl.Float64),
    ).with_columns(weight=pl.when(pl.col("drawn") > 0).then(pl.col("reviews") / pl.col("drawn")))


def plan_words(plan: pl.DataFrame) -> str:
    """What a sample of these sizes would show, in three sentences; for a `planned` frame with rows."""
    if _is_few(plan):
        return f"Fewer than {FEW} ratings are too few for a share of good reviews, in England and Wales or in a group."
    size = pl.col("reviews") / pl.col("reviews").sum()
    national, least, most, weakest, strongest = plan.select(
        (size**2 * pl.col("half_width") ** 2).sum().sqrt(),
        pl.min("half_width"),
        pl.max("half_width").alias("most"),
        pl.min("power"),
        pl.max("power").alias("strongest"),
    ).row(0)
    words = (
        f"The share rated good or better in England and Wales would be known to within {national * 100:.0f} percentage "
        f"points either way, in a division or group to within {least * 100:.0f} to {most * 100:.0f}."
    )
    if weakest is None:
        return words
    return (
        f"{words} One that differs from all the others by {sampling.DIFFERENCE * 100:.0f} points would be found by "
        f"{weakest:.0%} to {strongest:.0%} of such samples; {sampling.POWER:.0%} is the usual aim."
    )


def plan_title(plan: pl.DataFrame) -> str:
    """ "67 of 335 reviews: 2 to 12 from each stratum"; "1 of 1 review" of so few that groups mean nothing."""
    drawn, reviews = plan["drawn"].sum(), plan["reviews"].sum()
    fewest, most = plan.select(pl.min("drawn"), pl.max("drawn").alias("most")).row(0)
    size = f"{drawn:,} of {reviews:,} {'review' if reviews == 1 else 'reviews'}"
    return size if _is_few(plan) else f"{size}: {fewest} to {most} from each group"


def plan_table(plan: pl.DataFrame) -> pl.DataFrame:
    """`planned` with the headings readers see; shares in per cent or points, none where too few are drawn for one."""
    points = (
        {}
        if _is_few(plan)
        else {
            "half_width": "Known to within (points)",
            "power": "Chance to find 15 points (%)",
            "detectable": "Found by 80% of samples (points)",
        }
    )
    return plan.select(
        pl.col("stratum").alias("Group"),
        pl.col("reviews").alias("Reviews completed"),
        pl.col("drawn").alias("To draw"),
        pl.col("weight").round(2).alias("Each stands for"),
        *((pl.col(name) * 100).round(0).cast(pl.Int64).alias(heading) for name, heading in points.items()),
    )


def _is_few(plan: pl.DataFrame) -> bool:
    return int(plan["drawn"].sum()) < FEW
