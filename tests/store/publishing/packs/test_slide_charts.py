"""The charts on the slides are native: their numbers are the briefing's, to the last digit, and can be edited."""

from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

import openpyxl
import polars as pl
import pytest
from pptx.chart.chart import Chart
from pptx.oxml.ns import qn

from sfo_data.definitions.filters import from_choices
from sfo_data.publishing.briefing import Briefing, Parts, Trend, briefing_words, weekly
from sfo_data.publishing.packs.slides.briefing_deck import slides
from sfo_data.publishing.packs.slides.charts import is_drawn
from sfo_data.publishing.packs.slides.trend import scale
from sfo_data.questions import queries
from sfo_data.security.disclosure import Audience
from sfo_data.store.database import Store
from tests.material.box import NEWEST
from tests.material.briefing import CODE
from tests.material.slide_parts import MONTHS, VALUES, alt, deck, example, risks, shapes, texts, trend

CHOSEN = [
    ({}, "internal"),
    ({"provider": ["Kent, Surrey and Sussex CRC"]}, "internal"),
    ({"division": ["London"]}, "wider"),
]


@pytest.fixture(scope="module", params=CHOSEN, ids=str)
def whole(request: pytest.FixtureRequest, duckdb_url: str) -> Briefing:
    """Charts by month, by quarter, of rare events, and some withheld."""
    chosen, audience = request.param
    store = Store(duckdb_url)
    facts = queries.facts(store)
    filters = from_choices(facts.known, chosen, "last-12-months", NEWEST)
    named: Audience = audience
    return weekly(cache(queries.reader(store)), facts, filters, named)


def only(figure: Trend | Parts) -> Any:
    """The shape with the chart of a briefing of this figure alone."""
    return shapes(deck(slides(replace(example(), figures=(figure,)), CODE)), "chart")[0]


def series(chart: Chart) -> dict[str, Any]:
    return {each.name: each for each in chart.plots[0].series}


def sheet(chart: Chart) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    return list(book.active.iter_rows(values_only=True))


def expected(figure: Trend | Parts) -> dict[str, list[float | None]]:
    """The series that the figure's chart must have, counted row by row."""
    if isinstance(figure, Trend):
        rows = figure.chart.points.to_dicts()
        names = {"Average": "mean", "Usually from": "lower_limit", "Usually to": "upper_limit"}
        found = {name: [row[column] for row in rows] for name, column in names.items()}
        values = [row["value"] for row in rows]
        marks = {"Signal: improvement": "improvement", "Signal: concern": "concern", "Signal": "neutral"}
        for name, meaning in marks.items():
            found[name] = [
                row["value"] if row["meaning"] == meaning and not row["is_provisional"] else None for row in rows
            ]
        found["Not complete yet"] = [row["value"] if row["is_provisional"] else None for row in rows]
        return {"values": values} | {name: each for name, each in found.items() if any(v is not None for v in each)}
    found = {}
    for row in figure.frame.iter_rows(named=True):
        found.setdefault(row[figure.parts] if figure.parts else "Notifications", []).append(row["numerator"])
    return found


def test_every_value_drawn_and_in_its_workbook_is_the_briefings(whole: Briefing):
    figures = [each for each in whole.figures if is_drawn(each)]
    charts = shapes(deck(slides(whole, CODE)), "chart")
    assert len(charts) == len(figures) >= 2
    for shape, figure in zip(charts, figures, strict=True):
        drawn, wanted = series(shape.chart), expected(figure)
        if isinstance(figure, Trend):
            value = next(name for name in drawn if " by " in name or name.startswith("Days"))
            assert list(drawn.pop(value).values) == wanted.pop("values")
            assert {name: list(each.values) for name, each in drawn.items()} == wanted
        elif figure.parts is None:
            assert {name: list(each.values) for name, each in drawn.items()} == wanted
        else:
            assert sum(sum(each.values) for each in drawn.values()) == figure.frame["numerator"].sum()
        head, *rows = sheet(shape.chart)
        assert head[1:] == tuple(series(shape.chart))
        for column, each in enumerate(series(shape.chart).values(), 1):
            # A workbook keeps 16 digits.
            assert [row[column] for row in rows] == [
                v if v is None else pytest.approx(v, rel=1e-15) for v in each.values
            ]


def test_alternative_texts_say_the_numbers(whole: Briefing):
    for shape, figure in zip(shapes(deck(slides(whole, CODE)), "chart"), filter(is_drawn, whole.figures), strict=True):
        if isinstance(figure, Parts):
            assert all(
                f"{row[figure.by]}" in alt(shape) and row["words"] in alt(shape) for row in figure.frame.to_dicts()
            )
        else:
            mean = figure.chart.settled["mean"][-1]
            shown = f"{mean:.0%}" if figure.chart.measure.kind == "share" else f"{mean:,.0f}"
            found = figure.chart.finding
            range_ = "usually " if found.has_range else "too early for a usual range"
            assert f"Average {shown}, {range_}" in alt(shape) and figure.title in alt(shape)


def test_notes_say_the_newest_value_its_usual_range_the_rule_the_definition_and_the_data():
    slide = deck(slides(example(), CODE)).slides[2]
    said = slide.notes_slide.notes_text_frame.text
    # The last is not complete. Mean of the 7 of the new level: 212 / 7 = 30.3.
    newest = "Newest complete: 31 (March 2020). Average 30, too early for a usual range."
    assert newest in said.replace("\n", " ")
    assert "Rule: a step in the last ten months fits the series" in said
    assert "Measure: SFO notifications. Counts: Reviews notified" in said
    assert all(f"; {value}" in said for value in VALUES) and "September 2018; 10" in said


