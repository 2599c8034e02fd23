"""Two people with different scopes on one server at once."""

from tests.browser.conftest import Reader, reader_on
from tests.browser.provider import sign_in_as


def cases_of(reader: Reader) -> str:
    """The case list the reader can download, as CSV."""
    with reader.page.expect_download() as download:
        reader.page.locator(".st-key-downloads_cases").get_by_role("button", name="CSV").click()
    return download.value.path().read_text()


def test_two_people_on_one_server_see_and_download_their_own_cases_alone(browser, signed_in_server: str):
    readers = {}
    for person, own in (("Wyn Wales", "Wales"), ("Lou London", "London")):
        readers[own] = reader_on(browser, signed_in_server).open("cases?period=cy-2018")
        sign_in_as(readers[own].page, person)
        readers[own].page.wait_for_url("**/cases?*")
        readers[own].ready()
    try:
        for own, other in (("Wales", "London"), ("London", "Wales"), ("Wales", "London")):
            text = cases_of(readers[own].open("cases?period=cy-2018"))
            assert f",{own}," in text and f",{other}," not in text
        case = next(word for word in text.replace("\n", ",").split(",") if word.startswith("SFO-"))
        readers["London"].open(f"cases?period=cy-2018&case={case}")
        assert f"There is no review “{case}”" in readers["London"].page.content()
        readers["Wales"].open(f"cases?period=cy-2018&case={case}")
        assert f"Review {case}: " in readers["Wales"].page.content()
    finally:
        for reader in readers.values():
            reader.page.context.close()
