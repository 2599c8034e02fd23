"""One change of the store: what a load may do inside its transaction, in the same words on both engines."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import polars as pl
import sqlalchemy as sa

from sfo_data.store.database import typed_frames

SQL_TYPES: Mapping[Any, str] = {pl.String: "varchar", pl.Int64: "integer", pl.Date: "date", pl.Boolean: "boolean"}


@dataclass(frozen=True)
class Change:
    """A connection inside the transaction of one load."""

    connection: sa.Connection

    def execute(self, sql: str, params: Mapping[str, Any] | None = None) -> None:
        """Runs a statement."""
        self.connection.execute(sa.text(sql), dict(params or {}))

    def run_script(self, sql: str) -> None:
        """Runs statements that end in ";" and a line break, taking no binds."""
        for statement in sql.split(";\n"):
            if statement.strip():
                self.connection.exec_driver_sql(statement)

    def read(
        self,
        sql: str,
        params: Mapping[str, Any] | None = None,
        divisions: Sequence[str] | None = (),  # noqa: ARG002
    ) -> pl.DataFrame:
        """The rows of a query, as this change sees them; whoever loads sees all divisions."""
        return typed_frames.query(self.connection, sql, params)

    def append(self, table: str, frame: pl.DataFrame) -> None:
        """Adds the rows of `frame` to `table`, whose columns it names, in bulk."""
        columns = ", ".join(frame.columns)
        if self.is_duckdb:
            with self.staged("appended_frame", frame) as staged:
                self.connection.exec_driver_sql(f"insert into {table} ({columns}) select {columns} from {staged}")
            return
        cursor: Any = self.connection.connection.cursor()
        with cursor.copy(f"copy {table} ({columns}) from stdin (format csv)") as copy:
            copy.write(frame.write_csv(include_header=False).encode())

    @contextmanager
    def staged(self, name: str, frame: pl.DataFrame) -> Iterator[str]:
        """`frame` as a table of that name, for as long as the block lasts: lent to DuckDB, copied to PostgreSQL."""
        if self.is_duckdb:
            driver: Any = self.connection.connection.driver_connection
            driver.register(name, frame.to_arrow())
            yield name
            driver.unregister(name)
            return
        columns = ", ".join(f"{column} {SQL_TYPES[kind]}" for column, kind in frame.schema.items())
        self.connection.exec_driver_sql(f"create temporary table {name} ({columns})")
        self.append(name, frame)
        # Without statistics PostgreSQL joins a fresh table row by row.
        self.connection.exec_driver_sql(f"analyze {name}")
        yield name
        self.connection.exec_driver_sql(f"drop table {name}")

    @property
    def is_duckdb(self) -> bool:
        """Whether the store is a DuckDB file."""
        return self.connection.dialect.name == "duckdb"

    def has_table(self, name: str) -> bool:
        """Whether the store has a table of that name."""
        return sa.inspect(self.connection).has_table(name)

    def replace_views(self, views: Mapping[str, str]) -> None:
        """Drops every view and makes these, in their order."""
        cascade = "" if self.is_duckdb else " cascade"
        # A view is otherwise read with its owner's rights, whom no policy holds.
        rights = "" if self.is_duckdb else " with (security_invoker = true)"
        for name in sa.inspect(self.connection).get_view_names():
            self.connection.exec_driver_sql(f"drop view if exists {name}{cascade}")
        for name, text in views.items():
            self.connection.exec_driver_sql(f"create view {name}{rights} as\n{text}")
