"""Signing in through a real provider: who gets in, to which pages, for how long, and how they get out."""

import json

import pytest

from pages.frame import sign_in
from tests.browser.conftest import Reader, reader_on
from tests.browser.provider import sign_in_as

SIGN_IN = "Sign in"


@pytest.fixture
def visitor(browser, signed_in_server: str):
    made = reader_on(browser, signed_in_server)
    yield made
    made.page.context.close()


def menu(reader: Reader) -> str:
    return reader.page.evaluate("document.querySelector('[data-testid=stHeader]').textContent")


def words(reader: Reader) -> str:
    return reader.page.locator("[data-testid=stMainBlockContainer]").inner_text()


def test_a_link_with_filters_is_kept_through_sign_in_and_a_division_sees_its_own(visitor: Reader):
    visitor.open("offences?period=cy-2018&division=wales")
    assert visitor.heading == SIGN_IN and visitor.page.locator(".marking").count() == 0
    sign_in_as(visitor.page, "Wyn Wales")
    visitor.page.wait_for_url("**/offences?*")
    visitor.ready()
    assert visitor.heading == "Offences" and "division=wales" in visitor.page.url and "cy-2018" in visitor.page.url
    assert "Wyn Wales (division: Wales)" in words(visitor)


def test_what_was_signed_out_of_is_closed(visitor: Reader):
    sign_in_as(visitor.open("").page, "Nadia National")
    visitor.ready()
    assert visitor.heading == "Overview" and "Nadia National (national)" in words(visitor)
    visitor.page.locator(".st-key-sign_out button").click()
    visitor.page.get_by_role("button", name="Yes").click()
    visitor.page.locator(".st-key-sign_in button").wait_for()
    assert not [c for c in visitor.page.context.cookies() if c["name"].startswith("_streamlit_user")]
    assert visitor.open("cases").heading == SIGN_IN


def test_the_public_facing_role_opens_its_pages_and_no_address_of_another(visitor: Reader):
    sign_in_as(visitor.open("").page, "Pat Public")
    assert visitor.ready().heading == "Release tables"
    assert "Definitions" in visitor.page.content() and "Case list" not in menu(visitor)
    visitor.open("cases")
    assert visitor.heading == "This page is not open to you"
    assert visitor.page.locator("[data-testid=stDataFrame]").count() == 0
    assert visitor.open("definitions").heading == "Definitions"


def test_an_administrator_opens_data_quality_and_no_cases(visitor: Reader):
    sign_in_as(visitor.open("data_quality").page, "Ada Admin")
    visitor.page.wait_for_url("**/data_quality*")
    assert visitor.ready().heading == "Data quality"
    assert visitor.open("offences").heading == "This page is not open to you"


def test_groups_of_two_claims_add_up_to_two_divisions(visitor: Reader):
    sign_in_as(visitor.open("").page, "Wes Two")
    visitor.ready()
    assert "division: London, Wales" in words(visitor)


@pytest.mark.parametrize(
    ("person", "heading", "said"),
    [
        ("Nobody", "You have no role here yet", "ask an administrator"),
        ("Many Groups", "You have no role here yet", "more groups than"),
        ("Late", "Please sign in again", "over 8 hours ago"),
        ("Stray", "This sign-in is not for this service", "another-service"),
    ],
)
def test_who_may_not_come_in_is_told_why_and_sees_nothing(visitor: Reader, person: str, heading: str, said: str):
    sign_in_as(visitor.open("cases").page, person)
    visitor.ready()
    assert visitor.heading == heading and said in words(visitor)
    assert visitor.page.locator(".marking").count() == 0


def test_a_token_for_another_service_does_not_even_become_a_session(visitor: Reader):
    visitor.open("").page.locator(".st-key-sign_in button").click()
    visitor.page.get_by_role("link", name="Astray", exact=True).click()
    visitor.page.get_by_text("You are not signed in yet").wait_for()
    assert visitor.heading == SIGN_IN


def test_a_tampered_cookie_is_no_sign_in(visitor: Reader):
    sign_in_as(visitor.open("").page, "Wyn Wales")
    visitor.ready()
    context = visitor.page.context
    for cookie in context.cookies():
        if cookie["name"].startswith("_streamlit_user"):
            middle = len(cookie["value"]) // 3
            other = "A" if cookie["value"][middle] != "A" else "B"
            context.add_cookies([{**cookie, "value": cookie["value"][:middle] + other + cookie["value"][middle + 1 :]}])
    assert visitor.open("cases").heading == SIGN_IN


HOSTILE = ("//evil.example/x", "/\\evil.example", "javascript:document.title='evil'", "https://evil.example/", "x")


def test_an_address_elsewhere_is_not_followed_after_sign_in(visitor: Reader):
    visitor.open("")
    visitor.page.evaluate("sessionStorage.setItem('sfoAskedFor', '//evil.example/x')")
    sign_in_as(visitor.page, "Pat Public")
    visitor.ready()
    before = visitor.page.url
    follow = sign_in.FOLLOW.replace("<script>", "").replace("</script>", "")
    for hostile in HOSTILE:
        visitor.page.evaluate(f"sessionStorage.setItem('sfoAskedFor', {json.dumps(hostile)})")
        visitor.page.evaluate(f"(() => {{{follow}}})()")
        assert visitor.page.evaluate("sessionStorage.getItem('sfoAskedFor')") is None
    visitor.ready()
    assert visitor.page.url == before and visitor.page.title() != "evil"
    assert not [url for url in visitor.requests if "evil" in url]
