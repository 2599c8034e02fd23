"""Steps and notes are read from a file whose every line has a reason and an author."""

import re
from datetime import date

import pytest

from sfo_data.definitions import annotations, settings

HEADING = "on,kind,measures,title,reason,author,recorded_on\n"
LINE = "2019-04-01,step,sfo_reviews,New form,The form asks more,A. Writer,2019-05-01\n"


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "annotations.csv"
    monkeypatch.setenv("SFO_ANNOTATIONS", str(path))
    annotations._read.cache_clear()
    yield path
    annotations._read.cache_clear()


def test_the_box_records_the_unification_of_june_2021_as_a_step_of_every_measure():
    steps = [each for each in annotations.annotations("qa_median_days") if each.kind == "step"]
    assert [each.on for each in steps] == [date(2021, 6, 26)]
    assert all(each.reason and each.author for each in annotations.annotations("sfo_reviews"))


def test_a_line_belongs_to_the_measures_it_names(file):
    file.write_text(HEADING + LINE)
    (step,) = annotations.annotations("sfo_reviews")
    assert (step.on, step.kind, step.title, step.author) == (date(2019, 4, 1), "step", "New form", "A. Writer")
    assert annotations.annotations("qa_median_days") == []


def test_a_file_with_a_heading_only_has_no_annotations(file):
    file.write_text(HEADING)
    assert annotations.annotations("sfo_reviews") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADING + LINE.replace("A. Writer", ""), "line 2: author is empty. Every step and note has a reason"),
        (HEADING + LINE + LINE.replace("step", "jump"), "line 3: kind is “jump”; write step or note"),
        (HEADING + LINE.replace("sfo_reviews", "sfo_revews"), "there is no measure “sfo_revews”"),
        (HEADING + LINE.replace("2019-04-01", "01/04/2019"), "Write dates as YYYY-MM-DD"),
        ("on,kind\n", "must have the columns on, kind, measures"),
        ("", "must have the columns"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(file, text, message):
    file.write_text(text)
    with pytest.raises(annotations.WrongAnnotation, match=re.escape(message)):
        annotations.annotations("sfo_reviews")


def test_a_missing_file_is_named(file):
    with pytest.raises(annotations.WrongAnnotation, match=r"annotations\.csv cannot be read"):
        annotations.annotations("sfo_reviews")
    assert settings.annotations() == file
