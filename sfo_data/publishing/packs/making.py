"""One run: a pack for each recipient, whole or not at all, and a cause for each that could not be made."""

import errno
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from sfo_data.definitions.filters import PROVIDER_DIMENSIONS, Filters
from sfo_data.publishing.briefing import every_number, joint_protection
from sfo_data.publishing.briefing.recipients import ENGLAND_AND_WALES, Recipient
from sfo_data.publishing.briefing.weekly import shown_together, weekly
from sfo_data.publishing.packs import atomic_folder, mail, pack
from sfo_data.publishing.packs.browser_process import Drawn, NoBrowser, NotDrawn, Order, Visit
from sfo_data.publishing.packs.page_makers import PageMakers
from sfo_data.publishing.packs.page_server import NoServer
from sfo_data.publishing.provenance import CodeTaken, KeyProblem, Unreadable
from sfo_data.publishing.spreadsheets import NotPublishable
from sfo_data.questions import queries
from sfo_data.questions.queries import Facts, Read
from sfo_data.security.disclosure import POLICIES, Audience, CannotProtect
from sfo_data.store.database import Store, StoreError

# A run asks about twenty questions, of a few thousand rows each for England and Wales: under 30 MB in all.
KEPT = 64
EVERYWHERE = Recipient(ENGLAND_AND_WALES)
FULL = {errno.ENOSPC: "The disk is full", errno.EDQUOT: "The disk quota is used up", errno.EFBIG: "A file is too large"}
# What would stop every other recipient's pack too, so that they are not tried.
OF_ALL = (StoreError, NoServer, NoBrowser, KeyProblem)
# What stops one recipient's pack; its message is a sentence.
OF_ONE = (NotDrawn, atomic_folder.Differs, CannotProtect, Unreadable, CodeTaken, NotPublishable)

log = logging.getLogger("sfo")


@dataclass(frozen=True)
class Job:
    """What a run is to make: for whom, of which day and period, for which audience, and where to.

    `seconds` is how long a page may take; `addresses` is whose mail goes where, None where no mail is wanted.
    """

    recipients: tuple[Recipient, ...]
    known_on: date
    period: str
    audience: Audience
    out: Path
    may_replace: bool = False
    seconds: float = 30.0
    addresses: Mapping[Recipient, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Result:
    """What became of one recipient's pack; `cause` where the pack, or its mail, was not made."""

    recipient: Recipient
    outcome: atomic_folder.Outcome | None
    cause: str = ""


@dataclass
class _Going:
    """One recipient's pack on its way; `result` once it has come to an end."""

    recipient: Recipient
    draft: pack.Draft | None = None
    order: Order | None = None
    drawn: Drawn | None = None
    without_browser: Mapping[str, bytes] = field(default_factory=dict)
    result: Result | None = None


def make(store: Store, facts: Facts, job: Job, makers: PageMakers) -> Iterator[Result]:
    """A result per recipient, in their order; only under `atomic_folder.only_writer`, with `makers` open.

    While the browser draws one recipient's page, the next one's briefing, slides and spreadsheet are compiled, and the
    last one's pack is signed and moved.
    """
    run = _Run(shared(queries.reader(store)), facts, job, makers)
    before = None
    for now in [*map(_Going, job.recipients), None]:
        run.do(now, run.begin)
        run.do(before, run.collect)
        run.do(now, run.send)
        run.do(before, run.finish)
        if before and before.result:
            yield before.result
        before = now


def shared(read: Read) -> Read:
    """A reader that asks the store once for all recipients, and takes each one's rows out of the answer.

    The store would take them out by the same columns, but for one recipient's twenty questions it needs ten times as
    long as this.
    """
    asked_once = lru_cache(KEPT)(read)

    def answer(question: str, filters: Filters, dated_by: str | None) -> pl.DataFrame:
        columns = queries.COLUMNS[question]
        chosen = {columns[name]: filters.selected(name) for name in PROVIDER_DIMENSIONS if name in columns}
        asked = [pl.col(column).is_in(labels) for column, labels in chosen.items() if labels]
        rows = asked_once(question, filters.national(), dated_by)
        return rows.filter(*asked) if asked else rows

    return answer


class _Run:
    """The steps of a pack, and why nothing more can be made, once that is so."""

    def __init__(self, read: Read, facts: Facts, job: Job, makers: PageMakers) -> None:
        self.read, self.facts, self.job, self.makers = read, facts, job, makers
        self.end: Exception | None = None
        self.shown: joint_protection.ShownTogether | None = None

    def do(self, going: _Going | None, step: Callable[[_Going], None]) -> None:
        """Takes a pack one step on, unless it has come to its end; an error is its end."""
        if going is None or going.result:
            return
        try:
            step(going)
        except Exception as error:
            if isinstance(error, OF_ALL) or (isinstance(error, OSError) and error.errno in FULL):
                self.end = error
            going.result = Result(going.recipient, None, cause(error))

    def begin(self, going: _Going) -> None:
        if self.end:
            raise self.end
        filters = going.recipient.filters(self.facts.known, self.job.known_on, self.job.period)
        going.draft = pack.draft(
            going.recipient, weekly(self.read, self.facts, filters, self.job.audience, self.together())
        )
        going.without_browser = pack.files_without_browser(going.draft)

    def together(self) -> joint_protection.ShownTogether:
        """What the packs of all places may show, worked out for the first of them; meanwhile the server does the same.

        It has to for its page, and takes the same 5 s of a core.
        """
        if self.shown is None:
            filters = EVERYWHERE.filters(self.facts.known, self.job.known_on, self.job.period)
            if not POLICIES[self.job.audience].is_exact:
                self.makers.order(Visit(f"{self.makers.open()}/{every_number.link(filters, self.job.audience)}"))
            self.shown = shown_together(self.read, self.facts, filters, self.job.audience)
        return self.shown

    def send(self, going: _Going) -> None:
        assert going.draft
        going.order = going.draft.order(self.makers.open(), self.job.seconds)
        self.makers.order(going.order)

    def collect(self, going: _Going) -> None:
        assert going.order
        going.drawn = self.makers.collect(going.order)

    def finish(self, going: _Going) -> None:
        assert going.draft and going.drawn
        files = pack.files(going.draft, going.drawn, going.without_browser)
        outcome = atomic_folder.put(self.job.out, going.draft.name, files, self.job.may_replace)
        going.result = Result(going.recipient, outcome, self._mail(going.draft, files))

    def _mail(self, draft: pack.Draft, files: Mapping[str, bytes]) -> str:
        """Writes the mail where one is wanted; why it cannot be written, or nothing."""
        if self.job.addresses is None:
            return ""
        to = self.job.addresses.get(draft.recipient)
        if not to:
            return "There is no mail address for it; the pack is there."
        try:
            content = mail.message(draft.briefing, draft.code, to, files, draft.name)
            atomic_folder.put_file(self.job.out / f"{draft.name}.eml", content)
        except OSError as error:
            return f"The pack is there, its mail is not: {cause(error)}"
        return ""


def cause(error: Exception) -> str:
    """One sentence that says what went wrong."""
    if isinstance(error, OSError) and error.errno:
        where = f" ({error.filename})" if error.filename else ""
        return f"{FULL.get(error.errno) or error.strerror or error}{where}."
    if isinstance(error, OF_ALL + OF_ONE):
        return str(error)
    log.error("unforeseen", exc_info=error)
    return f"Unforeseen: {type(error).__name__}: {error}"
