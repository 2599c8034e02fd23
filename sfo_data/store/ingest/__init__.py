"""How does a delivery become part of the store? Found, read, checked, written to history, published; or refused."""

from sfo_data.store.ingest.guessing import guess
from sfo_data.store.ingest.inspection import Inspection, inspect
from sfo_data.store.ingest.load import load
from sfo_data.store.ingest.refused import Refused
from sfo_data.store.ingest.rehearsal import Rehearsal, rehearse
from sfo_data.store.ingest.report import LoadReport
from sfo_data.store.ingest.sheet_seen import letters
from sfo_data.store.ingest.source import in_the_box

__all__ = [
    "Inspection",
    "LoadReport",
    "Refused",
    "Rehearsal",
    "guess",
    "in_the_box",
    "inspect",
    "letters",
    "load",
    "rehearse",
]
