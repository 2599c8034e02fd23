"""Which day is a delivery of, is it synthetic, from when on is it complete? What a file or a sheet says of it."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from sfo_data.definitions.suggestions import did_you_mean
from sfo_data.store.ingest import first_days, headings
from sfo_data.store.ingest.refused import Refused
from sfo_data.store.ingest.workbook import Workbook
from sfo_data.store.validation.mending import BLANKS, FALSE, TRUE

NOTICE = "delivery.json"
SHEET = "delivery"
KEYS = ("known_on", "is_synthetic", first_days.ENTRY)
LONGEST_NOTICE = 10_000  # bytes
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def in_file(path: Path) -> dict[str, Any]:
    """What `delivery.json` says, its day as a date; empty where there is none."""
    if not path.exists():
        return {}
    try:
        if not path.is_file() or path.stat().st_size > LONGEST_NOTICE:
            raise Refused(f"{NOTICE} is not a small text file. Write only {', '.join(KEYS)} in it.")
        notice = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Refused(f"{NOTICE} is not JSON that can be read. Correct it, or leave it out.") from error
    if not isinstance(notice, dict):
        raise Refused(f'{NOTICE} must look like {{"known_on": "2020-05-11", "is_synthetic": false}}.')
    for key in notice:
        if key not in KEYS:
            raise Refused(f"{NOTICE} has an unknown entry “{key}”.{did_you_mean(key, KEYS)}")
    if not isinstance(notice.get("is_synthetic", False), bool):
        raise Refused(f"is_synthetic in {NOTICE} must be true or false.")
    if "known_on" in notice:
        notice["known_on"] = day_of(notice["known_on"], f"known_on in {NOTICE}")
    days = notice.get(first_days.ENTRY, {})
    if not isinstance(days, dict):
        raise Refused(f'{first_days.ENTRY} in {NOTICE} must look like {{"reviews": "2014-06-02"}}.')
    notice[first_days.ENTRY] = {feed: day_of(day, f"The first day of {feed} in {NOTICE}") for feed, day in days.items()}
    return notice


def in_sheet(book: Workbook) -> dict[str, Any]:
    """What the sheet `delivery` of a workbook says, a word and its value in each row; empty where there is none.

    First days stand one in a row, after the word and the table.
    """
    name = next((each for each in book.sheets if headings.word(each) == SHEET), None)
    if name is None:
        return {}
    sheet = book.sheet(name)
    notice: dict[str, Any] = {}
    for row in sheet.cells.rows():
        said = [value.strip(BLANKS) for value in row if value]
        if len(said) > 1 and headings.word(said[0]) == "known_on":
            notice["known_on"] = day_of(said[1], f"known_on in {sheet.name},")
        if len(said) > 1 and headings.word(said[0]) == "is_synthetic":
            if said[1].lower() not in (*TRUE, *FALSE):
                raise Refused(f"is_synthetic in {sheet.name} must be true or false, and is {said[1]}.")
            notice["is_synthetic"] = said[1].lower() in TRUE
        if len(said) > 2 and headings.word(said[0]) == first_days.ENTRY:
            day = day_of(said[2], f"The first day of {said[1]} in {sheet.name}")
            notice.setdefault(first_days.ENTRY, {})[headings.word(said[1])] = day
    return notice


def day_of(text: object, what: str) -> date:
    """The day that `text` writes; `what` is what it says. Raises Refused."""
    try:
        if isinstance(text, str) and DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Refused(f"{what} is not a date that exists, written YYYY-MM-DD: {text}.")
