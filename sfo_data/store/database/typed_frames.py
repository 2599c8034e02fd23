"""Rows from either engine as the same polars types."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import sqlalchemy as sa

# PostgreSQL's type numbers (pg_type.oid) for what the views return; everything else is text.
POSTGRES_TYPES: Mapping[int, Any] = {
    16: pl.Boolean,
    20: pl.Int64,
    21: pl.Int64,
    23: pl.Int64,
    700: pl.Float64,
    701: pl.Float64,
    1700: pl.Float64,
    1082: pl.Date,
    1114: pl.Datetime("us"),
}


def query(connection: sa.Connection, sql: str, params: Mapping[str, Any] | None = None) -> pl.DataFrame:
    """The rows of a query, typed: Int64, Float64, String, Boolean, Date, Datetime. Lists bind as `in :name`."""
    values = dict(params or {})
    expanding: list[sa.BindParameter[Any]] = [
        sa.bindparam(name, expanding=True) for name, value in values.items() if isinstance(value, list | tuple)
    ]
    statement = sa.text(sql).bindparams(*expanding)
    result: Any = connection.execute(statement, values, execution_options={"duckdb_arrow": True})
    return _frame(result)


def _frame(result: Any) -> pl.DataFrame:
    """The result as a frame, with the widths that polars counts safely in (its own UInt32 counts wrap below 0)."""
    if hasattr(result, "arrow"):
        frame = pl.DataFrame(pl.from_arrow(result.arrow))
    else:
        schema = {c.name: POSTGRES_TYPES.get(c.type_code, pl.String) for c in result.cursor.description}
        frame = pl.DataFrame([tuple(row) for row in result], schema=schema, orient="row", strict=False)
    wide: dict[Any, Any] = {
        name: pl.Int64 if kind.is_integer() else pl.Float64 for name, kind in frame.schema.items() if kind.is_numeric()
    }
    return frame.cast(wide)
