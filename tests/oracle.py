"""A second, naive way to every figure: plain Python over the delivery's own CSV files."""

import csv
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import holidays

BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG", years=range(2010, 2025))


def read(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def working_days(start: date | None, end: date | None) -> int | None:
    """Counted one day at a time, the first not included."""
    if start is None or end is None:
        return None
    if end < start:
        return -int(working_days(end, start) or 0)
    days = (start + timedelta(n) for n in range(1, (end - start).days + 1))
    return sum(1 for each in days if each.weekday() < 5 and each not in BANK_HOLIDAYS)


@dataclass
class Oracle:
    """One delivery, joined and derived row by row."""

    cases: list[dict[str, Any]]
    caseload: list[dict[str, Any]]
    known_on: date


def build(folder: Path, known_on: date) -> Oracle:
    offences = {row["offence_code"]: row for row in read(folder, "offences")}
    providers = defaultdict(list)
    for row in read(folder, "providers"):
        providers[row["provider_code"]].append(row)
    rounds = defaultdict(list)
    for row in read(folder, "qa_rounds"):
        rounds[row["review_id"]].append(row)
    cases = []
    for row in read(folder, "reviews"):
        provider = provider_on(providers[row["provider_code"]], str(row["notified_on"]))
        cases.append(case(row, offences[row["offence_code"]], provider, rounds[row["review_id"]], known_on))
    caseload = [
        {
            **provider_on(providers[row["provider_code"]], row["quarter_end_on"]),
            "quarter_end_on": date.fromisoformat(row["quarter_end_on"]),
            "risk": row["risk"],
            "people": int(row["people"]),
        }
        for row in read(folder, "caseload")
    ]
    return Oracle(cases, caseload, known_on)


def provider_on(versions: list[dict[str, str]], when: str) -> dict[str, str]:
    for version in versions:
        if version["valid_from_on"] <= when and (not version["valid_to_on"] or when < version["valid_to_on"]):
            return {name: version[name] for name in ("provider", "provider_type", "division")}
    raise AssertionError(f"no provider on {when}")


def case(
    row: dict[str, str], offence: dict[str, str], provider: dict[str, str], rounds: list[dict[str, str]], known_on: date
) -> dict[str, Any]:
    received = min((str(each["received_on"]) for each in rounds), default="")
    accepted = [each["completed_on"] for each in rounds if each["outcome"] == "Accepted"]
    completed = accepted[0] if accepted else ""
    if row["withdrawn_on"]:
        status = "Withdrawn"
    elif completed:
        status = "QA complete"
    elif not rounds:
        status = "Being written"
    elif any(not each["completed_on"] for each in rounds):
        status = "With QA"
    else:
        status = "Returned to provider"
    is_open = status in ("With QA", "Returned to provider")
    first = [each["outcome"] for each in rounds if each["round_number"] == "1"]
    return {
        **provider,
        "offence": offence["offence"],
        "offence_group": offence["offence_group"],
        "is_murder": offence["is_murder_or_manslaughter"] == "true",
        "notified_on": day(row["notified_on"]),
        "qa_received_on": day(received),
        "qa_completed_on": day(completed),
        "risk_at_offence": row["risk_at_offence"] or "Not recorded",
        "risk_highest": row["risk_highest"] or "Not recorded",
        "review_status": status,
        "steps": row["reasonable_steps"],
        "charge_outcome": row["charge_outcome"],
        "lag": working_days(day(row["charged_on"]), day(row["notified_on"])),
        "qa_days": working_days(day(received), day(completed)),
        "open_days": working_days(day(received), known_on) if is_open else None,
        "is_open": is_open,
        "first": first[0] if first else "",
    }


Cases = list[dict[str, Any]]
Figure = tuple[float, float | None, float | None]  # numerator, denominator, value


def count(cases: Cases, test: Callable[[dict[str, Any]], bool]) -> Figure:
    number = sum(1 for each in cases if test(each))
    return number, None, float(number)


def share(cases: Cases, test: Callable[[dict[str, Any]], bool], among: Callable[[dict[str, Any]], bool]) -> Figure:
    top, bottom = sum(1 for each in cases if test(each)), sum(1 for each in cases if among(each))
    return top, float(bottom), top / bottom if bottom else None


def middle(cases: Cases, field: str) -> Figure:
    values = [each[field] for each in cases if each[field] is not None]
    return len(values), None, float(median(values)) if values else None


def is_late(each: dict[str, Any]) -> bool:
    return each["is_open"] and each["open_days"] is not None and each["open_days"] > 20


def is_quick(each: dict[str, Any]) -> bool:
    return each["qa_days"] is not None and each["qa_days"] <= 20


LOW = ("Low", "Medium")
# measure -> (date it is counted by, how). The rates are in `rate`.
NAIVE: dict[str, tuple[str | None, Callable[[Cases], Figure]]] = {
    "sfo_reviews": ("notified_on", lambda c: count(c, lambda _: True)),
    "murder_or_manslaughter": ("notified_on", lambda c: count(c, lambda e: e["is_murder"])),
    "nps_share": ("notified_on", lambda c: share(c, lambda e: e["provider_type"] == "NPS", lambda _: True)),
    "crc_share": ("notified_on", lambda c: share(c, lambda e: e["provider_type"] == "CRC", lambda _: True)),
    "low_or_medium_share": (
        "notified_on",
        lambda c: share(c, lambda e: e["is_murder"] and e["risk_at_offence"] in LOW, lambda e: e["is_murder"]),
    ),
    "low_or_medium_highest_share": (
        "notified_on",
        lambda c: share(c, lambda e: e["is_murder"] and e["risk_highest"] in LOW, lambda e: e["is_murder"]),
    ),
    "risk_not_recorded_share": (
        "notified_on",
        lambda c: share(c, lambda e: e["risk_at_offence"] == "Not recorded", lambda _: True),
    ),
    "no_clear_judgement_share": (
        "notified_on",
        lambda c: share(c, lambda e: e["steps"] == "No clear judgement", lambda e: e["steps"] != ""),
    ),
    "sfo_convictions": ("notified_on", lambda c: count(c, lambda e: e["charge_outcome"] == "Convicted of the SFO")),
    "notification_median_days": ("notified_on", lambda c: middle(c, "lag")),
    "qa_received": ("qa_received_on", lambda c: count(c, lambda _: True)),
    "qa_completed": ("qa_completed_on", lambda c: count(c, lambda _: True)),
    "qa_within_target_share": ("qa_completed_on", lambda c: share(c, is_quick, lambda e: e["qa_days"] is not None)),
    "qa_received_within_target_share": (
        "qa_received_on",
        lambda c: share(c, is_quick, lambda e: e["qa_days"] is not None or is_late(e)),
    ),
    "qa_median_days": ("qa_completed_on", lambda c: middle(c, "qa_days")),
    "returned_share": (
        "qa_received_on",
        lambda c: share(c, lambda e: e["first"] == "Returned", lambda e: e["first"] != ""),
    ),
    "open_reviews": (None, lambda c: count(c, lambda e: e["is_open"])),
    "open_over_target": (None, lambda c: count(c, is_late)),
    "oldest_open_days": (
        None,
        lambda c: (sum(e["is_open"] for e in c), None, max((e["open_days"] for e in c if e["is_open"]), default=None)),
    ),
}


def inside(cases: Cases, dated_by: str | None, start: date, end: date, where: dict[str, list[str]]) -> Cases:
    """The cases dated in [start, end) whose fields are among the labels given."""
    return [
        each
        for each in cases
        if (dated_by is None or (each[dated_by] is not None and start <= each[dated_by] < end))
        and all(each[name] in labels for name, labels in where.items())
    ]


def person_years(oracle: Oracle, start: date, end: date, where: dict[str, list[str]]) -> float:
    """Counted one day at a time: each day has the people of its quarter's end, the newest where none is known yet."""
    ends = sorted({row["quarter_end_on"] for row in oracle.caseload})
    total = 0
    people = {
        quarter: sum(
            row["people"]
            for row in oracle.caseload
            if row["quarter_end_on"] == quarter
            and all(
                row["risk" if name.startswith("risk") else name] in labels
                for name, labels in where.items()
                if name in ("provider", "provider_type", "division", "risk_at_offence", "risk_highest")
            )
        )
        for quarter in ends
    }
    for n in range((end - start).days):
        each = start + timedelta(n)
        quarter = next((q for q in ends if each <= q), ends[-1])
        if each > date(ends[0].year, ends[0].month - 2, 1) - timedelta(1):
            total += people[quarter]
    return total / 365.25
