"""One name has one number: every page of three stores is read under one filter, its tables too; no two may differ."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from sfo_data.definitions.measures import MEASURES
from tests.material.numbers_of_tables import numbers_of, rounded
from tests.pages.conftest import cards
from tests.pages.test_pages import PAGES

# A release has its own day and years, a claim the two it names, whatever the filters say.
OF_OTHER_YEARS = ("pages/reference/release.py", "pages/reference/claim_check.py")
# "4 of 6" is the count behind a share of few, and not the share.
NUMBER = r"(\d[\d,]*(?:\.\d+)?%?)(?!\S*\w)(?! of \d)"


def texts(app: AppTest) -> list[str]:
    """Titles, sentences and captions, and the words of the briefing's own cards."""
    drawn = [each.value for kind in ("header", "subheader", "markdown", "caption") for each in app.get(kind)]
    bodies = [block.proto.body for block in app.get("html")]
    return [*drawn, *(unescape(re.sub(r"<[^>]+>", " ", body)) for body in bodies if "<table" not in body)]


def said_of(app: AppTest) -> dict[str, set[str]]:
    """Measure's label -> the numbers that stand directly behind it."""
    found: dict[str, set[str]] = defaultdict(set)
    for label, value in cards(app):
        found[label].add(value)
    for label in (measure.label for measure in MEASURES.values()):
        for text in texts(app):
            found[label] |= set(re.findall(rf"(?<!\w){re.escape(label)}[:\s]\s*{NUMBER}", text))
    return found


def number_in(text: str) -> tuple[float, float] | None:
    """A number as it is printed (shares in per cent), and half of its last digit; None where it is none."""
    plain = text.replace(",", "").removesuffix("%")
    return (float(plain), rounded(plain)) if plain.replace(".", "", 1).isdigit() else None


def given(app: AppTest, said: dict[str, set[str]]) -> Iterator[tuple[str, float, float, str]]:
    """Label, number, how far it may lie from the true one, and where it stands: in words or in a table."""
    for label, values in said.items():
        for value in values:
            if number := number_in(value):
                yield label, *number, f"“{value}”"
    for name, offered in app.session_state["offered_tables"].items():
        for label, value, margin in numbers_of(offered.table):
            yield label, value, margin, name


def apart(numbers: dict[str, list[tuple[float, float, str]]]) -> dict[str, list[tuple[float, float, str]]]:
    """Labels of which no one true number lies within the margins of all that is printed."""
    return {
        label: each
        for label, each in numbers.items()
        if max(value - margin for value, margin, _ in each) > min(value + margin for value, margin, _ in each) + 1e-6
    }


def contradictions(app: AppTest) -> list[str]:
    """Sentences that their own page gives the lie to."""
    said = " ".join(texts(app))
    has_before = re.search(r"\d the year before|\d%? on \d{1,2} \w+ \d{4}", said)
    return ["no data before"] if has_before and "no data for the time before" in said else []


def test_a_label_is_one_measure():
    assert [label for label, times in Counter(each.label for each in MEASURES.values()).items() if times > 1] == []


@pytest.mark.parametrize(("url", "least"), [("box_store_url", 20), ("small_store_url", 20), ("minimal_store_url", 10)])
def test_every_page_runs_and_one_name_has_one_number_on_all_of_them(
    app: AppTest, url: str, least: int, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SFO_DATABASE_URL", request.getfixturevalue(url))
    app.run()
    words: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    numbers: dict[str, list[tuple[float, float, str]]] = defaultdict(list)
    for page in PAGES:
        app.switch_page(page).run()
        assert not app.exception and not app.error, (page, app.exception, app.error)
        assert contradictions(app) == [], page
        if page in OF_OTHER_YEARS:
            continue
        said = said_of(app)
        for label, values in said.items():
            for value in values:
                words[label][value].add(page)
        for label, value, margin, where in given(app, said):
            numbers[label].append((value, margin, f"{page}: {where}"))
    assert {label: dict(values) for label, values in words.items() if len(values) > 1} == {}
    assert apart(numbers) == {}
    assert sum(bool(values) for values in words.values()) > 20
    assert sum(len(each) > 1 for each in numbers.values()) > least
