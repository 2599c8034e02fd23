"""What are the rows of a Parquet file, as the text a CSV file would hold?"""

from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pyarrow.types as arrow_types

from sfo_data.ingest import headings
from sfo_data.ingest.refused import Refused
from sfo_data.schema import Column, Table
from sfo_data.validate.rows import Rows, one_to_a_line

# The years 1 to 9999 in days since 1 January 1970, as Parquet stores them.
DAYS = ((date.min - date(1970, 1, 1)).days, (date.max - date(1970, 1, 1)).days)
TYPES = {"integer": "whole numbers or text", "date": "dates or text", "boolean": "booleans or text"}


def read(path: Path, table: Table) -> Rows:
    """The rows of the file as text, numbered from 1. Raises Refused where it is damaged or a column's type is wrong."""
    try:
        with arrow_parquet.ParquetFile(path) as file:
            headings.check(path.name, file.schema_arrow.names, table)
            for column in table.columns:
                _check_type(path.name, column, file.schema_arrow.field(column.name).type)
            stored = file.read()
            stored.validate(full=True)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Refused(
            f"{path.name} is not a whole Parquet file: it was cut short or damaged. Export it again."
        ) from error
    rows = pl.DataFrame(pl.from_arrow(stored))
    # polars panics where it writes out a day that its calendar does not hold.
    for days in rows.select(pl.col(pl.Date).to_physical().is_between(*DAYS)):
        if not days.all():
            raise Refused(f"{path.name}: the column {days.name} holds a date outside the years 1 to 9999. Mend it.")
    text = rows.select(pl.col(table.column_names).cast(pl.String).replace("", None))
    return one_to_a_line(text, table, first_line=1)


def _check_type(file_name: str, column: Column, kind: pa.DataType) -> None:
    stored = kind.value_type if arrow_types.is_dictionary(kind) else kind
    is_text = arrow_types.is_string(stored) or arrow_types.is_large_string(stored) or arrow_types.is_string_view(stored)
    is_own = {
        "integer": arrow_types.is_integer,
        "date": arrow_types.is_date32,
        "boolean": arrow_types.is_boolean,
    }.get(column.kind, arrow_types.is_null)
    if not (is_text or is_own(stored) or arrow_types.is_null(stored)):
        wanted = TYPES.get(column.kind, "text")
        raise Refused(f"{file_name}: the column {column.name} is stored as {kind}. Store it as {wanted}.")
