"""A valid delivery of a few rows, written by hand, that a test changes and writes to a folder."""

import csv
import json
from pathlib import Path

from sfo_data.store.schema import TABLES


class Anything:
    """Accepts whatever a guard stops at."""

    def __contains__(self, _word: object) -> bool:
        return True


Tables = dict[str, list[dict[str, str]]]
DAY = "2020-05-04"


def review(review_id: str, **changes: str) -> dict[str, str]:
    """One review with what every review needs."""
    return {
        "review_id": review_id,
        "person_id": "P-" + review_id,
        "provider_code": "N01",
        "offence_code": "001",
        "offence_on": "2019-01-10",
        "charged_on": "2019-01-20",
        "notified_on": "2019-02-01",
        "review_due_on": "2019-05-01",
        "risk_highest": "High",
    } | changes


def finding(finding_id: str, review_id: str, **changes: str) -> dict[str, str]:
    """One finding of a review."""
    return {"finding_id": finding_id, "review_id": review_id, "finding_text": "No home visit."} | changes


def round_of(review_id: str, number: int, **changes: str) -> dict[str, str]:
    """One round of quality assurance of a review."""
    return {"review_id": review_id, "round_number": str(number), "received_on": "2019-05-01"} | changes


def tables(reviews: int = 3) -> Tables:
    """Reviews R1, R2, … each with a finding F1, F2, … and the reference rows they need."""
    offence = {"offence": "Murder", "offence_group": "Murder", "review_rule": "Automatic", "membership": "Sourced"}
    provider = {"provider": "North", "provider_type": "NPS", "division": "North", "owner": "HMPPS"}
    theme = {"theme": "Plan", "theme_group": "Practice", "definition": "No plan.", "frame_version": "1"}
    numbers = range(1, reviews + 1)
    return {table.name: [] for table in TABLES} | {
        "offences": [offence | {"offence_code": code} for code in ("001", "002")],
        "providers": [provider | {"provider_code": "N01", "valid_from_on": "2014-06-01"}],
        "themes": [theme | {"theme_code": "T1"}],
        "agencies": [{"agency_code": "A1", "agency": "Police"}],
        "reviews": [review(f"R{n}") for n in numbers],
        "findings": [finding(f"F{n}", f"R{n}") for n in numbers],
    }


def write(folder: Path, rows: Tables, known_on: str | None = DAY, is_synthetic: bool = False) -> Path:
    """Writes one CSV file for each table of the contract, and delivery.json where there is a day."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        with (folder / f"{table.name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, table.column_names, restval="", lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(rows[table.name])
    if known_on:
        notice = {"known_on": known_on, "is_synthetic": is_synthetic}
        (folder / "delivery.json").write_text(json.dumps(notice), encoding="utf-8")
    return folder
