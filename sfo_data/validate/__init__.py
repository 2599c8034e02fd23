"""Which rows of a delivery can be used, and what is wrong with each of the others?"""

from sfo_data.validate.check import Checked, check
from sfo_data.validate.references import Referred
from sfo_data.validate.rows import Rows, broken_schema, one_to_a_line

__all__ = ["Checked", "Referred", "Rows", "broken_schema", "check", "one_to_a_line"]
