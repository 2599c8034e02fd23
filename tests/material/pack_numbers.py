"""Every count that the files of a pack tell, read back from each format without the code that wrote it."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from tests.material import slide_parts
from tests.material.printed import parsed
from tests.material.spreadsheets.reading import read

# A count's name: what it is of, and of which group or month of it.
Cell = tuple[str, ...]
Row = Sequence[object]
LABELS = {
    "SFO notifications and reviews": "reviews",
    "Murder and manslaughter": "homicides",
    "Low or medium risk at the offence": "low of homicides",
    "Open past the target": "overdue",
}
DECIDED = (
    (r"(\d+) of (\d+) open for more than", ("overdue", "waiting")),
    (r"(\d+) actions overdue", ("actions overdue",)),
    (r"In 13 weeks (\d+) reviews came and (\d+) left", ("received", "left")),
    (r"(\d+) of (\d+) being written", ("undelivered", "being written")),
)


def told(files: Mapping[str, bytes]) -> dict[str, dict[Cell, str]]:
    """By format, what it tells: cell -> its text; "[c]" where it says so."""
    book = read(files["briefing.ods"], "ODS")
    page = parsed(files["briefing.html"].decode())
    deck = slide_parts.deck(files["briefing.pptx"])
    notes = [slide.notes_slide.notes_text_frame.text for slide in deck.slides if slide.has_notes_slide]
    spoken = [[line.split("; ") for line in text.splitlines()] for text in notes]
    written = [
        [[cell.text for cell in row.cells] for row in shape.table.rows] for shape in slide_parts.shapes(deck, "table")
    ]
    found = {
        "ods": dict(_of_tables(book.cells.values())),
        "html": dict(
            _of_tables(
                [[cell.text for cell in row.all("th", "td")] for row in each.all("tr")] for each in page.all("table")
            )
        ),
        "notes": dict(_of_tables(spoken)),
        "slides": dict(_of_tables(written)) | dict(_of_charts(deck)),
    }
    texts = {"html": page.text, "notes": "\n".join(notes), "slides": "\n".join(map(slide_parts.texts, deck.slides))}
    texts["manifest"] = json.dumps(json.loads(files["manifest.json"]), ensure_ascii=False)
    texts["ods"] = "\n".join(str(cell) for rows in book.cells.values() for row in rows for cell in row)
    for name, text in texts.items():
        found.setdefault(name, {}).update(_of_words(text))
    return found


def _of_tables(tables: Iterable[Sequence[Row]]) -> Iterator[tuple[Cell, str]]:
    for rows in tables:
        heading: Row = ()
        for row in rows:
            cells = [as_text(cell) for cell in row]
            if cells[0] in ("Measure", "Headline figure", "Offence group", "Provider type", "Month", "Quarter"):
                heading = cells
            elif heading and len(cells) == len(heading):
                yield from _of_row(heading, cells)
            else:
                heading = ()


def _of_row(heading: Row, cells: Sequence[str]) -> Iterator[tuple[Cell, str]]:
    first = heading[0]
    if first in ("Measure", "Headline figure") and "Beside it" in heading:
        label = next((LABELS[each] for each in LABELS if cells[0].startswith(each)), "")
        if label:
            value, week = (1, 3) if first == "Measure" else (1, 2)
            yield (label,), cells[value].split()[0]
            yield (label, "last week"), cells[week].split()[0]
            yield from _beside(label, cells[-1])
    elif first == "Offence group":
        yield ("offence", cells[0]), cells[1]
    elif first == "Provider type":
        yield ("risk", cells[0], cells[1]), cells[2]
    elif first in ("Month", "Quarter") and heading[1] == "SFO notifications and reviews":
        yield (str(first).lower(), day(cells[0]).isoformat()), cells[1]


def _beside(label: str, text: str) -> Iterator[tuple[Cell, str]]:
    for pattern, end in ((r"([\d,]+%?) the year before", "before"), (r"England and Wales ([\d,]+%?)", "national")):
        for value in re.findall(pattern, text):
            yield (label, end), value


def _of_charts(deck: object) -> Iterator[tuple[Cell, str]]:
    for shape in slide_parts.shapes(deck, "chart"):
        for plot in shape.chart.plots:
            for series in plot.series:
                for category, value in zip(plot.categories, series.values, strict=True):
                    if series.name.startswith("Reviews by ") and value is not None:
                        when = datetime.fromordinal(date(1899, 12, 30).toordinal() + int(float(category))).date()
                        yield (series.name.split()[-1], when.isoformat()), as_text(value)
                    elif series.name == "Notifications":
                        yield (
                            ("offence", str(category).removesuffix(" [c]")),
                            "[c]" if value is None else as_text(value),
                        )


def _of_words(text: str) -> Iterator[tuple[Cell, str]]:
    plain = text.replace(",", "")
    for pattern, names in DECIDED:
        for found in re.findall(pattern, plain):
            yield from zip([(name,) for name in names], [found] if isinstance(found, str) else found, strict=True)
    for low, total in re.findall(r"All notifications at low or medium risk: (\d+) of (\d+)", plain):
        yield from (((("low",), low)), (("reviews",), total))


def as_text(value: object) -> str:
    """A cell as text, whole numbers without a point."""
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value).replace(",", "").strip()


def day(text: str) -> date:
    """The first day of a month or quarter, however it is written."""
    first, _, last = text.partition(" to ")
    first = f"{first} {last.split()[-1]}" if last and not first[-4:].isdigit() else first
    for form in ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%B %Y", "%b %Y"):
        try:
            return datetime.strptime(first, form).date()
        except ValueError:
            continue
    raise AssertionError(f"no day: {text}")
