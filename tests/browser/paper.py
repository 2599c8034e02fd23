"""A page on A4 paper, as the browser prints it."""

import io
import re

from pypdf import PdfReader

from tests.browser.conftest import Reader

# 297 mm less two margins of 12, and 210 mm less the same, at 96 pixels to the inch.
ACROSS, UPRIGHT = 1031, 702
A4_ACROSS = (842, 595)
TWO_FRAMES = "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
BUTTONS = ("Undo", "Clear all", "Copy link", "More filters", "Download", "Copy picture", "Page as")
# A drawing is cut by its own frame; what is hidden has no box; the field behind a slider's handle is not seen.
PAST_THE_EDGE = """width => {
  const main = document.querySelector('[data-testid=stMain]');
  return [...main.querySelectorAll('*:not(svg *):not(option):not(input)')].filter(each => {
    const box = each.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && box.right > width + 1 && getComputedStyle(each).visibility !== 'hidden';
  }).map(each => `${each.tagName}.${each.className} to ${each.getBoundingClientRect().right}`);
}"""
CLIPPED = """() => [...document.querySelectorAll('[data-testid=stMain] :is(.twin, .printed, .twin td, .twin th, p)')]
  .filter(each => each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1)
  .map(each => `${each.tagName}.${each.className}: ${each.innerText.slice(0, 60)}`)"""


def sheets(reader: Reader) -> list[str]:
    made = PdfReader(io.BytesIO(reader.page.pdf(prefer_css_page_size=True)))
    for sheet in made.pages:
        assert (round(float(sheet.mediabox.width)), round(float(sheet.mediabox.height))) == A4_ACROSS
    return [re.sub(r"\s+", " ", sheet.extract_text()) for sheet in made.pages]


def on_paper(reader: Reader, width: int) -> None:
    reader.page.set_viewport_size({"width": width, "height": 1000})
    reader.page.emulate_media(media="print")
    reader.page.evaluate(TWO_FRAMES)
    reader.ready()
