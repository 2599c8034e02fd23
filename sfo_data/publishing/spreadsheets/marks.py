"""Numbers of which some are withheld: how are they told from what stands in their place?"""

import polars as pl

MARK = r"^\[[a-z]\]$"


def values_and_marks(table: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Columns of numbers in which some are withheld ("[c]", as text) as numbers, and beside them what stands instead.

    The second frame has those columns only: the mark, or null where the value may be shown.
    """
    marked: dict[str, pl.Series] = {}
    for column in table.select(pl.col(pl.String)).iter_columns():
        is_mark = column.str.contains(MARK)
        if is_mark.any():
            shown = column.filter(~is_mark)
            fitting = [kind for kind in (pl.Int64, pl.Float64) if shown.cast(kind, strict=False).null_count() == 0]
            if fitting:
                marked[column.name] = column.cast(fitting[0], strict=False)
    instead = [pl.when(pl.col(name).str.contains(MARK)).then(pl.col(name)).alias(name) for name in marked]
    return table.with_columns(marked.values()), table.select(instead)
