"""A question in a few words of one's own, as the registry understands it."""

from sfo_data.subjects.find.reading import Understood, understood

__all__ = ["Understood", "understood"]