def test_signals_have_their_own_colour_and_shape_and_what_is_not_complete_is_hollow():
    drawn = series(only(trend()).chart)
    concern, hollow = drawn["Signal: concern"], drawn["Not complete yet"]
    assert [value for value in concern.values if value is not None] == list(VALUES[12:19])
    assert concern.marker.style.name == "DIAMOND" and str(concern.marker.format.fill.fore_color.rgb) == "F46A25"
    better = series(only(trend((*(each + 30 for each in VALUES[:12]), *VALUES[:7], 7))).chart)
    assert better["Signal: improvement"].marker.style.name == "SQUARE"
    assert list(hollow.values) == [None] * 19 + [7]
    assert hollow._element.find(qn("c:marker")).find(qn("c:spPr")).find(qn("a:noFill")) is not None
    assert drawn["Reviews by month"].points[19].marker.style.name == "NONE"


def test_the_usual_range_is_dashed_named_at_its_end_and_broken_at_a_step():
    chart = only(trend((20, 22, 19, 21, 20, 23, 19, *VALUES[:12], 7), step=date(2019, 4, 1))).chart
    drawn = series(chart)
    for name in ("Usually from", "Usually to"):
        assert drawn[name].format.line.dash_style.name == "DASH"
        broken = drawn[name]._element.xpath("./c:dPt[c:spPr/a:ln/a:noFill]/c:idx/@val")
        assert broken == ["7"]
    assert drawn["Average"]._element.xpath("./c:dLbls/c:dLbl/c:showSerName/@val") == ["1"]
    assert chart._chartSpace.xpath("//c:legendEntry/c:idx/@val") == ["0", "1", "2"]


def test_dates_are_an_axis_of_months_and_a_marked_day_is_in_the_caption():
    step = trend(step=date(2019, 9, 1))
    made = replace(example(), figures=(replace(step, caption=briefing_words.trend_caption(step.chart)),))
    slide = deck(slides(made, CODE)).slides[2]
    chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
    assert list(chart.plots[0].categories) and chart._chartSpace.xpath("//c:baseTimeUnit/@val") == ["months"]
    assert [row[0].date() for row in sheet(chart)[1:]] == MONTHS
    assert "Marked days: (A) New form, September 2019." in texts(slide)


@pytest.mark.parametrize(
    ("values", "name", "found"),
    [
        # So few points have no usual range that could reach further.
        ((10, 12, 9), "sfo_reviews", (15.0, 5.0)),
        ((0.1, 0.96, 1.0), "qa_within_target_share", (1.0, 0.25)),
        ((0, 0, 0), "sfo_reviews", (1.0, 1.0)),
    ],
)
def test_the_axis_ends_at_a_round_number_and_shares_at_the_whole(values, name, found):
    assert scale(trend(values, name).chart) == pytest.approx(found)


def test_a_chart_of_which_nothing_is_known_is_words():
    empty = trend((None, None))
    opened = deck(slides(replace(example(), figures=(empty,)), CODE))
    assert not shapes(opened, "chart") and "By month." in texts(opened.slides[2])


def test_ranked_bars_have_the_briefings_words_at_their_ends_and_c_where_withheld():
    made = example().figures[1]
    chart = only(made).chart
    assert list(chart.plots[0].categories) == ["Murder", "Arson [c]"]
    bars = chart.plots[0].series[0]
    assert list(bars.values) == [12, None] and chart.category_axis.reverse_order
    assert bars.points[0].data_label.text_frame.text == "12" and not chart.value_axis.visible


def test_stacked_bars_are_in_order_with_counts_inside_where_they_fit():
    chart = only(risks()).chart
    drawn = series(chart)
    assert list(drawn) == ["Low", "Medium", "High", "Very high", "Not recorded"]
    assert {name: list(each.values) for name, each in drawn.items()} == {
        "Low": [0, 6], "Medium": [40, 30], "High": [9, 60], "Very high": [0, 4], "Not recorded": [1, 0],
    }  # fmt: skip
    assert "CRC, Low: 0; CRC, Medium: 40; CRC, High: 9; CRC, Very high: 0; CRC, Not recorded: 1; NPS, Low: 6;" in alt(
        only(risks())
    )
    shades = [str(each.format.fill.fore_color.rgb) for each in drawn.values()]
    assert shades == ["B9D8F2", "6BACE6", "2073BC", "12436D", "FFFFFF"]
    edges = [str(each.format.line.color.rgb) for each in drawn.values()]
    assert edges == ["12436D", "12436D", "FFFFFF", "FFFFFF", "505A5F"]
    gone = {name: each._element.xpath("./c:dLbls/c:dLbl[c:delete]/c:idx/@val") for name, each in drawn.items()}
    assert gone == {"Low": ["0"], "Medium": [], "High": [], "Very high": ["0"], "Not recorded": ["1"]}
    assert chart.plots[0]._element.xpath("./c:grouping/@val") == ["percentStacked"] and chart.plots[0].overlap == 100


def test_a_part_that_the_order_does_not_name_is_drawn_too():
    made = risks()
    other = replace(made, frame=made.frame.with_columns(pl.col("risk_at_offence").replace("Low", "Unheard of")))
    assert list(series(only(other).chart)["Unheard of"].values) == [0, 6]
