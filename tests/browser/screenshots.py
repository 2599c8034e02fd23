"""Writes one picture of each page from the running product: python -m tests.browser.screenshots FOLDER [--phone]."""

import argparse
import os
from pathlib import Path

from playwright.sync_api import sync_playwright

from pages.frame.menu import MENU
from sfo_data.definitions import settings
from tests.browser.conftest import reader_on, serve, stop
from tests.conftest import CHROMIUM

# The choice under which a page is shown; pages not named are shown as they open.
CHOICES = {
    "overview": "?period=cy-2018",
    "offences": "?period=cy-2018",
    "providers": "?period=cy-2018",
    "risk": "?period=cy-2018",
    "qa_turnaround": "?period=fy-2019-20",
    "quality": "?period=fy-2018-19",
    "independent_qa": "?period=cy-2019",
    "agencies": "?period=cy-2018",
    "practitioners": "?period=cy-2018",
    "victims": "?period=cy-2018",
    "weekly": "?screenshot=1",
    "claim_check": "?claim_measure=sfo_reviews&claim_first=cy-2017&claim_second=cy-2018&claim_change=fell",
    "explore": "?period=cy-2018&measure=sfo_reviews&by=overall_rating&across=reasonable_steps",
    "cases": "?period=cy-2018&case=SFO-0001500",
    "data_quality": "?period=fy-2019-20",
}
PAGES = {entry.name: ("" if entry is MENU[0] else entry.name) + CHOICES.get(entry.name, "") for entry in MENU}
SIZES = {"desktop": (1920, 1080), "phone": (390, 844)}


def main() -> None:
    """One PNG per page and size, of the first screen; with --whole of the whole page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", choices=SIZES, action="append", help="default: desktop")
    parser.add_argument("--whole", action="store_true", help="the whole page, not its first screen")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    process, address = serve({"SFO_DATABASE_URL": os.environ.get("SFO_DATABASE_URL", settings.database_url())})
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            for size in args.size or ["desktop"]:
                for name, path in PAGES.items():
                    print(f"{name} at {size} size", flush=True)
                    reader = reader_on(browser, address, *SIZES[size]).open(path)
                    # deck.gl fades its areas in after it has reported itself drawn.
                    reader.page.wait_for_timeout(1500)
                    if args.whole:
                        height = reader.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
                        reader.page.set_viewport_size({"width": SIZES[size][0], "height": height})
                        reader.page.wait_for_timeout(1000)
                    suffix = "" if size == "desktop" else f"-{size}"
                    reader.page.screenshot(path=args.folder / f"{name}{suffix}.png")
                    reader.page.context.close()
            browser.close()
    finally:
        stop(process)


if __name__ == "__main__":
    main()
