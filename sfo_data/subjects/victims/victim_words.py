"""The figures on victims and families in words: titles, captions, and tables with the headings readers see."""

import polars as pl

from sfo_data.definitions.measures import INSPECTION, LEAST_COUNTED, LEAST_FAMILIES
from sfo_data.definitions.periods import Period
from sfo_data.statistics.stands_apart import Stands
from sfo_data.subjects.victims.withheld import EVERYONE, SHARE, TOGETHER, WITHHELD, marked
from sfo_data.wording import stands_words

TOO_FEW = f"Too few families to show: nothing is told of fewer than {LEAST_FAMILIES}, so that none could be known."
NOTE = (
    f"{WITHHELD}: withheld, so that no family could be known. Nothing is told of fewer than {LEAST_FAMILIES}, nor of 1 "
    f"to {LEAST_COUNTED - 1} among more, nor what would give these away."
)
COUNTED = "Victims and families by date of the outcome in court"
CARE = (
    "These figures are about people who were harmed and families who were bereaved. No names are held, and no "
    "figure is given of so few that a family could know itself in it. If what you read here touches you, stop "
    "when you need to, and talk to your manager or your staff support service."
)
PER_CENT = {"value": "Share (%)", "lower": "95% from", "upper": "95% to"}
REASONS = (
    f"{COUNTED}, where it led to a conviction and no offer was made. “Not recorded”: nothing was entered, mostly "
    "where the outcome is recent and an offer may still come; “not recorded by provider” is what the provider "
    "sent. Reasons for fewer than 10 families are put together. Source: case extract."
)


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
    """ "209 of 406 families owed an offer had one; 55 of the 172 whose answer is recorded took it up"."""
    if steps.is_empty():
        return "Too few families to show"
    counts = dict(steps.select("step", "count").iter_rows())
    answered = dict(steps.select("step", pl.col("base") - pl.col("not_recorded").fill_null(0)).iter_rows())["taken_up"]
    if counts["offered"] is None:
        return f"{counts['owed']:,} families were owed an offer; too few had one, or had none, to show"
    took_up = "too few answers to show"
    if counts["taken_up"] is not None and answered is not None:
        took_up = f"{counts['taken_up']:,} of the {answered:,} whose answer is recorded took it up"
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
        *([stands_words.finding()] if "stands" in shares.columns else []),
    )
    return marked(table, shares["is_withheld"], ["Took it up", *PER_CENT.values()])


def with_findings(shares: pl.DataFrame, stands: pl.DataFrame) -> pl.DataFrame:
    """The rows of `withheld.protect` with `stands` beside those shown; a withheld share has no finding either."""
    joined = shares.join(stands, on="division", how="left", maintain_order="left")
    return joined.with_columns(stands=pl.when("is_withheld").then(pl.lit(Stands.WITHHELD)).otherwise("stands"))


def divisions_title(shares: pl.DataFrame) -> str:
    """ "Take-up by division: North East below England and Wales"."""
    if shares.is_empty():
        return "Take-up by division: too few families to show"
    return stands_words.title(shares, "Take-up by division", "division")


def groups_title(shares: pl.DataFrame, what: str) -> str:
    """ "Take-up by offence group: 11 groups large enough to show"."""
    if shares.is_empty():
        return f"Take-up by {what}: too few families to show"
    shown = shares.filter(~pl.col("is_withheld") & ~pl.col(shares.columns[0]).is_in([EVERYONE, TOGETHER])).height
    return f"Take-up by {what}: {shown} {'group is' if shown == 1 else 'groups are'} large enough to show"


def parts(shares: pl.DataFrame) -> pl.DataFrame:
    """The groups that a chart draws: those shown, without the line for all."""
    label, stands = shares.columns[0], [name for name in shares.columns if name == "stands"]
    return shares.filter(~pl.col("is_withheld") & (pl.col(label) != EVERYONE)).select(label, *SHARE, *stands)


def whole(shares: pl.DataFrame) -> float | None:
    """The share of all, where it may be shown."""
    found: list[float | None] = shares.filter(pl.col(shares.columns[0]) == EVERYONE)["value"].to_list()
    return found[0] if found else None


def steps_caption(steps: pl.DataFrame) -> str:
    """Who is counted, of whom each share is, and what is not recorded."""
    return (
        f"{COUNTED}, where it led to a conviction. Each share is of those at the step before for whom it was recorded. "
        f"{gaps(steps)}The table says what each could be at least and at most, and 95% intervals. "
        "Support, disclosure and meeting each follow the answer, not each other. After a recent outcome an offer or a "
        f"disclosure may still come. Source: case extract; the steps are those of {INSPECTION}."
        f"{note(steps)}"
    )


def divisions_caption(shares: pl.DataFrame, period: Period) -> str:
    """Over which years, and what is said of a division."""
    return (
        f"{COUNTED}, {period.in_words()}: all years to the end of the period, because one year is too few. Of "
        "those offered whose answer was recorded, with 95% intervals, by name. The families of those "
        f"killed and other victims are each compared with their like. {stands_words.FILLED} {stands_words.promise()} "
        "A low take-up may be a choice; it asks whether the offer reached people in a way they could use. "
        "Source: case extract."
        f"{note(shares)}"
    )


def groups_caption(shares: pl.DataFrame, period: Period) -> str:
    """Over which years; no comparison is made."""
    return (
        f"{COUNTED}, {period.in_words()}: all years to the end of the period. Of those offered whose answer was "
        "recorded, with 95% intervals, by name; no comparison is made, and of so many intervals some miss the share "
        f"of all by chance alone. Groups of fewer than 10 are put together. Source: case extract."
        f"{note(shares)}"
    )
