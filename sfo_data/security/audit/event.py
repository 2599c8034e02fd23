"""What does one line of the trail say? No names of people, no text of cases, nothing long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

Action = Literal["view", "export", "refused", "signed_in", "signed_out", "audit_read", "load", "gap", "set_aside"]
LONGEST, MOST = 200, 50


@dataclass(frozen=True)
class Event:
    """Somebody (`subject`, an opaque identifier) did something with a page or file (`what`).

    `filters` are the parameters of `Filters.to_url`, `scope` the divisions they may see (None: all), `load` the store's
    stamp, `detail` a format or a reason.
    """

    action: Action
    subject: str
    what: str
    roles: Sequence[str] = ()
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    scope: Sequence[str] | None = None
    load: str = ""
    detail: str = ""
    outcome: str = "done"

    def content(self) -> dict[str, Any]:
        """The event as plain values, stamped with the time now; at most 50 values of 200 printable characters each."""
        return {
            "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
            "action": self.action,
            "subject": plain(self.subject),
            "roles": [plain(each) for each in self.roles[:MOST]],
            "what": plain(self.what),
            "filters": {
                plain(name): [plain(value) for value in values[:MOST]]
                for name, values in list(self.filters.items())[:MOST]
            },
            "scope": None if self.scope is None else [plain(each) for each in self.scope[:MOST]],
            "load": plain(self.load),
            "detail": plain(self.detail),
            "outcome": plain(self.outcome),
        }


def plain(text: str) -> str:
    """The text, cut if long, with unprintable characters escaped: no terminal or log may take them for a command."""
    shown = "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text[:LONGEST])
    return shown if len(shown) <= LONGEST and len(text) <= LONGEST else f"{shown[: LONGEST - 1]}…"
