"""CSV that a spreadsheet opens as text: nothing in it runs as a formula."""

import polars as pl

# As OWASP names them (CSV Injection), the full-width forms too, which some programs take for the narrow ones. Programs
# set to another language cut a line at semicolons, whatever is quoted; they pass over blanks, byte-order marks and
# characters without width (Unicode's Cf) before a formula.
FORMULA = r"(^|[;|\t\r\n])([\p{Cf}\p{Z}\x22]*)([=+\-@＝＋－＠])"
CONTROL_START = r"^([\t\r\n])"


def write_csv(frame: pl.DataFrame) -> bytes:
    """`frame` as UTF-8 CSV with a byte-order mark; an apostrophe stands before what would be read as a formula.

    So it does in headings: some are names out of the data.
    """
    safe = frame.with_columns(_as_text(pl.col(pl.String)))
    headings = pl.Series(frame.columns, dtype=pl.String).to_frame("name").select(_as_text(pl.col("name")))
    safe.columns = headings["name"].to_list()
    return b"\xef\xbb\xbf" + safe.write_csv().encode()


def _as_text(column: pl.Expr) -> pl.Expr:
    return column.str.replace_all(FORMULA, "${1}'${2}${3}").str.replace(CONTROL_START, "'${1}")
