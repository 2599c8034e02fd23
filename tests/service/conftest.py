"""The product as docs/service/nginx.conf runs it: real nginx with TLS, and two processes behind it."""

import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPResponse, HTTPSConnection
from pathlib import Path

import pytest
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from sfo_data.definitions.settings import PROJECT
from tests.service import processes

NO_NGINX = "nginx is not installed (Debian: apt-get install nginx)"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
CONF = PROJECT / "docs" / "service" / "nginx.conf"


@dataclass(frozen=True)
class Service:
    """nginx on its ports, the processes behind it, and the folder with their store and logs."""

    folder: Path
    ports: tuple[int, int]
    tls_port: int
    plain_port: int
    # What its processes are told, and no other process of the tests.
    settings: Mapping[str, str]

    @property
    def address(self) -> str:
        return f"https://localhost:{self.tls_port}"

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.folder / "certificate.pem"))

    def connect(self, source: str = "127.0.0.1") -> HTTPSConnection:
        """A connection from a loopback address, so that each test has a limit of rates of its own."""
        return HTTPSConnection("localhost", self.tls_port, context=self.trust, timeout=30, source_address=(source, 0))

    def get(self, path: str, source: str = "127.0.0.1", **headers: str) -> HTTPResponse:
        """The answer to a request of its own, read."""
        connection = self.connect(source)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.text = answer.read()  # type: ignore[attr-defined]
        connection.close()
        return answer

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, **self.settings}

    def start(self, port: int) -> None:
        """Starts the process of a port, in a program that ends at once, as a service manager does."""
        program = [sys.executable, "-m", "tests.service.processes", "start", self.folder, str(port)]
        subprocess.run(program, env=self.environment, check=True)

    def logged(self) -> list[str]:
        """What nginx noted: one line a request, in order of their ends."""
        return (self.folder / "access.log").read_text().splitlines()


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def rendered(folder: Path, ports: tuple[int, int], tls_port: int, plain_port: int) -> str:
    """The documented file with this machine's ports, folders and name; nothing else is changed."""
    text = CONF.read_text()
    changes = {
        "user www-data;": "user root;" if os.geteuid() == 0 else "",
        "/run/nginx.pid": f"{folder}/nginx.pid",
        "/var/log/nginx/": f"{folder}/",
        "/etc/sfo/tls/": f"{folder}/",
        "proxy_temp_path /var/lib/nginx/proxy;": "".join(
            f"{kind}_temp_path {folder}/{kind};" for kind in ("proxy", "fastcgi", "uwsgi", "scgi")
        ),
        "/var/lib/nginx/": f"{folder}/",
        "listen 443": f"listen 127.0.0.1:{tls_port}",
        "listen 80": f"listen 127.0.0.1:{plain_port}",
        "https://sfo.example.gov.uk": f"https://localhost:{tls_port}",
        "sfo.example.gov.uk": "localhost",
        "8501": str(ports[0]),
        "8502": str(ports[1]),
    }
    for documented, here in changes.items():
        assert documented in text, f"{documented!r} is not in {CONF.name}"
        text = text.replace(documented, here)
    return text


def make_certificate(folder: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", folder / "key.pem", "-out", folder / "certificate.pem"],
        check=True, capture_output=True,
    )  # fmt: skip


def start_nginx(folder: Path, text: str, port: int) -> subprocess.Popen[bytes]:
    """nginx with a configuration, once it listens on a port."""
    (folder / "nginx.conf").write_text(text)
    process = subprocess.Popen(
        [NGINX, "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error.log", "-g", "daemon off;"]
    )
    for _ in range(200):
        assert process.poll() is None, (folder / "error.log").read_text()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.05)
    raise AssertionError("nginx did not listen within 10 s")


SECRET = "a secret of these tests alone, long enough"
ISSUER = "https://login.example.gov.uk"


def set_up_sign_in(folder: Path, address: str) -> dict[str, str]:
    """Sign-in as docs/sign_in.md says, with a provider that nobody asks; the settings that name it."""
    (folder / "roles.csv").write_text("group,role,division\neveryone,national,\n")
    (folder / "secrets.toml").write_text(
        f'[auth]\nredirect_uri = "{address}/oauth2callback"\ncookie_secret = "{SECRET}"\nclient_id = "sfo"\n'
        f'client_secret = "none"\nserver_metadata_url = "{ISSUER}/.well-known/openid-configuration"\n'
    )
    return {"SFO_ROLES": f"{folder}/roles.csv", "STREAMLIT_SECRETS_FILES": f"{folder}/secrets.toml"}


def signed_in(address: str) -> str:
    """The cookie of somebody who has signed in just now, as Streamlit writes it."""
    person = {"iss": ISSUER, "aud": "sfo", "iat": int(time.time()), "sub": "1", "name": "Nadia", "groups": ["everyone"]}
    cookie = json.dumps({"origin": address, "is_logged_in": True, **person})
    return create_signed_value(SECRET, USER_COOKIE_NAME, cookie).decode()


@pytest.fixture(scope="session")
def service(duckdb_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    if not Path(NGINX).exists():
        pytest.skip(NO_NGINX)
    folder = tmp_path_factory.mktemp("service")
    one, two, tls, plain = free_ports(4)
    told = {
        "SFO_DATABASE_URL": f"duckdb:///{folder / 'sfo.duckdb'}",
        "SFO_DRAIN_SECONDS": "1",
        "SFO_AUDIT_LOG": str(folder / "audit"),
        **set_up_sign_in(folder, f"https://localhost:{tls}"),
    }
    made = Service(folder, (one, two), tls, plain, told)
    make_certificate(folder)
    # A link of its own, which a test can take away, to the store that the tests share.
    (folder / "sfo.duckdb").symlink_to(Path(duckdb_url.removeprefix("duckdb:///")).resolve())
    nginx = start_nginx(folder, rendered(folder, (one, two), tls, plain), tls)
    try:
        for port in made.ports:
            made.start(port)
        for port in made.ports:
            processes.wait_until_ready(port)
        yield made
    finally:
        nginx.terminate()
        nginx.wait(20)
        for port in made.ports:
            processes.end(folder, port)
