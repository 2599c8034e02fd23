"""The questions a leader, an inspector and an author ask, typed into Find: each answered with the oracle's number."""

from collections import Counter
from datetime import date
from typing import Any
from urllib.parse import quote_plus

import pytest

from tests import oracle
from tests.browser.conftest import Reader
from tests.oracle import Oracle

YEAR = {year: (date(year, 1, 1), date(year + 1, 1, 1)) for year in range(2014, 2020)}
LAST = (date(2019, 5, 1), date(2020, 5, 1))
TO_MARCH_2019 = (date(2018, 4, 1), date(2019, 4, 1))
# Typed words -> the measure, the selections and the period that the oracle counts.
NUMBERS: dict[str, tuple[str, dict[str, list[str]], tuple[date, date]]] = {
    "murder Wales 2019": ("sfo_reviews", {"offence_group": ["Murder"], "division": ["Wales"]}, YEAR[2019]),
    "inadequate without clear judgement": ("no_clear_judgement_share", {"overall_rating": ["Inadequate"]}, LAST),
    "is the backlog growing?": ("open_reviews", {}, LAST),
    "how many are late now": ("open_over_target", {}, LAST),
    "low or medium share of murder and manslaughter": ("low_or_medium_share", {}, LAST),
    "victims who took up the offer": ("victim_take_up_share", {}, LAST),
    "returned reviews 2018-19": ("returned_share", {}, TO_MARCH_2019),
    "convictions 2017": ("sfo_convictions", {}, YEAR[2017]),
    "QA within target 2019": ("qa_within_target_share", {}, YEAR[2019]),
    "practitioners interviewed London 2018": (
        "practitioner_interviewed_share", {"division": ["London"]}, YEAR[2018],
    ),
    "rape, NPS, high risk, 2017": (
        "sfo_reviews", {"offence_group": ["Rape"], "provider_type": ["NPS"], "risk_at_offence": ["High"]}, YEAR[2017],
    ),
    "oldest review": ("oldest_open_days", {}, LAST),
    "good reviews 2018-19": ("good_rating_share", {}, TO_MARCH_2019),
    "findings North West 2019": ("findings_made", {"division": ["North West"]}, YEAR[2019]),
    "community order murder 2018": (
        "sfo_reviews", {"index_sentence": ["Community order"], "offence_group": ["Murder"]}, YEAR[2018],
    ),
}  # fmt: skip


def find(reader: Reader, text: str) -> None:
    """Types a question from the page that is open, as a reader would."""
    page = reader.page
    page.keyboard.press("/")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    # The run that answers writes the address: the page's filters into it, and the mark of a step out of it.
    page.wait_for_url(lambda url: f"find={quote_plus(text)}" in url and "period=" in url and "back=" not in url)
    reader.ready()


def answered(reader: Reader) -> str:
    return reader.page.get_by_text("under these filters").inner_text()


def bars(reader: Reader) -> dict[str, float]:
    """The groups drawn, in their order, with their numbers."""
    names, values = reader.page.evaluate(
        "(() => { const [trace] = document.querySelector('.js-plotly-plot').data; return [trace.y, [...trace.x]]; })()"
    )
    return dict(zip(names, values, strict=True))


def counted(naive: Oracle, text: str) -> tuple[Any, Any, Any]:
    name, selection, (start, end) = NUMBERS[text]
    return oracle.NAIVE[name][1](oracle.counted(naive, name, start, end, selection))


def test_questions_of_one_number_are_answered_with_it(reader: Reader, naive: Oracle):
    reader.open("offences")
    wrong = {}
    for text in NUMBERS:
        find(reader, text)
        top, bottom, value = counted(naive, text)
        counts = f"{top:,} of {bottom:,.0f}" if bottom else ""
        # Of fewer than 20 a share is said as its counts.
        expected = (f"{value:.0%} of" if bottom >= 20 else counts) if bottom else f"{value:,.0f} "
        said = answered(reader)
        if not said.startswith(expected) or counts not in said:
            wrong[text] = (expected, top, bottom, said)
        if reader.page.get_by_text("Not understood").count():
            wrong[text] = reader.page.locator(".found").inner_text()
    assert wrong == {}


def test_questions_of_groups_are_answered_in_order(reader: Reader, naive: Oracle):
    reader.open("")
    find(reader, "overdue actions by owner")
    late = [each for each in naive.rows["actions"] if oracle.is_overdue(each)]
    owners = Counter(each["provider"] for each in late)
    assert bars(reader) == owners and list(bars(reader).values()) == sorted(owners.values(), reverse=True)

    find(reader, "North West’s commonest theme against the nation")
    themes = [each for each in naive.rows["review_themes"] if LAST[0] <= each["qa_completed_on"] < LAST[1]]
    own = Counter(each["theme"] for each in themes if each["division"] == "North West")
    assert bars(reader) == own and next(iter(bars(reader).values())) == max(own.values())

    find(reader, "homicides by division 2018")
    murders = [each for each in naive.cases if each["is_murder"] and each["notified_on"].year == 2018]
    assert bars(reader) == Counter(each["division"] for each in murders)

    find(reader, "CRC longest QA")
    cases = oracle.counted(naive, "qa_turnaround_days", *LAST, {"provider_type": ["CRC"]})
    waits = bars(reader)
    assert list(waits.values()) == sorted(waits.values(), reverse=True)
    first = next(iter(waits))
    assert waits[first] == oracle.turnaround([each for each in cases if each["provider"] == first])[2]

    find(reader, "actions done on time by division 2019")
    due = oracle.counted(naive, "actions_on_time_share", *YEAR[2019], {})
    for division, value in bars(reader).items():
        own_due = [each for each in due if each["division"] == division]
        assert value == pytest.approx(oracle.NAIVE["actions_on_time_share"][1](own_due)[2]), division

    find(reader, "ratings by judgement 2018")
    cells = reader.page.evaluate("document.querySelector('.js-plotly-plot').data[0].z.flat()")
    assert sum(cells) == sum(1 for each in naive.cases if each["notified_on"].year == 2018)


@pytest.mark.parametrize(
    ("text", "link", "page"),
    [
        ("what changed since last week", "Weekly briefing", "weekly"),
        ("is my screenshot genuine", "Check a screenshot", "check_a_screenshot"),
        ("murder signal or noise", "Offences", "offences"),
    ],
)
def test_questions_of_another_page_lead_to_it_in_a_second_step(reader: Reader, text: str, link: str, page: str):
    reader.open("risk")
    find(reader, text)
    reader.page.locator(".found a", has_text=link).click()
    reader.page.wait_for_url(f"**/{page}*")
    reader.ready()


def test_what_was_not_understood_is_said_and_back_leads_to_the_page_before(reader: Reader):
    reader.open("risk?period=cy-2018")
    find(reader, "muder walse unicorn")
    said = reader.page.locator(".found").inner_text()
    assert "“muder” was read as “murder”." in said and "Not understood: “unicorn”." in said
    assert "division=wales" in reader.page.url and reader.complaints == []
    reader.page.go_back()
    reader.page.locator("h1", has_text="Prior risk").wait_for(timeout=60_000)
