"""Does the extract reproduce the published figures, counted from its files by hand?"""

from collections import Counter
from datetime import date
from pathlib import Path

import holidays
import pytest

from tests.material.synthetic_reading import Row, keyed, median, rows, share


def notified(folder: Path, start: str, end: str) -> list[Row]:
    """Notifications from `start` to `end`, both included (ISO dates sort as text)."""
    return [row for row in rows(folder, "reviews") if start <= row["notified_on"] <= end]


def homicides(folder: Path, found: list[Row]) -> list[Row]:
    offences = keyed(folder, "offences", "offence_code")
    return [row for row in found if offences[row["offence_code"]]["is_murder_or_manslaughter"] == "true"]


def by_type(found: list[Row]) -> Counter[str]:
    return Counter({"N": "NPS", "C": "CRC"}[row["provider_code"][0]] for row in found)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("2014-06-01", "2015-03-31", 400),
        ("2015-04-01", "2016-03-31", 507),
        ("2016-04-01", "2017-03-31", 517),
        ("2017-04-01", "2018-03-31", 627),
        ("2018-01-01", "2018-12-31", 493),
        ("2019-01-01", "2019-12-31", 500),
        ("2020-01-01", "2020-05-11", 158),
    ],
)
def test_each_year_has_its_notifications(delivery: Path, start: str, end: str, count: int) -> None:
    assert len(notified(delivery, start, end)) == count


def test_nps_and_crc_share_the_years_as_published(delivery: Path) -> None:
    assert by_type(notified(delivery, "2017-04-01", "2018-03-31")) == {"NPS": 357, "CRC": 270}
    assert by_type(notified(delivery, "2018-01-01", "2018-12-31")) == {"NPS": 281, "CRC": 212}
    assert by_type(notified(delivery, "2016-04-01", "2017-03-31")) == {"NPS": 283, "CRC": 234}


def test_124_of_2018_are_murder_or_manslaughter_and_82_of_them_low_or_medium_risk(delivery: Path) -> None:
    found = homicides(delivery, notified(delivery, "2018-01-01", "2018-12-31"))
    risks = Counter(row["risk_at_offence"] for row in found)
    assert len(found) == 124
    assert risks["Low"] + risks["Medium"] == 82
    assert risks[""] == 0


def test_22_percent_of_the_judgements_of_2018_are_not_clear(delivery: Path) -> None:
    judged = [row["reasonable_steps"] for row in notified(delivery, "2018-01-01", "2018-12-31")]
    assert round(100 * share(value == "No clear judgement" for value in judged if value)) == 22


def test_offence_groups_hold_the_published_proportions(delivery: Path) -> None:
    groups = {row["offence_code"]: row["offence_group"] for row in rows(delivery, "offences")}
    found = Counter(groups[row["offence_code"]] for row in notified(delivery, "2017-01-01", "2017-12-31"))
    total = sum(found.values())
    # 2017: 114 murders, 57 aggravated burglaries and 22 kidnappings among 451 charged outside rape, robbery and terror
    # (assumed to be 18%, 12% and 1%, so that the rest is 69%).
    for group, wanted in {
        "Murder": 114 / 451 * 0.69,
        "Aggravated burglary": 57 / 451 * 0.69,
        "Kidnapping": 22 / 451 * 0.69,
        "Rape": 0.18,
        "Robbery": 0.12,
        "Terrorism": 0.01,
    }.items():
        assert abs(found[group] - wanted * total) < 1


def test_no_notification_arrives_on_a_weekend_or_a_bank_holiday(delivery: Path) -> None:
    closed = holidays.country_holidays("GB", subdiv="ENG", years=range(2014, 2021))
    days = {date.fromisoformat(row["notified_on"]) for row in rows(delivery, "reviews")}
    assert not [day for day in days if day.weekday() >= 5 or day in closed]


def test_the_caseload_has_the_published_totals(delivery: Path) -> None:
    people: Counter[str] = Counter()
    nps: Counter[str] = Counter()
    for row in rows(delivery, "caseload"):
        people[row["quarter_end_on"]] += int(row["people"])
        nps[row["quarter_end_on"]] += int(row["people"]) * row["provider_code"].startswith("N")
    assert people["2019-12-31"] == 247_759
    assert people["2017-03-31"] == 268_062
    assert people["2019-06-30"] > 250_000
    assert 106_000 < nps["2019-06-30"] < 107_000
    assert people["2014-06-30"] < people["2015-12-31"] < people["2017-03-31"]
    assert min(people) == "2014-06-30" and max(people) == "2020-03-31" and len(people) == 24


