"""How long does a reader look at a page that is not there yet? Run: python -m tests.benchmarks.whole_pages [--quick]

Real Chromium, a new visitor each time, the product's pages and the reference pages in turn, so that what else runs on
the machine meets all of them; what counts are the ratios. The reference pages draw by `st.plotly_chart`.
"""

import argparse
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from pages.frame.menu import MENU
from tests.benchmarks import results, stores
from tests.benchmarks.servers import product_server
from tests.browser.conftest import free_port, healthy, stop
from tests.conftest import CHROMIUM

PAGES = tuple(entry.name for entry in MENU)
QUICK_PAGES = ("overview", "qa_turnaround")
REPEATS, QUICK_REPEATS = 4, 3
SIZES = (10_000, 1_000_000)
BARE, ONE, FOUR = "bare", "one chart", "four charts"
REFERENCES = {BARE: "?charts=0", ONE: "?charts=1", FOUR: "?charts=4"}
WATCH = Path(__file__).with_name("painted.js").read_text(encoding="utf-8")
# Nothing has changed for half a second, the script has ended, and every chart and map is drawn.
STILL = """after => {
  const last = Math.max(window.painted.last, window.painted.inView);
  return document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
    && document.querySelector('h1') && last > after && performance.now() - last > 500
    && !document.querySelector('[data-stale=true],[data-testid=stSkeleton]')
    && ![...document.querySelectorAll('[data-testid=stPlotlyChart]')].some(each => !each.querySelector('.main-svg'));
}"""
SINCE = """after => {
  const {words, inView, last} = window.painted;
  return {words: words - after, inView: inView - after, last: Math.max(inView, last) - after};
}"""
CHOICE = "Provider type"


@contextmanager
def reference_server() -> Iterator[str]:
    """The address of a server of the reference pages, with the product's settings."""
    port = free_port()
    words = ["-m", "streamlit", "run", "tests/benchmarks/reference_page.py", "--server.port", str(port)]
    process = subprocess.Popen(
        [sys.executable, *words], cwd=stores.PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield healthy(process, port)
    finally:
        stop(process)


def frame_bytes(event: dict[str, Any]) -> float:
    """The bytes of a frame of a websocket, which the browser's protocol tells in base 64."""
    return len(event["response"]["payloadData"]) * 0.75


def visit(browser: Browser, address: str) -> dict[str, float]:
    """Milliseconds to the last words in view, the last change in view and the last chart: of a first load, and after a
    click where the page has the filter; and megabytes received until then.
    """
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.add_init_script(WATCH)
    session, received = context.new_cdp_session(page), [0.0]
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    session.on("Network.webSocketFrameReceived", lambda event: received.append(frame_bytes(event)))
    page.goto(address)
    page.wait_for_function(STILL, arg=0, timeout=120_000)
    found = {f"load {name}": value for name, value in page.evaluate(SINCE, 0).items()} | {"MB": sum(received) / 1e6}
    if page.get_by_role("combobox", name=CHOICE).count():
        page.get_by_role("combobox", name=CHOICE).first.click()
        page.get_by_role("option", name="NPS", exact=True).click()
        clicked = page.evaluate("window.clicked")
        page.wait_for_function(STILL, arg=clicked, timeout=120_000)
        found |= {f"click {name}": value for name, value in page.evaluate(SINCE, clicked).items()}
    context.close()
    return found


def measure(targets: dict[str, str], repeats: int) -> dict[str, dict[str, float]]:
    """The median of each figure of `visit` for each address; the first round warms up and does not count."""
    seen: dict[str, list[dict[str, float]]] = {name: [] for name in targets}
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=os.environ.get("SFO_CHROMIUM", CHROMIUM), args=options)
        for number in range(repeats + 1):
            for name, address in targets.items():
                found = visit(browser, address)
                if number:
                    seen[name].append(found)
        browser.close()
    return {
        name: {each: statistics.median(one[each] for one in visits) for each in visits[0]}
        for name, visits in seen.items()
    }


def rows(found: dict[str, dict[str, float]]) -> list[dict[str, object]]:
    """One row a page: how its figures stand to the last chart of *one chart* and of *four charts*, and megabytes."""
    load, click = found[ONE]["load last"], found[FOUR]["click last"]
    compared = {"words": "words", "inView": "in view", "last": "last"}
    return [
        {"page": name}
        | {f"load, {words}": each[f"load {key}"] / load for key, words in compared.items()}
        # A page without the filter bar has no click.
        | {f"click, {words}": _times(each, f"click {key}", click) for key, words in compared.items()}
        | {"MB": each["MB"]}
        for name, each in found.items()
    ]


def _times(figures: dict[str, float], name: str, unit: float) -> float | str:
    return figures[name] / unit if name in figures else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="two pages, three visits, 10,000 cases")
    is_quick = parser.parse_args().quick
    pages, repeats = (QUICK_PAGES, QUICK_REPEATS) if is_quick else (PAGES, REPEATS)
    with ExitStack() as stack:
        reference = stack.enter_context(reference_server())
        targets = {name: f"{reference}/{query}" for name, query in REFERENCES.items()}
        for cases in SIZES[:1] if is_quick else SIZES:
            address = stack.enter_context(product_server(cases)).address
            shown = pages if cases == SIZES[0] else QUICK_PAGES
            targets |= {f"{page}, {cases:,}": f"{address}/{'' if page == 'overview' else page}" for page in shown}
        found = rows(measure(targets, repeats))
    name = "whole_pages_quick" if is_quick else "whole_pages"
    results.tell(name, found)


if __name__ == "__main__":
    main()
