"""The title of each chart, the finding in about ten words, and the funnel's caption: only what the rules allow."""

from collections.abc import Mapping

import polars as pl

from sfo_data import funnel
from sfo_data.dimensions import NOT_RECORDED
from sfo_data.measures import QA_CLOCK, QA_TARGET_DAYS, Measure
from sfo_data.periods import DEFAULT, Period
from sfo_data.schema import RISK_LEVELS
from sfo_data.turnaround import Headline
from sfo_data.wording import number

# The row of a forecast's month ends that is a year on; the first row is the day of knowledge.
YEAR_ON = 13
# What a comparison held equal, as it ends a title.
GIVEN = {
    "none": ", as recorded",
    "type": ", each among its own type",
    "offence": ", given their mix of offences",
    "risk": ", given their mix of risk",
    "both": ", given their mix of risk and offences",
}


def largest_title(groups: pl.DataFrame, by: str, role: str) -> str:
    """ "Rape is the largest offence group: 89 of 493 (18%)" from `figures.counts_and_shares`; two or more share it."""
    if groups.is_empty():
        return "No reviews under these filters"
    total = groups["numerator"].sum()
    largest = groups.filter(pl.col("numerator") == pl.col("numerator").max())
    names, first = sorted(largest[by]), largest.row(0, named=True)
    size = f"{first['numerator']:,} of {total:,} ({first['share']:.0%})"
    if len(names) == 1:
        return f"{names[0]} is {role}: {size}"
    return f"No one group is {role}: {', '.join(names[:-1])} and {names[-1]} have {size} each"


def crossing_title(crossed: pl.DataFrame, row: str, column: str) -> str:
    """ "Most often: Rape with NPS, 52 reviews" from the fullest cell of a two-way count."""
    if crossed.is_empty():
        return "No reviews under these filters"
    first = crossed.sort("numerator", descending=True).row(0, named=True)
    return f"Most often: {first[row]} with {said(column, first[column])}, {first['numerator']:,} reviews"


def standing_title(compared: pl.DataFrame, what: str, mix: str) -> str:
    """ "NPS divisions: 1 above and 0 below England and Wales, given their mix of risk"; `stands` as in the frame."""
    stands = compared["stands"].to_list()
    if not set(stands) - {"nothing"}:
        return f"{what}: no data under these filters"
    above, below = stands.count("above"), stands.count("below")
    if above + below == 0:
        return f"{what}: no evidence that any differs{GIVEN[mix]}"
    return f"{what}: {above} above and {below} below England and Wales{GIVEN[mix]}"


def funnel_caption(compared: pl.DataFrame, spread: funnel.Spread, is_widened: bool, period: Period) -> str:
    """How many providers lie outside and would by chance, what "above" means and promises, and how much they vary."""
    known = compared.filter(pl.col("value").is_not_null())
    outside = int(known["is_outside"].sum())
    rolling = " The last 12 months start afresh each month; a year does not." if period.name == DEFAULT else ""
    drawn = "the limits allow for it" if is_widened and spread.tau2 > 0 else "the limits are those of chance alone"
    return (
        f"At 99.8%, {funnel.expected_outside(known.height, funnel.ALARM):.3f} of {known.height} providers would lie "
        f"outside by chance alone at each look ({known['chance_outside'].sum():.2f} by exact count); "
        f"{outside or 'none'} {'does' if outside == 1 else 'do'}. “Above” and "
        "“below” are said only where e-values with e-BH allow it: at most 5% of such findings are expected to be "
        f"false, over all providers and any number of weekly looks at a period with a fixed start.{rolling} "
        f"Overdispersion: phi {spread.phi:.1f} (chance alone gives 0.7), tau² {spread.tau2:.3f}; {drawn}."
    )


def overlap_title(compared: pl.DataFrame, target: float) -> str:
    """ "26 of 28 intervals reach the figure for England and Wales" """
    known = compared.filter(pl.col("value").is_not_null())
    reach = known.filter((pl.col("lower") <= target) & (pl.col("upper") >= target))
    return f"{reach.height} of {known.height} intervals reach the figure for England and Wales"


def share_title(headlines: pl.DataFrame, name: str, what: str) -> str:
    """ "Murder and manslaughter: low or medium risk 66% (82 of 124)" from a headline."""
    row = headlines.row(by_predicate=pl.col("measure") == name, named=True)
    if row["value"] is None:
        return f"{what}: no cases"
    return f"{what} {row['value']:.0%} ({row['numerator']:,} of {row['denominator']:,.0f})"


def movement_title(moved: pl.DataFrame) -> str:
    """ "Risk level at the offence: 70% as at the start, 18% higher, 12% lower" among those recorded at both."""
    levels = {level: place for place, level in enumerate(RISK_LEVELS)}
    steps = (
        moved.filter(pl.all_horizontal(pl.col("risk_at_start", "risk_at_offence").is_in(RISK_LEVELS)))
        .with_columns(pl.col("risk_at_start", "risk_at_offence").replace_strict(levels, return_dtype=pl.Int64))
        .with_columns(step=(pl.col("risk_at_offence") - pl.col("risk_at_start")).sign())
    )
    total = int(steps["numerator"].sum())
    if total == 0:
        return "No notifications with both levels recorded"
    same, up, down = (int(steps.filter(pl.col("step") == step)["numerator"].sum()) / total for step in (0, 1, -1))
    return f"Level at the offence: {same:.0%} as at the start, {up:.0%} higher, {down:.0%} lower"


