"""The figures on victims and families in words: titles, captions, and tables with the headings readers see."""

import polars as pl

from sfo_data.measures import LEAST_COUNTED, LEAST_FAMILIES
from sfo_data.victims.withheld import EVERYONE, SHARE, TOGETHER, WITHHELD, marked

TOO_FEW = f"Too few families to show: nothing is told of fewer than {LEAST_FAMILIES}, so that none could be known."
NOTE = (
    f"{WITHHELD}: withheld, so that no family could be known. Nothing is told of fewer than {LEAST_FAMILIES}, nor of 1 "
    f"to {LEAST_COUNTED - 1} among more, nor what would give these away."
)
FINDINGS = {
    "above": "Above England and Wales",
    "below": "Below England and Wales",
    "around": "No evidence of a difference",
}
PER_CENT = {"value": "Share (%)", "lower": "95% from", "upper": "95% to"}


def _per_cent(headings: dict[str, str]) -> list[pl.Expr]:
    return [(pl.col(column) * 100).round(1).alias(heading) for column, heading in headings.items()]


def note(frame: pl.DataFrame) -> str:
    """What `[c]` means, where the frame holds any."""
    return f" {NOTE}" if frame["is_withheld"].any() else ""


def steps_table(steps: pl.DataFrame) -> pl.DataFrame:
    """`withheld.protect_steps` with the headings readers see; shares in per cent."""
    counts = {"count": "Families", "base": "Families at the step before", "not_recorded": "Not recorded"}
    shares = {
        "value": "Share of those recorded at the step before (%)",
        "lower": "95% from",
        "upper": "95% to",
        "at_least": "If all not recorded are no (%)",
        "at_most": "If all not recorded are yes (%)",
        "of_offered": "Share of those offered (%)",
        "of_offered_lower": "Of those offered, 95% from",
        "of_offered_upper": "Of those offered, 95% to",
    }
    table = steps.select(
        pl.col("label").alias("Step"),
        pl.col("out_of").alias("Out of"),
        *(pl.col(column).alias(heading) for column, heading in counts.items()),
        *_per_cent(shares),
    )
    return marked(table, steps["is_withheld"], [*counts.values(), *shares.values()])


def bars(steps: pl.DataFrame) -> pl.DataFrame:
    """The steps as bars: a withheld one has no length and `[c]` at its end."""
    return steps.select("label", pl.col("count").fill_null(0))


def step_texts(steps: pl.DataFrame) -> list[str]:
    """What stands at the end of each bar: "55 (32%)"."""
    share = pl.format(" ({}%)", (pl.col("value") * 100).round(0).cast(pl.Int64)).fill_null("")
    words = pl.when("is_withheld").then(pl.lit(WITHHELD)).otherwise(pl.format("{}{}", "count", share))
    return steps.select(words.alias("words"))["words"].to_list()


def gaps(steps: pl.DataFrame) -> str:
    """ "Not recorded: 37 answers, ..." at each step where something is not."""
    names = {"taken_up": "whether they took it up", "supported": "vulnerability", "readable": "whether it was readable"}
    blank = steps.filter(pl.col("not_recorded") > 0).select("step", "not_recorded").rows()
    return f"Not recorded: {', '.join(f'{names[step]} for {count:,}' for step, count in blank)}. " if blank else ""


def steps_title(steps: pl.DataFrame) -> str:
    """ "209 of 406 families owed an offer had one; 55 took it up"."""
    if steps.is_empty():
        return "Too few families to show"
    counts = dict(steps.select("step", "count").iter_rows())
    if counts["offered"] is None:
        return f"{counts['owed']:,} families were owed an offer; too few had one, or had none, to show"
    took_up = f"{counts['taken_up']:,} took it up" if counts["taken_up"] is not None else "too few answers to show"
    return f"{counts['offered']:,} of {counts['owed']:,} families owed an offer had one; {took_up}"


def reasons_table(reasons: pl.DataFrame) -> pl.DataFrame:
    """`steps.reasons` with the headings readers see."""
    return reasons.select(
        pl.col("reason").alias("Reason"), pl.col("count").alias("Families"), *_per_cent({"share": "Share (%)"})
    )


def reasons_title(reasons: pl.DataFrame) -> str:
    """ "197 families owed an offer had none; for 156 no reason is recorded", where all without one may be counted."""
    if reasons.is_empty():
        return "Families without an offer: too few to show"
    none = f"{reasons['count'].sum():,} families owed an offer had none"
    unknown = reasons.filter(pl.col("reason").str.starts_with("Not recorded"))["count"]
    is_whole = TOGETHER not in reasons["reason"] and len(unknown)
    return f"{none}; for {unknown.sum():,} no reason is recorded" if is_whole else none


def groups_table(shares: pl.DataFrame, label: str, heading: str) -> pl.DataFrame:
    """`withheld.protect`, and where there is one its finding, with the headings readers see; shares in per cent."""
    table = shares.select(
        pl.col(label).alias(heading),
        pl.col("count").alias("Took it up"),
        pl.col("base").alias("Offered, answer recorded"),
        *_per_cent(PER_CENT),
        *([pl.col("stands").replace_strict(FINDINGS).alias("Finding")] if "stands" in shares.columns else []),
    )
    return marked(table, shares["is_withheld"], ["Took it up", *PER_CENT.values()])


def with_findings(shares: pl.DataFrame, stands: pl.DataFrame) -> pl.DataFrame:
    """The rows of `withheld.protect` with `stands` beside those shown; a withheld share has no finding either."""
    joined = shares.join(stands, on="division", how="left", maintain_order="left")
    return joined.with_columns(pl.when(~pl.col("is_withheld")).then("stands").alias("stands"))


def apart_title(shares: pl.DataFrame) -> str:
    """ "Take-up in North East is below England and Wales; no evidence for the others"."""
    if shares.is_empty():
        return "Take-up by division: too few families to show"
    apart = shares.filter(pl.col("stands").is_in(["above", "below"]))
    if apart.is_empty():
        return "Take-up by division: no evidence that any differs"
    sides = [
        f"{' and '.join(part['division'])} {'is' if part.height == 1 else 'are'} {side} England and Wales"
        for side in ("below", "above")
        if (part := apart.filter(stands=side)).height
    ]
    return f"Take-up: {'; '.join(sides)}; no evidence for the others"


def groups_title(shares: pl.DataFrame, what: str) -> str:
    """ "Take-up by offence group: 11 groups large enough to show"."""
    if shares.is_empty():
        return f"Take-up by {what}: too few families to show"
    shown = shares.filter(~pl.col("is_withheld") & ~pl.col(shares.columns[0]).is_in([EVERYONE, TOGETHER])).height
    return f"Take-up by {what}: {shown} {'group is' if shown == 1 else 'groups are'} large enough to show"


def parts(shares: pl.DataFrame) -> pl.DataFrame:
    """The groups that a chart draws: those shown, without the line for all."""
    label = shares.columns[0]
    return shares.filter(~pl.col("is_withheld") & (pl.col(label) != EVERYONE)).select(label, *SHARE)


def whole(shares: pl.DataFrame) -> float | None:
    """The share of all, where it may be shown."""
    found: list[float | None] = shares.filter(pl.col(shares.columns[0]) == EVERYONE)["value"].to_list()
    return found[0] if found else None
