"""How much room does a text take in Arial? Without a font file, so that every machine breaks its lines alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# Advance widths of U+0020 to U+007E in thousandths of the size (Liberation Sans, drawn to the widths of Arial).
REGULAR = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
)  # fmt: skip
BOLD = (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
    556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
    280, 389, 584,
)  # fmt: skip
# As wide as the widest letter: other scripts are never too wide for their box, at worst too small for it.
OTHER = 1000
POINTS_AN_INCH = 72
# Office programs give a line 1.15 to 1.2 times its size, and break a little earlier than the widths say.
LINE_HEIGHT, MARGIN_OF_ERROR = 1.18, 1.02


@dataclass(frozen=True)
class Run:
    """A piece of text in one lettering; `size` in points, `colour` as "#12436D"."""

    text: str
    size: float
    colour: str
    is_bold: bool = False


def width(run: Run) -> float:
    """Inches of the run on one line."""
    return _wide(run.text, run.is_bold) * run.size / POINTS_AN_INCH


@lru_cache(maxsize=10_000)
def _wide(text: str, is_bold: bool) -> float:
    widths = BOLD if is_bold else REGULAR
    total = sum(widths[ord(each) - 32] if " " <= each <= "~" else OTHER for each in text)
    return total / 1000 * MARGIN_OF_ERROR


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
