"""How the weekly briefing fills one screen of 1920 by 1080, and what a screenshot leaves out."""

STYLE = """
<style>
.st-key-briefing [data-testid="stVerticalBlock"] {gap: .5rem;}
.st-key-briefing_head p {margin: 0; white-space: nowrap; line-height: 1.3; text-align: right;}
.st-key-briefing_head h1 {font-size: 1.75rem; line-height: 1.2; padding: 0; margin: 0;}
.st-key-briefing_head [data-testid="stMarkdownContainer"] {margin: 0;}
.briefing-cards {display: grid; grid-template-columns: repeat(6, 1fr); gap: .75rem;}
.briefing-cards .card {border: 1px solid var(--rule); border-top: 5px solid var(--band); padding: .5rem .75rem;}
.briefing-cards h2 {font-size: 1rem; line-height: 1.25; padding: 0; margin: 0; }
.briefing-cards .value {font-size: 2rem; font-weight: 700; line-height: 1.1; margin: .125rem 0 .25rem;
  font-variant-numeric: tabular-nums;}
.briefing-cards .value span {display: block; font-size: .875rem; font-weight: 400; line-height: 1.3;
  color: var(--quiet);}
.briefing-cards ul {list-style: none; margin: 0; padding: 0; font-size: .875rem; line-height: 1.35;
  color: var(--quiet);}
.briefing-cards li {margin: 0; padding: 0;}
.briefing-words section {border-top: 2px solid var(--band); padding: .5rem 0 .75rem;}
.briefing-words h2 {font-size: 1.125rem; padding: 0; margin: 0 0 .25rem;}
.briefing-words ul {margin: 0; padding-left: 1rem; font-size: 1rem; line-height: 1.35;}
.briefing-words li {margin: 0 0 .25rem;}
.briefing-seal {display: flex; flex-wrap: wrap; gap: .125rem 1.5rem; line-height: 1.35; font-size: .875rem;
  color: var(--quiet); border-top: 1px solid var(--rule); padding-top: .25rem;}
.briefing-seal code {font-size: 1rem; font-weight: 700; color: var(--ink); background: none; padding: 0;}
/* On A4 landscape, one sheet. */
@media print {.st-key-briefing {zoom: .7;} .st-key-briefing [class*="st-key-panel_"] {break-inside: auto;}
  .st-key-briefing [data-testid="stPlotlyChart"] .svg-container {
    width: min(100%, var(--drawn-width) * .92px) !important;}}
@media (max-width: 1100px) {.briefing-cards {grid-template-columns: repeat(3, 1fr);}}
@media (max-width: 640px) {.briefing-cards {grid-template-columns: repeat(2, 1fr);}
  .st-key-briefing_head p {white-space: normal; text-align: left;}}
</style>
"""
# Everything that is not content: navigation, filter bar, week links, buttons, tables, the notes at the foot.
SCREENSHOT = """
<style>
[data-testid="stHeader"], [data-testid="stToolbar"], .st-key-who, .st-key-filter_bar, .st-key-weeks,
.st-key-briefing [data-testid="stExpander"], [data-testid="stElementContainer"]:has(.picture),
.st-key-briefing [data-testid="stDownloadButton"]
  {display: none !important;}
[data-testid="stMainBlockContainer"] {padding: .5rem 1.5rem .5rem; max-width: none;}
[data-testid="stMain"] {overflow: hidden;}
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] {gap: .5rem;}
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] > :has(.st-key-briefing) ~ * {display: none;}
.st-key-briefing_head h1 {font-size: 1.5rem;}
.briefing-cards ul {font-size: .8125rem; line-height: 1.3;}
.st-key-briefing [data-testid="stHeading"] h2 {font-size: 1rem; line-height: 1.3; padding: 0; margin: 0;}
.st-key-briefing [data-testid="stHeading"] [data-testid="stMarkdownContainer"] {margin: 0;}
.st-key-briefing [data-testid="stCaptionContainer"] {opacity: 1;}
.st-key-briefing [data-testid="stCaptionContainer"] p {font-size: .8125rem; line-height: 1.3; color: var(--quiet);}
.st-key-briefing [data-testid="stVerticalBlock"] [class*="st-key-panel_"] {gap: .25rem;}
</style>
"""
