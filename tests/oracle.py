"""A second, naive way to every figure: plain Python over the delivery's own CSV files."""

import csv
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from statistics import median
from typing import Any

import holidays
from scipy.stats import binomtest

from sfo_data.definitions.dimensions import DIMENSIONS
from sfo_data.definitions.measures import MEASURES

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


@dataclass(repr=False)
class Oracle:
    """One delivery, joined and derived row by row; `rows` by what is counted, each with its case's fields."""

    cases: list[dict[str, Any]]
    caseload: list[dict[str, Any]]
    known_on: date
    rows: dict[str, list[dict[str, Any]]]


@cache
def build(folder: Path, known_on: date) -> Oracle:
    """The delivery in the folder, counted once in a process. Not to be changed."""
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
    join_the_line(cases, known_on)
    caseload = [
        {
            **provider_on(providers[row["provider_code"]], row["quarter_end_on"]),
            "quarter_end_on": date.fromisoformat(row["quarter_end_on"]),
            "risk": row["risk"],
            "people": int(row["people"]),
        }
        for row in read(folder, "caseload")
    ]
    by_review = {each["review_id"]: each for each in cases}
    rated = {row["review_id"] for row in read(folder, "independent_qa")}
    coded = {row["finding_id"] for row in read(folder, "finding_codes")}
    rows = {"reviews": cases, "reviews_rated": [{**each, "is_rated": each["review_id"] in rated} for each in cases]}
    for table in ("findings", "agency_involvement", "practitioner_involvement", "victim_contacts"):
        rows[table] = [{**by_review[row["review_id"]], **row} for row in read(folder, table)]
    rows["findings_coded"] = [{**row, "is_coded": row["finding_id"] in coded} for row in rows["findings"]]
    themes = {row["theme_code"]: row for row in read(folder, "themes")}
    review_of = {row["finding_id"]: row["review_id"] for row in read(folder, "findings")}
    found = {(review_of[row["finding_id"]], row["theme_code"]) for row in read(folder, "finding_codes")}
    rows["review_themes"] = [
        {**by_review[review], "theme": themes[code]["theme"]} for review, code in sorted(found) if code in themes
    ]
    rows["actions"] = [action(row, by_review, providers, known_on) for row in read(folder, "actions")]
    return Oracle(cases, caseload, known_on, rows)


def action(
    row: dict[str, str],
    by_review: dict[str, dict[str, Any]],
    providers: dict[str, list[dict[str, str]]],
    known_on: date,
) -> dict[str, Any]:
    owner = {"provider": "HMPPS", "provider_type": "HMPPS", "division": "National"}
    if row["owner_code"]:
        owner = provider_on(providers[row["owner_code"]], row["raised_on"])
    nothing = dict.fromkeys(name for name in DIMENSIONS if name not in owner)
    of_review = by_review.get(row["review_id"], nothing)
    dates = {name: day(row[name]) for name in ("raised_on", "due_on", "completed_on")}
    return {**{name: of_review[name] for name in nothing}, **row, **owner, **dates, "known_on": known_on}


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
        "review_id": row["review_id"],
        "age_band": row["age_band"] or "Not recorded",
        "charge_outcome_on": day(row["charge_outcome_on"]),
        "explains_why": row["explains_why"],
        "is_extended": row["extended_to_on"] != "",
        "other_procedure": row["other_procedure"],
        "withdrawn_on": day(row["withdrawn_on"]),
        "page_count": int(row["page_count"]) if row["page_count"] else None,
        "overall_rating": next(
            (each["rating_overall"] or "Not recorded" for each in rounds if each["outcome"] == "Accepted"), "Not rated"
        ),
        "offence": offence["offence"],
        "offence_group": offence["offence_group"],
        "is_murder": offence["is_murder_or_manslaughter"] == "true",
        "notified_on": day(row["notified_on"]),
        "qa_received_on": day(received),
        "qa_completed_on": day(completed),
        "risk_at_offence": row["risk_at_offence"] or "Not recorded",
        "risk_highest": row["risk_highest"] or "Not recorded",
        "review_status": status,
        "reasonable_steps": row["reasonable_steps"] or "Not recorded",
        "index_sentence": row["index_sentence"] or "Not recorded",
        "charge_outcome": row["charge_outcome"],
        "lag": working_days(day(row["charged_on"]), day(row["notified_on"])),
        "qa_days": working_days(day(received), day(completed)),
        "open_days": working_days(day(received), known_on) if is_open else None,
        "is_open": is_open,
        "first": first[0] if first else "",
    }


