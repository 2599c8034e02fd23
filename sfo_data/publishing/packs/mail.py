"""A briefing as an e-mail, ready to be sent by whoever sends: the essentials in its text, the pack's files attached."""

import csv
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from io import StringIO
from pathlib import Path

from sfo_data.definitions import settings
from sfo_data.definitions.reporting_calendar import day_in_words
from sfo_data.publishing.briefing import briefing_words
from sfo_data.publishing.briefing.content import Briefing
from sfo_data.publishing.briefing.recipients import Recipient, UnknownRecipient, named

COLUMNS = ["recipient", "address"]
# What mail services take: one @, no spaces, a domain with a dot. Whether somebody reads it only sending tells.
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
# At 78 the library may end the line right after "Subject:", which not every mail program reads well.
LONGEST_HEADER = 240
ATTACHED = {
    "briefing.pdf": ("application", "pdf"),
    "briefing.pptx": ("application", "vnd.openxmlformats-officedocument.presentationml.presentation"),
}


class WrongAddresses(ValueError):
    """The list of addresses cannot be used; a sentence for each line that is wrong."""


def addresses(path: Path, everybody: Sequence[Recipient]) -> Mapping[Recipient, tuple[str, ...]]:
    """Who gets whose briefing, from a CSV with the columns recipient and address. Raises WrongAddresses, OSError.

    A recipient may stand on several lines; one without a line is not in the answer.
    """
    try:
        lines = csv.reader(StringIO(path.read_text(encoding="utf-8-sig"), newline=""), strict=True)
        rows = [(lines.line_num, row) for row in lines]
    except (UnicodeDecodeError, csv.Error) as error:
        raise WrongAddresses(f"{path.name} cannot be read as CSV in UTF-8: {error}.") from error
    if not rows or rows[0][1] != COLUMNS:
        raise WrongAddresses(f"{path.name}, line 1: its columns have to be {', '.join(COLUMNS)}.")
    found: dict[Recipient, list[str]] = {}
    wrong = []
    for number, row in rows[1:]:
        try:
            if row:
                recipient, address = _line(row, everybody)
                found.setdefault(recipient, []).append(address)
        except ValueError as error:
            wrong.append(f"{path.name}, line {number}: {error}")
    if wrong:
        raise WrongAddresses(" ".join(wrong))
    return {recipient: tuple(dict.fromkeys(each)) for recipient, each in found.items()}


def _line(row: Sequence[str], everybody: Sequence[Recipient]) -> tuple[Recipient, str]:
    if len(row) != len(COLUMNS):
        raise ValueError(f"it has {len(row)} columns, not {len(COLUMNS)}.")
    address = row[1].strip()
    if not ADDRESS.fullmatch(address):
        raise ValueError(f"“{address[:60]}” is not a mail address.")
    try:
        return named(everybody, row[0]), address
    except UnknownRecipient as error:
        raise ValueError(str(error)) from error


def message(briefing: Briefing, code: str, to: Sequence[str], files: Mapping[str, bytes], folder: str) -> bytes:
    """The e-mail as an .eml file, which mail programs open as a draft; the same arguments give the same bytes.

    `files` are the pack's, `folder` its name. It has no sender: whoever sends it is.
    """
    mail = EmailMessage(policy=SMTP)
    mail["X-Unsent"] = "1"
    mail["To"] = ", ".join(to)
    mail["Subject"] = _one_line(f"{_marking(briefing)}: {subject(briefing)}")
    mail["Date"] = datetime.combine(briefing.filters.known_on, time(), UTC)
    mail["Message-ID"] = f"<{code}@sfo-briefing.invalid>"
    mail.set_content(_text(briefing, code))
    mail.add_alternative(_html(briefing, code), subtype="html")
    for name, (kind, subtype) in ATTACHED.items():
        mail.add_attachment(files[name], kind, subtype, filename=f"{folder}{Path(name).suffix}")
    for number, part in enumerate(each for each in mail.walk() if each.is_multipart()):
        part.set_boundary(f"==={code}-{number}===")
    return mail.as_bytes(policy=SMTP.clone(max_line_length=LONGEST_HEADER))


def subject(briefing: Briefing) -> str:
    """ "SFO briefing, London division, week to 11 May 2020" """
    return f"SFO briefing, {briefing.place}, week to {day_in_words(briefing.filters.known_on)}"


def _marking(briefing: Briefing) -> str:
    return f"{settings.marking()}, SYNTHETIC" if briefing.is_synthetic else settings.marking()


def _one_line(text: str) -> str:
    """Names come out of deliveries: a line break in one would start a header of its own."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\u0085\u2028\u2029]", " ", text).split())


def _parts(briefing: Briefing) -> dict[str, list[str]]:
    """The lists of the briefing under their headings."""
    week = f" ({{}} on {day_in_words(briefing.earlier)})" if briefing.earlier else ""
    return {
        "Headline figures": [
            _one_line(f"{card.label}: {card.value} {card.unit}{week.format(card.last_week)}") for card in briefing.cards
        ],
        "What changed over time": list(briefing.over_time),
        briefing_words.since(briefing): briefing_words.changed(briefing),
        "What needs a decision": [f"{each.what} {each.because}" for each in briefing.decisions]
        or ["Nothing that a rule names."],
    }


def _foot(briefing: Briefing, code: str) -> list[str]:
    synthetic = [f"{settings.SYNTHETIC_MARK}."] if briefing.is_synthetic else []
    shown = f"Showing: {briefing.filters.sentence()} {briefing.filters.as_known()}."
    withheld = ["Small numbers are withheld and stand as [c]."] if briefing.audience == "wider" else []
    return [shown, *withheld, f"{settings.marking()}.", *synthetic, f"Code of this view: {code}"]


def _text(briefing: Briefing, code: str) -> str:
    parts = [f"{title}\n" + "\n".join(f"- {line}" for line in lines) for title, lines in _parts(briefing).items()]
    return "\n\n".join([subject(briefing), briefing.title, *parts, "\n".join(_foot(briefing, code))]) + "\n"


def _html(briefing: Briefing, code: str) -> str:
    parts = "".join(
        f"<h2>{escape(title)}</h2><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
        for title, lines in _parts(briefing).items()
    )
    foot = "<br>".join(escape(line) for line in _foot(briefing, code))
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{escape(subject(briefing))}</title>'
        f'</head><body style="font-family: Arial, sans-serif; color: #0b0c0c"><h1>{escape(briefing.title)}</h1>'
        f"<p>{escape(subject(briefing))}</p>{parts}<p>{foot}</p></body></html>\n"
    )
