"""The briefing as one HTML file: all its numbers, nothing of anybody else's, nothing from elsewhere."""

from dataclasses import replace

import polars as pl
import pytest

from sfo_data.definitions import settings
from sfo_data.publishing.briefing import Briefing, Trend
from sfo_data.publishing.packs.chart_svg import UnsafeDrawing
from sfo_data.publishing.packs.document import ChartsDiffer, html
from tests.material.briefing import briefing
from tests.material.printed import CODE, drawings, parsed

HOSTILE = "<script>alert(1)</script>\" onload='x' {{ 7*7 }} </style> & Co"
HIDDEN = Trend(
    "sfo_reviews_over_time",
    "Too few to be shown",
    "So small.",
    pl.DataFrame({"Measure": ["A"], "Over time": ["[c]"]}),
    None,
)


def made(of: Briefing) -> str:
    return html(of, drawings(of), CODE)


def test_names_out_of_the_data_and_the_marking_are_text_and_nothing_else(monkeypatch):
    monkeypatch.setenv("SFO_MARKING", HOSTILE)
    of = briefing()
    hostile = replace(
        of,
        place=HOSTILE,
        title=HOSTILE,
        cards=(replace(of.cards[0], label=HOSTILE, value=HOSTILE, below=(HOSTILE,)),),
        figures=(replace(of.figures[0], title=HOSTILE, caption=HOSTILE),),
        over_time=(HOSTILE,),
        definitions=pl.DataFrame({HOSTILE: [HOSTILE]}),
    )
    text = html(hostile, drawings(hostile), HOSTILE)
    page = parsed(text)
    assert not list(page.all("script"))
    assert len(list(page.all("style"))) == 1
    assert next(page.all("h1")).text == " ".join(HOSTILE.split())
    assert page.text.count("{{ 7*7 }}") >= 9
    # In the style it stands by the numbers of its letters.
    assert text.count("</style>") == 1
    assert "\\3c script\\3e alert\\28 1\\29 " in text


def test_real_data_are_not_called_synthetic():
    assert settings.SYNTHETIC_MARK in made(briefing())
    assert "SYNTHETIC" not in made(briefing(is_synthetic=False))


def test_a_withheld_number_is_nowhere():
    of = briefing()
    figure = replace(of.figures[0], frame=of.figures[0].frame.with_columns(numerator=pl.lit(987654)))
    text = made(replace(of, figures=(HIDDEN, figure)))
    assert "987" not in text
    assert text.count("[c]") >= 5


def test_a_figure_that_may_not_be_drawn_says_so_in_its_place():
    of = briefing(figures=(HIDDEN, *briefing().figures))
    sheet = next(parsed(made(of)).all("article"))
    assert len(list(sheet.all("svg"))) == 1
    assert "Too few to be shown So small." in sheet.text


def test_a_first_week_and_a_week_without_decisions_say_so():
    text = parsed(made(briefing(earlier=None, decisions=()))).text
    assert "no briefing a week before" in text
    assert "Nothing that a rule names." in text
    assert "What needs a decision Each by the rule beside it. None." in text


def test_another_number_of_drawings_than_of_figures_is_refused():
    for charts in ((), (*drawings(briefing()), *drawings(briefing()))):
        with pytest.raises(ChartsDiffer, match=f"{len(charts)} drawings for 1"):
            html(briefing(), charts, CODE)


def test_an_unsafe_drawing_makes_no_document():
    with pytest.raises(UnsafeDrawing):
        html(briefing(), ['<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'], CODE)
