"""The newest delivery of the box, every free text of which ends in something hostile."""

import json
from pathlib import Path

import polars as pl

from sfo_data.definitions.dimensions import LONGEST_NAME
from sfo_data.store.schema import TABLES, Column
from tests.material.box import NEWEST

# Each shows in a way out of its own: HTML, an attribute, markdown, Streamlit's own marks, formulas, templates, typst.
ENDINGS = (
    "<zq7 onzq7=1>",
    "<img src=x onerror=window.__pwned=1>",
    "<script>window.__pwned=1</script>",
    "\" onzq7=\"1' onzq7='1",
    "[zq7](javascript:window.__pwned=1)",
    "![zq7](https://zq7.example/i.png)",
    "https://zq7.example/a www.zq7.example zq7@zq7.example",
    '<a href="https://zq7.example/">zq7</a>',
    "<span style='fill:url(https://zq7.example/f.svg#a)'>zq7</span> <sup>zq7</sup>",
    "$zq7^2$ `zq7` **zq7** ~~zq7~~ :red[zq7] :material/home: :smile:",
    "{{7*7}} ${7*7} %{x} #eval(zq7) #link(zq7)",
    "\u202ezq7\u2066\u200b\ufeff",
    "\ufffe\uffff]]>zq7 &lt;img src=x&gt; &#60;zq7&#62; _x003C_zq7_x000D_",
    "zq7\r\nBcc: zq7@zq7.example\r\n\r\nzq7\u2028zq7\u2029zq7",
)
# How a spreadsheet may begin a formula, after white space and in full width too.
STARTS = ("=HYPERLINK(1)", "+cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "\t=1+1", "\n=1+1", "\uff1d1+1")
LONG = "zq7 " * 500


def write(folder: Path, deliveries: Path) -> Path:
    """The delivery in `folder`; endings take turns from row to row, so that each column carries most of them."""
    source = deliveries / NEWEST.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        rows = pl.read_csv(source / f"{table.name}.csv", infer_schema=False)
        texts = [column for column in table.columns if column.kind in ("name", "text")]
        rows.with_columns(_hostile(column, place) for place, column in enumerate(texts)).write_csv(
            folder / f"{table.name}.csv"
        )
    notice = {"known_on": NEWEST.isoformat(), "is_synthetic": True}
    (folder / "delivery.json").write_text(json.dumps(notice), encoding="utf-8")
    return folder


def _hostile(column: Column, place: int) -> pl.Expr:
    """The same value gets the same ending everywhere: a division stands in many rows. A name is cut to its most."""
    name = column.name
    endings = pl.Series([*(f" {each}" for each in ENDINGS), f" {LONG}"])
    turn = (pl.col(name).rank("dense").cast(pl.Int64) + place) % len(endings)
    ended = pl.col(name) + pl.lit(endings).gather(turn)
    starts = pl.Series([*STARTS, *[""] * 4])
    begun = pl.lit(starts).gather((pl.col(name).rank("dense").cast(pl.Int64) + place) % len(starts))
    hostile = begun + ended
    if column.kind == "name":
        hostile = hostile.str.head(LONGEST_NAME)
    return pl.when(pl.col(name).is_not_null()).then(hostile).alias(name)
