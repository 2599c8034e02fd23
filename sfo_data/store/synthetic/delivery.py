"""Writes the extract as deliveries in the contract's format, one for each day of knowledge."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import polars as pl

from sfo_data.store.schema import TABLES, Table
from sfo_data.store.synthetic import (
    actions,
    caseload,
    findings,
    history,
    involvement,
    knowledge,
    qa_rounds,
    reference,
    reviews,
    staffing,
    victims,
)
from sfo_data.store.synthetic.calibration import FIRST_DAY, KNOWN_ON

FORMATS = ("csv", "parquet")
MOST_WEEKS = (KNOWN_ON - FIRST_DAY).days // 7

_MADE_FROM_HISTORY: dict[str, Callable[[history.History], pl.DataFrame]] = {
    "reviews": reviews.reviews,
    "qa_rounds": qa_rounds.qa_rounds,
    "findings": findings.findings,
    "finding_codes": findings.finding_codes,
    "actions": actions.actions,
    "agency_involvement": involvement.agency_involvement,
    "practitioner_involvement": involvement.practitioner_involvement,
    "victim_contacts": victims.victim_contacts,
    "independent_qa": qa_rounds.independent_qa,
}


def write(
    out: Path,
    seed: int,
    cases: int | None = None,
    weeks: int = 1,
    file_format: str = "csv",
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Writes `weeks` deliveries and returns their folders, oldest first.

    One week lies straight in `out`; more lie in a folder a Monday, the last Monday 11 May 2020. `cases` is the number
    of notifications; `progress` is called with the number of files written and of all files. The same arguments give
    the same bytes. Raises ValueError for an impossible number or an unknown format.
    """
    _check(cases, weeks, file_format)
    days = [KNOWN_ON - timedelta(weeks=weeks - 1 - week) for week in range(weeks)]
    folders = [out] if weeks == 1 else [out / day.isoformat() for day in days]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for table, truth in _truths(seed, cases):
        for folder, day in zip(folders, days, strict=True):
            _write_table(knowledge.as_known(table, truth, day), folder / f"{table.name}.{file_format}")
            written += 1
            if progress:
                progress(written, len(TABLES) * weeks)
    for folder, day in zip(folders, days, strict=True):
        notice = json.dumps({"known_on": day.isoformat(), "is_synthetic": True}, indent=2)
        (folder / "delivery.json").write_text(notice + "\n", encoding="utf-8")
    return folders


def _check(cases: int | None, weeks: int, file_format: str) -> None:
    if cases is not None and cases < 1:
        raise ValueError(f"The number of cases must be 1 or more, not {cases}.")
    if not 1 <= weeks <= MOST_WEEKS:
        raise ValueError(f"The number of weeks must be from 1 to {MOST_WEEKS} (back to June 2014), not {weeks}.")
    if file_format not in FORMATS:
        raise ValueError(f"The format must be csv or parquet, not {file_format}.")


def _truths(seed: int, cases: int | None) -> Iterator[tuple[Table, pl.DataFrame]]:
    """Each table of the contract with its final truth, in the order of its key; one at a time, to spare memory."""
    drawn = history.draw(seed, cases, KNOWN_ON)
    for table in TABLES:
        if table.name in _MADE_FROM_HISTORY:
            truth = _MADE_FROM_HISTORY[table.name](drawn)
        elif table.name == "caseload":
            truth = caseload.caseload(seed)
        elif table.name == "qa_staffing":
            truth = staffing.qa_staffing(drawn.size)
        else:
            truth = reference.read(table.name).with_columns(known_from=pl.lit(FIRST_DAY))
        yield table, truth.with_columns(pl.col(pl.Enum).cast(pl.String)).sort(table.key, nulls_last=True)


def _write_table(rows: pl.DataFrame, path: Path) -> None:
    if path.suffix == ".csv":
        rows.write_csv(path)
    else:
        rows.write_parquet(path)
