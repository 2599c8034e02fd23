"""Colours stand once: pages and packs take them from one palette."""

import re
from pathlib import Path

from sfo_data.definitions.settings import PROJECT
from sfo_data.wording import palette

OURS = {colour.upper() for colour in (*palette.PALETTE, palette.MID_BLUE, palette.PALE_BLUE, palette.PALEST_BLUE)}


def test_no_module_but_the_palette_spells_one_of_its_colours():
    modules = [path for room in ("pages", "sfo_data") for path in (PROJECT / room).rglob("*.py")]
    again = {
        (path.name, colour)
        for path in modules
        if path != Path(palette.__file__)
        for colour in re.findall(r'"(#[0-9A-Fa-f]{6})"', path.read_text())
        if colour.upper() in OURS
    }
    assert len(modules) > 200 and not again
