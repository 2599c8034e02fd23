"""Each delivered row is accepted, typed, or set aside with the first reason found."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from sfo_data.loading import rules
from sfo_data.loading.reading import Delivered
from sfo_data.schema import Column, Table
from sfo_data.suggestions import did_you_mean

TYPES: dict[str, pl.DataType | type[pl.DataType]] = {"date": pl.Date, "integer": pl.Int64}
ASIDE = {
    "table_name": pl.String,
    "line": pl.Int64,
    "column_name": pl.String,
    "value": pl.String,
    "reason": pl.String,
    "row_text": pl.String,
}


@dataclass(frozen=True)
class Parents:
    """What a reference may name: the values in use, and those whose own row was set aside."""

    usable: pl.Series
    set_aside: frozenset[str]


@dataclass(frozen=True)
class Validated:
    """A table's accepted rows, typed, and its quarantined rows: `ASIDE`. `kept` are keys of rows set aside."""

    accepted: pl.DataFrame
    quarantined: pl.DataFrame
    kept: pl.DataFrame


def validate(table: Table, delivered: Delivered, parents: Mapping[str, Parents], known_on: date) -> Validated:
    """The rows of one table judged; delivered = accepted + quarantined.

    `parents` maps "table.column" to what may be referred to. Columns are judged first, in their order, then keys,
    then the order of dates, then references.
    """
    rows, asides, kept = delivered.rows, [_ragged(table, delivered.ragged)], []
    for judge in (_by_column, _by_key, _by_date_order, _by_reference):
        bad = judge(table, rows, parents, known_on)
        if bad.height:
            taken = rows.join(bad.select("line"), on="line", how="semi")
            kept.append(taken.select(table.key).drop_nulls())
            asides.append(_aside(table, taken, bad))
            rows = rows.join(bad.select("line"), on="line", how="anti")
    accepted = rows.select(rules.typed(column) for column in table.columns)
    return Validated(accepted, pl.concat(asides).sort("line"), _keys(table, kept))


def _keys(table: Table, kept: list[pl.DataFrame]) -> pl.DataFrame:
    """The keys, typed, of rows set aside; a row whose own key cannot be read has none."""
    texts = pl.concat([pl.DataFrame(schema=dict.fromkeys(table.key, pl.String)), *kept])
    types = {name: TYPES.get(table.column(name).kind, pl.String) for name in table.key}
    read = [
        pl.col(n).str.to_date("%Y-%m-%d", strict=False) if t == pl.Date else pl.col(n).cast(t, strict=False)
        for n, t in types.items()
    ]
    return texts.select(read).drop_nulls().unique()


def _aside(table: Table, taken: pl.DataFrame, bad: pl.DataFrame) -> pl.DataFrame:
    row_text = [json.dumps(row, ensure_ascii=False) for row in taken.select(table.column_names).iter_rows(named=True)]
    whole = taken.select("line", pl.Series("row_text", row_text, dtype=pl.String))
    return bad.join(whole, on="line").with_columns(table_name=pl.lit(table.name)).select(*ASIDE)


def _ragged(table: Table, ragged: pl.DataFrame) -> pl.DataFrame:
    wanted = len(table.columns)
    why = pl.format(
        "The line has {} fields, not {}. A comma inside a text needs quotes around the text.", "found", pl.lit(wanted)
    )
    return ragged.select(
        pl.lit(table.name).alias("table_name"),
        "line",
        pl.lit(None, dtype=pl.String).alias("column_name"),
        pl.col("text").alias("value"),
        why.alias("reason"),
        pl.col("text").alias("row_text"),
    )


def _bad(rows: pl.DataFrame, column: str, why: pl.Expr) -> pl.DataFrame:
    return rows.select("line", pl.lit(column).alias("column_name"), pl.col(column).alias("value"), why.alias("reason"))


