"""CSV that a spreadsheet opens as text: nothing in it runs as a formula."""

import re

import polars as pl

# As OWASP names them (CSV Injection), the full-width forms too, which some programs take for the narrow ones.
FORMULA_START = r"^[=+\-@\t\r\n＝＋－＠]"


def write_csv(frame: pl.DataFrame) -> bytes:
    """`frame` as UTF-8 CSV with a byte-order mark; text that would start a formula gets a leading apostrophe.

    So do headings: some are names out of the data.
    """
    text = pl.col(pl.String)
    safe = frame.with_columns(
        pl.when(text.str.contains(FORMULA_START)).then(pl.lit("'") + text).otherwise(text).name.keep()
    )
    safe = safe.rename({name: f"'{name}" for name in safe.columns if re.match(FORMULA_START, name)})
    return b"\xef\xbb\xbf" + safe.write_csv().encode()
