"""A page that is ready is photographed, one that is not never; and the browser is gone whatever happens."""

import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from page import validate_pdf_bytes

from pages.server.for_packs import PAGE_SERVER
from sfo_data.definitions import settings
from sfo_data.publishing.briefing import Briefing, view_of
from sfo_data.publishing.packs import chromium as process
from sfo_data.publishing.packs import page_picture
from sfo_data.publishing.packs.browser_process import BrowserProcess, NotDrawn, Order, Visit
from sfo_data.publishing.packs.document import html
from sfo_data.publishing.packs.page_server import serving
from sfo_data.publishing.packs.pdf import pdf
from sfo_data.publishing.provenance import code_of
from tests.material.printed import PLACES, of_box, pdf_text

# A page that keeps the promises of the briefing's own: a seal with its code, charts that fit their place, the mark.
# `without` leaves one of them out.
PAGE = """<!doctype html><html><head><link rel="icon" href="data:,"></head><body>
<div data-testid="stApp" data-test-script-state="{script}" data-test-connection-state="{connection}"></div>
<script>
  const asked = () => new URLSearchParams(location.search);
  const show = () => {
    const code = asked().get('code'), without = asked().get('without');
    document.body.append(document.createElement('main'));
    document.querySelector('main').innerHTML = `
      <div class="st-key-briefing" style="width: 50%"><div data-testid="stPlotlyChart">
        <svg class="main-svg" xmlns="http://www.w3.org/2000/svg" height="100"><g class="draglayer"/>
          <text x="9" y="50">Chart of ${code}</text></svg></div></div>
      ${without === 'seal' ? '' : '<div class="briefing-seal" data-charts="1" data-code="' + code + '"></div>'}`;
    if (without === 'chart') document.querySelector('svg').remove();
    if (without === 'place') document.querySelector('[data-testid=stPlotlyChart]').remove();
    if (!without) document.documentElement.dataset.briefingReady = code;
    fit();
  };
  const fit = () => document.querySelector('svg')?.setAttribute('width', innerWidth / 2 - 8);
  addEventListener('resize', fit);
  show();
</script>{more}</body></html>"""


