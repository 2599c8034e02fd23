"""How good are the reviews: how were they rated, which divisions stand apart, and what goes with a return?"""

from sfo_data.subjects.quality.groups import by_division, by_year
from sfo_data.subjects.quality.ratings import accepted
from sfo_data.subjects.quality.returned import NotModelled, Returned, model, modelled, returned

__all__ = ["NotModelled", "Returned", "accepted", "by_division", "by_year", "model", "modelled", "returned"]
