"""A target holds from its day on; what came before is judged by the one before it."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from pages.frame.menu import MENU
from sfo_data.definitions import settings, targets
from sfo_data.definitions.measures import MEASURES
from sfo_data.definitions.targets import Target, WrongTarget

APRIL = date(2019, 4, 1)
FIRST = Target(date(2014, 6, 1), 20, "working", "HMIP")
STRICTER = (FIRST, Target(APRIL, 15, "working", "HMPPS"))
OTHER_CLOCK = (FIRST, Target(APRIL, 20, "calendar", "HMPPS"))
HEADINGS = "valid_from,days,clock,source\n"
# Received; days QA took, working and calendar; whether on time under STRICTER and under OTHER_CLOCK.
REVIEWS = [
    (date(2019, 3, 31), 18, 26, True, True),
    (APRIL, 18, 26, False, False),
    (APRIL, 15, 21, True, False),
    (APRIL, 14, 20, True, True),
    (date(2018, 1, 2), 21, 29, False, False),
    (date(2019, 9, 1), None, None, None, None),
]


def rows() -> pl.DataFrame:
    names = ["qa_received_on", "qa_working_days", "qa_calendar_days", "stricter", "other_clock"]
    frame = pl.DataFrame(REVIEWS, names, orient="row")
    waits = {f"open_{clock}_days": pl.col(f"qa_{clock}_days") for clock in targets.CLOCKS}
    return frame.with_columns(**waits, review_id=pl.lit("R1"), review_status=pl.lit("With QA"))


@pytest.mark.parametrize("waited", ["qa", "open"])
@pytest.mark.parametrize(("name", "held"), [("stricter", STRICTER), ("other_clock", OTHER_CLOCK)])
def test_each_review_is_judged_by_the_target_of_the_day_it_was_received(waited, name, held):
    found = rows().select(found=targets.is_within(waited, held), wanted=name)
    assert found["found"].to_list() == found["wanted"].to_list()


def test_a_target_is_in_force_from_its_day_on_and_the_first_before_it_too():
    days = [date(2014, 5, 31), date(2019, 3, 31), APRIL, date(2026, 1, 1)]
    assert [targets.on(day, STRICTER).days for day in days] == [20, 20, 15, 15]


def test_a_changed_target_is_said_with_its_day():
    assert targets.in_words((FIRST,)) == "20 working days"
    assert targets.in_words(OTHER_CLOCK) == "20 working days (from 1 April 2019: 20 calendar days)"


def test_the_box_holds_one_target_of_20_working_days():
    assert targets.in_words() == "20 working days"
    median = MEASURES["qa_median_days"]
    assert median.target_on(date(2018, 1, 1)) == 20.0 and MEASURES["qa_received"].target_on(APRIL) is None


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2019-04-01,20,lunar,x", "line 2: clock is “lunar”; write working or calendar"),
        ("2019-04-01,0,working,x", "line 2: days is “0”; write a whole number"),
        ("1 April,20,working,x", "line 2: .*YYYY-MM-DD"),
        ("2019-04-01,20,working,x\n2019-04-01,15,working,x", "two targets from 2019-04-01"),
        ("", "a line for each target"),
    ],
)
def test_a_wrong_file_is_refused_with_what_to_write(tmp_path, line, words):
    path = tmp_path / "targets.csv"
    path.write_text(HEADINGS + line)
    with pytest.raises(WrongTarget, match=words):
        targets.read(path)


SAYS = """
import polars as pl
from sfo_data.definitions.measures import MEASURES
rows = pl.read_parquet({path!r})
for name in ("qa_within_target_share", "open_over_target"):
    print(MEASURES[name].numerator, rows.select(MEASURES[name].counted.sum()).item())
print([MEASURES["qa_median_days"].target_on(day) for day in rows["qa_received_on"].head(2)])
"""


def test_a_second_line_in_the_file_changes_measures_and_their_sentences(tmp_path):
    held = tmp_path / "targets.csv"
    held.write_text(f"{HEADINGS}2014-06-01,20,working,HMIP\n2019-04-01,15,working,HMPPS\n")
    rows().write_parquet(tmp_path / "rows.parquet")
    told = subprocess.run(
        [sys.executable, "-c", SAYS.format(path=str(tmp_path / "rows.parquet"))],
        env={**os.environ, "SFO_TARGETS": str(held)},
        cwd=settings.PROJECT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    limit = "20 working days (from 1 April 2019: 15 working days)"
    assert told == [
        f"Reviews whose quality assurance took {limit} or fewer from first receipt 3",
        f"Reviews open for more than {limit} since HMPPS first received them 2",
        "[20.0, 15.0]",
    ]


SAYS_WHEN = """
from datetime import date
import polars as pl
from sfo_data.publishing.releases import contents
from sfo_data.subjects.turnaround import qa_work, turnaround_words
from sfo_data.definitions import targets
for day in (date(2019, 3, 31), date(2019, 4, 1)):
    print([each.label for each in contents.contents(day) if each.statistic == "survival"])
    print(qa_work.age_bands(targets.on(day).days)[0])
quarters = pl.DataFrame({
    "received_in": ["Jan to Mar 2019", "Apr to Jun 2019"], "target": [20, 15], "received": [40, 40],
    "modelled": [18.0, 18.0],
    "within_target": [0.6, 0.3],
})
for rows in (quarters.head(1), quarters):
    print(turnaround_words.medians_title(rows))
    print(turnaround_words.finished_title(rows))
print(turnaround_words.target_note())
"""


def test_what_was_told_before_a_change_of_the_target_is_told_the_same_after_it(tmp_path):
    held = tmp_path / "targets.csv"
    held.write_text(f"{HEADINGS}2014-06-01,20,working,HMIP\n2019-04-01,15,working,HMPPS\n")
    told = subprocess.run(
        [sys.executable, "-c", SAYS_WHEN],
        env={**os.environ, "SFO_TARGETS": str(held)},
        cwd=settings.PROJECT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    assert told == [
        "['Finished within 20 working days', 'Finished within 60 working days', 'Finished within 125 working days']",
        "{20: 'Up to 20', 60: '21 to 60', 125: '61 to 125', 250: '126 to 250'}",
        "['Finished within 15 working days', 'Finished within 60 working days', 'Finished within 125 working days']",
        "{15: 'Up to 15', 60: '16 to 60', 125: '61 to 125', 250: '126 to 250'}",
        "Within 20 working days: 18 for reviews received Jan to Mar 2019",
        "Finished within 20 working days: Jan to Mar 2019 60%",
        "Over 15 working days: 18 for reviews received Apr to Jun 2019",
        "Finished within the target of the time: Jan to Mar 2019 60%, Apr to Jun 2019 30%",
        " Target: 20 working days (from 1 April 2019: 15 working days); a quarter is judged by the one in force on its "
        "first day.",
    ]


def test_a_chart_has_each_target_from_its_own_day_on_and_none_that_begins_after_it():
    median = replace(MEASURES["qa_median_days"], targets=STRICTER)
    assert median.targets_in(date(2018, 1, 1), date(2019, 12, 1)) == [(date(2018, 1, 1), 20.0), (APRIL, 15.0)]
    assert median.targets_in(date(2018, 1, 1), date(2019, 3, 1)) == [(date(2018, 1, 1), 20.0)]
    assert MEASURES["qa_received"].targets_in(date(2018, 1, 1), APRIL) == []


def test_the_menu_names_no_target_because_it_is_the_same_for_every_day_looked_at():
    assert not any(letter.isdigit() for entry in MENU for letter in entry.title)
