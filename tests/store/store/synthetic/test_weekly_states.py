"""Do the weekly deliveries move the way real ones do, and repeat themselves exactly for the same seed?"""

import hashlib
from itertools import pairwise
from pathlib import Path

import pytest

from sfo_data.store import synthetic
from tests.material.synthetic_reading import Row, keyed


def fingerprints(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def states(weekly: list[Path]) -> list[dict[str, Row]]:
    return [keyed(folder, "reviews", "review_id") for folder in weekly]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("first", 8), ("again", 8), ("other", 9)):
        synthetic.write(tmp_path / name, seed, cases=300, weeks=3)
    first, again, other = (fingerprints(tmp_path / name) for name in ("first", "again", "other"))
    assert first == again
    assert first["2020-05-11/reviews.csv"] != other["2020-05-11/reviews.csv"]


def test_parquet_repeats_itself_too(tmp_path: Path) -> None:
    for name in ("first", "again"):
        synthetic.write(tmp_path / name, 8, cases=300, file_format="parquet")
    assert fingerprints(tmp_path / "first") == fingerprints(tmp_path / "again")


def test_the_last_weekly_delivery_equals_the_single_one(weekly: list[Path], tmp_path: Path) -> None:
    synthetic.write(tmp_path, 1)
    assert fingerprints(tmp_path) == fingerprints(weekly[-1])


def test_progress_counts_every_file(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    synthetic.write(tmp_path, 1, cases=50, weeks=2, progress=lambda done, total: told.append((done, total)))
    assert told == [(number, 30) for number in range(1, 31)]


def test_a_notification_arrives_weeks_late(weekly: list[Path], states: list[dict[str, Row]]) -> None:
    late = [
        row
        for folder, before, after in zip(weekly, states, states[1:], strict=False)
        for review_id, row in after.items()
        if review_id not in before and row["notified_on"] <= folder.name
    ]
    assert late


def test_an_offence_is_reclassified_and_a_risk_corrected(states: list[dict[str, Row]]) -> None:
    changed = {
        name
        for before, after in pairwise(states)
        for review_id in before.keys() & after.keys()
        for name in ("offence_code", "risk_at_offence")
        if before[review_id][name] != after[review_id][name]
    }
    assert changed == {"offence_code", "risk_at_offence"}


def test_a_duplicate_notification_is_gone_from_later_deliveries(states: list[dict[str, Row]]) -> None:
    gone = {review_id for before, after in pairwise(states) for review_id in before.keys() - after}
    assert gone
    assert not gone & states[-1].keys()
    people = [row["person_id"] for row in states[-1].values()]
    assert len(people) == len(set(people))


def test_outcomes_and_withdrawals_once_told_stay_told(states: list[dict[str, Row]]) -> None:
    for before, after in pairwise(states):
        for review_id in before.keys() & after.keys():
            for name in ("charge_outcome", "withdrawn_on", "reasonable_steps", "extended_to_on"):
                assert before[review_id][name] in ("", after[review_id][name])
