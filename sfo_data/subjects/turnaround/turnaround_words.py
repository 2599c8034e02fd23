"""The turnaround of quality assurance in sentences, headings, captions and tables, from fixed templates."""

import polars as pl

from sfo_data.definitions import targets
from sfo_data.definitions.measures import QA_CLOCK
from sfo_data.questions.turnaround import LATER_DAYS, FinishedOnly, Headline, Turnaround
from sfo_data.statistics.queue_turnaround import RECENT, Pace
from sfo_data.statistics.stands_apart import FEW
from sfo_data.wording.number_format import in_months

NOT_REACHED = "not yet reached"
WAITING_COUNTED = "those still waiting counted"
AXIS = f"{QA_CLOCK.capitalize()} days since first receipt"
BACK_HEADING = "When will it be back?"
OTHERS_HEADING = "What other ways of counting say"
# The inspection's words of May 2020 (see published/inspection_2020_headlines.csv), which count calendar months.
INSPECTION_TARGET = 20
INSPECTION_FOUND = "six months on average"
PACE_ERROR = "In simulated queues its middle error is within about 3%, also where pace or arrivals drift 2% a month."
# Of the two queues of docs/turnaround.md whose pace changed four weeks before.
DEPARTURE_ERROR = (
    "in simulated queues whose pace fell by 40% or rose by 70% four weeks before, the figure was 5% low and 9% high"
)


def turnaround_sentence(line: Headline, pace: Pace) -> str:
    """How long it takes, those still waiting counted, for the reviews received in the period; and where it is unsure.

    "QA turnaround of 468 reviews received: 163 working days, 7.7 months, those still waiting counted (95% interval 148
    to 184)."
    """
    if not line.received:
        return "No reviews were received in the period."
    counted = line.counted
    if counted.value is None:
        return f"The middle turnaround of the {line.received:,} reviews received is {NOT_REACHED}."
    upper = "or more" if counted.upper is None else f"to {counted.upper:.0f}"
    limits = "" if counted.lower is None else f" (95% interval {counted.lower:.0f} {upper})"
    beyond = " This is modelled beyond what has been seen: no review has been followed so long." * line.is_beyond
    return (
        f"QA turnaround of {line.received - line.withdrawn:,} reviews received: {counted.value:.0f} {QA_CLOCK} days, "
        f"{in_months(counted.value)}, {WAITING_COUNTED}{limits}.{beyond}{departure_sentence(pace)}"
    )


def departure_sentence(pace: Pace) -> str:
    """That the last weeks' output departs from the pace of thirteen, with a space before; else empty."""
    if not pace.departs:
        return ""
    weeks = RECENT.days // 7
    usual = weeks * pace.window / 13
    return (
        f" Take care: {pace.recent:,} reviews were finished in the last {weeks} weeks, where the pace of 13 weeks "
        f"gives {usual:.0f}. The estimate goes on at the pace of the {weeks} weeks; {DEPARTURE_ERROR}."
    )


def rests_on(line: Headline, period: str) -> str:
    """What the figure rests on: "Of 478 reviews received …: 211 finished, 257 still waiting, 10 withdrawn." """
    return (
        f"Of the {line.received:,} reviews received {period}: {line.finished:,} finished, {line.waiting:,} still "
        f"waiting, {line.withdrawn:,} withdrawn."
    )


def medians_title(quarters: pl.DataFrame) -> str:
    """ "Over 20 working days for every quarter since Oct to Dec 2017: 22 then, 202 for Jan to Mar 2020" """
    known = quarters.filter(pl.col("modelled").is_not_null())
    if known.is_empty():
        return "No turnaround is known of these quarters"
    last = known.row(-1, named=True)
    on_time = known.with_row_index("place").filter(pl.col("modelled") <= pl.col("target"))
    since = known.slice(0 if on_time.is_empty() else on_time["place"][-1] + 1)
    target = _target(since if not since.is_empty() else known.tail(1))
    if since.is_empty():
        return f"Within {target}: {last['modelled']:.0f} for reviews received {last['received_in']}"
    first = since.row(0, named=True)
    if since.height == 1:
        return f"Over {target}: {last['modelled']:.0f} for reviews received {last['received_in']}"
    begins = "at least " if since.height == known.height else ""
    return (
        f"Over {target} since {begins}{first['received_in']}: {first['modelled']:.0f} then, "
        f"{last['modelled']:.0f} for {last['received_in']}"
    )


