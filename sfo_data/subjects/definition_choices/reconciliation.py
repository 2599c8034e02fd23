"""Which cases does each definition count? One list, and why each case comes in or goes out."""

from collections.abc import Mapping

import polars as pl

from sfo_data.definitions import targets
from sfo_data.definitions.dimensions import NOT_RECORDED
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import MEASURES, WITH_HMPPS
from sfo_data.definitions.measures.measure import low_or_medium
from sfo_data.definitions.periods import Period
from sfo_data.questions.queries import Read
from sfo_data.subjects.definition_choices.definitions import (
    DEFAULT,
    SWITCHES,
    Definitions,
    combinations,
    once,
    region,
    setting_in_words,
    under,
)

# The target in words; in force is the one of the day on which a review was received.
DAYS = targets.days_in_words()
# What is counted, by measure: its words and the switches that decide which cases it counts.
COUNTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "sfo_reviews": ("SFOs in the period", ("counted_by",)),
    "low_or_medium_share": (
        "Murder and manslaughter in the period, low or medium risk",
        ("risk", "counted_by"),
    ),
    "qa_within_target_share": (f"Reviews finished in the period within {DAYS} days", ("clock",)),
    "open_over_target": (f"Reviews open for more than {DAYS} days", ("clock",)),
}
DATED = {"notified_on": "notified", "offence_on": "offence", "charged_on": "charged"}
CASE_DATES = ("Offence on", "Charged on", "Notified on")
RISK = {"risk_at_offence": "risk at the offence", "risk_highest": "highest risk"}


def counted(read: Read, filters: Filters, name: str, definitions: Definitions) -> pl.Series:
    """The `review_id` of every case that measure `name` counts under `definitions`."""
    measure = MEASURES[name]
    rows = under(read, definitions)("reviews", filters, measure.dated_by)
    return rows.filter(measure.counted)["review_id"]


def _dated(column: str, period: Period) -> pl.Expr:
    day, what = pl.col(column), DATED[column]
    return (
        pl.when(day.is_null())
        .then(pl.lit(f"no date of {SWITCHES['counted_by'].options[column]} recorded"))
        .when(day < period.start)
        .then(pl.lit(f"{what} before the period"))
        .when(day >= period.end)
        .then(pl.lit(f"{what} after the period"))
    )


def _low_or_medium(column: str) -> pl.Expr:
    return (
        pl.when(~pl.col("is_murder_or_manslaughter"))
        .then(pl.lit("not murder or manslaughter"))
        .when(pl.col(column) == NOT_RECORDED)
        .then(pl.lit(f"{RISK[column]} not recorded"))
        .when(~low_or_medium(column))
        .then(pl.lit(f"{RISK[column]} was high or very high"))
    )


def _finished(clock: str, period: Period) -> pl.Expr:
    is_in = pl.col("qa_completed_on").is_between(period.start, period.end, closed="left").fill_null(False)
    return (
        pl.when(~is_in)
        .then(pl.lit("not finished in the period"))
        .when(~targets.is_within("qa", targets.counted_by(clock)).fill_null(False))
        .then(pl.lit(f"took more than {targets.in_words(targets.counted_by(clock))}"))
    )


def _open(clock: str) -> pl.Expr:
    return (
        pl.when(~WITH_HMPPS)
        .then(pl.lit("not open"))
        .when(targets.is_within("open", targets.counted_by(clock)).fill_null(True))
        .then(pl.lit(f"open for up to {targets.in_words(targets.counted_by(clock))}"))
    )


def why_not(name: str, definitions: Definitions, period: Period) -> pl.Expr:
    """The first reason why measure `name` does not count a case under `definitions`; null where it counts it."""
    return {
        "sfo_reviews": _dated(definitions.counted_by, period),
        "low_or_medium_share": pl.coalesce(_dated(definitions.counted_by, period), _low_or_medium(definitions.risk)),
        "qa_within_target_share": _finished(definitions.clock, period),
        "open_over_target": _open(definitions.clock),
    }[name]


