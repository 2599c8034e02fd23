"""Every slide carries what it must, in its place; the deck says the briefing's numbers and no others."""

import hashlib
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import polars as pl

from sfo_data.definitions import settings
from sfo_data.publishing.briefing import Decision
from sfo_data.publishing.packs.slides.briefing_deck import slides
from sfo_data.publishing.provenance.deck import content, tokens, with_token
from tests.material.briefing import CODE
from tests.material.slide_parts import alt, deck, example, files, shapes, texts, trend

SHA = (
    "import hashlib; from sfo_data.publishing.packs.slides.briefing_deck import slides; "
    "from tests.material.slide_parts import example;"
)
EVIL = "=1+1 <b>&amp;</b> \x00\x1b\x0b \u202etxt ]]>"
TIDY = "=1+1 <b>&amp;</b> txt ]]>"
CANARY = 987654


def test_a_long_choice_of_filters_is_cut_before_the_day_and_the_notes_have_all_of_it():
    labels = [f"Division number {number} of a long list" for number in range(12)]
    made = example(filters=example().filters.select("division", labels))
    slide = deck(slides(made, CODE)).slides[0]
    shown = next(each for each in slide.shapes if each.name == "What is shown").text_frame.text
    assert shown.startswith("1 January 2019") and shown.endswith("… Data as known on 11 May 2020.")
    assert labels[-1] not in shown and labels[-1] in slide.notes_slide.notes_text_frame.text


def test_more_decisions_than_fit_are_counted_on_the_slide_and_told_in_the_notes():
    asked = tuple(
        Decision(f"Decide on matter {n}. {'Why so? ' * 20}", "Because of a rule.", "road_back") for n in range(20)
    )
    slide = deck(slides(example(decisions=asked), CODE)).slides[1]
    shown = sum(f"matter {n}." in texts(slide) for n in range(20))
    assert 0 < shown < 20 and f"And {20 - shown} more, in the notes." in texts(slide)
    assert all(f"matter {n}." in slide.notes_slide.notes_text_frame.text for n in range(20))


def test_slides_without_decisions_without_a_week_before_and_of_real_data_say_so():
    made = example(decisions=(), earlier=None, changed={}, is_synthetic=False)
    opened = deck(slides(made, CODE))
    assert opened.slides[1].shapes.title.text_frame.text == "No rule names anything that needs a decision this week"
    assert "Week before" in texts(opened.slides[0])
    assert not any("SYNTHETIC" in texts(slide) for slide in opened.slides)


def test_two_figures_of_one_title_have_slides_of_two_titles():
    twice = replace(example(), figures=(trend(), trend()))
    titles = [slide.shapes.title.text_frame.text for slide in deck(slides(twice, CODE)).slides]
    assert titles[2] == "SFO notifications and reviews: no evidence of change" and titles[3] == f"4. {titles[2]}"


def test_withheld_numbers_are_in_no_part_of_the_file():
    made = example()
    parts, stacked = made.figures[1], made.figures[2]
    leftover = pl.lit(CANARY).alias("value"), pl.lit(f"{CANARY}.25").alias("upper")
    hidden = replace(trend([CANARY, CANARY + 1, CANARY + 2]), chart=None, caption="Too few to be shown.")
    gone = stacked.frame.with_columns(pl.lit(None, pl.Int64).alias("numerator"), is_withheld=True, words=pl.lit("[c]"))
    figures = (
        replace(hidden, table=pl.DataFrame({"Month": ["[c]"]})),
        replace(parts, frame=parts.frame.with_columns(*leftover)),
        replace(stacked, frame=gone.with_columns(*leftover), table=pl.DataFrame({"Risk": ["[c]"]})),
    )
    data = slides(replace(made, figures=figures), CODE)
    assert not [name for name, part in files(data) if str(CANARY).encode() in part]
    opened = deck(data)
    assert len(shapes(opened, "chart")) == 1 and "[c]" in alt(shapes(opened, "chart")[0])
    assert "Too few to be shown." in texts(opened.slides[2]) and "[c] confidential: withheld" in texts(opened.slides[0])


def test_hostile_names_are_text_and_break_nothing():
    made = example(place=EVIL, title=EVIL, filters=example().filters.select("provider", [EVIL]))
    named = replace(
        made.figures[1], frame=made.figures[1].frame.with_columns(offence_group=pl.lit(EVIL) + pl.col("words"))
    )
    data = slides(replace(made, figures=(named, *made.figures[2:])), CODE)
    opened = deck(data)
    assert opened.slides[0].shapes.title.text_frame.text == TIDY and TIDY in texts(opened.slides[0])
    assert f"provider: {TIDY}" in texts(opened.slides[3])
    assert next(iter(shapes(opened, "chart")[0].chart.plots[0].categories)) == f"{TIDY}12"
    sheets = {name: part for name, part in files(data) if name.endswith("worksheets/sheet1.xml")}
    assert sheets and not any(b"<f>" in part or b"hyperlink" in part for part in sheets.values())


def test_the_same_briefing_gives_the_same_bytes_in_any_process_and_another_gives_others():
    script = f"{SHA} print(hashlib.sha256(slides(example(), {CODE!r})).hexdigest())"
    # Our own process has another hash seed, drawn when it started.
    own = {**os.environ, "PYTHONHASHSEED": "1"}
    made = subprocess.run(
        [sys.executable, "-c", script], cwd=settings.PROJECT, env=own, stdout=subprocess.PIPE, check=True
    )
    assert made.stdout.decode().strip() == hashlib.sha256(slides(example(), CODE)).hexdigest()
    assert slides(example(title="Another"), CODE) != slides(example(), CODE)


def test_the_file_is_dated_by_the_day_of_knowledge_inside_and_out():
    data = slides(example(), CODE)
    properties = deck(data).core_properties
    assert properties.created == properties.modified == datetime(2020, 5, 11)
    assert properties.author == properties.last_modified_by == "The national view of Serious Further Offences"
    assert (properties.title, properties.language) == (
        "Reviews rose: 71 in the year",
        "en-GB",
    ) and CODE in properties.keywords
    inside = [part for name, part in files(data) if name.endswith("xlsx/docProps/core.xml")]
    assert len(inside) == 3 and all(part.count(b"2020-05-11T00:00:00Z") == 2 for part in inside)
    with zipfile.ZipFile(BytesIO(data)) as packed:
        assert {each.date_time for each in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert not any(str(date.today().year).encode() in part for _, part in files(data))


def test_signing_a_deck_changes_nothing_that_is_signed():
    data = slides(example(), CODE)
    signed = with_token(data, "a description")
    assert content(signed) == content(data) and tokens(signed) == ["a description"]
