"""How is a number printed?"""

from sfo_data.measures import Measure


def number(measure: Measure, value: float | None) -> str:
    """A value as it is printed: "1,234", "57%", "2.03"; "no data" where there is none, or why it is not shown."""
    if value is None:
        return "too few to show" if measure.least else "no data"
    if measure.kind == "share":
        return f"{value:.0%}"
    if measure.kind == "rate":
        return f"{value:.2f}"
    return f"{value:,.0f}"


def interval(measure: Measure, lower: float | None, upper: float | None) -> str:
    """ "53% to 61%"; empty where there is no interval."""
    if lower is None or upper is None:
        return ""
    return f"{number(measure, lower)} to {number(measure, upper)}"
