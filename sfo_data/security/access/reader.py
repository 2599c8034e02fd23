"""Who is reading: their roles, and the cases they may see."""

from dataclasses import dataclass
from typing import Literal

from sfo_data.definitions.filters import NATIONAL, Scope

Role = Literal["national", "division", "public-facing", "administrator"]
ROLES: tuple[Role, ...] = ("national", "division", "public-facing", "administrator")

CASE_READERS: frozenset[Role] = frozenset({"national", "division"})


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
