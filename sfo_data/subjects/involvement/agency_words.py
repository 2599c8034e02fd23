"""What the figures of agencies and homicides allow to be said: titles, sentences and tables."""

from collections.abc import Sequence

import polars as pl

from sfo_data.definitions.periods import Period
from sfo_data.statistics.stands_apart import FEW
from sfo_data.statistics.survival import Estimate
from sfo_data.subjects.involvement.agencies import STEPS, Sharing, told_by
from sfo_data.subjects.involvement.homicides import Coverage
from sfo_data.subjects.involvement.involvement_words import ACCEPTED, few_words
from sfo_data.wording.number_format import TOO_FEW_FOR_A_SHARE, share

# Bodies that readers will look for and that a delivery may not list.
LOOKED_FOR = {"MAPPA": "MAPPA", "court": "the courts"}


DAYS_DRAWN = 365


def curve_drawn(curve: pl.DataFrame) -> pl.DataFrame:
    """`Sharing.curve` from nobody told on day 0 to a year: day, told, lower, upper."""
    start = pl.DataFrame({"day": [0], "told": [0.0]}, schema_overrides={"day": curve.schema["day"]})
    upto = curve.filter(pl.col("day").is_between(0, DAYS_DRAWN)).select("day", "told", "lower", "upper")
    return pl.concat([start, upto], how="diagonal").unique("day", keep="last", maintain_order=True)


def listed_words(agencies: Sequence[str]) -> str:
    """Where the list of agencies comes from, and which of those looked for are not in these data."""
    absent = [name for sign, name in LOOKED_FOR.items() if not any(sign.lower() in each.lower() for each in agencies)]
    missing = f"; {' and '.join(absent)} are not in these data" if absent else ""
    return f"Agencies are those of the delivery’s reference table, which a delivery can extend{missing}."


def steps_title(steps: pl.DataFrame) -> str:
    """ "Of reviews accepted, agencies took part in 12%, had findings in 20%; 49% of those were told".

    The measures of the same steps are dated otherwise: the title says of which reviews it is.
    """
    totals = steps.group_by("measure").agg(pl.sum("numerator", "denominator"))
    shares = {name: k / n for name, k, n in totals.iter_rows() if n}
    if any(name not in shares for name in STEPS):
        return "Too little is recorded of agencies under these filters"
    if totals.filter(pl.col("measure").is_in(STEPS) & (pl.col("denominator") < FEW)).height:
        return f"Agencies: fewer than {FEW} behind a step, {TOO_FEW_FOR_A_SHARE}"
    took, found, told = (shares[name] for name in STEPS)
    return (
        f"Of reviews accepted, agencies took part in {took:.0%}, had findings in {found:.0%}; "
        f"{told:.0%} of those were told"
    )


def days(estimate: Estimate) -> str:
    """ "58 days (41 to 90)", "30 days (at least 10)", or "not yet reached"."""
    if estimate.value is None:
        return "not yet reached"
    if estimate.lower is None:
        limits = "too few for an interval"
    elif estimate.upper is None:
        limits = f"at least {estimate.lower:.0f}"
    else:
        limits = f"{estimate.lower:.0f} to {estimate.upper:.0f}"
    return f"{estimate.value:.0f} days ({limits})"


def sharing_title(found: Sharing) -> str:
    """ "Told only: 24 days; those not told counted, 58 days (41 to 90)" """
    if not found.concerned:
        return "No findings about other agencies in these reviews"
    if found.told_only is None:
        return f"None of {found.concerned:,} agencies with findings has been told yet"
    waiting = found.concerned - found.told
    return f"Those told: {found.told_only:.0f} days; with the {waiting:,} not told yet, median {days(found.median)}"


def curve_table(found: Sharing) -> pl.DataFrame:
    """The share told by each day on which an agency was, up to a year, as the chart draws it."""
    shares = {"told": "Told (%)", "lower": "95% from", "upper": "95% to"}
    return curve_drawn(found.curve).select(
        pl.col("day").alias("Days since acceptance"),
        *((pl.col(column) * 100).round(1).alias(heading) for column, heading in shares.items()),
    )


def told_table(found: Sharing) -> pl.DataFrame:
    """One row per day looked at: how many were still followed and untold, and the share told by then."""
    return told_by(found).select(
        pl.col("day").alias("Within days of acceptance"),
        pl.col("at_risk").alias("Still untold before that day"),
        *(
            (pl.col(column) * 100).round(1).alias(heading)
            for column, heading in {"told": "Told (%)", "lower": "95% from", "upper": "95% to"}.items()
        ),
    )