def cases(read: Read, filters: Filters) -> pl.DataFrame:
    """The one list: each case that some definition dates in the period, and each finished in it or open. As read."""
    dated = [read("reviews", filters, column) for column in (*SWITCHES["counted_by"].options, "qa_completed_on")]
    is_open = read("reviews", filters, None).filter(WITH_HMPPS)
    listed = pl.concat([*dated, is_open]).unique("review_id")
    return listed.sort(["notified_on", "review_id"], descending=[True, False])


def reconciliation(read: Read, filters: Filters) -> pl.DataFrame:
    """One row per count and setting of the switches it depends on: name, count, definitions, by_default, out, came_in,
    counted, why. by_default - out + came_in = counted.
    """
    read = once(read)
    listed = cases(read, filters)
    rows = []
    for name, (words, switches) in COUNTS.items():
        usual = counted(read, filters, name, DEFAULT)
        for setting in combinations(switches):
            now = counted(read, filters, name, setting)
            out = _reasons(listed, usual.filter(~usual.is_in(now.implode())), why_not(name, setting, filters.period))
            came_in = _reasons(listed, now.filter(~now.is_in(usual.implode())), why_not(name, DEFAULT, filters.period))
            why = [f"{side}: {_tally(r)}" for side, r in (("Out", out), ("In", came_in)) if not r.is_empty()]
            rows.append(
                {
                    "name": name,
                    "count": words,
                    "definitions": setting_in_words(setting, switches),
                    "by_default": usual.len(),
                    "out": int(out["cases"].sum()),
                    "came_in": int(came_in["cases"].sum()),
                    "counted": now.len(),
                    "why": ". ".join(why) or ("the default" if setting == DEFAULT else "the same cases"),
                }
            )
    return pl.DataFrame(rows)


def as_table(reconciled: pl.DataFrame) -> pl.DataFrame:
    """`reconciliation` with the headings readers see."""
    return reconciled.select(
        **{
            "What is counted": "count",
            "Definitions": "definitions",
            "By default": "by_default",
            "Going out": "out",
            "Coming in": "came_in",
            "Counted": "counted",
            "Why": "why",
        }
    )


def _reasons(listed: pl.DataFrame, ids: pl.Series, reason: pl.Expr) -> pl.DataFrame:
    moved = listed.filter(pl.col("review_id").is_in(ids.implode()))
    return moved.group_by(reason=reason).agg(cases=pl.len()).sort(["cases", "reason"], descending=[True, False])


def _tally(reasons: pl.DataFrame) -> str:
    """ "12 offence before the period, 3 no date of offence recorded"."""
    return ", ".join(f"{row['cases']:,} {row['reason']}" for row in reasons.iter_rows(named=True))


def case_table(read: Read, filters: Filters) -> pl.DataFrame:
    """One row per case of `cases`, newest notification first, with the headings readers see.

    One column per definition says "in", or "out" and why; a case is counted where every definition of a count says in.
    """
    period, switches = filters.period, {name: switch.options for name, switch in SWITCHES.items()}
    verdicts = {
        **{f"Counted by {said_}": _dated(column, period) for column, said_ in switches["counted_by"].items()},
        **{f"Low or medium, {said_}": _low_or_medium(column) for column, said_ in switches["risk"].items()},
        **{f"Within {DAYS} {said_}": _finished(clock, period) for clock, said_ in switches["clock"].items()},
        **{f"Open over {DAYS} {said_}": _open(clock) for clock, said_ in switches["clock"].items()},
    }
    return cases(once(read), filters).select(
        pl.col("review_id").alias("Review"),
        pl.col("offence_on").alias("Offence on"),
        pl.col("charged_on").alias("Charged on"),
        pl.col("notified_on").alias("Notified on"),
        pl.col("offence_group").alias("Offence group"),
        pl.col("provider_type").alias("NPS or CRC"),
        region().alias("2021 region"),
        *((pl.lit("out: ") + reason).fill_null("in").alias(heading) for heading, reason in verdicts.items()),
    )
