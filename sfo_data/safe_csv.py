"""CSV that a spreadsheet opens as text: nothing in it runs as a formula."""

import polars as pl

FORMULA_START = r"^[=+\-@\t\r]"


def write_csv(frame: pl.DataFrame) -> bytes:
    """`frame` as UTF-8 CSV with a byte-order mark; text that would start a formula gets a leading apostrophe."""
    text = pl.col(pl.String)
    safe = frame.with_columns(
        pl.when(text.str.contains(FORMULA_START)).then(pl.lit("'") + text).otherwise(text).name.keep()
    )
    return b"\xef\xbb\xbf" + safe.write_csv().encode()
