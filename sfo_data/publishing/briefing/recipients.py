"""For whom is a briefing made: England and Wales, each division, each CRC?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

import polars as pl

from sfo_data.definitions import periods
from sfo_data.definitions.dimensions import slug
from sfo_data.definitions.filters import NATIONAL, Filters, Known

ALL, ENGLAND_AND_WALES = "all", "national"


class UnknownRecipient(ValueError):
    """Nobody of that name gets a briefing; the message says who does."""


@dataclass(frozen=True)
class Recipient:
    """One place with a pack of its own: its `dimension` set to its `name`, or neither for England and Wales.

    `also` are other names it answers to: an NPS division is asked for by its provider's name too.
    """

    name: str
    dimension: str | None = None
    also: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """Its name in addresses, folders and the list of mail addresses."""
        return slug(self.name)

    def filters(self, known: Known, known_on: date, period: str) -> Filters:
        """What the briefing covers; the page's address brings back the same. Raises UnknownPeriod."""
        whole = Filters(NATIONAL, known_on, periods.period(period, known_on, known.first_day))
        return whole.select(self.dimension, (self.name,)) if self.dimension else whole


def recipients(providers: pl.DataFrame) -> tuple[Recipient, ...]:
    """Everybody with a pack: England and Wales, the divisions and the CRCs, by name.

    `providers` answers sql/queries/providers.sql. A provider that is not a CRC is its division: an NPS division, from
    June 2021 a region.
    """
    is_crc = pl.col("provider_type") == "CRC"
    own = providers.filter(~is_crc).group_by("division").agg(pl.col("provider").sort())
    names = dict(own.iter_rows())
    divisions = providers["division"].unique().sort().to_list()
    crcs = providers.filter(is_crc)["provider"].unique().sort().to_list()
    return (
        Recipient(ENGLAND_AND_WALES, also=("England and Wales",)),
        *(Recipient(name, "division", tuple(names.get(name, ()))) for name in divisions),
        *(Recipient(name, "provider") for name in crcs),
    )


def chosen(everybody: Sequence[Recipient], wanted: Sequence[str]) -> tuple[Recipient, ...]:
    """Those of `everybody` asked for by name, other name or slug, in the order of `everybody`.

    "all" is everybody. Raises UnknownRecipient.
    """
    asked = [each for word in wanted for each in (everybody if word == ALL else [named(everybody, word)])]
    return tuple(each for each in everybody if each in asked)


def named(everybody: Sequence[Recipient], word: str) -> Recipient:
    """The one who answers to `word`. Raises UnknownRecipient, with the nearest name or all of them."""
    by_name = {slug(name): each for each in everybody for name in (each.name, *each.also)}
    if found := by_name.get(slug(word)):
        return found
    close = [name for name in by_name if slug(word) and slug(word) in name] or get_close_matches(slug(word), by_name)
    near = list(dict.fromkeys(by_name[name].name for name in close))[:3]
    hint = f"Did you mean “{'” or “'.join(near)}”?" if near else f"There are: {'; '.join(e.name for e in everybody)}."
    raise UnknownRecipient(f"Nobody called “{word[:60]}” gets a briefing. {hint}")
