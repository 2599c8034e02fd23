"""Four definitions that can fairly be chosen otherwise, and the rows as they read under each choice."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from itertools import product

import polars as pl

from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import QA_CLOCK
from sfo_data.definitions.targets import CLOCKS
from sfo_data.questions.queries import WHOLE, Read


@dataclass(frozen=True)
class Switch:
    """One choice of definition. `phrase` puts an option's words, of `options`, into a sentence."""

    label: str
    phrase: str
    options: Mapping[str, str]

    def button(self, option: str) -> str:
        """An option's words as they stand on their own: "Working days"."""
        words = self.options[option]
        return words[0].upper() + words[1:]


SWITCHES: Mapping[str, Switch] = {
    "clock": Switch("QA clock", "QA timed in {}", {"working": "working days", "calendar": "calendar days"}),
    "risk": Switch(
        "Prior risk",
        "risk taken {}",
        {"risk_at_offence": "at the offence", "risk_highest": "at its highest in the sentence"},
    ),
    "counted_by": Switch(
        "Date counted by",
        "cases counted by {}",
        {"notified_on": "notification", "offence_on": "offence", "charged_on": "charge"},
    ),
    "grouping": Switch(
        "Provider grouping",
        "providers grouped by {}",
        {"provider_type": "NPS or CRC", "successor_region": "2021 region"},
    ),
}


@dataclass(frozen=True)
class Definitions:
    """One setting of the four switches; as made, the default: what the rest of the product uses."""

    clock: str = QA_CLOCK
    risk: str = "risk_at_offence"
    counted_by: str = "notified_on"
    grouping: str = "provider_type"

    def only(self, switches: Iterable[str]) -> "Definitions":
        """The same setting of these switches, all others at their default."""
        return replace(DEFAULT, **{name: getattr(self, name) for name in switches})


DEFAULT = Definitions()


def combinations(switches: Iterable[str] = SWITCHES) -> list[Definitions]:
    """Every setting of these switches, the others at their default; the default first."""
    names = list(switches)
    settings = product(*(options(name) for name in names))
    return [replace(DEFAULT, **dict(zip(names, chosen, strict=True))) for chosen in settings]


def options(switch: str) -> list[str]:
    """The options of a switch, the default first."""
    usual = getattr(DEFAULT, switch)
    return sorted(SWITCHES[switch].options, key=lambda option: bool(option != usual))


def in_words(chosen: Mapping[str, str]) -> str:
    """ "risk taken at its highest in the sentence, cases counted by offence" for options by switch."""
    return ", ".join(SWITCHES[name].phrase.format(SWITCHES[name].options[option]) for name, option in chosen.items())


def setting_in_words(definitions: Definitions, switches: Iterable[str]) -> str:
    """`in_words` for some switches of a setting."""
    setting = asdict(definitions)
    return in_words({name: setting[name] for name in switches})


def once(read: Read) -> Read:
    """A reader that asks the store each thing once."""
    return lru_cache(maxsize=None)(read)


def under(read: Read, definitions: Definitions) -> Read:
    """A reader whose rows follow `definitions`, so that every measure of the registry does, unchanged.

    What is dated by notification is dated by `counted_by`; the QA columns of both clocks hold days of `clock`;
    `risk_at_offence` holds `risk`; `provider_type` holds `grouping`. Selections of the filters still mean the columns
    they name.
    """
    meant = {
        DEFAULT.risk: pl.col(definitions.risk),
    }
    if definitions.clock != DEFAULT.clock:
        # Whichever clock a target names, days are counted by the one chosen.
        columns = [(f"{waited}_{clock}_days", waited) for waited in ("qa", "open") for clock in CLOCKS]
        meant |= {name: pl.col(f"{waited}_{definitions.clock}_days") for name, waited in columns}
    group = pl.col("provider_type") if definitions.grouping == "provider_type" else region()

    def answer(question: str, filters: Filters, dated_by: str | None) -> pl.DataFrame:
        rows = read(question, filters, definitions.counted_by if dated_by == DEFAULT.counted_by else dated_by)
        if question in WHOLE:
            return rows
        return rows.with_columns(group.alias(DEFAULT.grouping), **(meant if question == "reviews" else {}))

    return answer


def region() -> pl.Expr:
    """An area that became part of several regions cannot be divided: it is a group by all their names, sorted."""
    return pl.col("successor_region").str.split("; ").list.sort().list.join(" and ")