# Rounded figures of inspection press releases, at the end of the quarter after the statement.
@pytest.mark.parametrize(
    ("provider", "quarter", "at_least", "at_most"),
    [
        ("N04", "2018-09-30", 17_000, 18_000),
        ("N02", "2019-06-30", 18_500, 19_000),
        ("C17", "2019-09-30", 28_000, 29_000),
        ("C14", "2019-06-30", 3_000, 3_500),
        ("C18", "2018-12-31", 4_000, 4_500),
        ("C02", "2019-06-30", 5_500, 6_000),
        ("C03", "2019-12-31", 3_600, 4_000),
        ("C01", "2019-09-30", 3_700, 4_000),
        ("C04", "2019-12-31", 5_000, 5_500),
        ("C10", "2019-03-31", 8_500, 9_500),
        ("C15", "2019-09-30", 6_000, 6_500),
    ],
)
def test_providers_keep_their_published_sizes(
    delivery: Path, provider: str, quarter: str, at_least: int, at_most: int
) -> None:
    of_provider = [row for row in rows(delivery, "caseload") if row["provider_code"] == provider]
    assert at_least <= sum(int(row["people"]) for row in of_provider if row["quarter_end_on"] == quarter) <= at_most


def test_charges_take_about_eight_working_days_to_be_notified_and_some_much_longer(delivery: Path) -> None:
    pairs = [(row["charged_on"], row["notified_on"]) for row in rows(delivery, "reviews") if row["charged_on"]]
    days = [(date.fromisoformat(end) - date.fromisoformat(start)).days for start, end in pairs]
    # Eight working days are ten to fourteen calendar days.
    assert 10 <= median(days) <= 14
    assert max(days) > 42


def test_mature_charges_end_in_conviction_of_the_sfo_in_half_to_three_fifths(delivery: Path) -> None:
    outcomes = [row["charge_outcome"] for row in notified(delivery, "2015-01-01", "2017-12-31")]
    assert 0.5 <= share(outcome == "Convicted of the SFO" for outcome in outcomes if outcome) <= 0.62
    recent = [row["charge_outcome"] for row in notified(delivery, "2020-01-01", "2020-05-11")]
    assert share(outcome == "" for outcome in recent) > 0.7


def test_about_one_review_in_25_stops_because_the_charge_was_dropped(delivery: Path) -> None:
    assert 0.03 <= share(row["withdrawn_on"] != "" for row in rows(delivery, "reviews")) <= 0.06


def test_crc_cases_are_mostly_low_or_medium_risk_and_nps_cases_mostly_not(delivery: Path) -> None:
    assessed = [row for row in rows(delivery, "reviews") if row["risk_at_offence"]]
    is_lower = {"N": [], "C": []}  # type: dict[str, list[bool]]
    for row in assessed:
        is_lower[row["provider_code"][0]].append(row["risk_at_offence"] in ("Low", "Medium"))
    assert share(is_lower["C"]) > 0.85
    assert share(is_lower["N"]) < 0.4


def test_the_highest_risk_is_never_below_the_risk_at_the_offence(delivery: Path) -> None:
    order = ["Low", "Medium", "High", "Very high"]
    both = [row for row in rows(delivery, "reviews") if row["risk_at_offence"] and row["risk_highest"]]
    assert not [row for row in both if order.index(row["risk_highest"]) < order.index(row["risk_at_offence"])]


def test_offences_number_76_in_18_groups_with_only_murder_and_manslaughter_flagged(delivery: Path) -> None:
    offences = rows(delivery, "offences")
    assert [row["offence_code"] for row in offences] == [f"{number:03d}" for number in range(1, 77)]
    assert len({row["offence_group"] for row in offences}) == 18
    assert len({row["offence"] for row in offences}) == 76
    flagged = [row["offence"] for row in offences if row["is_murder_or_manslaughter"] == "true"]
    assert flagged == ["Murder", "Manslaughter"]
    assert Counter(row["membership"] for row in offences).keys() == {"Sourced", "Assumed"}


def test_providers_are_7_divisions_21_companies_and_12_regions(delivery: Path) -> None:
    codes = {row["provider_code"] for row in rows(delivery, "providers")}
    assert Counter(code[0] for code in codes) == {"N": 7, "C": 21, "P": 12}


def test_every_day_since_june_2014_has_one_description_of_each_provider(delivery: Path) -> None:
    spans: dict[str, list[tuple[str, str]]] = {}
    for row in rows(delivery, "providers"):
        spans.setdefault(row["provider_code"], []).append((row["valid_from_on"], row["valid_to_on"]))
    for code, found in spans.items():
        ordered = sorted(found)
        assert ordered[0][0] == ("2021-06-26" if code.startswith("P") else "2014-06-01")
        assert ordered[-1][1] == ("" if code.startswith("P") else "2021-06-26")
        assert [end for _, end in ordered[:-1]] == [start for start, _ in ordered[1:]]


def test_three_companies_pass_from_working_links_to_seetec_in_february_2019(delivery: Path) -> None:
    owners = {(row["provider_code"], row["valid_from_on"]): row["owner"] for row in rows(delivery, "providers")}
    passed = [code for (code, start), owner in owners.items() if start == "2019-02-15" and owner == "Seetec"]
    assert sorted(passed) == ["C10", "C15", "C19"]
    assert {owners[code, "2015-02-01"] for code in passed} == {"Working Links"}
