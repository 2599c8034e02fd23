"""How did a figure get here? A small line of its last months, as a picture in the page's own text."""

from collections.abc import Sequence
from urllib.parse import quote

from sfo_data.wording.palette import BLUE

WIDTH, HEIGHT, EDGE = 200, 28, 3


def sparkline(values: Sequence[float | None]) -> str:
    """A line through the values from 0 up, the last one marked; gaps where there is none. Empty for fewer than two.

    It is drawn for the eye: the same months stand in the measure's own chart and table.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    highest = max(known) or 1
    across, up = (WIDTH - 2 * EDGE) / (len(values) - 1), (HEIGHT - 2 * EDGE) / highest
    points = [
        None if value is None else (round(EDGE + at * across, 1), round(HEIGHT - EDGE - value * up, 1))
        for at, value in enumerate(values)
    ]
    parts = [
        f"{'L' if at and points[at - 1] else 'M'}{point[0]} {point[1]}" for at, point in enumerate(points) if point
    ]
    last = next(point for point in reversed(points) if point)
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<path d="{"".join(parts)}" fill="none" stroke="{BLUE}" stroke-width="1.5"/>'
        f'<circle cx="{last[0]}" cy="{last[1]}" r="2.5" fill="{BLUE}"/></svg>'
    )
    # Streamlit's sanitiser drops SVG elements; a picture by its own address it keeps.
    return f'<img class="spark" alt="" src="data:image/svg+xml,{quote(drawn)}">'
