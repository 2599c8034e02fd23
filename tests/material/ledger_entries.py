"""Entries to test with, and the ledger of the box."""

from sfo_data.definitions import settings
from sfo_data.definitions.measures import MEASURES
from sfo_data.security.hash_chain import appended
from sfo_data.subjects.actions.ledger.registrations import says

BOX = settings.ledger().read_bytes()
LINES = BOX.splitlines(keepends=True)
MEASURE = "agency_took_part_share"


def content(name="one", registered_on="2020-05-18", test=None, **changed):
    baseline = {"first_day": "2019-05-01", "last_day": "2020-04-30", "known_on": "2020-05-11", "numerator": 100,
                "denominator": 1000, "design_effect": 1.0, "is_synthetic": True}  # fmt: skip
    full = {"measure": MEASURE, "measure_says": says(MEASURES[MEASURE]), "better": "higher",
            "smallest_difference": 0.05, "first_day": "2020-06-01", "last_day": "2021-05-31",
            "tell_from": "2021-06-01", "baseline": baseline}  # fmt: skip
    return {"name": name, "family": "f", "recommendation": 1, "text": "Do it.", "source": "https://example.org",
            "registered_on": registered_on, "reason": "why", "test": {**full, **(test or {})}, **changed}  # fmt: skip


def written(*contents):
    text = b""
    for each in contents:
        text = appended(text, each)
    return text
