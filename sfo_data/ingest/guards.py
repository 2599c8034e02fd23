"""Does a delivery fit the store, or does it look like a broken export?"""

from sfo_data.database import Change
from sfo_data.ingest.delivery import Delivery
from sfo_data.ingest.refused import Refused
from sfo_data.schema import Table
from sfo_data.validate import Checked

# A table that loses, or of which are set aside, more than half its rows is more likely a broken export than news.
MOST_LOST = MOST_SET_ASIDE = 0.5
FROM_ROWS = 20
ALLOW = "If it is right, load it with --allow-shrinking."


def check_day_and_kind(change: Change, delivery: Delivery) -> None:
    """Raises Refused where the store already knows a later day, or holds the other kind of data."""
    newest = change.read("select known_on, is_synthetic from loads order by load_id desc limit 1")
    for known_on, is_synthetic in newest.iter_rows():
        if delivery.known_on < known_on:
            raise Refused(
                f"The delivery is of {delivery.known_on}, and the store already knows {known_on}. Load deliveries in "
                "the order of their days."
            )
        if delivery.is_synthetic != is_synthetic:
            kinds = ("synthetic", "real") if delivery.is_synthetic else ("real", "synthetic")
            raise Refused(
                f"The delivery is {kinds[0]} and the store holds {kinds[1]} data; they must not mix. Load it into a "
                "store of its own (SFO_DATABASE_URL)."
            )


def check_set_aside(table: Table, checked: Checked) -> None:
    """Raises Refused where more than half of the delivered rows cannot be used."""
    aside = checked.quarantined.height
    delivered = checked.accepted.height + aside
    if delivered >= FROM_ROWS and aside > MOST_SET_ASIDE * delivered:
        first = checked.quarantined.row(0, named=True)
        where = f"line {first['line']}" + (f", {first['column_name']}" if first["column_name"] else "")
        raise Refused(
            f"{table.name}: {aside:,} of {delivered:,} rows cannot be used. The first, on {where}: {first['reason']} "
            f"Mend the export. {ALLOW}"
        )


def check_lost(table: Table, open_rows: int, lost: int) -> None:
    """Raises Refused where more than half of the rows that the store knows are not in the delivery."""
    if open_rows >= FROM_ROWS and lost > MOST_LOST * open_rows:
        raise Refused(
            f"{table.name}: {lost:,} of the {open_rows:,} rows that the store knows are not in the delivery. Is the "
            f"export complete? {ALLOW}"
        )
