"""The forecast in sentences and tables, from fixed templates."""

from collections.abc import Sequence

import polars as pl

from sfo_data.measures import QA_CLOCK, QA_TARGET_DAYS
from sfo_data.road_back.scenarios import MARKS, YEARS, Ahead, Back

TOO_FAR = f"not within {YEARS} years"
ON_TIME = f"within {QA_TARGET_DAYS} {QA_CLOCK} days"

# The name of what was, beside the scenarios of what may come.
SO_FAR = "So far"


def back_sentence(played: Ahead) -> str:
    """ "6 posts: half of the reviews are on time again from May 2021 (80% interval: …); 80% are not on time …" """
    half, most = (_when(played.back[name]) for name in MARKS)
    return f"{played.scenario.name}: half of the reviews are {half}; {MARKS['most']:.0%} are {most}."


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
    if played.at_best >= MARKS["most"]:
        return ""
    return (
        f"Even if no review ever waited, {played.at_best:.0%} would be finished {ON_TIME}: "
        f"{return_rate:.0%} are returned at their first round, and rewriting and reading them again takes longer. "
        f"More posts alone are unlikely to reach {MARKS['most']:.0%}."
    )


def scenario_table(played: Sequence[Ahead]) -> pl.DataFrame:
    """One row per scenario with the headings readers see."""
    return pl.DataFrame(
        [
            {
                "Scenario": each.scenario.name,
                "Half on time from": _from(each.back["half"]),
                "Half on time, 80% interval": _interval(each.back["half"]),
                "80% on time from": _from(each.back["most"]),
                "80% on time, 80% interval": _interval(each.back["most"]),
                "On time if none waited (%)": round(100 * each.at_best),
            }
            for each in played
        ]
    )


def _from(back: Back) -> str:
    return f"{back.month:%B %Y}" if back.month else TOO_FAR


def fan_table(played: Sequence[Ahead], so_far: pl.DataFrame | None = None) -> pl.DataFrame:
    """One row per scenario and month end, with the headings readers see; before them the past, where it is given."""
    share = {f"{ON_TIME.capitalize()} (%)": "share", "Share 80% from": "share_lower", "Share 80% to": "share_upper"}
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
