"""Contrast by WCAG 2.2, criteria 1.4.3 and 1.4.11, of the colours that themes, styles and charts are made of."""

import re
import tomllib
from itertools import pairwise

import pytest

from pages.charts import area_map, theme_charts
from pages.charts.grid import PALE_TO_BLUE
from pages.frame import banner, picture
from sfo_data.definitions.settings import PROJECT
from sfo_data.statistics.stands_apart import Stands
from sfo_data.wording import palette

STYLES = PROJECT / "pages"
# What is on paper, and the theme itself with what turns it.
ON_PAPER = {"print.css", "colours.css", "equal_reading.css"}
COLOURS = (STYLES / "frame" / "colours.css").read_text()
TEXT_NEEDS, SHAPE_NEEDS, NEIGHBOURS_NEED = 4.5, 3.0, 1.4
THEME = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text())["theme"]
Colour = tuple[float, float, float]


def rgb(colour: str) -> Colour:
    digits = {"white": "ffffff"}.get(colour, colour.removeprefix("#"))
    return tuple(int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))  # type: ignore[return-value]


def luminance(colour: Colour) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def turned(colour: Colour) -> Colour:
    """What the dark theme's filter makes of a colour: invert(.94), then hue-rotate(180deg) by the matrix of the
    Filter Effects module, section 9.6, with cosine -1 and sine 0."""
    red, green, blue = (0.94 + (1 - 2 * 0.94) * each for each in colour)
    grey = 2 * (0.213 * red + 0.715 * green + 0.072 * blue)
    return tuple(min(1.0, max(0.0, grey - each)) for each in (red, green, blue))  # type: ignore[return-value]


def as_is(colour: Colour) -> Colour:
    return colour


def test_the_ratio_is_that_of_the_guidelines():
    # Known pairs: black on white, and #767676, the palest grey that passes on white.
    assert contrast(rgb("#000000"), rgb("#ffffff")) == 21
    assert contrast(rgb("#767676"), rgb("#ffffff")) == pytest.approx(4.54, abs=0.005)


def test_the_filter_in_the_style_is_the_one_worked_out_here_and_turns_white_to_the_dark_ground():
    assert "filter: invert(.94) hue-rotate(180deg);" in COLOURS
    assert (
        "#" + "".join(f"{round(255 * each):02x}" for each in turned(rgb("#ffffff")))
        == (THEME["dark"]["backgroundColor"])
    )


@pytest.mark.parametrize("name", ["light", "dark"])
def test_words_and_edges_of_a_theme_stand_out_from_their_ground(name: str):
    theme = THEME[name]
    for ground in (theme["backgroundColor"], theme["secondaryBackgroundColor"]):
        for ink in ("textColor", "linkColor", "primaryColor", "codeTextColor"):
            assert contrast(rgb(theme[ink]), rgb(ground)) >= TEXT_NEEDS, (ink, ground)
    assert contrast(rgb(theme["borderColor"]), rgb(theme["backgroundColor"])) >= SHAPE_NEEDS


@pytest.mark.parametrize("name", ["light", "dark"])
def test_words_and_edges_of_our_own_style_stand_out_from_their_ground(name: str):
    light, _, dark = COLOURS.partition("@media")
    found = dict(re.findall(r"--(\w+): (#\w{6})", light if name == "light" else dark))
    assert found["paper"] == THEME[name]["backgroundColor"]
    for ink in ("ink", "quiet", "link"):
        assert contrast(rgb(found[ink]), rgb(found["paper"])) >= TEXT_NEEDS, ink
    for edge in ("edge", "band", "link"):
        assert contrast(rgb(found[edge]), rgb(found["paper"])) >= SHAPE_NEEDS, edge


def test_the_markings_can_be_read():
    for colour in (picture.MARKING_COLOUR, picture.SYNTHETIC_COLOUR):
        assert colour in banner.STYLE and contrast(rgb(colour), rgb("#ffffff")) >= TEXT_NEEDS


@pytest.mark.parametrize("seen", [as_is, turned])
def test_words_and_shapes_of_charts_stand_out_on_paper_and_in_the_dark(seen):
    paper = seen(rgb("#ffffff"))
    for ink in (palette.TEXT, palette.MUTED):
        assert contrast(seen(rgb(ink)), paper) >= TEXT_NEEDS, ink
    for shape in palette.PALETTE:
        assert contrast(seen(rgb(palette.edge(shape))), paper) >= SHAPE_NEEDS, shape
    for pale in palette.OUTLINED:
        assert contrast(seen(rgb(palette.edge(pale))), paper) >= SHAPE_NEEDS, pale
    for ground in (*(shade for _, shade in PALE_TO_BLUE), *theme_charts.SHADES.values()):
        assert contrast(seen(rgb(palette.TEXT)), seen(rgb(str(ground)))) >= TEXT_NEEDS, ground


@pytest.mark.parametrize("seen", [as_is, turned])
def test_counts_inside_bars_can_be_read_on_paper_and_in_the_dark(seen):
    for colour in {*palette.PALETTE[:5], *palette.OUTLINED, *palette.SHADES.values()}:
        # In the dark a rim of the turned ground stands round dark text; tests/browser looks for it.
        has_rim = seen is turned and palette.on(colour) == palette.TEXT
        ground = rgb("#ffffff") if has_rim else rgb(colour)
        assert contrast(seen(rgb(palette.on(colour))), seen(ground)) >= TEXT_NEEDS, colour


@pytest.mark.parametrize("seen", [as_is, turned])
def test_the_shades_of_the_map_differ_in_grey_too(seen):
    shades = [area_map.FILLS[each] for each in (Stands.NO_DATA, Stands.NO_EVIDENCE, Stands.BELOW, Stands.ABOVE)]
    colours = [seen(tuple(part / 255 for part in shade)) for shade in shades]
    for one, other in pairwise(colours):
        assert contrast(one, other) >= NEIGHBOURS_NEED


def is_in_legend(trace: dict) -> bool:
    return bool(trace.get("name")) and trace.get("showlegend", True)


def are_apart(one: dict, other: dict) -> bool:
    """By dash, symbol or a name written beside it; neighbouring bars by lightness, in the order of the legend."""
    if one["type"] == "bar":
        return contrast(rgb(one["marker"]["color"]), rgb(other["marker"]["color"])) >= NEIGHBOURS_NEED
    looks = [
        (each.get("line", {}).get("dash", "solid"), each.get("marker", {}).get("symbol", "circle"), is_hollow(each))
        for each in (one, other)
    ]
    return looks[0] != looks[1] or all("text" in each["mode"] for each in (one, other))


def is_hollow(trace: dict) -> bool:
    return trace.get("marker", {}).get("color") == "white"


def test_the_style_of_a_page_has_no_colour_of_its_own_beside_the_theme():
    """A colour that is written out does not turn with the theme; what stands on its own ground may be."""
    for path in STYLES.glob("*/*.css"):
        screen = re.sub(r"strong\.\w+ \{[^}]*\}", "", path.read_text())
        assert path.name in ON_PAPER or re.findall(r"(?<!\w)color: #\w+", screen) == [], path.name
