"""What needs a decision this week? Each by a rule that is printed with it, never by a feeling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from sfo_data.definitions import targets
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import MEASURES
from sfo_data.publishing.briefing.content import Decision
from sfo_data.questions.control_charts import ControlChart
from sfo_data.questions.figures import figures
from sfo_data.questions.queries import Read
from sfo_data.security.disclosure import Policy
from sfo_data.wording import narrative

Charts = Mapping[str, ControlChart | None]
PAGE_OF = {"sfo_reviews": "overview", "qa_within_target_share": "qa_turnaround"}
SMALL = "The numbers are too small to be told here."
# A quarter is long enough that one busy week does not decide whether the queue grows.
FLOW_WEEKS = 13


@dataclass(frozen=True)
class Found:
    """What a rule found: in words with all its numbers, and in those for a wider audience, without one case's days.

    `cells` are the numbers that the words tell by name; `sums` and `shares` are how they hang together, and with the
    headline figures (see `disclosure.Table`).
    """

    what: str
    because: str
    because_wider: str
    page: str
    cells: Mapping[str, int]
    sums: Sequence[tuple[str, list[str]]] = ()
    shares: Sequence[tuple[str, str]] = ()


def waiting(read: Read, filters: Filters) -> tuple[Found, ...]:
    """What waits for a decision, by the state known on the day of `filters`."""
    rules = (_overdue, _queue, _undelivered, _actions)
    return tuple(found for rule in rules if (found := rule(read, filters)))


def decisions(
    found: Sequence[Found], charts: Charts, then: Charts | None, hidden: frozenset[str], policy: Policy
) -> tuple[Decision, ...]:
    """What somebody has to decide: signals first, then what waits, its numbers in words where none of them is `hidden`.

    `charts` are the briefing's as known now and `then` as known a week before (None: no week before to compare).
    """
    told = []
    for each in found:
        because = each.because if policy.is_exact else each.because_wider
        told.append(Decision(each.what, SMALL if hidden & set(each.cells) else because, each.page))
    return (*_signals(charts, then or {}), *told)


def _signals(charts: Charts, then: Charts) -> list[Decision]:
    """The charts whose newest point is a signal that last week's briefing did not have."""
    found = []
    for name, chart in charts.items():
        before = then.get(name)
        if chart is None or before is None:
            continue
        now = narrative.of_chart(chart)
        if now.has_fired and narrative.of_chart(before).short != now.short:
            found.append(Decision(f"Find out why: {now.title}.", now.sentence, PAGE_OF[name]))
    return found


def _overdue(read: Read, filters: Filters) -> Found | None:
    late, waiting, oldest = _values(read, filters, "open_over_target", "open_reviews", "oldest_open_days")
    because = f"{late:,} of {waiting:,} open for more than {targets.in_words()}"
    found = Found(
        "Which reviews open past the target to finish first, and with how many posts.",
        f"{because}; the oldest, {oldest:,}.",
        f"{because}.",
        "road_back",
        {"overdue": late, "waiting": waiting},
        [("open_over_target", ["overdue"])],
        [("overdue", "waiting")],
    )
    return found if late else None


def _queue(read: Read, filters: Filters) -> Found | None:
    """Whether more came for quality assurance in the last quarter than left it, finished or withdrawn."""
    rows = read("reviews", filters, None)
    after = filters.known_on - timedelta(weeks=FLOW_WEEKS)
    received, finished, withdrawn = (
        rows.filter((pl.col(day) > after) & pl.col("qa_received_on").is_not_null()).height
        for day in ("qa_received_on", "qa_completed_on", "withdrawn_on")
    )
    left = finished + withdrawn
    because = f"In {FLOW_WEEKS} weeks {received:,} reviews came and {left:,} left"
    found = Found(
        "Whether to add reviewers or accept a longer queue.",
        f"{because} ({finished:,} finished, {withdrawn:,} withdrawn).",
        f"{because}.",
        "road_back",
        {"received": received, "left": left, "growth": received - left},
        [("received", ["left", "growth"])],
    )
    return found if received > left else None


def _undelivered(read: Read, filters: Filters) -> Found | None:
    """Whether reviews are past the day, extended or not, on which their provider was to deliver them."""
    being_written = read("reviews", filters, None).filter(pl.col("review_status") == "Being written")
    due_on = pl.coalesce("extended_to_on", "review_due_on")
    late, written = being_written.filter(due_on < pl.col("known_on")).height, being_written.height
    because = f"{late:,} of {written:,} being written are past their day, extensions counted."
    found = Found(
        "Whether to extend or to call in reviews that providers have not delivered.",
        because,
        because,
        "data_quality",
        {"undelivered": late, "being written": written},
        (),
        [("undelivered", "being written")],
    )
    return found if late else None


def _actions(read: Read, filters: Filters) -> Found | None:
    late, oldest = _values(read, filters, "actions_overdue", "oldest_overdue_days")
    unit = MEASURES["oldest_overdue_days"].unit
    because = f"{late:,} actions overdue"
    found = Found(
        "Who answers for actions past their date.",
        f"{because}; the longest by {oldest:,} {unit}.",
        f"{because}.",
        "actions",
        {"actions overdue": late},
    )
    return found if late else None


def _values(read: Read, filters: Filters, *names: str) -> list[int]:
    """States on the day of knowledge, whatever the period; 0 where there is none."""
    values = dict(figures(read, filters, names).select("measure", "value").iter_rows())
    return [int(values[name] or 0) for name in names]
