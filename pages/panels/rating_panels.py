"""Independent ratings beside HMPPS's: the two side by side, what they say of all reviews, and the yearly table."""

from collections.abc import Callable

import streamlit as st

from pages.charts.dots import dots_with_intervals
from pages.charts.grid import count_grid
from pages.charts.style import wrapped
from pages.frame import cached_reader
from pages.frame.downloads import draw_buttons
from pages.panels.figure_panel import SYNTHETIC, Panel, cached_panel, heading
from sfo_data.definitions import settings
from sfo_data.definitions.categories import RATINGS
from sfo_data.definitions.filters import Filters
from sfo_data.publishing import exports, independent_qa_annual
from sfo_data.subjects import independent_qa


def matrix_panel(filters: Filters) -> None:
    """Draws the ratings of both side by side for a standard the reader chooses."""
    names = independent_qa.RATED
    standard = st.selectbox("Standard", list(names), key="rated_standard", format_func=lambda name: names[name])
    _matrix_panel(filters, standard)


@cached_panel
def _matrix_panel(filters: Filters, standard: str) -> Panel:
    counted = independent_qa.matrix(cached_reader.read("independent_qa", filters, independent_qa.COMPLETED), standard)
    grid = count_grid(counted, "independent", "hmpps", RATINGS, RATINGS, "Rated by HMPPS")
    # Four long words side by side have no room on a telephone.
    grid.update_xaxes(tickangle=None).update_yaxes(ticktext=wrapped(RATINGS, 12)).update_layout(height=300)
    return Panel(
        "ratings_side_by_side",
        independent_qa.matrix_title(counted, standard),
        grid,
        independent_qa_annual.matrix_table(counted),
        independent_qa.MATRIX_CAPTION,
        filters,
    )


@cached_panel
def estimates_panel(filters: Filters) -> Panel:
    """Draws the share good or better among all reviews completed, by standard and rater."""
    estimates = independent_qa.national(cached_reader.read, filters)
    is_known = estimates["value"].is_not_null().any()
    return Panel(
        "good_or_better",
        independent_qa.national_title(estimates),
        dots_with_intervals(estimates, "label", "Share good or better", None, "", ".0%") if is_known else None,
        independent_qa.national_table(estimates),
        independent_qa.ESTIMATES_CAPTION,
        filters,
    )


def annual_download(filters: Filters) -> None:
    """Buttons for the yearly table as a spreadsheet, for readers who may see all of England and Wales."""
    if filters.scope.divisions is not None:
        return
    heading("The yearly table, to publish")
    st.markdown(
        "An accessible spreadsheet of this period for England and Wales, whatever else is chosen above; small "
        "numbers by division are withheld."
    )
    whole = Filters(filters.scope, filters.known_on, filters.period)
    # Read now: the file is made when the button is pressed, and then there is no session to read for.
    rows = {name: cached_reader.read(name, whole, independent_qa.COMPLETED) for name in ("reviews", "independent_qa")}
    is_synthetic = cached_reader.facts().is_synthetic
    marking = SYNTHETIC if is_synthetic else settings.marking()
    stem = f"{'SYNTHETIC-' if is_synthetic else ''}independent-qa-{filters.period.name}-{filters.known_on}"

    def made_by(write: Callable[..., bytes]) -> Callable[[], bytes]:
        return lambda: independent_qa_annual.annual_table(lambda question, *_: rows[question], whole, marking, write)

    files = {f"{stem}.{kind.lower()}": (kind, made_by(write)) for kind, write in exports.WORKBOOKS.items()}
    draw_buttons("annual_table", "", "Download", files, whole)
