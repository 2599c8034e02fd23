"""What may a reader take away? Each table, and all tables of a page, as CSV, XLSX, ODS and Parquet."""

from collections.abc import Callable, Mapping

import polars as pl
import streamlit as st

from pages.frame import audit_trail, cached_reader
from sfo_data.definitions import settings
from sfo_data.definitions.filters import Filters
from sfo_data.publishing import exports
from sfo_data.publishing.exports import MIMES, SUFFIXES, Export, Stamp

OFFERED = "offered_tables"
NOT_NOW = "Downloads are not available now: the audit trail cannot be written. Please try again in a few minutes."


def begin() -> None:
    """Forgets the tables of the run before."""
    st.session_state[OFFERED] = {}


def offered() -> list[Export]:
    """The tables drawn so far on this run, in their order."""
    return list(st.session_state.get(OFFERED, {}).values())


def offer(name: str, title: str, table: pl.DataFrame, filters: Filters | None, caption: str = "") -> Export:
    """Puts a table among the page's numbers at its foot. `name` is unique on the page; see `Export`.

    Nothing is made of it before somebody asks.
    """
    export = Export(name, title, table, caption, filters)
    st.session_state.setdefault(OFFERED, {})[name] = export
    return export


def download(
    name: str, title: str, table: pl.DataFrame, filters: Filters | None, caption: str = "", words: str = ""
) -> None:
    """Offers a table, and draws its own four buttons with `words` ("All 34 actions:") before them."""
    export, stamp = offer(name, title, table, filters, caption), _stamp(filters)
    draw_buttons(
        name,
        words,
        "Download",
        {
            exports.file_name(name, suffix, stamp.is_synthetic, filters): (
                kind,
                _made_by(exports.one, export, kind, stamp),
            )
            for kind, suffix in SUFFIXES.items()
        },
        filters,
    )


def page_downloads(page: str, title: str, filters: Filters) -> None:
    """Draws the four buttons that give all tables drawn on this run; `page` names the files.

    They say the page's `filters`, or those of the tables where all of these show one and the same.
    """
    tables = offered()
    if not tables:
        return
    own = {each.filters for each in tables if each.filters}
    filters = own.pop() if len(own) == 1 else filters
    stamp = _stamp(filters)
    files = {}
    for kind, suffix in SUFFIXES.items():
        is_workbook = kind in exports.WORKBOOKS
        name, ending = (f"{page}-page", suffix) if is_workbook else (f"{page}-page-{suffix}", "zip")
        made = _made_by(exports.together, title, tables, kind, stamp)
        file = exports.file_name(name, ending, stamp.is_synthetic, filters)
        files[file] = (kind if is_workbook else f"{kind} (zip)", made)
    draw_buttons("page", "All numbers of this page:", "Page as", files, filters)


def draw_buttons(
    name: str,
    words: str,
    verb: str,
    files: Mapping[str, tuple[str, Callable[[], bytes]]],
    filters: Filters | None,
) -> None:
    """A button per file: its name, the kind said on the button after `verb`, and what makes it when it is pressed.

    The trail gets the `filters` of what the files hold. None of them runs the page again. The bytes are made only after
    the download is in the audit trail; while that cannot be written the buttons are there and cannot be pressed.
    """
    can_record = audit_trail.is_written()
    with st.container(key=f"downloads_{name}", horizontal=True, vertical_alignment="center", gap="xsmall"):
        if words:
            st.markdown(words, width="content")
        for file_name, (kind, make) in files.items():
            st.download_button(
                f"{verb} {kind}",
                audit_trail.recorded(make, file_name, kind, filters),
                file_name=file_name,
                mime=MIMES[file_name.rpartition(".")[2]],
                key=f"download_{name}_{kind.split()[0].lower()}",
                on_click="ignore",
                disabled=not can_record,
            )
        if not can_record:
            st.markdown(NOT_NOW, width="content")


def _stamp(filters: Filters | None) -> Stamp:
    facts = cached_reader.facts()
    known_on = filters.known_on if filters else facts.known.known_on
    return Stamp(settings.marking(), facts.is_synthetic, known_on, filters)


def _made_by(make: Callable[..., bytes], *arguments: object) -> Callable[[], bytes]:
    """Made when the button is pressed; there is no session then, so all that is needed is held from now."""
    return lambda: make(*arguments)
