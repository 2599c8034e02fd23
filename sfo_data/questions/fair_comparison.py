"""How do providers compare, allowing for whom they supervise, for chance, and for how many comparisons are made?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from sfo_data.definitions.filters import PROVIDER_DIMENSIONS, Filters
from sfo_data.definitions.measures import LEAST_COUNTED, MEASURES, Mix
from sfo_data.questions import stands_apart, summaries
from sfo_data.questions.queries import Read
from sfo_data.statistics import funnel, intervals
from sfo_data.statistics.stands_apart import Stands

# What a comparison can allow for, and the dimensions it is held equal on.
MIXES: Mapping[Mix, tuple[str, ...]] = {
    "none": (),
    "type": ("provider_type",),
    "offence": ("offence_group",),
    "risk": ("risk_at_offence",),
    "both": ("risk_at_offence", "offence_group"),
}
ALLOWED: Mapping[str, tuple[Mix, ...]] = {m.name: m.compared_with for m in MEASURES.values() if m.compared_with}
CURVES = ("position", "lower_95", "upper_95", "lower_998", "upper_998")
CURVE_POINTS = 80


class CannotAllowFor(ValueError):
    """The measure is not compared between providers, or not with this mix held equal."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """All providers of England and Wales on one measure; of a reader of some divisions, theirs among all.

    `groups` has one row per provider: provider, provider_type, division; observed, size (person-years or reviews),
    expected, value (ratio, or standardised share), lower, upper (95%); first, last (bounds of its rank among all,
    `out_of`); is_outside (the 99.8% limits), chance_outside (the chance of that if it did not differ); evidence and
    stands (`stands_apart`), whose rate holds for any number of looks at a period with a fixed start.
    `target` is the funnel's centre, `position` the column on its x axis; `curves` are `CURVES`, its limits. Where a
    figure would give a small count of the others away (`would_tell`), all are null, `stands` is WITHHELD, `target`
    None and there are no curves.
    """

    name: str
    mix: Mix
    target: float | None
    position: str
    spread: funnel.Spread
    groups: pl.DataFrame
    curves: pl.DataFrame


def strata(read: Read, filters: Filters, name: str, mix: Mix, by: str = "provider") -> pl.DataFrame:
    """One row per group and stratum of the mix: `by`, the mix, observed, size.

    All of England and Wales, each group apart, whoever asks: for standards and verdicts alone. Raises CannotAllowFor.
    """
    if mix not in ALLOWED.get(name, ()):
        raise CannotAllowFor(f"{name} is not compared with {mix} mix held equal.")
    return stands_apart.cells(read, filters.whole(), name, by, MIXES[mix])


def compare(read: Read, filters: Filters, name: str, mix: Mix, is_overdispersed: bool = False) -> Comparison:
    """The comparison of all providers on a measure of `ALLOWED`, with `mix` held equal; see `Comparison`.

    Raises CannotAllowFor, StoreMissing, StoreError.
    """
    parts = strata(read, filters, name, mix)
    is_rate = MEASURES[name].kind == "rate"
    judged = stands_apart.stands_apart(parts, "provider", MIXES[mix], is_rate=is_rate)
    judged = judged.filter((pl.col("size") > 0) & (pl.col("expected") > 0))
    target = 1.0 if is_rate else float(judged["observed"].sum()) / max(float(judged["size"].sum()), 1.0)
    position = "expected" if is_rate else "size"
    measured = _measured(judged, target, is_rate)
    spread = _spread(measured, is_rate)
    tau2 = spread.tau2 if is_overdispersed else 0.0
    places = _places(read, filters, name)
    groups = (
        places.join(_placed(measured, is_rate, tau2), on="provider", how="left")
        .with_columns(pl.col("stands").fill_null(pl.lit(Stands.NO_DATA)), pl.col("observed", "size").fill_null(0))
        .sort("provider")
    )
    own = filters.scope.divisions
    if own is not None:
        groups = groups.filter(pl.col("division").is_in(own))
        if would_tell(parts.join(places, on="provider"), own, MIXES[mix], is_rate):
            return Comparison(
                name, mix, None, position, spread, _withheld(groups), _curves(pl.Series(), 1.0, is_rate, 0.0)
            )
    curves = _curves(groups[position].drop_nulls(), target, is_rate, tau2)
    return Comparison(name, mix, target, position, spread, groups, curves)


def would_tell(parts: pl.DataFrame, divisions: Sequence[str], mix: Sequence[str], is_rate: bool) -> bool:
    """Whether expected numbers of the providers of `divisions` would give a small count of all others away.

    `parts` are `strata` with the division. Each expected number is one sum over the strata of a provider, so that as
    many unknown strata as sums can be solved for, and so is the total. Unknown are those where, among the others, 1 to
    4 were counted, or of a share were left or are its base (`summaries.without_small_rest` withholds them elsewhere).
    """
    is_own = pl.col("division").is_in(divisions)
    observed, size = (pl.col(name).filter(~is_own).sum() for name in ("observed", "size"))
    small = [
        part.is_between(1, LEAST_COUNTED - 1) for part in ([observed] if is_rate else [observed, size, size - observed])
    ]
    is_small = pl.any_horizontal(small)
    by_stratum = parts.group_by(mix or pl.lit(0)).agg(is_small=is_small, own=pl.col("size").filter(is_own).sum())
    unknown = by_stratum.filter(pl.col("is_small") & (pl.col("own") > 0)).height
    sums = parts.filter(is_own & (pl.col("size") > 0))["provider"].n_unique()
    return 0 < unknown <= sums or bool(parts.select(is_small).item())


def _withheld(groups: pl.DataFrame) -> pl.DataFrame:
    given = ("provider", "provider_type", "division", "observed", "size", "stands", "out_of")
    has_data = pl.col("stands") != Stands.NO_DATA
    return groups.with_columns(
        *(pl.lit(None, dtype=kind).alias(name) for name, kind in groups.schema.items() if name not in given),
        stands=pl.when(has_data).then(pl.lit(Stands.WITHHELD)).otherwise("stands"),
    )


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
    nation, columns = filters.whole(), ["provider", "provider_type", "division"]
    supervised = summaries.exposure(read("caseload", nation, None), filters.period, columns)
    reviewed = read(MEASURES[name].question, nation, MEASURES[name].dated_by).select(columns)
    return pl.concat([supervised.filter(pl.col("person_years") > 0).select(columns), reviewed]).unique(
        "provider", keep="last"
    )


def within(comparison: Comparison, filters: Filters) -> pl.DataFrame:
    """The `groups` of the providers selected. Verdicts and ranks stay those among all of England and Wales."""
    chosen = [pl.col(name).is_in(filters.selected(name)) for name in PROVIDER_DIMENSIONS if filters.selected(name)]
    return comparison.groups.filter(*chosen)
