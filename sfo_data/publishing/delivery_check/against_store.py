"""What would loading a delivery do to the store that the settings name?"""

from datetime import date
from pathlib import Path

from sfo_data.store import ingest, layout
from sfo_data.store.database import StoreError, loader_store
from sfo_data.store.ingest import Refused, Rehearsal
from sfo_data.store.ingest.mapping import Mapping
from sfo_data.store.ingest.parts import is_workbook
from sfo_data.subjects.load_habits import moved


def against_store(
    path: Path, known_on: date, file_format: str | None = None, mapping: Mapping | None = None
) -> Rehearsal:
    """What a load would do; a delivery that does not say which kind it is is taken for the store's.

    Raises Refused where it cannot be tried, StoreError where there is no store of this version.
    """
    if path.is_file() and not is_workbook(path):
        raise Refused("A file of one table is not a whole delivery. Check all of its tables together.")
    store = loader_store()
    if not layout.is_of_this_version(store):
        raise StoreError("The store is of another version. Run `sfo migrate`, then check again.")
    kinds = store.read("select is_synthetic from loads order by load_id desc limit 1")["is_synthetic"].to_list()
    try:
        return ingest.rehearse(store, path, known_on, file_format, None, mapping, moved)
    except Refused as error:
        if "real or synthetic" not in str(error) or not kinds:
            raise
        return ingest.rehearse(store, path, known_on, file_format, kinds[0], mapping, moved)
