"""Signing in behind nginx, through a real provider, under the documented policy: to the page that was asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage

from tests.browser import provider
from tests.browser.conftest import Reader, serve, stop
from tests.service.conftest import NGINX, NO_NGINX, Service, free_ports, make_certificate, rendered, start_nginx
from tests.service.test_readers import reader_behind_nginx


@pytest.fixture(scope="module")
def with_provider(box_store_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A process behind an nginx of its own, and the provider that the tests of sign-in use."""
    if not Path(NGINX).exists():
        pytest.skip(NO_NGINX)
    folder = tmp_path_factory.mktemp("signing_in")
    port, nobody, tls, plain, provider_port = free_ports(5)
    make_certificate(folder)
    address, direct = f"https://localhost:{tls}", f"http://127.0.0.1:{port}"
    path = provider.secrets(folder, provider_port, port)
    path.write_text(path.read_text().replace(f"{direct}/oauth2callback", f"{address}/oauth2callback"))
    with provider.running(provider_port, address):
        nginx = start_nginx(folder, rendered(folder, (port, nobody), tls, plain), tls)
        environment = {
            "SFO_DATABASE_URL": box_store_url, "SFO_ROLES": str(provider.roles(folder)),
            "STREAMLIT_SECRETS_FILES": str(path), "SFO_AUDIT_LOG": str(folder / "audit"),
        }  # fmt: skip
        made = Service(folder, (port, nobody), tls, plain, environment)
        process, _ = serve(environment, port)
        try:
            yield made
        finally:
            stop(process)
            nginx.terminate()
            nginx.wait(20)


def forgive(reader: Reader, message: ConsoleMessage) -> None:
    """The provider's own page has no icon, and the browser says so."""
    where = message.location.get("url", "")
    if where.startswith("http://127.0.0.1:") and where.endswith("/favicon.ico"):
        reader.complaints.remove(message.text)


@pytest.fixture
def visitor(browser: Browser, with_provider: Service) -> Iterator[Reader]:
    made = reader_behind_nginx(browser, with_provider)
    made.page.context.clear_cookies()
    made.page.on("console", lambda message: forgive(made, message))
    yield made
    made.page.context.close()


def signed_in(visitor: Reader, person: str, asked: str = "") -> Reader:
    assert visitor.open(asked).heading == "Sign in"
    provider.sign_in_as(visitor.page, person)
    return visitor.ready()


def asked_elsewhere(visitor: Reader) -> set[str]:
    """The hosts that were asked beside the product's own."""
    return {url.split("/")[2].partition(":")[0] for url in visitor.outside()}


def test_signing_in_leads_to_the_page_that_was_asked_for_without_a_word_from_the_policy(visitor: Reader):
    signed_in(visitor, "Wyn Wales", "offences?period=cy-2018&division=wales")
    visitor.page.wait_for_url("**/offences?*")
    assert visitor.ready().heading == "Offences"
    assert "division=wales" in visitor.page.url and "cy-2018" in visitor.page.url
    # The provider's own page, on this machine too.
    assert asked_elsewhere(visitor) <= {"127.0.0.1"} and visitor.complaints == []
    cookies = [each for each in visitor.page.context.cookies() if each["name"].startswith("_streamlit_user")]
    assert cookies and all(each["httpOnly"] and each["sameSite"] == "Lax" for each in cookies)


def test_the_pages_of_an_administrator_live_with_the_policy(visitor: Reader):
    signed_in(visitor, "Ada Admin", "audit")
    visitor.page.wait_for_url("**/audit*")
    assert visitor.ready().heading == "Audit"
    for path, heading in (("data_quality", "Data quality"), ("", "Definitions")):
        assert visitor.open(path).heading == heading
        assert visitor.page.get_by_text("could not be drawn").count() == 0
    assert visitor.complaints == []


def test_the_first_page_of_the_public_facing_reader_lives_with_the_policy(visitor: Reader):
    signed_in(visitor, "Pat Public")
    assert visitor.heading == "Release tables"
    assert visitor.page.get_by_text("could not be drawn").count() == 0 and visitor.complaints == []


def test_a_session_begun_by_somebody_else_is_not_the_one_signed_in(
    browser: Browser, visitor: Reader, with_provider: Service
):
    """Session fixation: a cookie put into the browser before is not what stands for the person afterwards."""
    planted = {"name": "_streamlit_user", "value": "planted", "url": with_provider.address}
    visitor.page.context.add_cookies([planted])
    signed_in(visitor, "Nadia National")
    kept = {each["name"]: each["value"] for each in visitor.page.context.cookies()}
    assert kept["_streamlit_user"] != "planted"
    other = reader_behind_nginx(browser, with_provider)
    other.page.context.clear_cookies()
    other.page.context.add_cookies([planted])
    assert other.open("cases").heading == "Sign in"
    other.page.context.close()
