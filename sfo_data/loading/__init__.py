"""Loading a delivery: which files, what they say, which rows can be used, and into the store as a whole."""

from sfo_data.loading.load import LoadReport, load
from sfo_data.loading.refusal import Refused

__all__ = ["LoadReport", "Refused", "load"]
