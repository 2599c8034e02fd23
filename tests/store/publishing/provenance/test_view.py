"""A link made from the filters of the box brings the same filters back."""

from sfo_data.definitions import filters as f
from sfo_data.publishing.provenance import view_of
from sfo_data.questions import queries
from sfo_data.store.database import Store
from tests.material.marked_files import DAY


def test_a_link_made_from_filters_brings_the_same_filters_back(store: Store):
    known = queries.facts(store).known
    chosen = f.from_choices(known, {"division": ["Wales"], "risk_at_offence": ["Low", "Medium"]}, "cy-2019", DAY)
    made = view_of("weekly", chosen, "a" * 64, True, {"audience": "internal"})
    assert f.from_url(dict(made.address), known) == (chosen, [])
    assert made.link() == (
        "weekly?audience=internal&division=wales&known_on=2020-05-04&period=cy-2019"
        "&risk_at_offence=low&risk_at_offence=medium"
    )
    assert dict(view_of("weekly", f.from_choices(known, {}, "all", known.known_on), "a" * 64, True).address)["known_on"]
