"""How far can everybody use this service, where not, and whom to tell?"""

import streamlit as st

KNOWN = (
    "The case list and the list of providers are grids drawn as pictures. A screen reader hears only the rows in view, "
    "high-contrast colours do not reach them, and the Tab key goes through them cell by cell (criteria 1.3.1 and "
    "1.4.11). The downloads beside them hold the same rows, and a case can be opened by typing its identifier.",
    "Clicking a bar, a dot or an area narrows the page, and only a pointer can do that. The filters at the top of the "
    "page do the same with a keyboard.",
    "The map is a picture. Its areas are read point by point and in its table, not on the map itself.",
    "In grids of themes the points are read in the order of the table, not by rows and columns of the picture.",
    "The key / goes to the box Find and cannot be switched off (criterion 2.1.4).",
    "Sign-in ends some hours after it began, for safety. The address of a page brings the page and its filters back.",
    "Packs of the briefing (PDF, PowerPoint, web page, spreadsheet) have their own tests and are not covered here.",
)
# In the order and with the parts of the statement that public sector bodies publish.
OPENING = """
This statement is about the national view of **Serious Further Offences (SFOs)**: every page of this service. We want
everybody who works with it to be able to read the same figures. You should be able to:

- read every chart in four ways: as a picture, point by point with the keyboard, as a table, and described in words
- use every page with a keyboard alone, and nothing needs to be dragged
- zoom in to 400% on a page 1,280 pixels wide without scrolling sideways, except inside wide tables
- read it on a telephone, in your system's light, dark or high-contrast colours, and without moving parts
- listen to most of it with a screen reader
"""
SECTIONS = {
    "How to read a chart without seeing it": """
Each chart carries a description of what it shows. Below it, **Next point** and **Previous point** say its points one by
one; while one of these buttons has the focus, the arrow keys, Home and End do the same. **Table and download** opens
the same figures as a table, with the description in words above it, and gives them as CSV, XLSX, ODS and Parquet.
""",
    "How accessible this service is": "We know that some parts are not fully accessible:\n\n"
    + "\n".join(f"- {each}" for each in KNOWN),
    "Feedback and contact": """
Please tell the people who gave you access, an administrator of this service, if something does not work for you or if
you need a figure in another form. Say which page, what you wanted to do, and what you use.
""",
    "Enforcement": """
The Equality and Human Rights Commission enforces the Public Sector Bodies (Websites and Mobile Applications) (No. 2)
Accessibility Regulations 2018. If you are not happy with the answer to a complaint, turn to the
[Equality Advisory and Support Service](https://www.equalityadvisoryservice.com/).
""",
    "Compliance status": """
This service is partially compliant with the
[Web Content Accessibility Guidelines version 2.2](https://www.w3.org/TR/WCAG22/), level AA, because of the parts
listed above and because people have not yet tried it with screen readers.
""",
    "What is tested": """
Each change is tested in a real browser before it is taken in. axe-core, a public checker of these guidelines, has to
find nothing on any page: at the size of a desktop and of a telephone, at 200% and 400%, in light and dark; at sign-in
and where a page is refused; with tables and menus open. Other tests walk every page with the keyboard,
compare every chart with its table to the last digit, and work out the contrast of colours. Such tests find a part of
what can be wrong. The rest takes people, and that has not been done.

This statement was prepared on 29 November 2026 from what the tests of that day found.
""",
}

st.title("Accessibility", anchor=False)
st.markdown(OPENING)
for name, words in SECTIONS.items():
    st.header(name, anchor=False)
    st.markdown(words)
