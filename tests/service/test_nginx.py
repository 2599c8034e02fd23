"""What nginx lets in, hands on and adds, by the documented configuration."""

import base64
import gzip
import hashlib
import re
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import streamlit

from pages.frame import plotly_library
from sfo_data.definitions.settings import PROJECT
from tests.service import conftest
from tests.service.conftest import Service

STREAMLITS = Path(streamlit.__file__).with_name("static")
# The largest of its files, Plotly, which no page of ours asks for.
PLOTLY = max((STREAMLITS / "static" / "js").glob("*.js"), key=lambda path: path.stat().st_size)


def handshake(service: Service, origin: str, **more: str) -> HTTPResponse:
    """The answer to a browser's request for a websocket."""
    asked = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(b"sixteen letters.").decode(), "Origin": origin,
    }  # fmt: skip
    return service.get("/_stcore/stream", **asked, **more)


def process_named(set_cookie: str | None) -> str:
    found = re.match(r"sfo_process=(\d+); Path=/; Secure; HttpOnly; SameSite=Lax$", set_cookie or "")
    assert found, set_cookie
    return found[1]


@pytest.mark.parametrize(
    "path", ["/", "/offences?period=cy-2018", "/static/none.js", "/_stcore/agent/openapi.json", "/media/none"]
)
def test_every_answer_has_the_headers_that_protect_a_reader(service: Service, path: str):
    headers = service.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "'unsafe-eval'" not in policy and "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin" and "camera=()" in headers["Permissions-Policy"]
    assert headers["Server"] == "nginx"


def test_the_policys_hashes_are_those_of_the_scripts():
    streamlits = re.findall(r"<script>(.*?)</script>", (STREAMLITS / "index.html").read_text(), re.DOTALL)
    # Those of pages/server are run by the packs' own browser and never sent.
    ours = [path for path in sorted((PROJECT / "pages").glob("*/*.js")) if path.parent.name != "server"]
    scripts = [*streamlits, *(path.read_text() for path in ours)]
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()}'" for each in scripts]
    written = re.search(r"script-src 'self' 'wasm-unsafe-eval' (.*?);", conftest.CONF.read_text())
    assert written and written[1].split() == hashes, f"Write into nginx.conf: {' '.join(hashes)}"


def test_plain_http_leads_to_tls_and_promises_nothing(service: Service):
    connection = HTTPConnection("127.0.0.1", service.plain_port)
    connection.request("GET", "/offences?period=cy-2018")
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 301 and answer.headers["Location"] == f"{service.address}/offences?period=cy-2018"
    assert answer.headers["Strict-Transport-Security"] is None


def test_another_name_gets_no_answer(service: Service):
    with (
        socket.create_connection(("127.0.0.1", service.tls_port)) as plain,
        pytest.raises(ssl.SSLError, match=r"(?i)unrecognized.name"),
    ):
        service.trust.wrap_socket(plain, server_hostname="example.org")


