"""One scale of type and one of space: what the pages' styles may ask for."""

import re
import tomllib
from pathlib import Path

import pytest

from sfo_data.definitions.settings import PROJECT

# In rem, of 16 pixels. Paper has points of its own (pages/frame/print.css).
TYPE = {"0.8125", "0.875", "1", "1.125", "1.5", "1.75", "2"}
SPACE = {"0", "0.125", "0.25", "0.5", "0.75", "1", "1.5", "2", "4"}
STYLES = [path for path in sorted((PROJECT / "pages").glob("*/*.css")) if path.name != "print.css"]


def asked(style: str, properties: str) -> set[str]:
    """The lengths in rem that a style gives to properties, as "0.5"."""
    values = re.findall(rf"\b(?:{properties})(?:-(?:top|bottom|left|right))?: ?([^;}}]*)", style)
    return {f"{float(number):g}" for value in values for number in re.findall(r"([\d.]+)rem", value)}


@pytest.mark.parametrize("path", STYLES, ids=[path.stem for path in STYLES])
def test_a_style_keeps_to_the_scales(path: Path):
    style = path.read_text()
    assert asked(style, "font-size") <= TYPE
    assert asked(style, "padding|margin|gap") <= SPACE


def test_styles_and_scripts_stand_in_files_of_their_own():
    modules = [path for path in (PROJECT / "pages").rglob("*.py") if path.name != "page_files.py"]
    # The rule about sheets of paper, which says the markings, is put together with its style.
    inside = [path.name for path in modules if re.search(r"<(style|script)\b", path.read_text())]
    assert inside == ["print_style.py"] and {"banner", "briefing", "equal_reading"} <= {path.stem for path in STYLES}


def test_streamlits_own_text_keeps_to_the_scale():
    theme = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text())["theme"]
    sizes = [*theme["headingFontSizes"], theme["metricValueFontSize"]]
    assert {f"{float(size.removesuffix('rem')):g}" for size in sizes} <= TYPE


def test_a_size_off_the_scale_is_seen():
    assert asked(".a {font-size: .9rem; padding: .3rem 1rem}", "font-size") - TYPE == {"0.9"}
    assert asked(".a {margin-top: 3px; gap: .3rem 1rem}", "padding|margin|gap") - SPACE == {"0.3"}
