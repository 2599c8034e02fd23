"""How does a Plotly figure come onto the page? By a component of our own, whose place stays from run to run.

`st.plotly_chart` draws each figure twice, puts a changed one into a new place, draws what is out of sight with the rest
and brings a Plotly of 4.7 MB.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st
from plotly.io.json import to_json_plotly
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from pages.frame import plotly_library

PRODUCT, CHART, SCRIPT = "sfo", "chart", "draw.js"
# As Streamlit names what a package declares.
NAME = f"{PRODUCT}.{CHART}"


def as_sent(figure: go.Figure, alt: str, is_clickable: bool) -> bytes:
    """The figure, its text alternative and whether a click on a point is told, as the component takes them.

    They are JSON as bytes, so that neither Streamlit nor the browser looks into a figure that has not changed.
    """
    sent = {"library": plotly_library.address(), "alt": alt, "isClickable": is_clickable, "figure": figure.to_dict()}
    return bytes(to_json_plotly(sent), "utf-8")


def plotly_chart(sent: bytes, key: str, on_click: Callable[[str], None] | None) -> None:
    """Draws what `as_sent` gave; `on_click` gets the name of the point clicked, which is its custom data."""

    def clicked() -> None:
        name = st.session_state[key]["clicked"]
        if on_click is not None and name is not None:
            on_click(name)

    _mount()(data=sent, key=key, on_clicked_change=clicked if on_click else None)


def _mount() -> Any:
    """The component. Streamlit knows files only of components that an installed package declares; this one is declared
    here: a script as text would be run from a blob, which the service's content policy refuses."""
    manager = get_bidi_component_manager()
    if manager.get(NAME) is None:
        declared = ComponentManifest(PRODUCT, "1", [ComponentConfig(CHART, asset_dir=CHART)])
        manager.register_from_manifest(declared, Path(__file__).parent)
    return _component()


@cache
def _component() -> Any:
    return st.components.v2.component(NAME, js=SCRIPT, isolate_styles=False)