def test_streamlits_files_come_compressed_and_stay_in_the_browser(service: Service):
    plain = PLOTLY.read_bytes()
    packed = service.get(f"/static/js/{PLOTLY.name}", **{"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and gzip.decompress(packed.text) == plain
    assert len(packed.text) < len(plain) / 2.5
    assert packed.headers["Cache-Control"] == "public, immutable, max-age=31536000"
    assert packed.headers["Set-Cookie"] is None
    assert service.get("/").headers["Cache-Control"] == "no-cache"


def test_the_charts_library_comes_ready_compressed_and_stays_in_the_browser(service: Service):
    for encoding, unpacked in (("gzip", gzip.decompress), ("identity", bytes)):
        answer = service.get(plotly_library.address(), **{"Accept-Encoding": encoding})
        assert unpacked(answer.text) == plotly_library.text()
        assert answer.headers["Cache-Control"] == "public, immutable, max-age=31536000"
        assert answer.headers["Content-Type"].startswith("text/javascript") and answer.headers["Set-Cookie"] is None


def test_a_body_is_refused_but_where_pictures_are_checked_and_there_above_51_mb(service: Service):
    for path, size, status in [
        ("/offences", 9_000, 413),
        ("/_stcore/upload_file/session/file", 52 * 1024**2 + 1, 413),
        # Small enough for nginx: Streamlit refuses it, because it comes without its token.
        ("/_stcore/upload_file/session/file", 9_000, 403),
    ]:
        connection = service.connect()
        connection.putrequest("PUT", path)
        connection.putheader("Content-Length", str(size))
        connection.endheaders(b"x" * min(size, 9_000))
        assert connection.getresponse().status == status, path
        connection.close()


def test_what_streamlit_has_beside_the_page_is_not_reachable(service: Service):
    for path in ("agent/openapi.json", "agent/mcp", "agent/interact", "metrics", "script-health-check", "anything"):
        assert service.get(f"/_stcore/{path}").status == 404, path
    assert service.get("/_stcore/health").text == b"ok"


def test_only_a_monitor_may_ask_whether_it_is_ready(service: Service):
    assert (service.get("/ready").status, service.get("/ready").text) == (200, b"ready")
    assert service.get("/ready", source="127.0.0.2").status == 403


def test_many_sign_ins_from_one_address_are_told_to_wait_and_others_are_not(service: Service):
    connection = service.connect("127.0.0.3")
    statuses: Counter[int] = Counter()
    for _ in range(40):
        connection.request("GET", "/auth/login")
        answer = connection.getresponse()
        body = answer.read()
        statuses[answer.status] += 1
        if answer.status == 429:
            assert answer.headers["Retry-After"] == "60" and b"Please wait a minute" in body
            assert answer.headers["Content-Security-Policy"]
    connection.close()
    assert statuses[429] >= 10
    assert service.get("/auth/login", source="127.0.0.4").status != 429


def test_a_page_with_its_hundred_files_is_within_the_limits_and_a_flood_of_sessions_is_not(service: Service):
    connection = service.connect("127.0.0.5")
    statuses: Counter[tuple[str, int]] = Counter()
    for path, times in (("/favicon.png", 100), ("/_stcore/stream", 240)):
        for _ in range(times):
            connection.request("HEAD", path)
            answer = connection.getresponse()
            answer.read()
            statuses[path, answer.status] += 1
    connection.close()
    assert statuses["/favicon.png", 200] == 100
    assert statuses["/_stcore/stream", 429] >= 10


def test_twenty_readers_are_spread_and_a_reconnect_reaches_the_same_process(service: Service):
    readers = []
    for _ in range(20):
        named = process_named(service.get("/").headers["Set-Cookie"])
        for _again in range(2):
            opened = handshake(service, service.address, Cookie=f"sfo_process={named}")
            assert (opened.status, process_named(opened.headers["Set-Cookie"])) == (101, named)
        readers.append(named)
    assert Counter(readers) == dict.fromkeys(map(str, service.ports), 10)


def test_a_made_up_cookie_reaches_some_process(service: Service):
    assert process_named(service.get("/", Cookie="sfo_process=22").headers["Set-Cookie"]) in map(str, service.ports)


def test_a_websocket_of_another_site_is_refused(service: Service):
    assert handshake(service, service.address).status == 101
    assert handshake(service, "https://example.org").status == 403


class Echo(BaseHTTPRequestHandler):
    """Stands in the place of the dashboard and notes what nginx hands on."""

    heard: list[dict[str, str]] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.heard.append({name.lower(): value for name, value in self.headers.items()})
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def nginx_before(service: Service, folder: Path, ports: tuple[int, int]) -> Iterator[Service]:
    """A second nginx by the same file, before other processes."""
    tls, plain = conftest.free_ports(2)
    for name in ("certificate.pem", "key.pem"):
        (folder / name).symlink_to(service.folder / name)
    nginx = conftest.start_nginx(folder, conftest.rendered(folder, ports, tls, plain), tls)
    try:
        yield Service(folder, ports, tls, plain, service.settings)
    finally:
        nginx.terminate()
        nginx.wait(20)


def test_headers_that_name_a_user_or_an_address_never_pass_and_a_process_away_costs_nothing(service, tmp_path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (nobody,) = conftest.free_ports(1)
    forged = {
        "X-Forwarded-For": "8.8.8.8", "X-Real-IP": "8.8.8.8", "Forwarded": "for=8.8.8.8", "X-Forwarded-Host": "evil",
        "X-Forwarded-Proto": "http", "X-Forwarded-User": "chief", "X-Forwarded-Email": "chief@example.org",
        "X-Forwarded-Groups": "national", "X-Auth-Request-User": "chief", "Remote-User": "chief",
        "X_Remote_User": "chief", "Authorization": "Basic abc", "Cookie": "a=b", "Accept-Language": "cy",
    }  # fmt: skip
    with nginx_before(service, tmp_path, (server.server_port, nobody)) as echo:
        assert echo.get("/", source="127.0.0.6", **forged).status == 200
        heard = Echo.heard[-1]
        assert heard.pop("host") == f"localhost:{echo.tls_port}"
        assert heard == {
            "x-forwarded-for": "127.0.0.6", "x-forwarded-proto": "https", "cookie": "a=b", "accept-language": "cy",
        }  # fmt: skip
        assert [echo.get("/", Cookie=f"sfo_process={port}").status for port in echo.ports * 3] == [200] * 6
        server.shutdown()
        server.server_close()
        answer = echo.get("/")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        assert b"tries again every five seconds" in answer.text and answer.headers["Content-Security-Policy"]
