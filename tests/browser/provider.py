"""The identity provider of the tests, oidc-provider under Node.js, and the people it knows."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

FOLDER = Path(__file__).resolve().parents[1] / "identity_provider"
NO_PROVIDER = "no identity provider: it needs Node.js 20 or later with npm; `python -m tests.setup` then installs it"
LONG_AGO = int(time.time()) - 9 * 3600

PEOPLE: dict[str, dict[str, Any]] = {
    "Nadia National": {"groups": ["g-national"]},
    "Wyn Wales": {"groups": ["g-wales", "g-unknown"]},
    "Lou London": {"roles": "london-readers"},
    "Wes Two": {"groups": ["g-wales"], "roles": ["london-readers"]},
    "Pat Public": {"groups": ["g-public"]},
    "Ada Admin": {"groups": ["g-admin"]},
    "Nobody": {"groups": ["g-unknown"]},
    "Many Groups": {"_claim_names": {"groups": "src1"}},
    "Late": {"groups": ["g-national"], "forged": {"iat": LONG_AGO, "auth_time": LONG_AGO}},
    "Stray": {"groups": ["g-national"], "forged": {"aud": "another-service", "azp": "sfo"}},
    "Astray": {"groups": ["g-national"], "forged": {"aud": "another-service"}},
}
ROLES = """group,role,division
g-national,national,
g-wales,division,Wales
london-readers,division,London
g-public,public-facing,
g-admin,administrator,
"""


def roles(folder: Path) -> Path:
    path = folder / "roles.csv"
    path.write_text(ROLES)
    return path


def secrets(folder: Path, provider_port: int, port: int) -> Path:
    """Streamlit's secrets for a server on `port`, outside the project."""
    path = folder / "secrets.toml"
    path.write_text(f"""[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "a secret of the tests, long enough for its use"
client_id = "sfo"
client_secret = "secret-of-the-tests"
server_metadata_url = "http://127.0.0.1:{provider_port}/.well-known/openid-configuration"
client_kwargs = {{ scope = "openid profile email", prompt = "login" }}
""")
    return path


@contextmanager
def running(port: int, app: str) -> Iterator[None]:
    """The provider on `port`, with the product at `app` as its client; skips where it is not installed."""
    if not shutil.which("node") or not (FOLDER / "node_modules" / "oidc-provider").exists():
        pytest.skip(NO_PROVIDER)
    environment = {**os.environ, "PORT": str(port), "APP": app, "PEOPLE": json.dumps(PEOPLE)}
    command = ["node", str(FOLDER / "provider.mjs")]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        try:
            assert any(line.startswith(b"listening") for line in process.stdout), "the provider did not start"
            yield
        finally:
            process.terminate()


def sign_in_as(page: Page, person: str) -> None:
    """From the product's sign-in page to what the product shows that person; the caller waits until it is drawn."""
    page.locator(".st-key-sign_in button").click()
    page.get_by_role("link", name=person, exact=True).click(timeout=30_000)
    page.locator(".st-key-sign_out button").wait_for(timeout=60_000)
