"""How good are the reviews: how were they rated, which divisions stand apart, and what goes with a return?"""

from sfo_data.review_quality.groups import by_division, by_year
from sfo_data.review_quality.ratings import accepted
from sfo_data.review_quality.returned import NotModelled, Returned, model, returned

__all__ = ["NotModelled", "Returned", "accepted", "by_division", "by_year", "model", "returned"]
