"""How does a page print? On A4: what is said and drawn, nothing to click, the markings at the foot of every sheet."""

import polars as pl
import streamlit as st

from pages.charts.text import html_table

# Some five sheets of the case list.
PRINTED_ROWS = 50
# Streamlit gives its sizes in rem, so one size on the root scales text, gaps and cards; 12.5 px are 9.4 points.
SHEET = """
html {font-size: 12.5px; print-color-adjust: exact; -webkit-print-color-adjust: exact;}
[data-testid="stMain"] {padding: 0 !important;}
[data-testid="stMainBlockContainer"] {padding: 0 1px 0 0; max-width: none;}
[data-testid="stHeading"] :is(h1, h2, h3) {padding: .3rem 0;}
[data-testid="stCaptionContainer"] {opacity: 1;}
[data-testid="stCaptionContainer"] p {color: #383f43 !important; line-height: 1.4;}
"""
HIDDEN = """
[data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stElementToolbar"], [data-testid="stTooltipIcon"],
[data-testid="stElementContainer"]:has(> :is([data-testid="stSelectbox"], [data-testid="stMultiSelect"],
  [data-testid="stButtonGroup"], [data-testid="stCheckbox"], [data-testid="stRadio"],
  [data-testid="stNumberInput"], [data-testid="stTextInput"], [data-testid="stTextArea"], [data-testid="stDateInput"],
  [data-testid="stFileUploader"], [data-testid="stButton"], [data-testid="stDownloadButton"],
  [data-testid="stPopover"])), [data-testid="stElementContainer"]:has([data-testid="stDataFrame"]),
[data-testid="stElementContainer"]:has(.picture), [class*="st-key-downloads_"],
[data-testid="stExpander"]:has(> details:not([open])), [data-testid="stExpander"] summary svg,
[class*="st-key-twin_"] summary, .st-key-claim_form, .st-key-check_inputs, .st-key-weeks, .st-key-who
  {display: none !important;}
.st-key-filter_bar [data-testid="stColumn"]:not(:has([data-testid="stMarkdown"])) {display: none;}
"""
# Streamlit stacks rows of charts in print. Here they stay side by side where half the sheet is wide enough for a chart:
# on A4 across, not upright. A media query would be asked about the paper before it is turned, so a container is.
ROWS = """
[data-testid="stMainBlockContainer"] {container-type: inline-size;}
[data-testid="stHorizontalBlock"] {display: flex !important; flex-wrap: nowrap !important; gap: 1rem;
  align-items: flex-start !important;}
[data-testid="stColumn"] {min-width: 0 !important; margin: 0 !important;}
[data-testid="stVerticalBlock"] > :not(:last-child) {margin-bottom: .6rem !important;}
[class*="st-key-cards_"] {grid-template-columns: repeat(4, 1fr) !important;}
[class*="st-key-cards_"] > * {margin: 0 !important; min-width: 0;}
.st-key-cards_3 {grid-template-columns: repeat(3, 1fr) !important;}
.st-key-cards_5 {grid-template-columns: repeat(5, 1fr) !important;}
.st-key-cards_6, .briefing-cards {grid-template-columns: repeat(6, 1fr) !important;}
@container (max-width: 800px) {
  [data-testid="stHorizontalBlock"]:has([class*="st-key-panel_"]) {display: block !important;}
  [data-testid="stHorizontalBlock"] > [data-testid="stColumn"]:has([class*="st-key-panel_"]) {width: 100% !important;
    margin-bottom: .6rem !important;}
  .st-key-cards_6, .briefing-cards {grid-template-columns: repeat(3, 1fr) !important;}
}
"""
# Plotly draws to a fixed number of pixels: SCRIPT tells how many, and the drawing is scaled to its place. At 0.7 its
# 14 px letters are 7.4 points and two rows of charts fit a sheet; none is higher than a sheet with title and caption.
CHARTS = """
[data-testid="stPlotlyChart"] :is(.js-plotly-plot, .plot-container) {height: auto !important;}
[data-testid="stPlotlyChart"] .svg-container {width: min(100%, var(--drawn-width) * .7px) !important;
  height: auto !important; max-height: 150mm; aspect-ratio: var(--drawn-width) / var(--drawn-height);}
[data-testid="stPlotlyChart"] .main-svg {width: 100% !important; height: 100% !important;}
[data-testid="stElementContainer"]:has(> * > [data-testid="stPlotlyChart"]) {height: auto !important;}
[data-testid="stDeckGlJsonChart"] canvas {object-fit: contain;}
"""
TABLES = """
.twin, .printed {overflow: visible; max-height: none !important;}
.twin table, .printed table {font-size: .85rem; border-collapse: collapse; width: 100%;}
.twin :is(th, td), .printed :is(th, td) {white-space: normal !important; min-width: 0 !important; padding: .2rem .4rem;
  overflow-wrap: break-word;}
.printed :is(th, td) {border-bottom: 1px solid #b1b4b6; text-align: left; font-weight: 400;}
.printed thead th {font-weight: 700; border-bottom-width: 2px;} .printed caption {text-align: left; font-weight: 700;}
thead {display: table-header-group;} tbody tr:first-child {break-before: avoid;}
table:not(:has(tr:nth-child(13))) {break-inside: avoid;}
@container (max-width: 800px) {
  .twin table, .printed table {font-size: .7rem;} .twin :is(th, td), .printed :is(th, td) {overflow-wrap: anywhere;}
}
"""
BREAKS = """
[class*="st-key-panel_"], [class*="st-key-cards_"] > *, [data-testid="stMetric"], [data-testid="stAlert"], tr, li, p
  {break-inside: avoid;}
h1, h2, h3, caption, [data-testid="stElementContainer"]:has([data-testid="stHeading"]) {break-after: avoid;}
p {orphans: 3; widows: 3;}
"""
ON_PAPER_ONLY = '@media screen {[data-testid="stElementContainer"]:has(> .stHtml > .printed) {display: none;}}'

