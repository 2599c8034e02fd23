"""Which rows of a delivery can be used, and what is wrong with each of the others?"""

from sfo_data.store.validation.check import Checked, check
from sfo_data.store.validation.mending import MENDED
from sfo_data.store.validation.references import UNREAD, Referred
from sfo_data.store.validation.rows import Rows, broken_schema, one_to_a_line

__all__ = ["MENDED", "UNREAD", "Checked", "Referred", "Rows", "broken_schema", "check", "one_to_a_line"]
