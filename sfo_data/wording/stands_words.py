"""How a group stands, as it is said: the finding in a table, the title of a comparison, what the rule promises."""

import polars as pl

from sfo_data.statistics.funnel import FALSE_DISCOVERY_RATE
from sfo_data.statistics.stands_apart import APART, FEW, FEW_EXPECTED, Stands

NATION = "England and Wales"
NO_EVIDENCE = "No evidence of a difference"
NOT_COMPARED = "Not compared"
# More names in a title are not read.
MOST_NAMED = 2


def findings(against: str = NATION) -> dict[Stands, str]:
    """Each verdict in words, `against` what groups are compared with."""
    return {
        Stands.ABOVE: f"Above {against}",
        Stands.BELOW: f"Below {against}",
        Stands.NO_EVIDENCE: NO_EVIDENCE,
        Stands.TOO_FEW: "Too few to say",
        Stands.NO_DATA: "No data",
        Stands.WITHHELD: "Withheld",
    }


# What a table says where nothing was found.
NOTHING_FOUND = frozenset((*(words for stands, words in findings().items() if stands not in APART), NOT_COMPARED))


def finding(against: str = NATION) -> pl.Expr:
    """The column "Finding" from `stands`; null is not compared."""
    words = pl.col("stands").replace_strict(findings(against), default=NOT_COMPARED, return_dtype=pl.String)
    return words.alias("Finding")


FILLED = "Filled: above or below."


def promise(is_rate: bool = False) -> str:
    """What "above" and "below" mean, and when nothing is said."""
    few = f"fewer than {FEW_EXPECTED:.0f} expected" if is_rate else f"fewer than {FEW}"
    return (
        f"“Above” and “below” are said only where at most {FALSE_DISCOVERY_RATE:.0%} of such findings are expected to "
        f"be false, over all that is compared here; of {few} nothing is said."
    )


def title(compared: pl.DataFrame, what: str, label: str, against: str = NATION, given: str = "") -> str:
    """ "Take-up: North East below England and Wales": only what `stands` allows; more than two are counted.

    `label` is the column with the groups' names; `given` says what was held equal.
    """
    stands = set(compared["stands"].drop_nulls())
    if not stands & set(APART):
        return f"{what}: {_nothing(stands)}{given if Stands.NO_EVIDENCE in stands else ''}"
    named = compared.filter(pl.col("stands").is_in(APART)).height <= MOST_NAMED
    sides = (compared.filter(stands=side)[label].to_list() for side in APART)
    parts = [
        f"{' and '.join(names) if named else len(names)} {side}"
        for names, side in zip(sides, APART, strict=True)
        if names or not named
    ]
    return f"{what}: {' and '.join(parts)} {against}{given}"


def _nothing(stands: set[str]) -> str:
    if Stands.NO_EVIDENCE in stands:
        return "no evidence that any differs"
    if Stands.TOO_FEW in stands:
        return "too few to say"
    return "withheld" if Stands.WITHHELD in stands else "no data under these filters"
