"""Does this group stand apart? One answer for providers, divisions, themes, victims, actions and all others."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from sfo_data.definitions.dimensions import TIME_GRAINS
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import MEASURES, Measure
from sfo_data.questions.design_effect import among, design_effect
from sfo_data.questions.figures import figures
from sfo_data.questions.queries import Read
from sfo_data.questions.summaries import time_grain
from sfo_data.statistics.funnel import FALSE_DISCOVERY_RATE
from sfo_data.statistics.stands_apart import (
    FEW,
    FEW_EXPECTED,
    FEWEST_GROUPS,
    Stands,
    e_values,
    judged,
)

FEW_OF_A_SHARE = pl.col("size") < FEW
FEW_OF_A_RATE = pl.col("expected") < FEW_EXPECTED


def stands_apart(
    cells: pl.DataFrame,
    by: str,
    strata: Sequence[str] = (),
    family: Sequence[str] = (),
    *,
    is_rate: bool = False,
    effect: pl.Expr | float = 1.0,
    too_few: pl.Expr | None = None,
    fewest_groups: int = FEWEST_GROUPS,
    false_discovery_rate: float = FALSE_DISCOVERY_RATE,
) -> pl.DataFrame:
    """One row per `family` (measure, theme) and group of `by`, sorted: observed, size, expected, evidence, stands.

    `cells` has a row per family, group and stratum: observed, of size (cases of a share, exposure of a rate). The
    standard is what all groups together have in the stratum; expected is the sum over strata of the group's size times
    it (indirect standardisation: Breslow and Day 1987, chapter 2). `evidence` is the larger of two e-values, above and
    below; `stands` (`Stands`) follows e-BH over all rows, so that of those named at most `false_discovery_rate` are
    expected to be false. `effect` is the design effect by which observed and size are divided, a column of `cells` or a
    number: cases that come several to a review say less, and the mean of an e-value stays at 1 to the second order.
    Rows that are `too_few` (an expression over the columns given) are not judged, nor families of fewer groups than
    `fewest_groups`.
    """
    keys = [*family, by]
    # Fractions added up in another order differ in the last digit.
    whole = cells.sort(*keys, *strata).with_columns(
        standard=standard([*family, *strata]),
        row=pl.struct(keys).rle_id(),
        effect=pl.lit(effect) if isinstance(effect, float) else effect,
    )
    totals = whole.group_by(keys, maintain_order=True).agg(
        pl.sum("observed", "size"), expected=(pl.col("size") * pl.col("standard")).sum()
    )
    observed, size = ((whole[name] / whole["effect"]).cast(pl.Float64).to_numpy() for name in ("observed", "size"))
    above, below = e_values(
        observed, size, whole["standard"].to_numpy(), whole["row"].to_numpy(), totals.height, is_rate
    )
    is_few = too_few if too_few is not None else FEW_OF_A_RATE if is_rate else FEW_OF_A_SHARE
    marked = totals.with_columns(is_few=is_few, is_empty=pl.col("size") <= 0)
    is_enough = (~pl.col("is_few") & ~pl.col("is_empty")).cast(pl.Int64)
    groups = is_enough.sum().over(family) if family else is_enough.sum()
    is_judged = marked.select((is_enough == 1) & (groups >= fewest_groups)).to_series().to_numpy()
    verdicts = judged(above, below, is_judged, false_discovery_rate)
    return marked.with_columns(
        pl.Series("evidence", np.maximum(above, below)),
        stands=pl.when("is_empty")
        .then(pl.lit(Stands.NO_DATA))
        .when("is_few")
        .then(pl.lit(Stands.TOO_FEW))
        .otherwise(pl.Series("stands", verdicts, dtype=pl.String)),
    ).drop("is_few", "is_empty")


def standard(over: Sequence[str]) -> pl.Expr:
    """Observed over size of all groups together, within each value of `over`; 0 where there is nothing."""
    share = pl.when(pl.sum("size") > 0).then(pl.sum("observed") / pl.sum("size")).otherwise(0.0)
    return share.over(over) if over else share


def cells(read: Read, filters: Filters, name: str, by: str, strata: Sequence[str] = ()) -> pl.DataFrame:
    """One row per group and stratum of a rate or share: `by`, `strata` (columns, or one time grain), observed, size.

    `size` is person-years or cases. Nothing is withheld: what is worked out from it is given of the reader's own alone.
    Raises StoreMissing, StoreError.
    """
    measure = MEASURES[name]
    if measure.kind == "rate":
        found = figures(read, filters, [name], [by, *strata])
        # Where a count of people was not delivered there is no rate to be held against the others'.
        found = found.filter(pl.col("denominator").is_not_null())
        return found.select(by, *strata, observed="numerator", size="denominator")
    return share_cells(read(measure.question, filters, measure.dated_by), measure, by, strata)


def share_cells(rows: pl.DataFrame, measure: Measure, by: str, strata: Sequence[str] = ()) -> pl.DataFrame:
    """`cells` of a share, from the rows of its question."""
    keys = [time_grain(name, str(measure.dated_by)) if name in TIME_GRAINS else pl.col(name) for name in strata]
    counted = rows.group_by(by, *keys).agg(
        observed=measure.counted.cast(pl.Int64).sum(), size=among(measure).cast(pl.Float64).sum()
    )
    return counted.sort(by, *strata)


def divisions_apart(read: Read, filters: Filters, names: Sequence[str], strata: Sequence[str] = ()) -> pl.DataFrame:
    """How the divisions of England and Wales stand on some shares, judged together: see `stands_apart`.

    One row per measure and division, whichever providers are selected, with `measure`; of a reader of some divisions,
    theirs alone, as they stand among all. Shares of what comes several to a review are divided by their design effect.
    Raises StoreMissing, StoreError.
    """
    found = judged_divisions([(MEASURES[name], _rows(read, filters, name)) for name in names], strata)
    own = filters.scope.divisions
    return found if own is None else found.filter(pl.col("division").is_in(own))


def _rows(read: Read, filters: Filters, name: str) -> pl.DataFrame:
    return read(MEASURES[name].question, filters.whole(), MEASURES[name].dated_by)


def judged_divisions(shares: Sequence[tuple[Measure, pl.DataFrame]], strata: Sequence[str] = ()) -> pl.DataFrame:
    """`divisions_apart` of measures and their rows, all divisions."""
    parts = [
        share_cells(rows, measure, "division", strata).with_columns(
            measure=pl.lit(measure.name), effect=pl.lit(_effect(rows, measure))
        )
        for measure, rows in shares
    ]
    return stands_apart(pl.concat(parts), "division", strata, ["measure"], effect=pl.col("effect"))


def _effect(rows: pl.DataFrame, measure: Measure) -> float:
    return 1.0 if measure.question == "reviews" else design_effect(rows, measure, ["division"])