def waits_table(found: Sharing) -> pl.DataFrame:
    """One row per agency: concerned, told, and the median two ways."""
    rows = [
        {
            "Agency": row["agency"],
            "With findings": row["concerned"],
            "Told": row["told"],
            "Median days, those told": row["told_only"],
            "Median, those not told counted": days(Estimate(row["median"], row["median_lower"], row["median_upper"])),
        }
        for row in found.groups.iter_rows(named=True)
    ]
    return pl.DataFrame(rows, schema_overrides={"Median days, those told": pl.Float64})


def coverage_title(found: Coverage) -> str:
    """ "79 of 105 homicide cases had no other multi-agency review (75%)" """
    if found.share is None:
        return "No homicide case with an answer under these filters"
    return (
        f"{found.not_covered:,} of {found.recorded:,} homicide cases have no other multi-agency review "
        f"({share(found.not_covered, found.recorded)})"
    )


def coverage_sentence(found: Coverage) -> str:
    """The interval, what is not recorded, and how far it could move the share."""
    if found.limits is None or found.bounds is None:
        return "Whether another review covers the case is recorded for none of these."
    (lower, upper), (least, most) = found.limits, found.bounds
    return (
        f"95% interval {lower:.0%} to {upper:.0%} of the {found.recorded:,} recorded. Of all {found.cases:,} cases, "
        f"{found.not_recorded:,} have no answer and {found.no_review:,} no review submitted: the share lies between "
        f"{least:.0%} (all of them covered) and {most:.0%} (none covered)."
    )


def coverage_table(years: Sequence[tuple[int, Coverage]]) -> pl.DataFrame:
    """One row per year: cases by what is recorded, the share not covered, its interval and bounds; shares in %."""
    rows = [
        {
            "Notified in": str(year),
            "Cases": each.cases,
            "Not covered": each.not_covered,
            "Covered": each.covered,
            "Not recorded": each.not_recorded,
            "No review submitted": each.no_review,
            "Not covered, of recorded (%)": None if each.share is None else round(each.share * 100, 1),
            "95%": "" if each.limits is None else f"{each.limits[0]:.0%} to {each.limits[1]:.0%}",
            "Least and most": "" if each.bounds is None else f"{each.bounds[0]:.0%} to {each.bounds[1]:.0%}",
        }
        for year, each in years
    ]
    return pl.DataFrame(rows, schema_overrides={"Not covered, of recorded (%)": pl.Float64})


def list_table(listed: pl.DataFrame) -> pl.DataFrame:
    """`homicides.not_covered_list` with the headings readers see."""
    return listed.select(
        **{
            "Review": "review_id",
            "Other review": "coverage",
            "Notified": "notified_on",
            "Offence": "offence",
            "Division": "division",
            "Provider": "provider",
            "Status": "review_status",
        }
    )


def steps_caption(steps: pl.DataFrame) -> str:
    """Of whom each share is, where few are behind one, and which agencies there can be."""
    listed = steps["agency"].unique(maintain_order=True).to_list()
    return (
        f"{ACCEPTED}, with 95% intervals. Worked with the person: of all reviews; took part and findings: of the "
        "reviews where the agency worked with the person and this was recorded; shared: of those with findings about "
        f"it, as known so far. {few_words(steps, 'agency')}{listed_words(listed)} "
        "The cards count the first steps by receipt."
    )


def sharing_caption(found: Sharing) -> str:
    """Who is counted, and how those not told yet are."""
    return (
        f"{ACCEPTED}: {found.concerned:,} agencies with findings about them, {found.told:,} told. Kaplan-Meier, with "
        "95% intervals: an agency not told is counted as waiting on the day of knowledge, not left out. Some may never "
        "be told, so the line need not reach half. The card counts those told alone, and also agencies told without a "
        "finding about them."
    )


def coverage_caption(found: Coverage, period: Period) -> str:
    """Which cases, how sure the share is, and why it is asked."""
    return (
        f"Murder and manslaughter cases notified {period.in_words()}. "
        f"{coverage_sentence(found)} Other reviews: domestic homicide, child safeguarding practice and "
        "others. The bars show every calendar year. The inspection asks to consider making a multi-agency review "
        "mandatory for homicides that no other procedure covers."
    )


def list_caption(period: Period) -> str:
    """Which cases are listed, and for whom."""
    return (
        f"The cases behind the title, notified {period.in_words()}, for a reader who decides on a review. Look "
        "a case up by its identifier on the case list."
    )
