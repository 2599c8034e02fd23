"""What pages tell the audit trail: the only place that knows the reader and the trail."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from pages.frame import cached_reader
from sfo_data.definitions.filters import Filters
from sfo_data.security import audit
from sfo_data.security.audit import Event
from sfo_data.security.audit.event import Action

NOT_SIGNED_IN = "local"


def viewed(page: str, filters: Filters) -> None:
    """Records a view, once for each page and choice of filters, and says on the page if views are not recorded."""
    _seen("audit_viewed", _event("view", page, filters=filters))
    if notice := audit.writer().notice():
        st.warning(notice)


def is_written() -> bool:
    """Whether lines reach the disk, as far as is known now: where they do not, nothing can be downloaded."""
    return not audit.writer().notice()


def case_viewed(review_id: str, filters: Filters) -> None:
    """Records whose timeline was opened, by the review's identifier, once for each choice of filters."""
    _seen("audit_case", _event("view", "cases", f"review {review_id}", filters=filters))


def _seen(last: str, event: Event) -> None:
    if st.session_state.get(last) != event:
        st.session_state[last] = event
        audit.writer().view(event)


def recorded(make: Callable[[], bytes], name: str, kind: str, filters: Filters | None) -> Callable[[], bytes]:
    """Makes a file only after its line is on disk, with the `filters` of what it holds; raises NotRecorded where it
    cannot be.

    The event is of now, because no session is at hand when the button is pressed; its time is of then.
    """
    event = _event("export", name, kind, filters=filters)

    def made() -> bytes:
        audit.writer().must(event)
        return make()

    return made


def refused(what: str, why: str) -> None:
    """Records that the reader was refused a page or file. Once for each on a session."""
    event = _event("refused", what, why, "refused")
    if event not in st.session_state.setdefault("audit_refused", []):
        st.session_state["audit_refused"].append(event)
        audit.writer().view(event)


def opened_early(release: str, reason: str) -> None:
    """Records that a release is opened before its publication, before it is shown. Raises NotRecorded."""
    event = _event("view", f"release {release}", f"before publication: {reason}")
    if st.session_state.get("audit_early") != event:
        audit.writer().must(event)
        st.session_state["audit_early"] = event


def signed(way: Literal["signed_in", "signed_out"]) -> None:
    """Records that the reader came in or went."""
    audit.writer().view(_event(way, "sign-in"))


def reading(what: str) -> None:
    """Records that the trail is read, before it is shown, once for each `what`. Raises NotRecorded."""
    event = _event("audit_read", what)
    if st.session_state.get("audit_reading") != event:
        audit.writer().must(event)
        st.session_state["audit_reading"] = event


def _event(action: Action, what: str, detail: str = "", outcome: str = "done", filters: Filters | None = None) -> Event:
    state = st.session_state
    reader = state.get("reader")
    divisions = cached_reader.scope().divisions if "scope" in state else ()
    return Event(
        action,
        str(getattr(reader, "subject", None) or st.user.get("oid") or st.user.get("sub") or NOT_SIGNED_IN),
        what,
        tuple(str(each) for each in getattr(reader, "roles", ())),
        filters.to_url(cached_reader.facts().known.known_on) if filters else {},
        divisions,
        str(state.get("load", "")),
        detail,
        outcome,
    )
