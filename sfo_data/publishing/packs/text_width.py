"""How much room does a text take in Arial? By a font of our own, so that every machine breaks its lines alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from PIL.ImageFont import FreeTypeFont, Layout, truetype

# Arimo is drawn to the widths of Arial, letter by letter; this is what its package holds, in thicknesses 400 and 700.
ARIMO = str(files("fontpkg_arimo") / "files" / "Arimo[wght].ttf")
REGULAR, BOLD = 400, 700
# Units of the font in its size: at this size widths are whole numbers, and nothing is rounded.
UNITS, SMALL = 2048, 24
# As wide as the widest letter: what another font has to draw is never too wide for its box, at worst too small for it.
OTHER = 1.0
POINTS_AN_INCH = 72
# Office programs give a line 1.15 to 1.2 times its size, and break a little earlier than the widths say.
LINE_HEIGHT, MARGIN_OF_ERROR = 1.18, 1.02


@dataclass(frozen=True)
class Run:
    """A piece of text in one lettering; `size` in points, `colour` as "#0b0c0c"."""

    text: str
    size: float
    colour: str
    is_bold: bool = False


def width(run: Run) -> float:
    """Inches of the run on one line."""
    return _wide(run.text, run.is_bold) * run.size / POINTS_AN_INCH


@lru_cache(maxsize=10_000)
def _wide(text: str, is_bold: bool) -> float:
    own = "".join(each for each in text if _has(each))
    units = _font(BOLD if is_bold else REGULAR).getlength(own)
    return (units / UNITS + (len(text) - len(own)) * OTHER) * MARGIN_OF_ERROR


@lru_cache
def _font(thickness: int, size: int = UNITS) -> FreeTypeFont:
    font = truetype(ARIMO, size, layout_engine=Layout.BASIC)
    font.set_variation_by_axes([thickness])
    return font


@lru_cache(maxsize=10_000)
def _has(letter: str) -> bool:
    """Whether the font draws it otherwise than a letter that no font has."""
    font = _font(REGULAR, SMALL)
    return bytes(font.getmask(letter)) != bytes(font.getmask("￿"))


def lines(runs: Sequence[Run], wide: float) -> int:
    """How many lines the runs, one after the other, take in a column so many inches wide."""
    count, at = 1, 0.0
    for run in runs:
        scale = run.size / POINTS_AN_INCH
        space = _wide(" ", run.is_bold) * scale
        for word in run.text.split():
            long = _wide(word, run.is_bold) * scale
            if at and at + long > wide:
                count, at = count + 1, 0.0
            # A word longer than the line is broken anywhere.
            more, rest = divmod(long, wide)
            count, at = count + int(more), at + rest + space
    return count


def height(runs: Sequence[Run], wide: float) -> float:
    """Inches of the runs, broken to a column so many inches wide."""
    size = max((run.size for run in runs), default=0.0)
    return lines(runs, wide) * size * LINE_HEIGHT / POINTS_AN_INCH


def cut(text: str, size: float, wide: float, most: int, is_bold: bool = False, after: str = "") -> str:
    """The text, or so many of its first letters and "…" as take, with what comes `after`, at most so many lines."""

    def fits(part: str) -> bool:
        return lines([Run(f"{part}{after}", size, "", is_bold)], wide) <= most

    if fits(text):
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(f"{text[:middle].rstrip()}…") else (low, middle - 1)
    return f"{text[:low].rstrip()}…"
