"""Search finds by stems, phrases and beginnings, ranks, stays inside the reader's findings, and never fails."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfo_data.subjects.themes import finding_search
from sfo_data.subjects.themes.finding_search import END_MARK, MARK, Found, build, parse, search, without_marks

THEMES = pl.DataFrame(
    {
        "theme_code": ["IN1", "SU1"],
        "theme": ["Domestic abuse enquiry not made", "Contact too thin"],
        "definition": ["No enquiry was made with the police.", "There were too few home visits."],
    }
)
TEXTS = {
    "F1": "No domestic abuse enquiry was made.",
    "F2": "Enquiries into abuse in a domestic setting were late.",
    "F3": "Supervision was thin; the supervisor was on leave.",
    "F4": "<b>Bold</b> claims & other \ue000markup\ue001 in the text.",
    "F5": "The plan did not follow from the assessment.",
}
CODES = pl.DataFrame(
    {"finding_id": ["F5", "F5", "F1"], "theme_code": ["SU1", "SU1", "IN1"], "coder_id": ["A", "B", "A"]}
)


def findings_of(texts: dict[str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "finding_id": list(texts),
            "finding_text": list(texts.values()),
            "practice_level": ["Team" if name == "F3" else "Individual" for name in texts],
            "review_id": [f"R{name}" for name in texts],
            "division": ["London"] * len(texts),
            "qa_completed_on": [date(2019, 5, 1)] * len(texts),
        }
    )


FINDINGS = findings_of(TEXTS)
INDEX = build(FINDINGS, CODES, THEMES)


def ids(found: Found) -> list[str]:
    return found.rows["finding_id"].to_list()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ('"domestic abuse" enquiries', {"F1"}),
        ("domestic abuse enquiries", {"F1", "F2"}),
        ("“domestic abuse”", {"F1"}),
        ("ENQUIRIES", {"F1", "F2"}),
        ("supervis*", {"F3"}),
        ("domesti*", {"F1", "F2"}),
        ("thin", {"F3", "F5"}),
        ('"home visit"', {"F5"}),
        ("SU1", {"F5"}),
        ("team", {"F3"}),
        ("enquiry nowhere", set()),
        ("b", {"F4"}),
        ("", set()),
        ("  ", set()),
    ],
)
def test_words_phrases_beginnings_and_themes_find(words, expected):
    assert set(ids(search(INDEX, FINDINGS, words))) == expected


def test_a_match_in_the_text_stands_before_one_in_the_theme_and_says_where_it_was():
    found = search(INDEX, FINDINGS, "thin")
    assert ids(found) == ["F3", "F5"]
    assert found.rows["rank"].to_list() == [1, 2]
    assert found.rows["found_in"].to_list() == ["Text", "Theme"]


def test_matches_are_marked_and_nothing_else_is():
    rows = search(INDEX, FINDINGS, "enquiries markup").rows
    assert rows.is_empty()
    (text,) = search(INDEX, FINDINGS, "claims").rows["text"]
    assert text == f"<b>Bold</b> {MARK}claims{END_MARK} & other markup in the text."
    found = finding_search.as_table(search(INDEX, FINDINGS, "enquiries"))
    assert set(without_marks(found)["Finding"]) == {TEXTS["F1"], TEXTS["F2"]}


def test_only_the_readers_findings_are_found_and_counted():
    found = search(INDEX, FINDINGS.filter(pl.col("finding_id") != "F1"), "enquiry")
    assert (ids(found), found.searched) == (["F2"], 4)


@pytest.mark.parametrize(
    ("words", "notice"),
    [
        ('"domestic abuse', "One quotation mark has no partner and was left out."),
        ("risk OR harm", "AND, OR, NOT and NEAR are searched as words: every word must occur."),
        ("su*", "A beginning of a word needs 3 letters before its *."),
        ('*** "" --', "A beginning of a word needs 3 letters before its *."),
        ("--", "There is no word to search for."),
        ("x" * 10_000, "Only the first 200 characters were searched."),
    ],
)
def test_what_was_not_taken_as_written_is_said(words, notice):
    assert notice in search(INDEX, FINDINGS, words).notices


def test_plain_words_have_no_notice():
    assert parse('"domestic abuse" enquir*').notices == ()


hostile = st.lists(
    st.sampled_from(
        ['"', "*", "(", ")", "AND", "OR", "NOT", "NEAR(", "text:", "^", "+", "-", "{", "\0", "'", ";", "--", " "]
    )
    | st.sampled_from(["enquiry", "abuse*", "finding_id", "\ud800", "\ue000", "İ", "ſ", "²", "\u0301", "%", "<b>"])
    | st.text(max_size=8),
    max_size=40,
).map("".join)


@given(hostile | st.text(st.characters(), min_size=190, max_size=10_000))
@settings(max_examples=300)
def test_nothing_a_reader_can_type_is_an_error(words):
    found = search(INDEX, FINDINGS, words)
    assert set(ids(found)) <= set(TEXTS)
    assert without_marks(found.rows)["text"].to_list() == [
        TEXTS[i].replace(MARK, "").replace(END_MARK, "") for i in ids(found)
    ]


# Porter leaves these as they are, so that a search of whole words can be done naively.
plain = st.sampled_from(["risk", "plan", "harm", "visit", "team", "home"])


@given(
    st.lists(st.lists(plain, min_size=1, max_size=6), min_size=1, max_size=8), st.lists(plain, min_size=1, max_size=3)
)
@settings(max_examples=100)
def test_what_is_found_is_what_a_naive_reading_finds(texts, asked):
    findings = findings_of({f"F{place + 1}": " ".join(words) for place, words in enumerate(texts)})
    findings = findings.with_columns(practice_level=pl.lit(""))
    index = build(findings, CODES.clear(), THEMES)
    every = {f"F{place + 1}" for place, words in enumerate(texts) if set(asked) <= set(words)}
    assert set(ids(search(index, findings, " ".join(asked)))) == every
    phrase = {f"F{place + 1}" for place, words in enumerate(texts) if f" {' '.join(asked)} " in f" {' '.join(words)} "}
    assert set(ids(search(index, findings, f'"{" ".join(asked)}"'))) == phrase


def test_an_empty_store_finds_nothing():
    nothing = FINDINGS.clear()
    found = search(build(nothing, CODES.clear(), THEMES), nothing, "enquiry")
    assert (found.rows.height, found.searched) == (0, 0)