# Printing waits for no drawing anew: the layers are told their own size, and for the time of printing only, for a
# chart that is laid out again takes another. Playwright's print medium lays out again; paper does not.
SCRIPT = """
<script>
if (!window.chartsFitThePaper) {
  window.chartsFitThePaper = true;
  const fit = layer => {
    const [width, height] = [layer.getAttribute("width"), layer.getAttribute("height")];
    layer.setAttribute("viewBox", `0 0 ${width} ${height}`);
    layer.setAttribute("preserveAspectRatio", "xMinYMin");
    layer.parentElement.style.setProperty("--drawn-width", width);
    layer.parentElement.style.setProperty("--drawn-height", height);
  };
  const layers = () => document.querySelectorAll(".js-plotly-plot .main-svg");
  const watch = new MutationObserver(changes => changes.forEach(change => fit(change.target)));
  const begin = () => layers().forEach(layer => {
    fit(layer);
    watch.observe(layer, {attributeFilter: ["width", "height"]});
  });
  const end = () => {
    watch.disconnect();
    layers().forEach(layer => layer.removeAttribute("viewBox"));
  };
  addEventListener("beforeprint", begin);
  addEventListener("afterprint", end);
  matchMedia("print").addEventListener("change", event => event.matches ? begin() : end());
}
</script>
"""


def style(marks: str) -> str:
    """The print style; `marks`, the markings, stand at the foot of every sheet beside its number."""
    corner = 'font: 8pt Arial, "Liberation Sans", sans-serif; color: #0b0c0c;'
    page = (
        "@page {size: A4 landscape; margin: 10mm 12mm 14mm; "
        f'@bottom-left {{content: "{_as_css(marks)}"; {corner} font-weight: 700; width: 80%;}} '
        f'@bottom-right {{content: "Page " counter(page) " of " counter(pages); {corner}}}}}'
    )
    printed = f"@media print {{{SHEET}{ROWS}{CHARTS}{TABLES}{BREAKS}{HIDDEN}}}"
    return f"<style>{ON_PAPER_ONLY} {printed} {page}</style>"


def _as_css(text: str) -> str:
    """Text inside a CSS string; all but letters, digits and blanks as code points, so that nothing ends the string."""
    return "".join(sign if sign.isalnum() or sign == " " else f"\\{ord(sign):x} " for sign in text)


def printed_table(caption: str, table: pl.DataFrame) -> None:
    """What a grid shows, as a table that only paper shows: a grid is a canvas and prints what happens to be in view."""
    more = f": the first {PRINTED_ROWS} of {table.height:,} rows" if table.height > PRINTED_ROWS else ""
    twin = html_table(f"{caption}{more}", table.head(PRINTED_ROWS))
    st.html(f'<div class="printed">{twin.replace("twin", "on-paper", 1)}</div>')