def flow_title(flow: pl.DataFrame) -> str:
    """ "QA rounds: 612 received, 590 finished; 98 in hand at the end" over the period."""
    if flow.is_empty():
        return "No QA rounds in the period"
    received, finished = flow.select(pl.sum("received", "finished")).row(0)
    return f"QA rounds: {received:,} received, {finished:,} finished; {flow['in_hand'][-1]:,} in hand at the end"


def distribution_title(spread: pl.DataFrame, median: float | None) -> str:
    """ "Half of 480 reviews took 118 days or fewer" """
    if median is None:
        return "No reviews completed in the period"
    return f"Half of {spread['reviews'].sum():,} reviews completed took {median:.0f} {QA_CLOCK} days or fewer"


def posts_title(posts: pl.DataFrame) -> str:
    """ "4 of 8 funded posts filled in April 2020" """
    if posts.is_empty():
        return "Posts: no data in the period"
    last = posts.row(-1, named=True)
    return f"{last['posts_filled']} of {last['posts_funded']} funded posts filled in {last['month']:%B %Y}"


def ages_title(ages: pl.DataFrame) -> str:
    """ "212 reviews open, 190 of them past the target" """
    total = ages["reviews"].sum()
    return (
        f"{total:,} reviews open, {total - ages['reviews'][0]:,} of them for more than {QA_TARGET_DAYS} {QA_CLOCK} days"
    )


def said(dimension: str, label: str) -> str:
    """A label as it reads inside a sentence: "high risk", "NPS"."""
    if not dimension.startswith("risk"):
        return label
    return "no recorded risk" if label == NOT_RECORDED else f"{label.lower()} risk"


def claim_title(measure: Measure, sides: pl.DataFrame) -> str:
    """ "SFO rate: 1.90 for Calendar year 2018, 2.22 for Calendar year 2017" """
    before, now = (f"{number(measure, row['value'])} for {row['side']}" for row in sides.iter_rows(named=True))
    return f"{measure.label}: {now}, {before}"


def fan_title(scenarios: Mapping[str, pl.DataFrame], column: str) -> str:
    """ "Reviews open in May 2021: 320 with today’s 4 posts, 58 with the 8 funded posts": of the first two scenarios."""
    what, unit = {"open": ("Reviews open", ",.0f"), "share": ("Finished on time", ".0%")}[column]
    year_on = next(iter(scenarios.values()))["on"][YEAR_ON]
    middles = {name: frame[column][YEAR_ON] for name, frame in list(scenarios.items())[:2]}
    words = (f"{middle:{unit}} with {name[0].lower()}{name[1:]}" for name, middle in middles.items())
    return f"{what} in {year_on:%B %Y}: {', '.join(words)}"


def replay_title(covered: pl.DataFrame) -> str:
    """ "52 of 58 past forecasts (90%) held what came, where 80% should" from `road_back.coverage`."""
    inside, total = covered.select(pl.sum("inside", "forecasts")).row(0)
    if not total:
        return "No past forecast can be checked yet"
    return f"{inside:,} of {total:,} past intervals ({inside / total:.0%}) held what came, where 80% should"


def turnaround_sentence(line: Headline) -> str:
    """What counting only finished reviews leaves out, for the reviews received in the period."""
    if not line.received:
        return "No reviews were received in the period."
    if line.closed_only is None:
        return f"None of the {line.received:,} reviews received in the period is finished."
    start = f"Counting only finished reviews says {line.closed_only:.0f} {QA_CLOCK} days"
    honest = line.honest
    if honest.value is None:
        return f"{start}; counting those still waiting, the median is not yet reached."
    upper = "or more" if honest.upper is None else f"to {honest.upper:.0f}"
    limits = "" if honest.lower is None else f" ({honest.lower:.0f} {upper})"
    hidden = round(honest.value) - round(line.closed_only)
    verdict = f"{hidden} {'day is' if hidden == 1 else 'days are'} hidden by the backlog"
    beyond = " This is modelled beyond what has been seen: no review has been followed so long." * line.is_beyond
    return (
        f"{start}; counting those still waiting, {honest.value:.0f}{limits}: "
        f"{verdict if hidden > 0 else 'the backlog hides none'}.{beyond}"
    )


def finished_title(quarters: pl.DataFrame) -> str:
    """ "Finished within 20 working days: Jan to Mar 2017 78%, Jan to Mar 2020 8%", the first and the last quarter."""
    known = quarters.filter(pl.col("within_target").is_not_null())
    if known.is_empty():
        return "No reviews received in these quarters"
    parts = [
        f"{row['received_in']} {row['within_target']:.0%}"
        for row in (known.row(0, named=True), known.row(-1, named=True))
    ]
    return f"Finished within {QA_TARGET_DAYS} {QA_CLOCK} days: {', '.join(dict.fromkeys(parts))}"


def medians_title(quarters: pl.DataFrame) -> str:
    """ "Received Jan to Mar 2020: finished only 8 days, still waiting counted 202" """
    known = quarters.filter(pl.col("received") > 0)
    if known.is_empty():
        return "No reviews received in these quarters"
    last = known.row(-1, named=True)
    finished, counted = (
        "none yet" if last[name] is None else f"{last[name]:.0f} days" for name in ("closed_only", "modelled")
    )
    counted = counted.replace("none yet", "not yet reached")
    return f"Received {last['received_in']}: finished only {finished}, still waiting counted {counted}"
