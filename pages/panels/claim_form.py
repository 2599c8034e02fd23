"""A form that says a claim: a measure, two periods or a group against the rest, and the change claimed."""

from typing import Any

import streamlit as st

from pages.charts.text import unmarked
from pages.frame import address
from sfo_data.definitions import periods
from sfo_data.definitions.dimensions import DIMENSIONS, slug
from sfo_data.definitions.filters import Filters, Known
from sfo_data.subjects import claims
from sfo_data.subjects.claims import Claim

COMPARES = ("Two periods", "A group with the rest")
GROUPS = COMPARES[1]


def claim_form(filters: Filters, known: Known) -> Claim:
    """Draws the form, keeps the address in step with it, and returns the claim it makes."""
    claim, notices = claims.from_url(_asked(), filters, known)
    for name in claims.PARAMETERS:
        st.session_state[name] = claim.to_url().get(name, [""])[0]
    st.session_state["claim_compares"] = COMPARES[claim.is_of_groups]
    with st.container(border=True, key="claim_form"):
        _widgets(claim, filters, known)
    for notice in notices:
        st.warning(unmarked(notice))
    address.say(claims.PARAMETERS, claim.to_url())
    return claim


def _asked() -> dict[str, list[str]]:
    """What the form says; in a new session, what the address says.

    As in the filter bar, a quick second click still carries the address from before the first, so later the address
    does not count.
    """
    state: Any = st.session_state
    if "claim_measure" not in state:
        return address.said(claims.PARAMETERS)
    is_of_groups = state["claim_compares"] == GROUPS
    unused = ("claim_first", "claim_second") if is_of_groups else ("claim_by", "claim_group")
    asked = {name: [state[name]] for name in claims.PARAMETERS if state.get(name) and name not in unused}
    return {"claim_by": ["provider_type"], **asked} if is_of_groups else asked


def _widgets(claim: Claim, filters: Filters, known: Known) -> None:
    measures = claims.checkable()
    what, compares = st.columns([3, 2], vertical_alignment="bottom")
    what.selectbox("Measure", list(measures), key="claim_measure", format_func=lambda name: measures[name].label)
    compares.segmented_control("Compare", COMPARES, key="claim_compares", required=True)
    first, second, change, size = st.columns([3, 3, 2, 2], vertical_alignment="bottom")
    if claim.is_of_groups:
        _group_widgets(first, second, claim, known)
    else:
        _period_widgets(first, second, claim, filters, known)
    words = [said[claim.is_of_groups] for said in claims.CHANGES.values()]
    change.selectbox("Change claimed", words, key="claim_change")
    unit = "percentage points" if measures[claim.measure].kind == "share" else "per cent"
    said = "Within" if claim.change == claims.Direction.SAME else "By"
    size.text_input(f"{said} how many {unit}", key="claim_size", max_chars=10, placeholder="not said")


def _period_widgets(first: Any, second: Any, claim: Claim, filters: Filters, known: Known) -> None:
    offered = periods.names(filters.known_on, known.first_day)
    offered += [name for name in dict.fromkeys((claim.first, claim.second)) if name not in offered]
    for place, label, key in ((first, "From", "claim_first"), (second, "To", "claim_second")):
        place.selectbox(label, offered, key=key, format_func=lambda name: claims.period_words(name, filters, known))


def _group_widgets(first: Any, second: Any, claim: Claim, known: Known) -> None:
    labels = {slug(label): label for label in known.options[claim.by]}
    first.selectbox(
        "By",
        list(DIMENSIONS),
        key="claim_by",
        format_func=lambda name: DIMENSIONS[name].label,
        on_change=lambda: st.session_state.pop("claim_group", None),
    )
    second.selectbox("Group", list(labels), key="claim_group", format_func=lambda name: labels[name])
