"""Which groups does a briefing put together, so that for a wider audience little has to be withheld?"""

from collections.abc import Mapping

import polars as pl

from sfo_data.definitions.categories import HOMICIDES, LOW_RISKS
from sfo_data.definitions.filters import Filters
from sfo_data.questions.figures import counts_and_shares, figures
from sfo_data.questions.queries import Read
from sfo_data.security.disclosure import Policy

OFFENCE, RISK, TYPE = "offence_group", "risk_at_offence", "provider_type"
# Told as one, as on the card: how many of a small place's homicides are murders would be few, and give the others away.
HOMICIDE = "Murder and manslaughter"
OTHERS = "Other offences"
# Offence groups told by themselves. With more, most groups of a division are of fewer than five.
TOLD = 6
# Few of the NPS's cases are at low risk and few of a CRC's at high; in few is it not recorded.
LOW_RISK, OTHER_RISK = "Low or medium", "Higher or not recorded"
RISKS = dict.fromkeys(LOW_RISKS, LOW_RISK)
RISK_ORDER = (LOW_RISK, OTHER_RISK)


def offences_told(read: Read, whole: Filters, policy: Policy) -> dict[str, str]:
    """The name under which each offence group of `whole` is told; the same in all its places, so that they add up.

    The `TOLD` largest keep theirs where they may be told at all. The rest are one group, and too large to be withheld.
    """
    one = dict.fromkeys(HOMICIDES, HOMICIDE)
    groups = read("reviews", whole, "notified_on").select(group=pl.col(OFFENCE).cast(pl.String)).drop_nulls()
    sizes = (
        groups.group_by(told=pl.col("group").replace(one))
        .len("size")
        .sort(["size", "told"], descending=[True, False])
        .with_row_index("place")
    )
    is_told = (pl.col("size") >= policy.threshold) & (pl.col("place") < TOLD)
    told = sizes.filter(is_told)["told"].to_list()
    left = int(sizes.filter(~is_told)["size"].sum())
    while told and 0 < left < policy.threshold:
        left += int(sizes.filter(told=told.pop())["size"].item())
    names = {group: one.get(group, group) for group in groups["group"].unique()}
    return {group: name if name in told else OTHERS for group, name in names.items()}


def by_offence(read: Read, filters: Filters, names: Mapping[str, str] | None) -> pl.DataFrame:
    """Notifications by offence group as `counts_and_shares` has them; under `names`, if given, and the others last."""
    if names is None:
        return counts_and_shares(read, filters, "sfo_reviews", OFFENCE)
    counted = counts_and_shares(_put_together(read, OFFENCE, names, OTHERS), filters, "sfo_reviews", OFFENCE)
    return counted.sort(pl.col(OFFENCE) == OTHERS, maintain_order=True)


def by_risk(read: Read, filters: Filters, is_together: bool) -> pl.DataFrame:
    """Notifications by provider type and risk as `figures` has them, with `words`; risk in two groups, or in all."""
    if is_together:
        read = _put_together(read, RISK, RISKS, OTHER_RISK)
    counted = figures(read, filters, ["sfo_reviews"], [TYPE, RISK])
    return counted.with_columns(words=pl.col("numerator").cast(pl.String))


def _put_together(read: Read, column: str, names: Mapping[str, str], others: str) -> Read:
    """Reads as `read` does, with the values of a column under their `names`; those that have none are `others`."""

    def found(question: str, filters: Filters, dated_by: str | None) -> pl.DataFrame:
        rows = read(question, filters, dated_by)
        if column not in rows.columns:
            return rows
        told = pl.col(column).cast(pl.String).replace_strict(names, default=others, return_dtype=pl.String)
        return rows.with_columns(told.alias(column))

    return found
