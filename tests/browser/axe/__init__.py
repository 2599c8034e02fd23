"""Does axe-core, in the browser itself, find what WCAG 2.2 AA does not allow?"""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

LIBRARY = Path(__file__).with_name("node_modules") / "axe-core" / "axe.min.js"
NO_AXE = "no axe-core: it needs Node.js 20 or later with npm; `python -m tests.setup` then installs it"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What another size or theme can change.
OF_LAYOUT = ["target-size", "scrollable-region-focusable", "color-contrast", "list", "listitem", "region"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]
RUN = """async only => {
  const found = await axe.run(document, {runOnly: only, resultTypes: ["violations"]});
  return found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 300)}`));
}"""


def put_into(page: Page) -> None:
    """Loads the library; skips where it is not installed."""
    if not LIBRARY.exists():
        pytest.skip(NO_AXE)
    page.evaluate(LIBRARY.read_text(encoding="utf-8"))


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """A line for each element that breaks a rule; of all rules of `TAGS`, or of those named."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    found: Any = page.evaluate(RUN, only)
    return [str(line) for line in found]
