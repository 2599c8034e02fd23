"""Which sign-ins are ours and recent, and which requests are this machine's own."""

import pytest

from sfo_data.definitions import settings
from sfo_data.security.access import Client, Refused, check, is_loopback, reached_from_elsewhere

NOW = 1_800_000_000
CLIENT = Client("sfo", "https://login.example/t/v2.0/.well-known/openid-configuration")
GOOD = {"iss": "https://login.example/t/v2.0", "aud": "sfo", "iat": NOW - 60}


@pytest.mark.parametrize(
    "claims", [{}, {"aud": ["sfo"]}, {"aud": ["x", "sfo"], "azp": "sfo"}, {"iat": NOW - 8 * 3600}, {"iat": NOW + 60}]
)
def test_a_good_token_passes(claims):
    check({**GOOD, **claims}, CLIENT, NOW, 8)


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"iss": "https://login.example/other/v2.0"}, "issued by"),
        ({"iss": None}, "issued by"),
        ({"aud": "x"}, "issued for “x”"),
        ({"aud": "x", "azp": "sfo"}, "issued for"),
        ({"aud": ["sfo", "x"], "azp": "x"}, "issued for"),
        ({"aud": None}, "issued for"),
        ({"iat": NOW - 8 * 3600 - 1}, "over 8 hours ago"),
        ({"iat": None}, "when it was issued"),
        ({"iat": True}, "when it was issued"),
        ({"iat": NOW + 3600}, "when it was issued"),
    ],
)
def test_a_token_of_others_or_of_long_ago_is_refused(claims, said):
    with pytest.raises(Refused, match=said):
        check({**GOOD, **claims}, CLIENT, NOW, 8)


@pytest.mark.parametrize("text", ["0", "-1", "25", "nan", "eight"])
def test_a_session_length_that_is_none_is_named(monkeypatch, text):
    monkeypatch.setenv("SFO_SESSION_HOURS", text)
    with pytest.raises(settings.WrongSetting, match=f"SFO_SESSION_HOURS is “{text}”"):
        settings.session_hours()


@pytest.mark.parametrize(
    ("host", "is_own"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("[::1]", True), ("localhost", True), ("Localhost", True),
     ("0.0.0.0", False), ("::", False), ("10.0.0.1", False), ("localhost.example", False), ("", False),
     ("unix:///run/sfo", False)],
)  # fmt: skip
def test_loopback_is_this_machine_alone(host, is_own):
    assert is_loopback(host) is is_own


OWN = {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501"}


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"X-Forwarded-For": "10.0.0.1"}, "x-forwarded-for"),
        ({"Forwarded": "for=10.0.0.1"}, "forwarded"),
        ({"Via": "1.1 proxy"}, "via"),
        ({"Host": "sfo.example"}, "sfo.example"),
        ({"Host": ""}, "header host"),
        ({"Host": "[::1"}, "header host"),
        ({"Origin": "https://sfo.example"}, "header origin"),
        ({"Origin": "null"}, "header origin"),
    ],
)
def test_a_request_from_elsewhere_gives_itself_away(headers, said):
    assert said in str(reached_from_elsewhere({**OWN, **headers}))


def test_a_browser_on_this_machine_is_let_in():
    assert reached_from_elsewhere(OWN) is None
    assert reached_from_elsewhere({"host": "localhost:8501"}) is None
