"""What does a picture show? Enough to bring it back: page, filters, day of knowledge, numbers, definitions, code."""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from sfo_data.definitions import settings
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import MEASURES, Measure
from sfo_data.publishing.provenance.printed_code import code_of_bytes

# Expressions have no text that is the same in every version of Polars.
NOT_PRINTED = {"counted", "among", "value"}


class WrongView(ValueError):
    """A description that brings back no page."""


@dataclass(frozen=True)
class View:
    """What a picture shows.

    `page` is the page's address path; `address` the parameters that bring it back, the day of knowledge among them;
    `showing` the filters in words; the hashes are SHA-256 in hexadecimal of every number on the page and of the
    measures' definitions. Raises WrongView.
    """

    page: str
    address: tuple[tuple[str, tuple[str, ...]], ...]
    showing: str
    known_on: date
    data_sha256: str
    definitions_sha256: str
    version: str
    is_synthetic: bool

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", self.page):
            raise WrongView(f"“{self.page[:40]}” is not the path of a page.")
        if dict(self.address).get("known_on") != (self.known_on.isoformat(),):
            raise WrongView(f"The address does not ask for the state known on {self.known_on}.")
        for name in ("data_sha256", "definitions_sha256"):
            if not re.fullmatch(r"[0-9a-f]{64}", getattr(self, name)):
                raise WrongView(f"“{getattr(self, name)[:70]}” is not a SHA-256.")

    def link(self) -> str:
        """The address below the dashboard's own that brings the view back."""
        return _link(self.page, dict(self.address))


def link(page: str, filters: Filters, own: Mapping[str, str]) -> str:
    """The address, below the dashboard's own, of a page under `filters`; `own` are the page's own parameters."""
    return _link(page, _address(filters, own))


def _link(page: str, address: Mapping[str, Sequence[str]]) -> str:
    return f"{page}?{urlencode(address, doseq=True)}"


def _address(filters: Filters, own: Mapping[str, str]) -> dict[str, list[str]]:
    return {**filters.to_url(date.min), **{name: [value] for name, value in own.items()}}


def view_of(
    page: str, filters: Filters, data_sha256: str, is_synthetic: bool, own: Mapping[str, str] | None = None
) -> View:
    """The view of a page under `filters`; `own` are the page's own parameters."""
    address = _address(filters, own or {})
    return View(
        page=page,
        address=tuple((name, tuple(values)) for name, values in sorted(address.items())),
        showing=filters.sentence(),
        known_on=filters.known_on,
        data_sha256=data_sha256,
        definitions_sha256=definitions_sha256(),
        version=code_version(),
        is_synthetic=is_synthetic,
    )


def code_of(view: View) -> str:
    """The code printed with the view: the same for all its files, another for any other view."""
    return code_of_bytes(canonical(as_json(view)))


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one way to write it: UTF-8 JSON, keys in order, no spaces. Raises ValueError for NaN and infinity."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def as_json(view: View) -> dict[str, Any]:
    """The view as plain values."""
    plain = {each.name: getattr(view, each.name) for each in fields(view)}
    address = {name: list(values) for name, values in view.address}
    return plain | {"known_on": view.known_on.isoformat(), "address": address}


def from_json(content: Any) -> View:
    """The view that `as_json` gave. Raises WrongView."""
    if not isinstance(content, dict) or set(content) != {each.name for each in fields(View)}:
        raise WrongView("The description of the view is not complete.")
    if wrong := [name for name, value in content.items() if type(value) is not _KINDS.get(name, str)]:
        raise WrongView(f"The description's {wrong[0]} cannot be read.")
    address = content["address"]
    if not all(isinstance(each, list) and all(isinstance(v, str) for v in each) for each in address.values()):
        raise WrongView("The description's address cannot be read.")
    try:
        known_on = date.fromisoformat(content["known_on"])
    except ValueError as error:
        raise WrongView(f"“{content['known_on'][:40]}” is not a day.") from error
    pairs = tuple((name, tuple(values)) for name, values in sorted(address.items()))
    return View(**{**content, "known_on": known_on, "address": pairs})


_KINDS = {"address": dict, "is_synthetic": bool}


def definitions_sha256() -> str:
    """A hash over all that readers see of every measure's definition, whatever their order in the registry."""
    printed = [each.name for each in fields(Measure) if each.name not in NOT_PRINTED]
    printed_of = {measure.name: {name: getattr(measure, name) for name in printed} for measure in MEASURES.values()}
    targets = {
        measure.name: [{**asdict(each), "valid_from": each.valid_from.isoformat()} for each in measure.targets]
        for measure in MEASURES.values()
    }
    whole = {name: {**of, "targets": targets[name]} for name, of in printed_of.items()}
    return hashlib.sha256(canonical(whole)).hexdigest()


@lru_cache
def code_version() -> str:
    """The project's version, out of pyproject.toml: the product runs from its folder, it is not installed."""
    return str(tomllib.loads((settings.PROJECT / "pyproject.toml").read_text())["project"]["version"])
