"""In which divisions do victims and families take up the offer more or less often than chance explains?"""

import polars as pl

from sfo_data.definitions.filters import Filters
from sfo_data.questions.queries import Read
from sfo_data.questions.stands_apart import divisions_apart

# The families of those killed and people who were themselves attacked need not answer alike: like is set beside like.
LIKE = "is_murder_or_manslaughter"


def against_the_nation(read: Read, filters: Filters, name: str) -> pl.DataFrame:
    """One row per division on a share of victims and families: division, stands (`Stands`).

    Families of one review are not taken as independent. Raises StoreMissing, StoreError.
    """
    return divisions_apart(read, filters, [name], [LIKE]).select("division", "stands")
