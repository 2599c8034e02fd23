"""Checking a delivery: files go in, all that is wrong with them comes out, what a load would do, and marked files."""

from collections.abc import Callable

import polars as pl
import streamlit as st

from pages.charts.text import html_table
from pages.frame.downloads import download, draw_buttons
from pages.panels.figure_panel import heading
from sfo_data.publishing.delivery_check import MOST_BYTES, Answer, check_in_own_process

KINDS = ["xlsx", "ods", "csv", "parquet", "toml", "json"]
MEGABYTES = MOST_BYTES // 1024**2


def handed_in() -> Answer | None:
    """Draws the field for files; what is wrong with those handed in, None where there are none."""
    files = st.file_uploader(
        f"A workbook (XLSX, ODS), or CSV or Parquet files, up to {MEGABYTES} MB each; with your mapping (TOML), if any",
        type=KINDS,
        accept_multiple_files=True,
        max_upload_size=MEGABYTES,
        key="delivery_files",
        help="They are read once and not kept.",
    )
    if not files:
        return None
    with st.spinner(f"Reading {len(files)} file{'' if len(files) == 1 else 's'}…", show_time=True):
        return check_in_own_process({file.name: file.getvalue() for file in files})


def report(found: Answer) -> None:
    """Draws what was found: the whole, faults by kind, what is mended, the marked files, and what a load would do."""
    heading(_verdict(found))
    if found.refusals:
        refusals = pl.DataFrame({"What is wrong with the whole": list(found.refusals)})
        st.html(html_table("The delivery would be refused", refusals))
    if not found.kinds.is_empty():
        faults = _faults(found.kinds)
        st.html(html_table("Rows that would be set aside, by kind of fault", faults))
        download("delivery_faults", "Faults of the delivery, by kind", faults, None)
    if not found.mended.is_empty():
        mended = found.mended.rename({"table_name": "Table", "column_name": "Column", "values": "Values"})
        st.html(html_table("What would be mended, as it can mean one thing only", mended))
    for name, content in found.marked.items():
        stem, _, suffix = name.rpartition(".")
        files = {name: (suffix.upper(), _kept(content))}
        draw_buttons(f"marked_{stem}", f"{name} with its faults marked:", "Download", files, None)
    if found.not_compared:
        st.html(html_table("Not compared with the store", pl.DataFrame({"Why": [found.not_compared]})))
    elif not found.turned.is_empty():
        _draw_load(found)


def _draw_load(found: Answer) -> None:
    """Draws where a load would stop, and which rows it would change."""
    heading("The load would stop" if found.stops else "The load would not stop")
    if found.stops:
        st.html(html_table("What is not usual for this store", pl.DataFrame({"Why": list(found.stops)})))
    moving = found.turned.filter(pl.any_horizontal(pl.exclude("table_name") > 0))
    named = moving.rename(lambda name: "Table" if name == "table_name" else name.capitalize())
    st.html(html_table("Rows, compared with the store as it is now", named))


def _kept(content: bytes) -> Callable[[], bytes]:
    return lambda: content


def _verdict(found: Answer) -> str:
    if found.refusals:
        return "It would be refused"
    if found.set_aside:
        return f"{found.set_aside:,} of {found.delivered:,} rows would be set aside"
    return f"No fault in {found.delivered:,} rows"


def _faults(kinds: pl.DataFrame) -> pl.DataFrame:
    return kinds.select(
        pl.col("table_name").alias("Table"),
        pl.col("column_name").fill_null("whole row").alias("Column"),
        pl.col("rows").alias("Rows"),
        pl.col("place").alias("First in"),
        pl.col("reason").alias("What is wrong"),
    )