Cases = list[dict[str, Any]]
Figure = tuple[float | None, float | None, float | None]  # numerator, denominator, value


def count(cases: Cases, test: Callable[[dict[str, Any]], bool]) -> Figure:
    number = sum(1 for each in cases if test(each))
    return number, None, float(number)


def share(cases: Cases, test: Callable[[dict[str, Any]], bool], among: Callable[[dict[str, Any]], bool]) -> Figure:
    top, bottom = sum(1 for each in cases if test(each)), sum(1 for each in cases if among(each))
    return top, float(bottom), top / bottom if bottom else None


def families(cases: Cases, test: Callable[[dict[str, Any]], bool], among: Callable[[dict[str, Any]], bool]) -> Figure:
    """A share of victims and families; nothing is said of fewer than ten, of 1 to 4 of them or all but 1 to 4, nor
    that none or all of fewer than twenty did the same."""
    figure = share(cases, test, among)
    yes, everyone = figure[0] or 0, figure[1] or 0
    no = everyone - yes
    is_few = everyone < 10 or yes in (1, 2, 3, 4) or no in (1, 2, 3, 4) or (everyone < 20 and 0 in (yes, no))
    return (None, None, None) if is_few else figure


def middle(cases: Cases, field: str) -> Figure:
    values = [each[field] for each in cases if each[field] is not None]
    return len(values), None, float(median(values)) if values else None


def is_late(each: dict[str, Any]) -> bool:
    return each["is_open"] and each["open_days"] is not None and each["open_days"] > 20


def is_quick(each: dict[str, Any]) -> bool:
    return each["qa_days"] is not None and each["qa_days"] <= 20


def days_to_sharing(cases: Cases) -> Figure:
    days = [
        {"days": (date.fromisoformat(e["shared_on"]) - e["qa_completed_on"]).days if e["shared_on"] else None}
        for e in cases
    ]
    return middle(days, "days")


def longest_overdue(actions: Cases) -> Figure:
    late = [(e["known_on"] - e["due_on"]).days for e in actions if is_overdue(e)]
    return len(late), None, max(late, default=None)


def is_overdue(each: dict[str, Any]) -> bool:
    return each["completed_on"] is None and each["due_on"] < each["known_on"]


def fell_due(each: dict[str, Any]) -> bool:
    return bool(each["due_on"] < each["known_on"])


def is_owed(each: dict[str, Any]) -> bool:
    return each["offered_on"] != "" or each["charge_outcome"].startswith("Convicted")


def took_up(each: dict[str, Any]) -> bool:
    return each["offered_on"] != "" and each["taken_up"] == "true"


def is_homicide_of_its_own(each: dict[str, Any]) -> bool:
    return bool(each["is_murder"] and each["other_procedure"] == "None")


def join_the_line(cases: Cases, known_on: date) -> None:
    """Notes with each review received its wait, the queue it joined, and the line it stands in."""
    line = [each for each in cases if each["qa_received_on"]]
    for each in line:
        done, dropped = each["qa_completed_on"], each["withdrawn_on"]
        each["is_done"] = done is not None and (dropped is None or done <= dropped)
        each["is_waiting"] = not each["is_done"] and dropped is None
        each["ended_on"] = done if each["is_done"] else dropped or known_on
        each["waited"] = max(0, working_days(each["qa_received_on"], each["ended_on"]) or 0)
        each["line"] = (line, known_on)
    for each in line:
        on = each["qa_received_on"]
        here = [e for e in line if e["qa_received_on"] <= on and (e["is_waiting"] or e["ended_on"] > on)]
        each["queue"] = max(1, len(here))
        each["moved"] = finished_between(line, on, each["ended_on"]) / each["queue"]


def finished_between(line: Cases, after: date, until: date) -> int:
    return sum(1 for each in line if each["is_done"] and after < each["ended_on"] <= until)


