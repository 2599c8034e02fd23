"""How do providers compare, allowing for whom they supervise, for chance, and for how many comparisons are made?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from sfo_data import funnel, intervals, summaries
from sfo_data.dimensions import DIMENSIONS
from sfo_data.figures import figures
from sfo_data.filters import PROVIDER_DIMENSIONS, Filters
from sfo_data.intervals import Numbers
from sfo_data.measures import MEASURES
from sfo_data.queries import Read

# What a comparison can allow for, and the dimensions it is held equal on.
Mix = Literal["none", "type", "offence", "risk", "both"]
MIXES: Mapping[Mix, tuple[str, ...]] = {
    "none": (),
    "type": ("provider_type",),
    "offence": ("offence_group",),
    "risk": ("risk_at_offence",),
    "both": ("risk_at_offence", "offence_group"),
}
# People supervised are counted by risk and not by offence; a measure of risk cannot be held equal on risk, but the NPS
# is given the people at the highest risk, so there like is compared with like.
ALLOWED: Mapping[str, tuple[Mix, ...]] = {
    "sfo_rate": ("none", "risk"),
    "no_clear_judgement_share": ("none", "offence", "risk", "both"),
    "explains_why_share": ("none", "offence", "risk", "both"),
    "good_rating_share": ("none", "offence", "risk", "both"),
    "returned_share": ("none", "offence", "risk", "both"),
    "extended_share": ("none", "offence", "risk", "both"),
    "qa_within_target_share": ("none", "offence", "risk", "both"),
    "qa_received_within_target_share": ("none", "offence", "risk", "both"),
    "low_or_medium_share": ("none", "type"),
    "risk_not_recorded_share": ("none", "offence", "type"),
}
CURVES = ("position", "lower_95", "upper_95", "lower_998", "upper_998")
CURVE_POINTS = 80


class CannotAllowFor(ValueError):
    """The measure is not compared between providers, or not with this mix held equal."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """All providers of England and Wales on one measure.

    `groups` has one row per provider: provider, provider_type, division; observed, size (person-years or reviews),
    expected, value (ratio, or standardised share), lower, upper (95%); first, last (bounds of its rank among all,
    `out_of`); is_outside (the 99.8% limits), chance_outside (the chance of that if it did not differ); evidence (the
    larger e-value); stands (above, below, around, nothing: no data), which follows e-BH alone: false discovery rate 5%
    over all providers, both directions and any number of looks at a period whose start is fixed.
    `target` is the funnel's centre, `position` the column on its x axis; `curves` are `CURVES`, its limits.
    """

    name: str
    mix: Mix
    target: float
    position: str
    spread: funnel.Spread
    groups: pl.DataFrame
    curves: pl.DataFrame


def strata(read: Read, filters: Filters, name: str, mix: Mix, by: str = "provider") -> pl.DataFrame:
    """One row per group and stratum of the mix: `by`, the mix, observed, size, national (value in the stratum).

    All of England and Wales, whatever providers are selected. `size` is person-years for a rate, reviews for a share.
    Raises CannotAllowFor.
    """
    if mix not in ALLOWED.get(name, ()):
        raise CannotAllowFor(f"{name} is not compared with {mix} mix held equal.")
    found = figures(read, filters.national(), [name], [by, *MIXES[mix]])
    parts = found.select(by, *MIXES[mix], observed="numerator", size=pl.col("denominator").fill_null(0.0))
    national = pl.when(pl.sum("size") > 0).then(pl.sum("observed") / pl.sum("size")).otherwise(0.0)
    return parts.with_columns(national=national.over(MIXES[mix]) if MIXES[mix] else national)


def standardised(read: Read, filters: Filters, name: str, mix: Mix, by: str = "provider") -> pl.DataFrame:
    """One row per group: `by`, observed, size, expected.

    Indirect standardisation: expected is the sum over strata of the group's size times the national value there
    (Breslow and Day 1987, chapter 2).
    """
    return _totals(strata(read, filters, name, mix, by), by)


def compare(read: Read, filters: Filters, name: str, mix: Mix, is_overdispersed: bool = False) -> Comparison:
    """The comparison of all providers on a measure of `ALLOWED`, with `mix` held equal; see `Comparison`.

    Raises CannotAllowFor, StoreMissing, StoreError.
    """
    parts = strata(read, filters, name, mix)
    totals = _totals(parts, "provider").filter((pl.col("size") > 0) & (pl.col("expected") > 0))
    is_rate = MEASURES[name].kind == "rate"
    target = 1.0 if is_rate else float(totals["observed"].sum()) / max(float(totals["size"].sum()), 1.0)
    position = "expected" if is_rate else "size"
    judged = _judged(_measured(totals, target, is_rate), parts, is_rate)
    spread = _spread(judged, is_rate)
    tau2 = spread.tau2 if is_overdispersed else 0.0
    groups = (
        _places(read, filters, name)
        .join(_placed(judged, is_rate, tau2), on="provider", how="left")
        .with_columns(pl.col("stands").fill_null("nothing"), pl.col("observed", "size").fill_null(0))
        .sort("provider")
    )
    return Comparison(name, mix, target, position, spread, groups, _curves(judged[position], target, is_rate, tau2))


def _totals(parts: pl.DataFrame, by: str) -> pl.DataFrame:
    expected = (pl.col("size") * pl.col("national")).sum()
    return parts.group_by(by).agg(pl.sum("observed", "size"), expected=expected).sort(by)


def _measured(totals: pl.DataFrame, target: float, is_rate: bool) -> pl.DataFrame:
    """With value, lower, upper, first and last. A standardised share is the national times observed over expected."""
    observed, size, expected = (totals[name].cast(pl.Float64).to_numpy() for name in ("observed", "size", "expected"))
    alpha = intervals.ALPHA / max(totals.height, 1)
    if is_rate:
        scale = np.ones_like(expected)
        narrow, wide = intervals.poisson(observed, expected), intervals.poisson(observed, expected, alpha)
    else:
        scale = size * target / expected
        narrow, wide = intervals.wilson(observed, size), intervals.clopper_pearson(observed, size, alpha)
    first, last = intervals.rank_bounds(wide[0] * scale, wide[1] * scale)
    return totals.with_columns(
        pl.Series("value", observed / expected * target),
        pl.Series("lower", narrow[0] * scale),
        pl.Series("upper", narrow[1] * scale),
        pl.Series("first", first),
        pl.Series("last", last),
        out_of=pl.lit(totals.height),
    )


def _judged(measured: pl.DataFrame, parts: pl.DataFrame, is_rate: bool) -> pl.DataFrame:
    """With evidence and stands: e-BH over "not above" and "not below" for every provider."""
    observed = measured["observed"].to_numpy()
    if is_rate:
        above, below = funnel.e_counts(observed, measured["expected"].to_numpy())
    else:
        above, below = funnel.e_shares(observed, *_by_stratum(measured["provider"], parts))
    is_above, is_below = np.split(funnel.e_bh(np.concatenate([above, below])), 2)
    return measured.with_columns(
        pl.Series("evidence", np.maximum(above, below)),
        pl.Series("stands", np.select([is_above, is_below], ["above", "below"], "around"), dtype=pl.String),
    )


def _by_stratum(providers: pl.Series, parts: pl.DataFrame) -> tuple[Numbers, Numbers]:
    """Sizes, a row per provider and a column per stratum, and the national share of each stratum."""
    mix = [name for name in parts.columns if name in DIMENSIONS and name != "provider"]
    key = pl.concat_str(mix, separator="; ") if mix else pl.lit("all")
    keyed = parts.with_columns(stratum=key).sort("stratum")
    sizes = providers.to_frame().join(
        keyed.pivot("stratum", index="provider", values="size"), on="provider", how="left"
    )
    national = keyed.unique("stratum", maintain_order=True)["national"]
    return sizes.drop("provider").fill_null(0.0).to_numpy(), national.to_numpy()


def _spread(judged: pl.DataFrame, is_rate: bool) -> funnel.Spread:
    observed, size, expected = (judged[name].to_numpy() for name in ("observed", "size", "expected"))
    return funnel.ratio_spread(observed, expected) if is_rate else funnel.share_spread(observed, size, expected)


def _placed(judged: pl.DataFrame, is_rate: bool, tau2: float) -> pl.DataFrame:
    """With is_outside and chance_outside: each provider against the limits around its own expected number."""
    observed, size, expected = (judged[name].cast(pl.Float64).to_numpy() for name in ("observed", "size", "expected"))
    if is_rate:
        found, chance = observed / expected, funnel.ratio_chance_outside(expected, funnel.ALARM)
        low, high = funnel.ratio_limits(expected, funnel.ALARM, tau2)
    else:
        share = np.minimum(expected / size, 1.0)
        found, chance = observed / size, funnel.share_chance_outside(share, size, funnel.ALARM)
        low, high = funnel.share_limits(share, size, funnel.ALARM, tau2)
    return judged.with_columns(
        pl.Series("is_outside", (found < low) | (found > high)), pl.Series("chance_outside", chance)
    )


def _curves(positions: pl.Series, target: float, is_rate: bool, tau2: float) -> pl.DataFrame:
    """The limits from just under the smallest provider to just over the largest; no rows where there is none."""
    if positions.is_empty():
        return pl.DataFrame(schema=dict.fromkeys(CURVES, pl.Float64))
    ends = positions.to_numpy().min() * 0.8, positions.to_numpy().max() * 1.05
    at = np.linspace(*ends, CURVE_POINTS)
    at = at if is_rate else np.unique(np.maximum(np.rint(at), 1.0))
    warning, alarm = (
        funnel.ratio_limits(at, alpha, tau2) if is_rate else funnel.share_limits(target, at, alpha, tau2)
        for alpha in (funnel.WARNING, funnel.ALARM)
    )
    return pl.DataFrame(dict(zip(CURVES, (at, *warning, *alarm), strict=True)))


def _places(read: Read, filters: Filters, name: str) -> pl.DataFrame:
    """Providers with people supervised or reviews in the period: provider, provider_type, division."""
    nation, columns = filters.national(), ["provider", "provider_type", "division"]
    supervised = summaries.exposure(read("caseload", nation, None), filters.period, columns)
    reviewed = read(MEASURES[name].question, nation, MEASURES[name].dated_by).select(columns)
    return pl.concat([supervised.filter(pl.col("person_years") > 0).select(columns), reviewed]).unique(
        "provider", keep="last"
    )


def within(comparison: Comparison, filters: Filters) -> pl.DataFrame:
    """The `groups` of the providers selected. Verdicts and ranks stay those among all of England and Wales."""
    chosen = [pl.col(name).is_in(filters.selected(name)) for name in PROVIDER_DIMENSIONS if filters.selected(name)]
    return comparison.groups.filter(*chosen)
