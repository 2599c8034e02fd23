"""A share of few is said as counts: one case more would be another finding, so it makes no headline."""

import polars as pl
import pytest

from sfo_data.definitions.measures import MEASURES
from sfo_data.publishing.briefing import briefing_words
from sfo_data.statistics.stands_apart import FEW
from sfo_data.subjects.involvement import agencies, agency_words, practitioner_words, practitioners
from sfo_data.subjects.involvement.homicides import Coverage
from sfo_data.subjects.quality import ratings
from sfo_data.subjects.themes import theme_words
from sfo_data.subjects.turnaround import turnaround_words
from sfo_data.wording import coverage_words, narrative, number_format, titles
from sfo_data.wording.number_format import share


def headline(base: int) -> str:
    row = {"measure": "low_or_medium_share", "value": 1.0, "numerator": base, "denominator": float(base)}
    return titles.share_title(pl.DataFrame([row]), "low_or_medium_share", "Low or medium risk")


def largest(base: int) -> str:
    groups = pl.DataFrame({"offence_group": ["Rape"], "numerator": [base], "share": [1.0]})
    return titles.largest_title(groups, "offence_group", "the largest offence group")


def fullest(base: int) -> str:
    crossed = pl.DataFrame({"offence_group": ["Rape"], "provider_type": ["NPS"], "numerator": [base]})
    return titles.crossing_title(crossed, "offence_group", "provider_type")


def movement(base: int) -> str:
    moved = pl.DataFrame({"risk_at_start": ["Low"], "risk_at_offence": ["High"], "numerator": [base]})
    return titles.movement_title(moved)


def rated(base: int) -> str:
    parts = pl.DataFrame({"group": ["A"], "rating": ["Good"], "numerator": [base]})
    return ratings.title(parts, "Overall")


def agency_steps(base: int) -> str:
    steps = pl.DataFrame({"measure": agencies.STEPS, "numerator": [base] * 3, "denominator": [float(base)] * 3})
    return agency_words.steps_title(steps)


def practitioner_steps(base: int) -> str:
    steps = practitioners.STEPS
    return practitioner_words.answers_title(
        pl.DataFrame({"measure": steps, "answer": ["Yes"] * len(steps), "numerator": [base] * len(steps)})
    )


def uncovered(base: int) -> str:
    return agency_words.coverage_title(Coverage(base, 0, 0, 0))


def most_frequent(base: int) -> str:
    counted = {"theme": "Contact too thin", "theme_code": "T1", "reviews": base, "coded": base}
    return theme_words.frequency_title(pl.DataFrame([counted]), "What fell short")


def risk_of_all(base: int) -> str:
    return briefing_words.risk_title(pl.DataFrame({"risk": ["Low"], "numerator": [base]}), "risk")


def finished_in_time(base: int) -> str:
    quarter = {"received_in": "Jan to Mar 2019", "target": 20, "received": base, "within_target": 1.0}
    return turnaround_words.finished_title(pl.DataFrame([quarter]))


def on_a_card(name: str, base: int) -> str:
    row = {"measure": name, "numerator": base, "denominator": float(base), "value": 1.0, "lower": 0.5, "upper": 1.0}
    before = {f"{part}_before": value for part, value in row.items() if part != "measure"} | {"value_before": 0.5}
    return narrative.of_headline(
        {**row, **before, "days": 365, "days_before": 365, "before_words": "the year before"}
    ).title


def compared(base: int) -> str:
    return on_a_card("qa_within_target_share", base)


TITLES = (
    risk_of_all,
    finished_in_time,
    compared,
    headline,
    largest,
    fullest,
    movement,
    rated,
    agency_steps,
    practitioner_steps,
    uncovered,
    most_frequent,
)


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("base", [1, FEW - 1])
def test_no_title_makes_a_finding_of_a_share_of_few(title, base):
    words = title(base)
    assert "%" not in words and "most often" not in words.lower() and "largest:" not in words
    assert "is the largest" not in words


@pytest.mark.parametrize("title", TITLES)
def test_from_20_on_it_does(title):
    words = title(FEW)
    assert "100%" in words or "ost often" in words


def test_a_share_is_a_per_cent_or_too_few_for_one():
    assert (share(10, 20), share(1, 1), share(19, 19)) == ("50%", "too few for a share", "too few for a share")


@pytest.mark.parametrize(("base", "value", "unit"), [(1, "1 of 1", "notifications"), (FEW, "100%", "of notifications")])
def test_a_card_of_the_page_and_of_the_briefing_has_the_count_of_a_share_of_few(base, value, unit):
    row = {"measure": "nps_share", "value": 1.0, "numerator": base, "denominator": float(base), "not_compared": None}
    assert (coverage_words.shown(row), number_format.unit(MEASURES["nps_share"], row)) == (value, unit)
