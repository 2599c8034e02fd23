"""The titles and captions of providers compared: only what the rules allow."""

import polars as pl

from sfo_data.definitions.measures import MEASURES, Mix
from sfo_data.definitions.periods import DEFAULT, Period
from sfo_data.statistics import funnel
from sfo_data.wording import stands_words
from sfo_data.wording.titles import GIVEN

INTERVALS_CAPTION = (
    "With 95% intervals, by name and not by value, whose order is mostly chance. Of many intervals a few miss the "
    "national figure by chance alone: only the finding in the table allows for that. "
    f"{stands_words.FILLED}"
)
RATES_TITLE = "SFO rate by level of risk, NPS next to CRC"
RATES_CAPTION = (
    "England and Wales; risk at the offence over people supervised at that risk, with 95% intervals. People "
    "supervised are counted by risk and not by offence: the SFO rate is standardised for risk only."
)


def providers_title(groups: pl.DataFrame, what: str, mix: Mix) -> str:
    """Who is above or below England and Wales, with the mix held equal."""
    return stands_words.title(groups, what, "provider", given=GIVEN[mix])


def funnel_caption(
    compared: pl.DataFrame, spread: funnel.Spread, is_widened: bool, period: Period, is_rate: bool = False
) -> str:
    """How many providers lie outside and would by chance, what "above" means and promises, and how much they vary."""
    known = compared.filter(pl.col("value").is_not_null())
    outside = int(known["is_outside"].sum())
    rolling = " The last 12 months start afresh each month; a year does not." if period.name == DEFAULT else ""
    drawn = "the limits allow for it" if is_widened and spread.tau2 > 0 else "the limits are those of chance alone"
    return (
        f"At 99.8%, {funnel.expected_outside(known.height, funnel.ALARM):.3f} of {known.height} providers would lie "
        f"outside by chance alone at each look ({known['chance_outside'].sum():.2f} by exact count); "
        f"{outside or 'none'} {'does' if outside == 1 else 'do'}. {stands_words.promise(is_rate)} "
        f"That holds for any number of weekly looks at a period with a fixed start.{rolling} "
        f"Overdispersion: phi {spread.phi:.1f} (chance alone gives 0.7), tau² {spread.tau2:.3f}; {drawn}."
    )


def overlap_title(compared: pl.DataFrame, target: float | None) -> str:
    """ "26 of 28 intervals reach the figure for England and Wales" """
    if target is None:
        return "The figure for England and Wales is withheld"
    known = compared.filter(pl.col("value").is_not_null())
    reach = known.filter((pl.col("lower") <= target) & (pl.col("upper") >= target))
    if known.is_empty():
        return "No intervals of areas under these filters"
    return f"{reach.height} of {known.height} intervals reach the figure for England and Wales"


def map_caption(name: str) -> str:
    """What an area's colour says."""
    return (
        f"{MEASURES[name].label} by area, by the rule of the funnel. Strong blue: above England and Wales. Faint blue: "
        "below. Grey: no evidence of a difference, or too few. Click an area to narrow the page to it."
    )
