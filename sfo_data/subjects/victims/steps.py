"""How far did the offer of the review come with each family: owed, offered, taken up, supported, disclosed, met?"""

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import LEAST_FAMILIES, MEASURES, OWED_AN_OFFER, TOOK_UP
from sfo_data.definitions.periods import Period
from sfo_data.definitions.reporting_calendar import last_day_before
from sfo_data.questions.design_effect import design_effect
from sfo_data.questions.summaries import is_too_few
from sfo_data.statistics import intervals
from sfo_data.statistics.arrays import Numbers
from sfo_data.subjects.victims.withheld import pooled

OFFERED = pl.col("offered_on").is_not_null()
DISCLOSED = TOOK_UP & pl.col("disclosed_on").is_not_null()
MET = TOOK_UP & pl.col("senior_meeting_on").is_not_null()


@dataclass(frozen=True, eq=False)
class Step:
    """One step: which families `reached` it of those who reached the step `after`, and where that is not `recorded`.

    A date that is missing cannot be told from what has not happened (yet): such a step has no `recorded`.
    """

    name: str
    label: str
    after: str | None
    out_of: str
    reached: pl.Expr
    recorded: pl.Expr | None = None


# Considering vulnerability, disclosing and meeting a senior manager each follow the answer and not each other: a
# meeting often comes before the disclosure, and a review is at times disclosed without a thought to vulnerability.
STEPS = (
    Step("owed", "Owed an offer", None, "", OWED_AN_OFFER),
    Step("offered", "Offered the review", "owed", "those owed an offer", OFFERED),
    Step("taken_up", "Took up the offer", "offered", "those offered", TOOK_UP, pl.col("taken_up").is_not_null()),
    Step(
        "supported",
        "Vulnerability considered, support in place",
        "taken_up",
        "those who took it up",
        TOOK_UP & pl.col("vulnerability_considered").fill_null(False),
        pl.col("vulnerability_considered").is_not_null(),
    ),
    Step("disclosed", "Review disclosed", "taken_up", "those who took it up", DISCLOSED),
    Step("met", "Met a senior manager", "taken_up", "those who took it up", MET),
    Step(
        "readable",
        "Found it readable",
        "disclosed",
        "those it was disclosed to",
        DISCLOSED & pl.col("found_readable").fill_null(False),
        pl.col("found_readable").is_not_null(),
    ),
)

STEP_COLUMNS = (
    *("step", "after", "label", "out_of", "count", "base", "not_recorded", "value", "lower", "upper"),
    *("at_least", "at_most", "of_offered", "of_offered_lower", "of_offered_upper"),
)


def follow(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per step: step, after, label, out_of, count, base, not_recorded; and shares, 0 to 1, with 95% limits.

    value, lower, upper: of those at the step before where it was recorded, the limits widened by the design effect of
    families of one review, as those of the measures of the same names; at_least, at_most: what that would be if the
    answer were "no", or "yes", for everyone not recorded; of_offered with its limits: of all offered. Wilson 1927.
    """
    reached = {step.name: step.reached for step in STEPS}
    counts = [
        rows.select(
            step=pl.lit(step.name),
            after=pl.lit(step.after, dtype=pl.String),
            label=pl.lit(step.label),
            out_of=pl.lit(step.out_of),
            count=step.reached.sum().cast(pl.Int64),
            base=(reached[step.after].sum().cast(pl.Int64) if step.after else pl.lit(None, dtype=pl.Int64)),
            not_recorded=_blank(step, reached),
            **_effects(rows, step, reached),
        )
        for step in STEPS
    ]
    return _with_shares(pl.concat(counts))


def _blank(step: Step, reached: dict[str, pl.Expr]) -> pl.Expr:
    if step.recorded is None or step.after is None:
        return pl.lit(None, dtype=pl.Int64)
    return (reached[step.after] & ~step.recorded).sum().cast(pl.Int64)


def _effects(rows: pl.DataFrame, step: Step, reached: dict[str, pl.Expr]) -> dict[str, pl.Expr]:
    """The design effects of a step among those recorded at the step before, and among those offered."""
    after, recorded = (
        reached.get(step.after or "", pl.lit(True)),
        pl.lit(True) if step.recorded is None else step.recorded,
    )
    bases = {"effect": after & recorded, "effect_of_offered": OFFERED}
    share = MEASURES["victim_offered_share"]
    return {
        name: pl.lit(design_effect(rows, replace(share, counted=step.reached & among, among=among)))
        for name, among in bases.items()
    }


def _with_shares(steps: pl.DataFrame) -> pl.DataFrame:
    blank, offered = pl.col("not_recorded").fill_null(0), pl.col("count").filter(pl.col("step") == "offered").first()
    is_later = pl.col("step").is_in(["owed", "offered"]).not_()
    bases = steps.with_columns(recorded=pl.col("base") - blank, offered=pl.when(is_later).then(offered))
    count = bases["count"].cast(pl.Float64).to_numpy()
    limits: dict[str, Numbers] = {}
    for name, base, effect in (("", "recorded", "effect"), ("of_offered_", "offered", "effect_of_offered")):
        times = bases[effect].to_numpy()
        lower, upper = intervals.wilson(count / times, bases[base].cast(pl.Float64).to_numpy() / times)
        limits |= {f"{name}lower": lower, f"{name}upper": upper}
    columns = [pl.Series(name, values, nan_to_null=True) for name, values in limits.items()]
    shares = bases.with_columns(
        *columns,
        value=_over(pl.col("count"), "recorded"),
        at_least=pl.when(blank > 0).then(_over(pl.col("count"), "base")),
        at_most=pl.when(blank > 0).then(_over(pl.col("count") + blank, "base")),
        of_offered=_over(pl.col("count"), "offered"),
    )
    return shares.select(STEP_COLUMNS)


def _over(part: pl.Expr, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) > 0).then(part / pl.col(whole))


def by_group(rows: pl.DataFrame, name: str, by: str) -> pl.DataFrame:
    """One row per group of a victim measure, before anything is withheld: `by`, count, base."""
    measure = MEASURES[name]
    among = pl.lit(True) if measure.among is None else measure.among
    counted = rows.filter(among).group_by(by)
    return counted.agg(count=measure.counted.sum().cast(pl.Int64), base=pl.len().cast(pl.Int64)).sort(by)


def reasons(rows: pl.DataFrame) -> pl.DataFrame:
    """Why those owed an offer had none, one row per reason that may be shown: reason, count, share of them (0 to 1).

    No rows where too few had none, nor where so few had one that the two tables together would tell how many.
    """
    owed = rows.filter(OWED_AN_OFFER)
    without = owed.filter(~OFFERED)
    sizes = without.group_by(reason="no_offer_reason").agg(base=pl.len().cast(pl.Int64), count=pl.len().cast(pl.Int64))
    offered = owed.select(count=OFFERED.sum().cast(pl.Int64), base=pl.len().cast(pl.Int64))
    is_hidden = offered.select(is_too_few("count", "base", LEAST_FAMILIES)).item()
    shown = pooled(sizes.clear() if is_hidden else sizes, "reason")
    return shown.select("reason", "count", share=pl.col("count") / pl.sum("count"))


def all_years(filters: Filters, first_day: date) -> Filters:
    """The same choice over all years the store holds, to the end of its period: a year is too few for groups."""
    end = filters.period.end
    return replace(filters, period=Period(f"{first_day}..{last_day_before(end)}", "All years", first_day, end))