@lru_cache(maxsize=8)
def _unfinished(key: int) -> tuple[list[float], list[float], float]:
    """Lengths of the queue finished, the share unfinished after each, and reviews finished a day; of the line `key`.

    Kaplan-Meier with delayed entry over the last 91 days, one risk set at a time.
    """
    line, known_on = LINES[key]
    opens_on = known_on - timedelta(91)
    seen = []
    for each in (e for e in line if e["ended_on"] > opens_on):
        on = each["qa_received_on"]
        entered = -1.0 if on > opens_on else finished_between(line, on, opens_on) / each["queue"]
        seen.append((entered, each["moved"], each["is_done"]))
    times, shares, share = sorted({left for _, left, is_done in seen if is_done}), [], 1.0
    for time in times:
        at_risk = sum(1 for entered, left, _ in seen if entered < time <= left)
        share *= 1 - sum(1 for _, left, is_done in seen if is_done and left == time) / at_risk
        shares.append(share)
    window, recent = (finished_between(line, known_on - timedelta(days), known_on) for days in (91, 21))
    calendar = sum((each["ended_on"] - each["qa_received_on"]).days for each in line)
    clock = sum(each["waited"] for each in line) / calendar if calendar else 1.0
    usual = binomtest(recent, window).proportion_ci(0.8) if window else (0.0, 1.0)
    departs = not usual[0] <= 21 / 91 <= usual[1]
    return times, shares, (recent / 21 if departs else window / 91) / clock


LINES: dict[int, tuple[Cases, date]] = {}


