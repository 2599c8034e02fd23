"""Who is reading: their roles, the cases they may see, the pages they may open."""

from dataclasses import dataclass
from typing import Literal

from sfo_data.filters import NATIONAL, Scope

Role = Literal["national", "division", "public-facing", "administrator"]
ROLES: tuple[Role, ...] = ("national", "division", "public-facing", "administrator")

# A page not named here is for those who read cases, within their scope. So is data_quality beside the administrators:
# the values set aside on it, which belong to no division for certain, are drawn for the national role alone.
CASE_READERS: frozenset[Role] = frozenset({"national", "division"})
OPEN_TO: dict[str, frozenset[Role]] = {
    "release": CASE_READERS | {"public-facing"},
    "published_record": CASE_READERS | {"public-facing"},
    "definitions": frozenset(ROLES),
    "accessibility": frozenset(ROLES),
    "data_quality": CASE_READERS | {"administrator"},
    "audit": frozenset({"administrator"}),
}


@dataclass(frozen=True)
class Reader:
    """One person. `subject` is the provider's opaque identifier, for the audit; `name` is for the screen alone.

    `audience` is "internal" for those who may see cases; everybody else gets what the wider audience gets.
    """

    subject: str
    name: str
    roles: tuple[Role, ...]
    scope: Scope

    @property
    def audience(self) -> Literal["internal", "wider"]:
        return "internal" if CASE_READERS & set(self.roles) else "wider"

    @property
    def roles_in_words(self) -> str:
        """ "division: London, Wales; administrator" """
        places = ", ".join(self.scope.divisions or ())
        return "; ".join(f"{role}: {places}" if role == "division" else role for role in self.roles)


LOCAL = Reader("local", "Local reader", ("national", "administrator"), NATIONAL)


def may_open(reader: Reader, page: str) -> bool:
    """Whether one of the reader's roles opens the page of that file name."""
    return bool(OPEN_TO.get(page, CASE_READERS) & set(reader.roles))