def _target(quarters: pl.DataFrame) -> str:
    """ "20 working days", or that the target was another in some of the quarters."""
    days = quarters["target"].unique()
    return f"{days[0]} {QA_CLOCK} days" if len(days) == 1 else "the target of the time"


def target_note() -> str:
    """That the target was changed, with a space before; empty where it never was."""
    if len(targets.TARGETS) == 1:
        return ""
    return f" Target: {targets.in_words()}; a quarter is judged by the one in force on its first day."


MEDIANS_CAPTION = (
    f"QA turnaround by quarter received, {WAITING_COUNTED}, with 95% intervals: the 13 whole quarters up to the "
    "period's end, whatever its start. A review still waiting is counted by the queue it joined and the team's present "
    "pace. "
    f"{PACE_ERROR} Hollow: modelled beyond what has been seen. The filter on review status does not apply."
)


def finished_title(quarters: pl.DataFrame) -> str:
    """ "Finished within 20 working days: Jan to Mar 2017 78%, Jan to Mar 2020 8%", the first and the last quarter."""
    if not quarters["received"].sum():
        return "No reviews received in these quarters"
    known = quarters.filter(pl.col("within_target").is_not_null(), pl.col("received") >= FEW)
    if known.is_empty():
        return f"Fewer than {FEW} reviews received in each of these quarters"
    parts = [
        f"{row['received_in']} {row['within_target']:.0%}"
        for row in (known.row(0, named=True), known.row(-1, named=True))
    ]
    return f"Finished within {_target(known)}: {', '.join(dict.fromkeys(parts))}"


def finished_caption(finished: pl.DataFrame) -> str:
    """Of which quarters the lines are, and what they count."""
    return (
        f"Reviews received {', '.join(finished['received_in'].unique(maintain_order=True))}; a line stops where none "
        "has been followed longer. Aalen-Johansen: a withdrawn review cannot finish. The table has all 13 quarters to "
        "the period's end, 95% intervals and numbers at risk. The filter on review status does not apply."
    )


def distribution_title(spread: pl.DataFrame, middle: float | None) -> str:
    """ "Finished reviews only: half of 344 took 114 working days or fewer" """
    if middle is None:
        return "No reviews completed in the period"
    return f"Finished reviews only: half of {spread['reviews'].sum():,} took {middle:.0f} {QA_CLOCK} days or fewer"


def distribution_caption(width: int) -> str:
    """What the bands are of, and what they leave out."""
    return (
        f"Reviews completed in the period by turnaround, in bands of {width} {QA_CLOCK} days; those still waiting are "
        "left out."
    )


def others_table(clock: Turnaround) -> pl.DataFrame:
    """One row per way of counting, the one shown first at the top: what it counts and leaves out, days, months."""
    left_out: FinishedOnly = clock.finished_only
    average = f"the target, {INSPECTION_TARGET} days"
    rows = [
        (
            "QA turnaround",
            "Reviews received in the period, the waiting counted; middle value",
            clock.headline.counted.value,
        ),
        (
            "Finished reviews only, middle value",
            "Reviews finished in the period; leaves out the waiting",
            left_out.middle,
        ),
        ("Finished reviews only, average", "Reviews finished in the period; leaves out the waiting", left_out.average),
    ]
    found = [
        (name, what, NOT_REACHED if days is None else f"{days:.0f}", "–" if days is None else in_months(days))
        for name, what, days in rows
    ]
    inspection = [
        ("Inspection, May 2020: target", f"Said “{INSPECTION_TARGET} days”, not which; read as {QA_CLOCK} days",
         str(INSPECTION_TARGET), in_months(INSPECTION_TARGET)),
        ("Inspection, May 2020: found", f"Said “{INSPECTION_FOUND}” without saying of which reviews, against {average}",
         "–", "6 months"),
    ]  # fmt: skip
    return pl.DataFrame(
        [*found, *inspection], schema=["Figure", "Counts", f"{QA_CLOCK.capitalize()} days", "Months"], orient="row"
    )


