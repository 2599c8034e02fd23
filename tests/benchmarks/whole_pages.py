"""How long does a reader look at a page that is not there yet? Run: python -m tests.benchmarks.whole_pages [--quick]

Real Chromium, a new visitor each time, the product's pages and the reference pages in turn, so that what else runs on
the machine meets all of them; what counts are the ratios.
"""

import argparse
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks import results, stores
from tests.benchmarks.servers import product_server
from tests.browser.conftest import free_port, healthy, stop
from tests.conftest import CHROMIUM

PAGES = ("overview", "providers", "qa_turnaround", "themes")
QUICK_PAGES = ("overview", "qa_turnaround")
REPEATS, QUICK_REPEATS = 4, 3
SIZES = (10_000, 1_000_000)
BARE, ONE, FOUR = "bare", "one chart", "four charts"
REFERENCES = {BARE: "?charts=0", ONE: "?charts=1", FOUR: "?charts=4"}
# The last moment at which a chart, or else the title, was changed; and the last click. Both on the page's own clock.
WATCH = """
  window.painted = 0; window.clicked = 0;
  addEventListener('click', () => { window.clicked = performance.now(); }, true);
  const inChart = node => (node.closest ? node : node.parentElement)?.closest?.('[data-testid=stPlotlyChart],h1');
  new MutationObserver(all => { if (all.some(each => inChart(each.target) || [...each.addedNodes].some(node =>
    node.querySelector?.('.main-svg,h1')))) requestAnimationFrame(() => { window.painted = performance.now(); });
  }).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
"""
# Nothing of a chart has changed for half a second, and the script has ended.
STILL = """after => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
  && document.querySelector('h1') && window.painted > after && performance.now() - window.painted > 500
  && ![...document.querySelectorAll('[data-testid=stPlotlyChart]')].some(each => !each.querySelector('.main-svg'))"""


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


def visit(browser: Browser, address: str) -> dict[str, float]:
    """Milliseconds to the last chart of a first load and after a click, and megabytes of script memory."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(address)
    is_bare = address.endswith(REFERENCES[BARE])
    if not is_bare:
        page.wait_for_selector("[data-testid=stPlotlyChart] .main-svg", timeout=120_000)
    page.wait_for_function(STILL, arg=0, timeout=120_000)
    found = {"first": page.evaluate("window.painted")}
    if not is_bare:
        found["click"] = click(page)
    session = context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    found["MB"] = session.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    context.close()
    return found


def click(page: Page) -> float:
    """Milliseconds from choosing NPS to the last chart painted."""
    page.get_by_role("combobox", name="Provider type").first.click()
    page.get_by_role("option", name="NPS", exact=True).click()
    page.wait_for_function(STILL, arg=page.evaluate("window.clicked"), timeout=120_000)
    return float(page.evaluate("window.painted - window.clicked"))


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
    """One row a page: its figures, and how they stand to the reference pages."""
    return [
        {
            "page": name,
            "first ms": each["first"],
            "to bare": each["first"] / found[BARE]["first"],
            "to one chart": each["first"] / found[ONE]["first"],
            "click ms": each.get("click", 0.0),
            "to four charts": each.get("click", 0.0) / found[FOUR]["click"],
            "script MB": each["MB"],
        }
        for name, each in found.items()
    ]


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