def turnaround(cases: Cases) -> Figure:
    """The first day by which half of the reviews not withdrawn have ended, the waiting counted in shares."""
    counted = [each for each in cases if each["is_done"] or each["is_waiting"]]
    if not counted:
        return 0, None, None
    key = id(counted[0]["line"][0])
    LINES[key] = counted[0]["line"]
    times, shares, pace = _unfinished(key)

    def unfinished(time: float) -> float:
        place = bisect_right(times, time)
        return shares[place - 1] if place else 1.0

    for until in range(2000):
        ended = 0.0
        for each in counted:
            if each["is_done"]:
                ended += each["waited"] <= until
            elif until > each["waited"]:
                ahead = each["moved"] + (until - each["waited"]) * pace / each["queue"]
                ended += 1 - unfinished(ahead) / max(unfinished(each["moved"]), 1e-9)
        if ended >= len(counted) / 2:
            return len(counted), None, float(until)
    return len(counted), None, None


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
        lambda c: share(
            c,
            lambda e: e["reasonable_steps"] == "No clear judgement",
            lambda e: e["reasonable_steps"] != "Not recorded",
        ),
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
    "qa_turnaround_days": ("qa_received_on", turnaround),
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
    "explains_why_share": (
        "notified_on",
        lambda c: share(c, lambda e: e["explains_why"] == "true", lambda e: e["explains_why"] != ""),
    ),
    "extended_share": ("notified_on", lambda c: share(c, lambda e: e["is_extended"], lambda _: True)),
    "page_median": ("qa_received_on", lambda c: middle(c, "page_count")),
    "good_rating_share": (
        "qa_completed_on",
        lambda c: share(
            c,
            lambda e: e["overall_rating"] in ("Good", "Outstanding"),
            lambda e: not e["overall_rating"].startswith("Not "),
        ),
    ),
    "first_time_pass_share": (
        "qa_received_on",
        lambda c: share(c, lambda e: e["first"] == "Accepted", lambda e: e["first"] != ""),
    ),
    "themes_found": ("qa_completed_on", lambda c: count(c, lambda _: True)),
    "findings_made": ("qa_completed_on", lambda c: count(c, lambda _: True)),
    "homicide_not_covered_share": (
        "notified_on",
        lambda c: share(
            c,
            lambda e: e["is_murder"] and e["other_procedure"] == "None",
            lambda e: e["is_murder"] and e["other_procedure"] != "",
        ),
    ),
    "agency_took_part_share": (
        "qa_received_on",
        lambda c: share(c, lambda e: e["took_part"] == "true", lambda e: e["took_part"] != ""),
    ),
    "agency_findings_share": (
        "qa_received_on",
        lambda c: share(c, lambda e: e["has_findings"] == "true", lambda e: e["has_findings"] != ""),
    ),
    "agency_shared_share": (
        "qa_completed_on",
        lambda c: share(
            c, lambda e: e["has_findings"] == "true" and e["shared_on"] != "", lambda e: e["has_findings"] == "true"
        ),
    ),
    "agency_sharing_median_days": ("qa_completed_on", days_to_sharing),
    "agency_took_part_homicide_share": (
        "qa_received_on",
        lambda c: share(
            c,
            lambda e: is_homicide_of_its_own(e) and e["took_part"] == "true",
            lambda e: is_homicide_of_its_own(e) and e["took_part"] != "",
        ),
    ),
    "findings_coded_share": ("qa_completed_on", lambda c: share(c, lambda e: e["is_coded"], lambda _: True)),
    "independently_rated_share": ("qa_completed_on", lambda c: share(c, lambda e: e["is_rated"], lambda _: True)),
    "practitioner_interviewed_share": (
        "qa_completed_on",
        lambda c: share(c, lambda e: e["interviewed_on"] != "", lambda _: True),
    ),
    "practitioner_saw_share": (
        "qa_completed_on",
        lambda c: share(c, lambda e: e["report_seen_on"] != "", lambda _: True),
    ),
    "practitioner_questioned_share": (
        "qa_completed_on",
        lambda c: share(c, lambda e: e["could_question"] == "true", lambda e: e["could_question"] != ""),
    ),
    "practitioner_supported_share": (
        "qa_completed_on",
        lambda c: share(c, lambda e: e["support_given"] == "true", lambda e: e["support_given"] != ""),
    ),
    "victim_offered_share": (
        "charge_outcome_on",
        lambda c: families(c, lambda e: is_owed(e) and e["offered_on"] != "", is_owed),
    ),
    "victim_take_up_share": (
        "charge_outcome_on",
        lambda c: families(c, took_up, lambda e: e["offered_on"] != "" and e["taken_up"] != ""),
    ),
    "victim_vulnerability_share": (
        "charge_outcome_on",
        lambda c: families(
            c,
            lambda e: took_up(e) and e["vulnerability_considered"] == "true",
            lambda e: took_up(e) and e["vulnerability_considered"] != "",
        ),
    ),
    "victim_readable_share": (
        "charge_outcome_on",
        lambda c: families(
            c,
            lambda e: took_up(e) and e["disclosed_on"] != "" and e["found_readable"] == "true",
            lambda e: took_up(e) and e["disclosed_on"] != "" and e["found_readable"] != "",
        ),
    ),
    "actions_raised": ("raised_on", lambda c: count(c, lambda _: True)),
    "actions_on_time_share": (
        "due_on",
        lambda c: share(
            c,
            lambda e: fell_due(e) and e["completed_on"] is not None and e["completed_on"] <= e["due_on"],
            fell_due,
        ),
    ),
    "actions_evidenced_share": (
        "due_on",
        lambda c: share(
            c,
            lambda e: e["completed_on"] is not None and e["evidence"] == "Seen",
            lambda e: e["completed_on"] is not None and e["evidence"] != "",
        ),
    ),
    "actions_overdue": (None, lambda c: count(c, is_overdue)),
    "oldest_overdue_days": (None, longest_overdue),
}


def counted(oracle: Oracle, name: str, start: date, end: date, where: dict[str, list[str]]) -> Cases:
    """The rows that measure `name` counts in [start, end) whose fields are among the labels given."""
    if name == "qa_turnaround_days":
        where = {field: labels for field, labels in where.items() if field != "review_status"}
    return inside(oracle.rows[MEASURES[name].question], NAIVE[name][0], start, end, where)


def is_held(oracle: Oracle, name: str, end: date) -> bool:
    """Whether the table behind the measure holds a day before `end`: independent ratings begin later than reviews."""
    rated = (case["qa_completed_on"] for case in oracle.rows["reviews_rated"] if case["is_rated"])
    return name != "independently_rated_share" or min(rated) < end


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
