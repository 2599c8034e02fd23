"""What are the rows of a Parquet file, as the text a CSV file would hold?"""

from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pyarrow.types as arrow_types
from pyarrow import compute

from sfo_data.store.ingest import headings
from sfo_data.store.ingest.refused import Refused
from sfo_data.store.schema import Column, Table
from sfo_data.store.validation.rows import Rows, one_to_a_line

# The years 1 to 9999 in days since 1 January 1970, as Parquet stores them.
DAYS = ((date.min - date(1970, 1, 1)).days, (date.max - date(1970, 1, 1)).days)
# Three million findings, as of a million cases, have under half a gigabyte of text.
MOST_UNPACKED = 2_000_000_000  # bytes of one table
TYPES = {"integer": "whole numbers or text", "date": "dates or text", "boolean": "booleans or text"}


def read(path: Path, table: Table) -> Rows:
    """The rows of the file as text, numbered from 1. Raises Refused where it is damaged or a column's type is wrong."""
    try:
        with arrow_parquet.ParquetFile(path) as file:
            settled = headings.settle(path.name, file.schema_arrow.names, table)
            for name, field in zip(settled.names, file.schema_arrow, strict=True):
                if name in table.column_names:
                    _check_type(path.name, table.column(name), field.type)
        stored = _stored(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Refused(
            f"{path.name} is not a whole Parquet file: it was cut short or damaged. Export it again."
        ) from error
    rows = pl.DataFrame(pl.from_arrow(stored.rename_columns(list(settled.names))))
    # polars panics where it writes out a day that its calendar does not hold.
    for days in rows.select(pl.col(pl.Date).to_physical().is_between(*DAYS)):
        if not days.all():
            raise Refused(f"{path.name}: the column {days.name} holds a date outside the years 1 to 9999. Mend it.")
    text = headings.whole(rows, table, path.name).select(pl.all().cast(pl.String).replace("", None))
    return one_to_a_line(text, table, first_line=1, headings=settled.mended)


def _stored(path: Path) -> pa.Table:
    """The rows in the types they were stored in. Raises Refused where they are more than MOST_UNPACKED.

    A repeated text is in the file once, and is repeated in memory only after the sizes were added up: 4,000 times the
    same million bytes are a file of a few kilobytes.
    """
    packed = arrow_parquet.read_metadata(path)
    _check_size(path.name, sum(packed.row_group(place).total_byte_size for place in range(packed.num_row_groups)))
    kinds = packed.schema.to_arrow_schema()
    texts = [
        field.name for field in kinds if arrow_types.is_string(field.type) or arrow_types.is_large_string(field.type)
    ]
    with arrow_parquet.ParquetFile(path, read_dictionary=texts) as file:
        stored = file.read()
    stored.validate(full=True)
    _check_size(path.name, sum(_unpacked(column) for column in stored.columns))
    return stored.cast(pa.schema([pa.field(each.name, _roomy(each.type)) for each in kinds]))


def _check_size(file_name: str, size: int) -> None:
    if size > MOST_UNPACKED:
        raise Refused(
            f"{file_name} would unpack to {size / 1e9:,.1f} GB; the most that is read is {MOST_UNPACKED / 1e9:.0f} GB. "
            "Export it again."
        )


def _unpacked(column: pa.ChunkedArray) -> int:
    """The bytes of a column's texts, each counted as often as it occurs."""
    dictionaries = [chunk for chunk in column.chunks if arrow_types.is_dictionary(chunk.type)]
    sizes = [compute.binary_length(chunk.dictionary).cast(pa.int64()).take(chunk.indices) for chunk in dictionaries]
    return sum(compute.sum(each).as_py() or 0 for each in sizes)


def _roomy(kind: pa.DataType) -> pa.DataType:
    """The type itself; for text the one whose columns may hold more than two gigabytes."""
    plain = kind.value_type if arrow_types.is_dictionary(kind) else kind
    return pa.large_string() if arrow_types.is_string(plain) else plain


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
