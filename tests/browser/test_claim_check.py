"""A claim put into the form, and its permanent link, in a real browser."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from tests.browser.conftest import Reader

CLAIM = "claim_measure=sfo_reviews&claim_first=cy-2017&claim_second=cy-2018&claim_change=rose&claim_size=12"


def answer(reader: Reader) -> list[str]:
    """What the page says after the form, the address left out."""
    text = reader.page.locator("[data-testid=stMainBlockContainer]").inner_text()
    lines = text.partition("Claimed:")[2].splitlines()
    return [line for line in lines if line.strip() and "claim_measure" not in line]


def link(reader: Reader) -> str:
    return reader.page.locator("[data-testid=stCode]").last.inner_text().replace("\n", "")


def test_a_permanent_link_brings_back_the_same_answer(new_reader: Callable[[], Reader]):
    first = new_reader().open(f"claim_check?{CLAIM}")
    assert "The data do not agree." in " ".join(answer(first))
    address = urlsplit(link(first))
    assert parse_qs(address.query)["known_on"] == ["2020-05-11"]
    second = new_reader().open(f"claim_check?{address.query}")
    assert answer(second) == answer(first)
    assert first.complaints == second.complaints == []


def test_a_link_to_an_earlier_day_also_says_what_the_newest_data_say(reader: Reader):
    reader.open(f"claim_check?{CLAIM}&known_on=2020-05-04")
    said = " ".join(answer(reader))
    assert "As known on 4 May 2020: does not agree (493 for Calendar year 2018" in said
    assert "with the newest data of 11 May 2020: does not agree (493 for Calendar year 2018" in said


def test_a_claim_typed_into_the_form_is_in_the_address_and_survives_a_reload(reader: Reader):
    reader.open("claim_check")
    with reader.rerun():
        reader.page.get_by_text("A group with the rest").click()
    reader.page.get_by_label("By how many per cent").fill("50")
    reader.page.keyboard.press("Enter")
    reader.page.get_by_role("heading", name="NPS against the others").wait_for()
    reader.ready()
    before = answer(reader)
    asked = parse_qs(urlsplit(reader.page.url).query)
    assert (asked["claim_by"], asked["claim_group"], asked["claim_size"]) == (["provider_type"], ["nps"], ["50"])
    assert "claim_first" not in asked
    reader.page.reload()
    assert answer(reader.ready()) == before and "higher by 50%" in before[0]


def test_what_cannot_be_read_is_a_notice(reader: Reader):
    reader.open("claim_check?claim_measure=atlantis&claim_size=-1&claim_by=xyz")
    notices = reader.page.get_by_role("alert").all_inner_texts()
    assert len([each for each in notices if "was left out" in each]) == 3
    assert reader.page.get_by_text("could not be drawn").count() == 0