FLOW = {"received": "Rounds received", "finished": "Rounds finished"}
IN_HAND = ("in_hand", "In hand at month end")
POSTS = {"posts_funded": "Posts funded", "posts_filled": "Posts filled"}


def flow_title(flow: pl.DataFrame) -> str:
    """ "QA rounds: 612 received, 590 finished; 98 rounds in hand at the end of the period"."""
    if flow.is_empty():
        return "No QA rounds in the period"
    received, finished = flow.select(pl.sum("received", "finished")).row(0)
    left = f"{flow['in_hand'][-1]:,} rounds in hand at the end of the period"
    return f"QA rounds: {received:,} received, {finished:,} finished; {left}"


FLOW_CAPTION = "Every submission and resubmission is a round; in hand is received, not finished and not withdrawn."


def posts_title(posts: pl.DataFrame) -> str:
    """ "4 of 8 funded posts filled in April 2020" """
    if posts.is_empty():
        return "Posts: no data"
    last = posts.row(-1, named=True)
    return f"{last['posts_filled']} of {last['posts_funded']} funded posts filled in {last['month']:%B %Y}"


POSTS_CAPTION = "HMPPS quality assurance team, England and Wales; the filters on providers and offences do not apply."


def ages_title(ages: pl.DataFrame, target: int) -> str:
    """ "212 reviews open, 190 of them for more than 20 working days": the first band ends at the target."""
    total = ages["reviews"].sum()
    if not total:
        return "No reviews open"
    return f"{total:,} reviews open, {total - ages['reviews'][0]:,} of them for more than {target} {QA_CLOCK} days"


AGES_CAPTION = "All reviews open on the day of knowledge, whatever the period, by time since HMPPS first received them."


def _reached(column: str) -> pl.Expr:
    return pl.col(column).round(0).cast(pl.Int64).cast(pl.String).fill_null(NOT_REACHED)


def medians_table(quarters: pl.DataFrame) -> pl.DataFrame:
    """`Turnaround.quarters` with its counts and its medians: the waiting counted, and Kaplan-Meier."""
    return quarters.select(
        pl.col("received_in").alias("Quarter received"),
        *(pl.col(name).alias(name.capitalize()) for name in ("received", "completed", "withdrawn", "open")),
        _reached("modelled").alias(f"QA turnaround ({QA_CLOCK} days)"),
        pl.col("modelled_lower").alias("95% from"),
        pl.col("modelled_upper").alias("95% to"),
        pl.when("is_beyond").then(pl.lit("modelled beyond what has been seen")).otherwise(pl.lit("")).alias("Note"),
        _reached("median").alias("Seen so far (Kaplan-Meier)"),
        pl.col("median_lower").alias("Seen, 95% from"),
        pl.col("median_upper").alias("Seen, 95% to"),
    )


def curves_table(finished: pl.DataFrame) -> pl.DataFrame:
    """`Turnaround.finished`: the share finished by each day on which one was, for each year's line."""
    return finished.select(
        pl.col("year").alias("Year"),
        pl.col("received_in").alias("Quarter received"),
        pl.col("day").alias(f"{QA_CLOCK.capitalize()} days"),
        (pl.col("completed_share") * 100).round(1).alias("Finished (%)"),
    )


def finished_table(quarters: pl.DataFrame) -> pl.DataFrame:
    """`Turnaround.quarters` with the share finished within the target and the number still followed later on."""
    limits = {"within_target": "Finished within target", "within_lower": "95% from", "within_upper": "95% to"}
    return quarters.select(
        pl.col("received_in").alias("Quarter received"),
        pl.col("received").alias("Received"),
        *((pl.col(column) * 100).round(1).alias(f"{heading} (%)") for column, heading in limits.items()),
        pl.col("target").alias("Target (days)"),
        pl.col("at_risk_target").alias("At risk on that day"),
        *(pl.col(f"at_risk_{day}").alias(f"At risk on day {day}") for day in LATER_DAYS),
    )
