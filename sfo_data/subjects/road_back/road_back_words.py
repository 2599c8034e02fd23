"""The forecast in sentences and tables, from fixed templates."""

from collections.abc import Mapping, Sequence

import polars as pl

from sfo_data.definitions.targets import Target
from sfo_data.subjects.road_back.scenarios import MARKS, YEARS, Ahead, Back, Mark

TOO_FAR = f"not within {YEARS} years"

# The name of what was, beside the scenarios of what may come.
SO_FAR = "So far"


BACK_HEADING = "When will reviews be on time again?"
HELP_HEADING = "What would help?"
OWN_HEADING = "Your scenario"
SCENARIOS = "When reviews are on time again, by scenario"
PAST = "Past forecasts, by what was forecast and how far ahead"
PAST_HEADING = "How past forecasts did"
TEAM = "HMPPS quality assurance team, England and Wales, all providers and offences, whatever is chosen above."
REPLAYED = (
    "Forecasts from the first state of each month, with what was known then, against what was known 4, 13 and 26 weeks "
    "later. Horizons overlap, so the forecasts are not independent. Score: continuous ranked probability score, in "
    "reviews or rounds; lower is better. “Stays as it is”: as many open as on the day, as many finished as before."
)
FITTED = (
    "Simulated day by day from the reviews in hand and being written, with the arrivals, output, returns, lengths and "
    "withdrawals of the last 12 months; lines are medians and bands 80% intervals of 200 simulated futures. The bands "
    "hold how unsure those figures are, and that arrivals and output go on drifting for a year as they did in those "
    "months, then stay level. They do not hold other changes, as of rules or, but for the scenario, of posts."
)
OPEN_CAPTION = f"Reviews received and neither accepted nor withdrawn, at month ends. {FITTED} {TEAM}"
SHARE_CAPTION = (
    f"Of the reviews whose quality assurance is completed in the month; the line marks {MARKS[Mark.MOST]:.0%}. {TEAM}"
)
# The reader's own scenario: the control's name, its label and its highest value.
INPUTS = (
    ("own_posts", "Posts filled", 20),
    ("own_returned", "Returned at first round (%)", 100),
    ("own_notified", "Offences notified a month", 150),
    ("own_extended", "Given more time (%)", 100),
)


def back_caption(target: Target) -> str:
    """What on time, and on time again, mean under the target in force on the day of knowledge."""
    return (
        f"On time: completed within {target.in_words()} of first receipt. On time again: the first of three months "
        "running in which that share of the reviews completed in the month was on time."
    )


MORE = "How sure this is, and what would help, stands under “Road back to target”."
# The row of a forecast's month ends that is a year on; the first row is the day of knowledge.
YEAR_ON = 13


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


def back_sentence(played: Ahead) -> str:
    """ "6 posts: half of the reviews are on time again from May 2021 (80% interval: …); 80% are not on time …" """
    half, most = (_when(played.back[name]) for name in MARKS)
    return f"{played.scenario.name}: half of the reviews are {half}; {MARKS[Mark.MOST]:.0%} are {most}."


def _when(back: Back) -> str:
    if back.month is None:
        return f"not on time again within {YEARS} years"
    return f"on time again from {back.month:%B %Y} (80% interval: {_interval(back)})"


def _interval(back: Back) -> str:
    if back.earliest is None:
        return TOO_FAR
    latest = f"{back.latest:%B %Y}" if back.latest else f"more than {YEARS} years on"
    return f"{back.earliest:%B %Y} to {latest}"


def at_best_sentence(played: Ahead, return_rate: float) -> str:
    """What returns allow: "Even if no review ever waited, 78% would be finished …"; empty where that is enough."""
    if played.at_best >= MARKS[Mark.MOST]:
        return ""
    return (
        f"Even if no review ever waited, {played.at_best:.0%} would be finished within {played.target.in_words()}: "
        f"{return_rate:.0%} are returned at their first round, and rewriting and reading them again takes longer. "
        f"More posts alone are unlikely to reach {MARKS[Mark.MOST]:.0%}."
    )


def scenario_table(played: Sequence[Ahead]) -> pl.DataFrame:
    """One row per scenario with the headings readers see."""
    return pl.DataFrame(
        [
            {
                "Scenario": each.scenario.name,
                "Half on time from": _from(each.back[Mark.HALF]),
                "Half on time, 80% interval": _interval(each.back[Mark.HALF]),
                "80% on time from": _from(each.back[Mark.MOST]),
                "80% on time, 80% interval": _interval(each.back[Mark.MOST]),
                "On time if none waited (%)": round(100 * each.at_best),
            }
            for each in played
        ]
    )


def _from(back: Back) -> str:
    return f"{back.month:%B %Y}" if back.month else TOO_FAR


def fan_table(played: Sequence[Ahead], so_far: pl.DataFrame | None = None) -> pl.DataFrame:
    """One row per scenario and month end, with the headings readers see; before them the past, where it is given."""
    on_time = f"Within {played[0].target.in_words()} (%)"
    share = {on_time: "share", "Share 80% from": "share_lower", "Share 80% to": "share_upper"}
    ahead = pl.concat(
        each.months.select(
            pl.lit(each.scenario.name).alias("Scenario"),
            pl.col("on").alias("On"),
            pl.col("open").cast(pl.Int64).alias("Reviews open"),
            pl.col("open_lower").cast(pl.Int64).alias("Open 80% from"),
            pl.col("open_upper").cast(pl.Int64).alias("Open 80% to"),
            *((100 * pl.col(column)).round().cast(pl.Int64).alias(heading) for heading, column in share.items()),
        )
        for each in played
    )
    if so_far is None:
        return ahead
    past = so_far.select(
        pl.lit(SO_FAR).alias("Scenario"), pl.col("on").alias("On"), pl.col("open").cast(pl.Int64).alias("Reviews open")
    )
    return pl.concat([past, ahead], how="diagonal")


def replay_table(covered: pl.DataFrame) -> pl.DataFrame:
    """`replay.coverage` with the headings readers see."""
    return covered.select(
        pl.col("quantity").alias("Forecast of"),
        pl.col("weeks").alias("Weeks ahead"),
        pl.col("forecasts").alias("Forecasts"),
        pl.col("inside").alias("Inside the 80% interval"),
        (100 * pl.col("inside") / pl.col("forecasts")).round().cast(pl.Int64).alias("Inside (%)"),
        pl.col("mean_error").round(1).alias("Mean error"),
        pl.col("crps").round(1).alias("Score"),
        pl.col("crps_naive").round(1).alias("Score of “stays as it is”"),
    )
