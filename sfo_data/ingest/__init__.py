"""How does a delivery become part of the store? Found, read, checked, written to history, published; or refused."""

from sfo_data.ingest.load import load
from sfo_data.ingest.refused import Refused
from sfo_data.ingest.report import LoadReport

__all__ = ["LoadReport", "Refused", "load"]