class Pages(BaseHTTPRequestHandler):
    """Serves PAGE as its address wants it."""

    served: list[str] = []  # noqa: RUF012
    go_on = threading.Event()

    def do_GET(self) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.served.append(self.path)
        if "slow" in asked:
            self.go_on.wait(30)
        here = self.path.startswith("/weekly?")
        self.send_response(int(asked.get("status", 200)) if here else 404)
        self.end_headers()
        without = asked.get("without")
        if here:
            script = "running" if without == "script" else "notRunning"
            connection = "CONNECTING" if without == "connection" else "CONNECTED"
            page = PAGE.replace("{script}", script).replace("{connection}", connection)
            self.wfile.write(page.replace("{more}", asked.get("more", "")).encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/weekly?screenshot=1"
    Pages.go_on.set()
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[page_picture.Chromium]:
    with page_picture.chromium(PAGE_SERVER) as found:
        yield found


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(page_picture, "SPARE", 5.0)


def processes(group: int) -> list[int]:
    """Those that live in a group of processes."""
    found = []
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            try:
                state, _, its = (each / "stat").read_text().rpartition(")")[2].split()[:3]
            except OSError:
                continue
            if int(its) == group and state != "Z":
                found.append(int(each.name))
    return found


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_gone(group: int) -> bool:
    """Whether nothing of a group is left, or within a moment."""
    until = time.monotonic() + 10
    while processes(group) and time.monotonic() < until:
        time.sleep(0.05)
    return not processes(group)


def test_a_ready_page_is_photographed_at_twice_its_size_with_its_charts(chromium, site):
    found = chromium.photograph(f"{site}&code=AB12", "AB12")
    assert struct.unpack(">II", found.png[16:24]) == (3840, 2160)
    (chart,) = found.charts
    assert "Chart of AB12" in chart
    assert 'viewBox="0 0 792 100"' in chart, "laid out for the narrower window: 1600 / 2 - 8"
    assert "draglayer" not in chart


def test_the_same_page_gives_the_same_bytes_whatever_was_photographed_before(chromium, site):
    first, other, again = (chromium.photograph(f"{site}&code={code}", code) for code in ("AB12", "CD34", "AB12"))
    assert first == again
    assert first.png != other.png


def test_a_visit_asks_the_server_for_the_page_and_leaves_nothing_behind(chromium, site):
    Pages.served.clear()
    chromium.visit(f"{site}&code=AB12&without=mark")
    assert Pages.served == ["/weekly?screenshot=1&code=AB12&without=mark"]
    assert "Chart of CD34" in chromium.photograph(f"{site}&code=CD34", "CD34").charts[0]


def test_a_visit_that_fails_is_not_told_and_the_order_after_it_is():
    nobody, made = f"http://127.0.0.1:{unused_port()}/weekly", BrowserProcess(PAGE_SERVER)
    try:
        made.wait()
        made.order(Visit(nobody))
        order = Order(nobody, None, "AB12", 5.0)  # type: ignore[arg-type]
        made.order(order)
        with pytest.raises(NotDrawn, match="could not be drawn"):
            made.collect(order)
        assert made.is_open
    finally:
        made.kill()


def test_after_an_error_the_next_page_is_photographed(chromium, site):
    with pytest.raises(page_picture.PageNotReady):
        chromium.photograph(f"{site}&code=AB12&without=chart", "AB12", timeout=1)
    assert chromium.photograph(f"{site}&code=AB12", "AB12").charts


def test_another_view_is_refused_with_both_codes(chromium, site):
    with pytest.raises(page_picture.AnotherView, match="shows the view AB12, not ZZ99"):
        chromium.photograph(f"{site}&code=AB12", "ZZ99")


MISSING = {
    "script": "the end of its script",
    "connection": "its connection to the server",
    "seal": "the foot with its code",
    "place": "1 charts; 0 have a place",
    "chart": "the drawing of chart 1",
    "mark": "its own mark that all is drawn",
}


@pytest.mark.parametrize(("without", "said"), MISSING.items(), ids=MISSING)
def test_a_page_that_is_not_drawn_whole_gives_no_picture_but_says_what_is_missing(chromium, site, without, said):
    with pytest.raises(page_picture.PageNotReady, match=f"not ready within 1 s; missing: {said}"):
        chromium.photograph(f"{site}&code=AB12&without={without}", "AB12", timeout=1)


COMPLAINTS = {
    "console": ("<script>console.error('no such measure')</script>", "no such measure"),
    "error": ("<script>setTimeout(() => {throw new Error('broken chart')})</script>", "broken chart"),
    "outside": ("<img src='http://example.org/x.png'>", "ERR_NAME_NOT_RESOLVED"),
    "outside by number": ("<img src='http://192.0.2.1/x.png'>", "ERR_"),
    "missing": ("<img src='/x.png'>", "404"),
}


@pytest.mark.parametrize(("more", "said"), COMPLAINTS.values(), ids=COMPLAINTS)
def test_a_page_that_complains_gives_no_picture(chromium, site, more, said):
    with pytest.raises(page_picture.PageFailed, match=said):
        chromium.photograph(f"{site}&code=AB12&more={more}", "AB12")


def test_what_an_unready_page_complained_of_is_said_with_what_is_missing(chromium, site):
    more = "<script>console.error('no data')</script>"
    with pytest.raises(page_picture.PageNotReady, match=r"chart 1\. It complained: no data"):
        chromium.photograph(f"{site}&code=AB12&without=chart&more={more}", "AB12", timeout=1)


def test_what_streamlit_itself_looks_for_in_vain_is_no_complaint(chromium, site):
    more = "<script>fetch('/weekly/_stcore/health'); fetch('/weekly/_stcore/host-config')</script>"
    assert chromium.photograph(f"{site}&code=AB12&more={more}", "AB12").charts


def test_what_the_page_says_instead_is_passed_on_at_once(chromium, site):
    more = "<div data-testid='stAlert'>There is no store yet.</div>"
    with pytest.raises(page_picture.PageFailed, match="The page says: There is no store yet"):
        chromium.photograph(f"{site}&code=AB12&without=seal&more={more}", "AB12", timeout=60)


def test_a_server_that_refuses_fails_or_is_not_there_is_named(chromium, site):
    with pytest.raises(page_picture.PageFailed, match="answered 503 for /weekly"):
        chromium.photograph(f"{site}&code=AB12&status=503", "AB12")
    with pytest.raises(page_picture.PageFailed, match="ERR_CONNECTION_REFUSED"):
        chromium.photograph(f"http://127.0.0.1:{unused_port()}/weekly?code=AB12", "AB12")
    with pytest.raises(page_picture.PageNotReady, match="did not answer within 1 s"):
        chromium.photograph(f"{site}&code=AB12&slow=1", "AB12", timeout=1)


def test_a_page_that_hides_points_under_its_key_gives_no_picture(chromium, site):
    cover = (
        '<script>document.querySelector(\'svg\').innerHTML = \'<g class="legend"><rect class="bg" width="300" '
        'height="60"/></g><rect class="nsewdrag" width="300" height="90"/>\'</script>'
    )
    with pytest.raises(page_picture.PageNotReady, match="not laid out for paper"):
        chromium.photograph(f"{site}&code=AB12&more={cover}", "AB12", timeout=1)


def test_a_chromium_that_is_not_there_is_named_with_the_way_to_get_one(monkeypatch):
    monkeypatch.setenv("SFO_CHROMIUM", "/nowhere/chromium")
    missing = r"no Chromium at /nowhere/chromium.*apt-get install chromium fonts-liberation.*SFO_CHROMIUM"
    with pytest.raises(page_picture.ChromiumMissing, match=missing), page_picture.chromium(PAGE_SERVER):
        pass


def test_a_chromium_that_does_not_start_is_named(monkeypatch):
    monkeypatch.setenv("SFO_CHROMIUM", "/bin/false")
    _, err = in_a_process("pass").communicate(timeout=60)
    assert "ChromiumFailed: /bin/false did not start" in err


def in_a_process(script: str, *words: str) -> subprocess.Popen[str]:
    """A Python that opens a Chromium, prints its process, and goes on with `script`: a thread drives only one."""
    opening = (
        "import os, signal, sys, time, threading\n"
        "from pages.server.for_packs import PAGE_SERVER\n"
        "from sfo_data.publishing.packs import page_picture\npage_picture.SPARE = 1.0\n"
        "with page_picture.chromium(PAGE_SERVER) as found:\n    print(found.pid, flush=True)\n"
    )
    body = "".join(f"    {line}\n" for line in script.splitlines())
    return subprocess.Popen(
        [sys.executable, "-c", opening + body, *words], stdout=subprocess.PIPE, text=True, cwd=settings.PROJECT,
        stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


PHOTOGRAPH = """
try:
    found.photograph(sys.argv[1], 'AB12', 3)
except page_picture.ChromiumFailed as error:
    print(error)
"""
ENDINGS = {
    "killed before": ("os.kill(found.pid, signal.SIGKILL)" + PHOTOGRAPH, "Chromium crashed"),
    "killed while waiting": (
        "threading.Timer(1, os.kill, [found.pid, signal.SIGKILL]).start()" + PHOTOGRAPH,
        "Chromium crashed",
    ),
    "hanging": ("os.kill(found.pid, signal.SIGSTOP)" + PHOTOGRAPH, "Chromium did not answer within 4 s"),
}


@pytest.mark.parametrize(("script", "said"), ENDINGS.values(), ids=ENDINGS)
def test_a_chromium_that_crashes_or_hangs_is_named_and_nothing_of_it_is_left(site, script, said):
    run = in_a_process(script, f"{site}&code=AB12&without=chart")
    out, err = run.communicate(timeout=60)
    pid, *rest = out.splitlines()
    assert run.returncode == 0, err
    assert said in rest[0]
    assert is_gone(int(pid))


SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGKILL]


@pytest.mark.parametrize("sent", SIGNALS, ids=[each.name for each in SIGNALS])
def test_nothing_is_left_of_it_where_python_is_told_to_end_in_the_middle_of_a_photograph(site, sent):
    run = in_a_process("found.photograph(sys.argv[1], 'AB12', 30)", f"{site}&code=AB12&without=chart")
    assert run.stdout
    pid = int(run.stdout.readline())
    assert processes(pid)
    time.sleep(1)
    run.send_signal(sent)
    run.communicate(timeout=30)
    assert is_gone(pid)


def test_nothing_is_left_of_it_after_an_error_of_our_own():
    run = in_a_process("raise RuntimeError('ours')")
    out, err = run.communicate(timeout=60)
    assert "RuntimeError: ours" in err
    assert is_gone(int(out))


def test_chromium_is_not_told_where_the_store_is(chromium):
    told = Path(f"/proc/{chromium.pid}/environ").read_text().split("\0")
    assert os.environ["PATH"] in [each.partition("=")[2] for each in told]
    assert not [each for each in told if each.startswith("SFO_")]


def test_only_this_processs_own_group_is_spared():
    assert process.is_there(os.getpid())
    process.kill(os.getpid())
    assert not process.is_there(2**22 - 1)


@pytest.fixture(scope="module")
def product(duckdb_url: str) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SFO_DATABASE_URL", duckdb_url)
        with serving(PAGE_SERVER) as (_, address):
            yield address


@pytest.fixture(scope="module")
def photographed(
    chromium: page_picture.Chromium, product: str, duckdb_url: str
) -> dict[str, tuple[Briefing, str, list]]:
    """Each place's briefing, code, and two photographs of it, with those of the other places between them."""
    found: dict[str, tuple[Briefing, str, list]] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page_picture, "SPARE", 120.0)
        for _ in range(2):
            for place in PLACES:
                of = of_box(duckdb_url, place)
                code = code_of(view_of(of))
                taken = chromium.photograph(f"{product}/{view_of(of).link()}&screenshot=1", code, 60)
                found.setdefault(place, (of, code, []))[2].append(taken)
    return found