NOTHING_BAD = {"line": pl.Int64, "column_name": pl.String, "value": pl.String, "reason": pl.String}


def _by_column(table: Table, rows: pl.DataFrame, parents: Mapping[str, Parents], known_on: date) -> pl.DataFrame:  # noqa: ARG001
    judged = rows.select("line", *(rules.is_good(column, known_on).alias(column.name) for column in table.columns))
    left = judged.filter(~pl.all_horizontal(pl.all().exclude("line")))
    found = [pl.DataFrame(schema=NOTHING_BAD)]
    for column in table.columns:
        lines = left.filter(~pl.col(column.name)).select("line")
        if lines.height:
            values = rows.join(lines, on="line", how="semi").select("line", column.name)
            found.append(_with_reasons(values, column, known_on))
            left = left.filter(pl.col(column.name))
    return pl.concat(found)


def _with_reasons(values: pl.DataFrame, column: Column, known_on: date) -> pl.DataFrame:
    distinct = values[column.name].unique().to_list()
    why = pl.DataFrame(
        {column.name: distinct, "reason": [rules.reason(column, value, known_on) for value in distinct]},
        schema={column.name: pl.String, "reason": pl.String},
    )
    return _bad(values.join(why, on=column.name, how="left", nulls_equal=True), column.name, pl.col("reason"))


def _by_key(table: Table, rows: pl.DataFrame, parents: Mapping[str, Parents], known_on: date) -> pl.DataFrame:  # noqa: ARG001
    key = list(table.key)
    counted = rows.group_by(key).agg(times=pl.len(), first=pl.col("line").min()).filter(pl.col("times") > 1)
    repeated = rows.select("line", *key).join(counted, on=key)
    named = pl.format(
        f"{{}} rows have the same {' and '.join(key)}; the first is on line {{}}. Keep one.", "times", "first"
    )
    return _bad(repeated, key[0], named)


def _by_date_order(table: Table, rows: pl.DataFrame, parents: Mapping[str, Parents], known_on: date) -> pl.DataFrame:  # noqa: ARG001
    found = [pl.DataFrame(schema=NOTHING_BAD)]
    for earlier, later in table.date_order:
        # ISO dates are in the order of their text.
        wrong = rows.filter(pl.col(earlier) > pl.col(later))
        found.append(_bad(wrong, later, pl.format(f"{later} {{}} is before {earlier} {{}}.", later, earlier)))
    return pl.concat(found).unique("line", keep="first", maintain_order=True)


def _by_reference(table: Table, rows: pl.DataFrame, parents: Mapping[str, Parents], known_on: date) -> pl.DataFrame:  # noqa: ARG001
    found = [pl.DataFrame(schema=NOTHING_BAD)]
    for column in table.columns:
        if column.references:
            parent = parents[column.references]
            orphans = rows.filter(
                pl.col(column.name).is_not_null() & ~pl.col(column.name).is_in(parent.usable.implode())
            )
            distinct = orphans[column.name].unique().to_list()
            why = {value: _orphan(column, value, parent) for value in distinct}
            named = pl.col(column.name).replace_strict(why, default=None, return_dtype=pl.String) if why else pl.lit("")
            found.append(_bad(orphans, column.name, named))
    return pl.concat(found).unique("line", keep="first", maintain_order=True)


def _orphan(column: Column, value: str, parent: Parents) -> str:
    table = str(column.references).partition(".")[0]
    if value in parent.set_aside:
        return f"The row “{value}” of {table} that this belongs to was itself set aside. Mend that one first."
    if column.kind == "identifier":
        return f"There is no “{value}” in {table}."
    usable = parent.usable.to_list()
    if stripped := [each for each in usable if each.lstrip("0") == value.lstrip("0")]:
        return f"“{value}” is not in {table}; “{stripped[0]}” is. Did a spreadsheet remove or add leading zeros?"
    return f"“{value}” is not in {table}.{did_you_mean(value, usable)}"
