"""What does the store give today for a view that was shown before?"""

from sfo_data.publishing.briefing import data_sha256, weekly
from sfo_data.publishing.provenance import View, currency
from sfo_data.questions.queries import Facts, Read


def counted_again(read: Read, facts: Facts, view: View) -> str | None:
    """The hash of the view's numbers as the store gives them now for the view's day; None for pages not counted again.

    Raises StoreMissing, StoreError.
    """
    filters = currency.filters_of(view, facts)
    if view.page != "weekly" or isinstance(filters, str):
        return None
    is_wider = dict(view.address).get("audience") == ("wider",)
    return data_sha256(weekly(read, facts, filters, "wider" if is_wider else "internal"))
