"""Local mode, set-ups that cannot work, and a provider that does not answer: refused with a sentence."""

import os
import subprocess
import sys

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from sfo_data.definitions.settings import PROJECT
from tests.pages.conftest import cards

AUTH = {
    "redirect_uri": "http://127.0.0.1:8501/oauth2callback",
    "cookie_secret": "long enough for the tests of this",
    "client_id": "sfo",
    "client_secret": "x",
    # Nothing listens on port 9 (discard).
    "server_metadata_url": "http://127.0.0.1:9/.well-known/openid-configuration",
}

STRANGE = "[here](http://127.0.0.1:9/x) ![](http://127.0.0.1:9/y) <b>"


@pytest.fixture
def app(box_store_url: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("SFO_DATABASE_URL", box_store_url)
    monkeypatch.chdir(PROJECT)
    return AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=300)


def test_local_mode_says_so(app: AppTest):
    app.run()
    assert any("Local mode without sign-in" in html.proto.body for html in app.get("html"))


@pytest.mark.parametrize("headers", [{"Host": "sfo.example"}, {"Host": "127.0.0.1", "X-Forwarded-For": "10.0.0.1"}])
def test_without_sign_in_a_request_from_elsewhere_is_refused(app: AppTest, monkeypatch, headers):
    monkeypatch.setattr(ContextProxy, "headers", property(lambda _: headers))
    app.run()
    assert [title.value for title in app.title] == ["Sign-in is needed here"] and not cards(app)


def test_a_provider_that_does_not_answer_is_said(app: AppTest):
    app.secrets["auth"] = AUTH
    app.user = {"is_logged_in": False}
    app.run()
    assert [title.value for title in app.title] == ["Sign in"] and not cards(app)
    app.button(key="sign_in").click().run()
    assert "does not answer" in app.error[0].value


@pytest.mark.parametrize(
    ("change", "said"),
    [({"client_id": None}, "names 0 providers"), ({"other": {"client_id": "y"}}, "names 2 providers"),
     ({"cookie_secret": ""}, "lacks cookie_secret")],
)  # fmt: skip
def test_a_set_up_that_cannot_work_shows_nothing(app: AppTest, change, said):
    app.secrets["auth"] = {key: value for key, value in {**AUTH, **change}.items() if value is not None}
    app.user = {"is_logged_in": False}
    app.run()
    assert said in app.error[0].value and not cards(app)


@pytest.mark.parametrize("claims", [{"iss": STRANGE}, {"iss": "http://127.0.0.1:9", "aud": STRANGE}])
def test_what_a_refused_token_says_is_drawn_as_text(app: AppTest, claims):
    app.secrets["auth"] = AUTH
    app.user = {"is_logged_in": True, "iat": 0, **claims}
    app.run()
    assert [title.value for title in app.title] == ["This sign-in is not for this service"] and not cards(app)
    assert STRANGE in app.text[0].value and not any(STRANGE in each.value for each in app.markdown)


def started(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pages.server.serve", *options]
    return subprocess.run(
        command,
        check=False,
        cwd=PROJECT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("options", "environment"), [(["--server.address", "0.0.0.0"], {}), ([], {"STREAMLIT_SERVER_ADDRESS": "10.1.2.3"})]
)
def test_the_server_does_not_listen_elsewhere_without_sign_in(options, environment):
    ended = started(*options, **environment)
    assert ended.returncode == 2
    assert "Without sign-in the dashboard listens on this machine alone" in ended.stderr


def test_the_server_does_not_start_with_secrets_it_cannot_read_or_without_roles(tmp_path):
    secrets = tmp_path / "secrets.toml"
    secrets.write_text("[auth\n")
    ended = started("--secrets.files", str(secrets))
    assert ended.returncode == 2 and "is not a TOML file" in ended.stderr
    secrets.write_text("[auth]\n" + "\n".join(f'{key} = "{value}"' for key, value in AUTH.items()))
    ended = started("--secrets.files", str(secrets), SFO_ROLES="")
    assert ended.returncode == 2 and "SFO_ROLES" in ended.stderr