@pytest.mark.parametrize("place", PLACES)
def test_the_products_page_gives_the_same_bytes_each_time(photographed, place):
    _, _, (first, again) = photographed[place]
    assert first == again


@pytest.mark.parametrize("place", PLACES)
def test_the_products_charts_hold_their_words_and_nothing_random(photographed, place):
    of, _, (taken, _) = photographed[place]
    assert len(taken.charts) == sum(each.is_drawn for each in of.figures)
    drawn = dict(zip((each.name for each in of.figures if each.is_drawn), taken.charts, strict=True))
    for row in of.figures[2].frame.iter_rows(named=True):
        assert row["words"] in drawn[of.figures[2].name]
    for number, chart in enumerate(taken.charts, 1):
        assert set(chart.split('id="')[1:]) == {
            each for each in chart.split('id="')[1:] if each.startswith(f"chart{number}-")
        }
        assert "class=" not in chart


@pytest.mark.parametrize("place", PLACES)
def test_documents_of_the_products_charts_conform_and_keep_the_sheet_on_one_page(photographed, place):
    of, code, (taken, _) = photographed[place]
    data = pdf(of, taken.charts, code)
    assert [each.message for each in validate_pdf_bytes(data, profile="ua1").failures] == []
    assert pdf_text(data, 0).count(code) == 2
    assert "Definitions: years" in pdf_text(data, 0)
    assert pdf_text(data, 1).startswith("Every number of this briefing")
    assert html(of, taken.charts, code).count("<svg ") == len(taken.charts)
