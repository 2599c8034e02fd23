"""What stands in a weekly briefing: one value that the page, the slides, the document and the spreadsheet all print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from sfo_data.definitions.filters import Filters
from sfo_data.questions.control_charts import ControlChart
from sfo_data.security.disclosure import MARK, Audience

# In place of a number that is withheld, and of one that there is not.
WITHHELD, NOTHING = MARK, "–"


@dataclass(frozen=True)
class Card:
    """One headline figure in words: its value now, as last week's briefing gave it, and what stands below."""

    measure: str
    label: str
    value: str
    unit: str
    last_week: str
    below: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Trend:
    """A measure over time: a control chart, or words in its place where its numbers may not be shown."""

    name: str
    title: str
    caption: str
    table: pl.DataFrame
    chart: ControlChart | None

    @property
    def is_drawn(self) -> bool:
        """Whether there is a picture; else the title and caption stand for it."""
        return self.chart is not None and self.chart.points["value"].count() > 0


@dataclass(frozen=True, eq=False)
class Parts:
    """A count split into its parts: one row of `frame` per group (column `by`) and, where `parts` is set, per part.

    `frame` has numerator (null where withheld), `words` as they stand at a bar's end or inside it, and `is_withheld`.
    """

    name: str
    title: str
    caption: str
    table: pl.DataFrame
    frame: pl.DataFrame
    by: str
    parts: str | None
    order: Sequence[str]

    @property
    def is_drawn(self) -> bool:
        """Whether there is a picture: shares of a whole are none where a part is withheld."""
        return not self.frame.is_empty() and not (self.parts and self.frame["is_withheld"].any())


Figure = Trend | Parts


@dataclass(frozen=True)
class Decision:
    """Something that somebody has to decide: the rule that put it here, what it saw, and the page that shows more."""

    what: str
    because: str
    page: str


@dataclass(frozen=True, eq=False)
class Briefing:
    """One week's briefing of one place, complete: nothing in it needs another look at the store.

    `earlier` is the state of knowledge a week before, None where the store does not reach back so far; `changed` has
    how many reviews changed in each way of `changes.KINDS` since (None: withheld); `over_time` are the statements
    whose rule fired, in words.
    """

    place: str
    filters: Filters
    earlier: date | None
    audience: Audience
    is_synthetic: bool
    title: str
    cards: tuple[Card, ...]
    figures: tuple[Figure, ...]
    over_time: tuple[str, ...]
    changed: Mapping[str, int | None]
    decisions: tuple[Decision, ...]
    definitions: pl.DataFrame
