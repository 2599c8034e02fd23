"""A small briefing made by hand, for tests that need no store."""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from sfo_data.definitions.filters import NATIONAL, Filters, Known
from sfo_data.definitions.periods import period
from sfo_data.publishing.briefing import Briefing, Card, Decision, Parts

KNOWN_ON, EARLIER, FIRST_DAY = date(2020, 5, 11), date(2020, 5, 4), date(2014, 6, 2)
KNOWN = Known(KNOWN_ON, FIRST_DAY, (EARLIER, KNOWN_ON), {"division": ("London", "Wales")})
CODE = "7K3Q-9WXM-2F"
LONDON = Filters(NATIONAL, KNOWN_ON, period("cy-2019", KNOWN_ON, FIRST_DAY)).select("division", ["London"])
MURDERS = pl.DataFrame({"offence_group": ["Murder", "Arson"], "numerator": [12, None], "words": ["12", "[c]"]})
MADE = Briefing(
    place="London division",
    filters=LONDON,
    earlier=EARLIER,
    audience="wider",
    is_synthetic=True,
    title="Reviews rose: 71 in the year",
    cards=(
        Card("sfo_reviews", "SFO notifications and reviews", "71", "reviews", "70", ("62 the year before",)),
        Card("open_over_target", "Open past the target", "[c]", "reviews", "–", ()),
    ),
    figures=(
        Parts(
            "offence_groups",
            "Murder is the largest offence group",
            "Notifications by offence group.",
            pl.DataFrame({"Offence group": ["Murder", "Arson"], "Notifications": ["12", "[c]"]}),
            MURDERS,
            "offence_group",
            None,
            (),
        ),
    ),
    over_time=("Reviews rose: 71, against 62 the year before.",),
    changed={"new": 3, "late": None, "revised": 1},
    decisions=(Decision("Which reviews to finish first.", "39 of 40 open for more than 20 days.", "road_back"),),
    definitions=pl.DataFrame({"Measure": ["SFO notifications"], "Counts": ["Reviews notified"], "Out of": ["–"]}),
)


def briefing(**changes: Any) -> Briefing:
    """The briefing with some of its fields changed."""
    return replace(MADE, **changes)
