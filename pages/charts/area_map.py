"""Where? The areas of England and Wales on a plain ground: our own boundaries, no tiles, no request off the host."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pydeck as pdk

from sfo_data.definitions import settings
from sfo_data.statistics.stands_apart import Stands

GREY, WHITE = [205, 214, 223], [255, 255, 255]
FILLS = {
    Stands.ABOVE: [18, 67, 109],
    Stands.BELOW: [107, 172, 230],
    Stands.NO_EVIDENCE: GREY,
    Stands.TOO_FEW: GREY,
    Stands.NO_DATA: WHITE,
    Stands.WITHHELD: WHITE,
}
CENTRE = {"latitude": 52.95, "longitude": -2.0, "zoom": 5.2}


@lru_cache
def _boundaries(file: str) -> Any:
    return json.loads((settings.GEO / f"{file}.geojson").read_text())


def area_map(file: str, areas: Mapping[str, Mapping[str, Any]]) -> pdk.Deck:
    """The areas of `file` ("nps_divisions", "crc_areas"), filled by how they stand.

    `areas`: name in the boundary file -> label (what a click narrows to), words (for the pointer), stands (`Stands`).
    """
    features = [
        {
            **feature,
            "properties": {
                "label": area["label"],
                "words": area["words"],
                "fill": FILLS[area["stands"]],
                "place": feature["properties"]["label_at"],
            },
        }
        for feature in _boundaries(file)["features"]
        if (area := areas.get(feature["properties"]["name"]))
    ]
    shapes = pdk.Layer(
        "GeoJsonLayer",
        {"type": "FeatureCollection", "features": features},
        id="areas",
        pickable=True,
        auto_highlight=True,
        get_fill_color="properties.fill",
        get_line_color=[11, 12, 12],
        line_width_min_pixels=1,
    )
    return pdk.Deck(
        [shapes],
        map_provider=None,
        initial_view_state=pdk.ViewState(**CENTRE),
        views=[pdk.View("MapView", controller={"scrollZoom": False, "dragRotate": False})],
        tooltip={"text": "{words}"},
    )
