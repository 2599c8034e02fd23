"""Does quality assurance slow down the way the inspection found?"""

from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest

from tests.material.synthetic_reading import keyed, median, rows, share

CLOSED = holidays.country_holidays("GB", subdiv="ENG", years=range(2014, 2021))
DAYS = [date(2014, 6, 1) + timedelta(days=number) for number in range(2300)]


@pytest.fixture(scope="module")
def working_days() -> dict[str, int]:
    """Working days so far, by ISO date."""
    count, counted = 0, {}
    for day in DAYS:
        count += day.weekday() < 5 and day not in CLOSED
        counted[day.isoformat()] = count
    return counted


def turnarounds(folder: Path, number: dict[str, int], start: str, end: str) -> list[int]:
    """Working days from first receipt to acceptance, of reviews accepted from `start` to `end`."""
    received = {row["review_id"]: row["received_on"] for row in rows(folder, "qa_rounds") if row["round_number"] == "1"}
    accepted = [row for row in rows(folder, "qa_rounds") if row["outcome"] == "Accepted"]
    return [
        number[row["completed_on"]] - number[received[row["review_id"]]]
        for row in accepted
        if start <= row["completed_on"] <= end
    ]


def test_early_reviews_mostly_meet_the_target(delivery: Path, working_days: dict[str, int]) -> None:
    days = turnarounds(delivery, working_days, "2014-06-01", "2016-12-31")
    assert share(each <= 20 for each in days) > 0.7
    assert median(days) <= 12


def test_reviews_finished_late_in_2019_took_about_six_months(delivery: Path, working_days: dict[str, int]) -> None:
    assert 105 <= median(turnarounds(delivery, working_days, "2019-10-01", "2019-12-31")) <= 140


def test_turnaround_grows_from_year_to_year(delivery: Path, working_days: dict[str, int]) -> None:
    medians = [median(turnarounds(delivery, working_days, f"{y}-01-01", f"{y}-12-31")) for y in range(2016, 2020)]
    assert medians == sorted(medians)
    assert medians[-1] > 6 * medians[0]


def test_a_backlog_is_open_in_may_2020_and_a_few_reviews_are_over_a_year_old(delivery: Path) -> None:
    reviews, first = keyed(delivery, "reviews", "review_id"), {}
    done = {row["review_id"] for row in rows(delivery, "qa_rounds") if row["outcome"] == "Accepted"}
    for row in rows(delivery, "qa_rounds"):
        if row["round_number"] == "1" and not reviews[row["review_id"]]["withdrawn_on"]:
            first[row["review_id"]] = row["received_on"]
    waiting = [received for review_id, received in first.items() if review_id not in done]
    assert 200 <= len(waiting) <= 400
    assert 2 <= sum(received < "2019-05-11" for received in waiting) <= 30


def test_a_fifth_to_a_quarter_of_first_rounds_are_returned_and_come_back_in_two_to_eight_weeks(
    delivery: Path, working_days: dict[str, int]
) -> None:
    rounds = {(row["review_id"], row["round_number"]): row for row in rows(delivery, "qa_rounds")}
    first = [row for (_, number), row in rounds.items() if number == "1" and row["outcome"]]
    assert 0.2 <= share(row["outcome"] == "Returned" for row in first) <= 0.25
    for (review_id, number), row in rounds.items():
        if number != "1":
            before = rounds[review_id, str(int(number) - 1)]
            assert before["outcome"] == "Returned"
            assert 10 <= working_days[row["received_on"]] - working_days[before["completed_on"]] <= 40


def test_posts_filled_fall_from_all_to_half(delivery: Path) -> None:
    posts = [(row["month_start_on"], row["posts_funded"], row["posts_filled"]) for row in rows(delivery, "qa_staffing")]
    assert posts[0] == ("2014-06-01", "8", "8")
    assert posts[-1] == ("2020-05-01", "8", "4")
    assert len(posts) == 72


def test_a_withdrawn_review_has_no_quality_assurance_after_its_withdrawal(delivery: Path) -> None:
    withdrawn = {row["review_id"]: row["withdrawn_on"] for row in rows(delivery, "reviews") if row["withdrawn_on"]}
    rounds = [row for row in rows(delivery, "qa_rounds") if row["review_id"] in withdrawn]
    assert rounds
    assert not [row for row in rounds if row["outcome"] == "Accepted"]
    assert not [row for row in rounds if max(row["received_on"], row["completed_on"]) > withdrawn[row["review_id"]]]
