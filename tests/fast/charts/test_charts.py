"""Charts draw what the frame holds, say it in words, and repeat it in a table."""

from datetime import date
from html.parser import HTMLParser

import plotly.graph_objects as go
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.charts import area_map, style
from pages.charts.bars import ranked_bars, stacked_shares
from pages.charts.dots import dots_with_intervals
from pages.charts.fan import fan
from pages.charts.funnel import funnel_chart
from pages.charts.grid import count_grid
from pages.charts.survival import medians_by_row, share_finished
from pages.charts.text import html_table
from pages.charts.time_series import control_chart, small_multiples
from sfo_data.statistics.stands_apart import Stands
from sfo_data.wording import palette
from sfo_data.wording.tables import as_text

GROUPS = pl.DataFrame({"offence_group": ["Rape", "Murder"], "numerator": [89, 60]})


class Cells(HTMLParser):
    """Collects the text of an HTML table's cells."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag, attrs):  # noqa: ARG002
        self.tags.add(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data):
        if self.cells:
            self.cells[-1] += data


def test_bars_draw_each_value_once_and_name_what_a_click_narrows_to():
    bar = ranked_bars(GROUPS, "offence_group", "numerator", "Notifications").data[0]
    assert (list(bar.x), list(bar.y), list(bar.customdata)) == ([89, 60], ["Rape", "Murder"], ["Rape", "Murder"])


def test_stacked_shares_add_up_to_1_and_keep_unknowns():
    frame = pl.DataFrame({"kind": ["NPS"] * 3, "risk": ["Low", "High", "Not recorded"], "numerator": [1, 2, 1]})
    figure = stacked_shares(frame, "kind", "risk", "numerator", ["Low", "Medium", "High", "Not recorded"])
    assert {trace.name: list(trace.x) for trace in figure.data} == {
        "Low": [0.25], "Medium": [0.0], "High": [0.5], "Not recorded": [0.25],
    }  # fmt: skip


def test_a_control_chart_tells_signals_by_shape_and_leaves_months_not_complete_hollow():
    frame = pl.DataFrame(
        {"when": [date(2018, 1, 1), date(2018, 2, 1), date(2018, 3, 1)], "value": [3.0, 9.0, 1.0], "mean": [4.0] * 3,
         "lower_limit": [0.0] * 3, "upper_limit": [8.0] * 3, "meaning": ["no signal", "concern", None],
         "is_provisional": [False, False, True], "segment": [0] * 3}
    )  # fmt: skip
    figure = control_chart(frame, "Reviews", [(date(2018, 1, 1), 5.0)], days_marked=[date(2018, 2, 1)])
    marks = {
        trace.name: (list(trace.y), trace.marker.symbol, trace.marker.color) for trace in figure.data if trace.name
    }
    assert marks == {
        "No signal": ([3.0], "circle", palette.GREY),
        "Signal: concern": ([9.0], "diamond", palette.ORANGE),
        "Not complete yet": ([1.0], "circle", "white"),
    }
    assert [note.text for note in figure.layout.annotations] == ["A", "Target 5"]
    assert [list(trace.y) for trace in figure.data[:3]] == [[0.0] * 3, [8.0] * 3, [4.0] * 3]


def test_a_target_that_changes_is_drawn_in_steps_by_its_own_days():
    frame = pl.DataFrame(
        {"when": [date(2018, 1, 1), date(2018, 2, 1), date(2018, 3, 1)], "value": [3.0, 9.0, 1.0],
         "mean": [4.0] * 3, "lower_limit": [0.0] * 3, "upper_limit": [8.0] * 3, "meaning": ["no signal"] * 3,
         "is_provisional": [False] * 3, "segment": [0] * 3}
    )  # fmt: skip
    figure = control_chart(frame, "Days", [(date(2018, 1, 1), 20.0), (date(2018, 2, 10), 15.0)])
    assert [(line.x0, line.x1, line.y0) for line in figure.layout.shapes] == [
        ("2018-01-01", "2018-02-10", 20.0),
        ("2018-02-10", "2018-03-01", 15.0),
    ]
    assert [note.text for note in figure.layout.annotations] == ["Target 20", "Target 15"]


def test_each_level_of_a_control_chart_has_a_line_of_its_own_and_only_the_newest_a_range():
    frame = pl.DataFrame(
        {"when": [date(2018, 1, 1), date(2018, 2, 1), date(2018, 3, 1)], "value": [3.0, 9.0, 9.0],
         "mean": [3.0, 9.0, 9.0], "lower_limit": [None, 5.0, 5.0], "upper_limit": [None, 13.0, 13.0],
         "meaning": ["no signal"] * 3, "is_provisional": [False] * 3, "segment": [0, 1, 1]}
    )  # fmt: skip
    lines = [list(trace.y) for trace in control_chart(frame, "Reviews").data if trace.mode == "lines"]
    assert lines[:4] == [[None, 5.0, 5.0], [None, 13.0, 13.0], [3.0], [9.0, 9.0]]


def test_dots_leave_out_what_has_no_value_and_reach_their_limits():
    frame = pl.DataFrame({"provider": ["A", "B"], "value": [1.5, None], "lower": [1.0, None], "upper": [2.5, None]})
    dots = dots_with_intervals(frame, "provider", "Ratio", 1.0, "England and Wales").data[0]
    assert (list(dots.y), list(dots.error_x.array), list(dots.error_x.arrayminus)) == (["A"], [1.0], [0.5])


def test_a_funnel_fills_and_names_only_what_stands_apart():
    groups = pl.DataFrame({"provider": ["A", "B", "C"], "expected": [10.0, 20.0, 30.0], "value": [1.1, 2.0, None],
                           "stands": [Stands.NO_EVIDENCE, Stands.ABOVE, Stands.NO_DATA],
                           "evidence": [0.4, 2_000.0, None]})  # fmt: skip
    curves = pl.DataFrame({"position": [8.0, 30.0], "lower_95": [0.4, 0.7], "upper_95": [2.0, 1.4],
                           "lower_998": [0.2, 0.6], "upper_998": [2.6, 1.6]})  # fmt: skip
    figure = funnel_chart(groups, curves, "expected", 1.0, ("Expected", "Ratio"), ".1f")
    assert [trace.line.dash for trace in figure.data[:4]] == ["dash", "dash", "solid", "solid"]
    assert [list(trace.customdata) for trace in figure.data[4:]] == [["A"], ["B"]]
    assert [note.text for note in figure.layout.annotations] == ["95%", "95%", "99.8%", "99.8%", "B"]


def test_a_grid_has_a_cell_for_every_pair_also_the_empty_ones():
    frame = pl.DataFrame({"a": ["x"], "b": ["p"], "numerator": [3]})
    grid = count_grid(frame, "a", "b", ["x", "y"], ["p", "q"], "b").data[0]
    assert [list(line) for line in grid.z] == [[3, 0], [0, 0]]


def test_small_multiples_draw_one_chart_per_group_on_one_scale():
    frame = pl.DataFrame(
        {"g": ["a", "a", "b"], "year": [2018, 2019, 2018], "numerator": [1, 2, 3], "late": [False, True, True]}
    )
    figure = small_multiples(frame, "g", "year", "numerator", "late", columns=2)
    assert [list(trace.y) for trace in figure.data] == [[1, 2], [3]]
    assert figure.layout.yaxis2.matches == "y"
    assert list(figure.data[0].marker.color) == [palette.BLUE, palette.PALE_BLUE]


def test_the_template_is_ours_so_that_no_default_colours_appear():
    assert isinstance(style.TEMPLATE, go.layout.Template)
    assert list(style.TEMPLATE.layout.colorway) == list(palette.PALETTE)


def test_the_map_needs_no_tiles():
    deck = area_map.area_map("nps_divisions", {"London": {"label": "London", "words": "w", "stands": Stands.ABOVE}})
    assert '"mapProvider"' not in deck.to_json() or '"mapProvider": null' in deck.to_json()
    assert "carto" not in deck.to_json() and "mapbox" not in deck.to_json()


def test_cells_print_missing_values_dates_and_numbers_of_one_column_alike():
    table = pl.DataFrame(
        {
            "n": [1234, None],
            "share": [0.5, 12.0],
            "rate": [0.25, 1.0],
            "whole": [1200.0, 3.0],
            "on": [date(2020, 5, 11), None],
        }
    )
    assert as_text(table).rows() == [
        ("1,234", "0.5", "0.25", "1,200", "11 May 2020"),
        ("–", "12.0", "1.00", "3", "–"),
    ]


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_text_in_a_table_is_never_markup(values):
    parser = Cells()
    parser.feed(html_table("Caption", pl.DataFrame({"Text": values}, schema={"Text": pl.String})))
    assert parser.tags <= {"div", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert len(parser.cells) == 1 + len(values)


def test_a_line_of_the_share_finished_is_named_once_where_it_passes_half():
    frame = pl.DataFrame(
        {"year": ["2019"] * 3 + ["2020"] * 2, "day": [0, 8, 90, 0, 30], "completed_share": [0.0, 0.6, 1.0, 0.0, 0.1]}
    )
    fast, slow = share_finished(frame, "year", "Working days", [20]).data
    assert (list(fast.x), list(fast.y), fast.line.shape) == ([0, 8, 90], [0, 0.6, 1], "hv")
    assert (list(fast.text), list(slow.text)) == (["", "\u20022019", ""], ["", "\u20022020"])


def test_a_median_beyond_what_was_seen_is_hollow_and_one_not_reached_is_an_arrow():
    frame = pl.DataFrame(
        {"quarter": ["a", "b", "c"], "received": [9, 9, 9], "followed": [90, 70, 30],
         "modelled": [9.0, 80.0, None], "modelled_lower": [8.0, 70.0, None], "modelled_upper": [11.0, None, None],
         "is_beyond": [False, True, False]}
    )  # fmt: skip
    figure = medians_by_row(frame, "quarter", "Working days", [20, 20, 15])
    assert [(line.x0, line.y0, line.y1) for line in figure.layout.shapes] == [(20, -0.5, 1.5), (15, 1.5, 2.5)]
    counted, missing = figure.data
    assert (list(counted.y), list(counted.marker.color)) == (["a", "b"], [palette.BLUE, "white"])
    assert (list(counted.error_x.array), list(counted.error_x.arrayminus)) == ([2.0, None], [1.0, 10.0])
    assert (list(missing.x), list(missing.y), missing.showlegend) == ([30], ["c"], True)


def test_a_fan_draws_a_line_and_a_band_for_each_scenario_after_what_was():
    ahead = pl.DataFrame(
        {"on": [date(2020, 5, 11), date(2020, 5, 31)], "open": [276.0, 280.0], "open_lower": [276.0, 270.0],
         "open_upper": [276.0, 290.0]}
    )  # fmt: skip
    before = pl.DataFrame({"on": [date(2020, 4, 30), date(2020, 5, 11)], "open": [273, 276]})
    figure = fan({"4 posts": ahead, "8 posts": ahead}, "open", "Reviews open", before)
    assert [(trace.name, list(trace.y)) for trace in figure.data if trace.showlegend is None] == [
        ("4 posts", [276.0, 280.0]),
        ("8 posts", [276.0, 280.0]),
        ("So far", [273, 276]),
    ]
    assert [list(trace.y) for trace in figure.data[:2]] == [[276.0, 270.0], [276.0, 290.0]]


def test_a_fan_leaves_days_without_a_forecast_out_of_the_band():
    frame = pl.DataFrame(
        {"on": [date(2020, 5, 11), date(2020, 5, 31)], "share": [None, 0.1], "share_lower": [None, 0.0],
         "share_upper": [None, 0.2]}
    )  # fmt: skip
    band = fan({"4 posts": frame}, "share", "On time").data[:2]
    assert [list(edge.x) for edge in band] == [[date(2020, 5, 31)]] * 2


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ('<a href="https://zq7.example">zq7</a>', '<\u2060a href="https://zq7.example">zq7<\u2060/a>'),
        ("<SPAN style='x'>", "<\u2060SPAN style='x'>"),
        ("<b style='x'>", "<\u2060b style='x'>"),
        ("under <5 or < 6", "under <5 or < 6"),
        ("<b>Rape</b>", "<b>Rape</b>"),
    ],
)
def test_a_name_out_of_the_data_is_no_mark_in_a_chart_and_a_click_still_means_it(name: str, drawn: str):
    frame = pl.DataFrame({"label": [name, "Murder"], "value": [2, 1]})
    bars = ranked_bars(frame, "label", "value", name)
    assert (bars.data[0].y[0], bars.data[0].customdata[0], bars.layout.xaxis.title.text) == (drawn, drawn, drawn)
    assert style.as_named(drawn) == name
    parts = frame.with_columns(part=pl.lit(name))
    assert stacked_shares(parts, "label", "part", "value", [name]).data[0].name == drawn


def test_a_dot_is_filled_where_its_group_stands_apart_and_where_nothing_is_compared():
    groups = pl.DataFrame({"group": ["A", "B", "C"], "value": [0.9, 0.5, 0.4], "lower": [0.8, 0.4, 0.1],
                           "upper": [0.95, 0.6, 0.8], "stands": [Stands.ABOVE, Stands.NO_EVIDENCE, None]})  # fmt: skip
    (dots,) = dots_with_intervals(groups, "group", "Share", 0.5, "All").data
    assert dots.marker.color == (palette.BLUE, "white", "white")
    (dots,) = dots_with_intervals(groups.with_columns(stands=None), "group", "Share", 0.5, "All").data
    assert set(dots.marker.color) == {palette.BLUE}
