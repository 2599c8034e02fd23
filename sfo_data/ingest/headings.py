"""Are the columns of a file those of the contract?"""

from collections import Counter
from collections.abc import Sequence

from sfo_data.ingest.refused import Refused
from sfo_data.schema import Table
from sfo_data.suggestions import did_you_mean

WRONG_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "upright bars"}
SHOWN = 60  # characters of an unknown heading


def check(file_name: str, names: Sequence[str], table: Table) -> None:
    """Nothing, where the names are the table's columns in any order. Raises Refused."""
    if len(names) == 1:
        for delimiter, called in WRONG_DELIMITERS.items():
            if delimiter in names[0]:
                raise Refused(f"{file_name}: the columns are separated by {called}. Separate them by commas.")
    for name in names:
        if name not in table.column_names:
            called = f"an unknown column “{name[:SHOWN]}”" if name else "a column without a heading"
            hint = did_you_mean(name[:SHOWN], table.column_names)
            raise Refused(f"{file_name} has {called}.{hint} Correct the heading, or leave the column out.")
    repeated = [name for name, times in Counter(names).items() if times > 1]
    if repeated:
        raise Refused(f"{file_name} has the column {repeated[0]} twice. Leave one out.")
    missing = [name for name in table.column_names if name not in names]
    if missing:
        what = "column" if len(missing) == 1 else "columns"
        raise Refused(f"{file_name} lacks the {what} {', '.join(missing)}. Deliver every column, even if empty.")
