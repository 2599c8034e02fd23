"""Which roles do a person's groups give? The mapping is a CSV file: group, role, division."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sfo_data.definitions import settings
from sfo_data.definitions.filters import NATIONAL, Scope
from sfo_data.security.access.reader import ROLES, Reader, Role
from sfo_data.security.access.refusal import Refused

COLUMNS = ["group", "role", "division"]
NO_ROLE = "You have no role here yet"


class WrongRoles(ValueError):
    """The file of roles cannot be used; the message names line, column and value."""


@dataclass(frozen=True)
class Entry:
    """One line: everybody in `group` has `role`; for the role division, in `division`."""

    group: str
    role: Role
    division: str = ""


@lru_cache
def divisions() -> frozenset[str]:
    """Every division a reader may be given: those of the NPS, and from June 2021 the regions."""
    with (settings.GEO / "areas.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row[column] for row in csv.DictReader(file) for column in ("nps_division", "region_2021"))


def read_roles(path: Path) -> tuple[Entry, ...]:
    """The lines of the file. Raises WrongRoles."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            heading, *lines = [(reader.line_num, [value.strip() for value in row]) for row in reader if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise WrongRoles(f"{path.name} cannot be read: {error}.") from error
    except ValueError as error:
        raise WrongRoles(f"{path.name} is empty; its first line is {','.join(COLUMNS)}.") from error
    if heading[1] != COLUMNS:
        raise WrongRoles(f"{path.name}, line 1: the columns are {','.join(COLUMNS)}, not “{','.join(heading[1])}”.")
    entries: dict[Entry, int] = {}
    for number, row in lines:
        where = f"{path.name}, line {number}"
        entry = _entry(row, where)
        if entry in entries:
            raise WrongRoles(f"{where}: the same as line {entries[entry]}. Delete one of them.")
        entries[entry] = number
    return tuple(entries)


def _entry(row: list[str], where: str) -> Entry:
    if len(row) != len(COLUMNS):
        raise WrongRoles(f"{where}: {len(row)} values instead of {len(COLUMNS)}: “{','.join(row)[:100]}”.")
    group, name, division = row
    role = next((role for role in ROLES if role == name), None)
    if not group:
        raise WrongRoles(f"{where}, column group: empty. Write what the provider's claim holds, often an identifier.")
    if role is None:
        raise WrongRoles(f"{where}, column role: there is no role “{name}”. Write one of {', '.join(ROLES)}.")
    if role == "division" and division not in divisions():
        there_are = f"Write one of {', '.join(sorted(divisions()))}."
        raise WrongRoles(f"{where}, column division: there is no division “{division}”. {there_are}")
    if role != "division" and division:
        raise WrongRoles(f"{where}, column division: “{division}” with the role {role}. Leave it empty.")
    return Entry(group, role, division)


def reader_of(claims: Mapping[str, Any], entries: Iterable[Entry], claim_names: Iterable[str]) -> Reader:
    """Who has these claims. Roles of several groups add up; national includes every division. Raises Refused."""
    names = tuple(claim_names)
    subject = claims.get("oid") or claims.get("sub")
    if not isinstance(subject, str) or not subject.strip():
        raise Refused(NO_ROLE, "The sign-in service does not say who you are. Please tell an administrator.")
    groups = {group for name in names for group in _listed(claims.get(name))}
    given = [entry for entry in entries if entry.group in groups]
    if not given:
        raise Refused(NO_ROLE, _why_none(claims, names))
    roles = tuple(role for role in ROLES if role in {entry.role for entry in given})
    if "national" in roles:
        roles = tuple(role for role in roles if role != "division")
    mine = tuple(sorted({entry.division for entry in given if entry.role == "division"}))
    name = claims.get("name") or claims.get("preferred_username") or claims.get("email") or "Reader"
    return Reader(subject, str(name), roles, NATIONAL if "national" in roles else Scope(mine))


def _listed(claim: object) -> list[str]:
    values = claim if isinstance(claim, list) else [claim]
    return [value for value in values if isinstance(value, str)]


def _why_none(claims: Mapping[str, Any], names: Iterable[str]) -> str:
    # Entra ID leaves the groups out of a token if there are over 200, and names an address that would give them.
    elsewhere = claims.get("_claim_names")
    if claims.get("hasgroups") or (isinstance(elsewhere, Mapping) and set(names) & set(elsewhere)):
        return (
            "You are in more groups than the sign-in service passes on. Please ask an administrator to have it pass on "
            "only the groups assigned to this service, or its app roles."
        )
    return "None of your groups is mapped to a role. Please ask an administrator to add you to one that is."
