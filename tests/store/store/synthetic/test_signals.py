"""Are the signals there that were put in on purpose, and do the other tables have the shape of the real process?"""

from collections import Counter
from pathlib import Path

from sfo_data.store.synthetic import PLANTED
from tests.material.synthetic_reading import keyed, rows, share


def divisions(folder: Path) -> dict[str, str]:
    """The division of each review."""
    of_provider = {row["provider_code"]: row["division"] for row in rows(folder, "providers")}
    return {row["review_id"]: of_provider[row["provider_code"]] for row in rows(folder, "reviews")}


def accepted_on(folder: Path) -> dict[str, str]:
    """The day each review was accepted."""
    return {row["review_id"]: row["completed_on"] for row in rows(folder, "qa_rounds") if row["outcome"] == "Accepted"}


def test_the_emerging_theme_grows_from_2019(delivery: Path) -> None:
    accepted, review = accepted_on(delivery), keyed(delivery, "findings", "finding_id")
    by_year: dict[str, list[bool]] = {}
    for row in rows(delivery, "finding_codes"):
        year = accepted[review[row["finding_id"]]["review_id"]][:4]
        by_year.setdefault(year, []).append(row["theme_code"] == PLANTED.emerging_theme)
    assert all(share(by_year[year]) < 0.06 for year in ("2015", "2016", "2017", "2018"))
    assert share(by_year["2019"]) > 1.5 * share(by_year["2018"])
    assert share(by_year["2020"]) > 2.5 * share(by_year["2018"])


def test_one_division_seldom_shares_reviews_with_agencies(delivery: Path) -> None:
    division, accepted = divisions(delivery), accepted_on(delivery)
    shared: dict[str, list[bool]] = {}
    for row in rows(delivery, "agency_involvement"):
        if row["has_findings"] == "true" and row["review_id"] in accepted:
            shared.setdefault(division[row["review_id"]], []).append(row["shared_on"] != "")
    shares = {name: share(flags) for name, flags in shared.items()}
    planted = shares.pop(PLANTED.sharing_division)
    assert planted < min(shares.values()) / 2


def test_one_division_has_low_take_up_by_victims(delivery: Path) -> None:
    division = divisions(delivery)
    taken: dict[str, list[bool]] = {}
    for row in rows(delivery, "victim_contacts"):
        if row["taken_up"]:
            taken.setdefault(division[row["review_id"]], []).append(row["taken_up"] == "true")
    shares = {name: share(flags) for name, flags in taken.items()}
    planted = shares.pop(PLANTED.take_up_division)
    assert planted < min(shares.values()) * 0.75


def test_victims_move_through_the_funnel_in_order(delivery: Path) -> None:
    outcomes = {row["review_id"]: row["charge_outcome"] for row in rows(delivery, "reviews")}
    contacts = rows(delivery, "victim_contacts")
    for row in contacts:
        assert outcomes[row["review_id"]]
        assert not (row["offered_on"] and row["no_offer_reason"])
        if row["no_offer_reason"] == "Not convicted":
            assert not outcomes[row["review_id"]].startswith("Convicted")
        if row["taken_up"]:
            assert row["offered_on"]
        if row["disclosed_on"] or row["senior_meeting_on"]:
            assert row["taken_up"] in ("true", "")
    assert {row["no_offer_reason"] for row in contacts} == {
        "",
        "Not convicted",
        "Not traced",
        "Asked not to be contacted",
        "Not recorded by provider",
    }


def test_an_accepted_review_has_about_four_findings_and_an_open_one_none(delivery: Path) -> None:
    accepted = accepted_on(delivery)
    counts = Counter(row["review_id"] for row in rows(delivery, "findings"))
    assert counts.keys() == accepted.keys()
    assert 3.7 <= sum(counts.values()) / len(counts) <= 4.3


def test_about_a_seventh_of_findings_are_not_coded_and_a_tenth_coded_twice(delivery: Path) -> None:
    coders: dict[str, set[str]] = {}
    for row in rows(delivery, "finding_codes"):
        coders.setdefault(row["finding_id"], set()).add(row["coder_id"])
    findings = [row["finding_id"] for row in rows(delivery, "findings")]
    assert 0.1 <= share(finding not in coders for finding in findings) <= 0.18
    assert 0.07 <= share(len(of_finding) == 2 for of_finding in coders.values()) <= 0.13


def test_every_theme_is_found_and_its_words_are_in_the_text(delivery: Path) -> None:
    themes = {row["theme_code"] for row in rows(delivery, "themes")}
    assert {row["theme_code"] for row in rows(delivery, "finding_codes")} == themes
    texts = {row["finding_text"] for row in rows(delivery, "findings")}
    assert len(texts) > 500
    assert all(text[0].isupper() and text.endswith(".") for text in texts)


def test_a_small_pilot_was_rated_independently(delivery: Path) -> None:
    accepted = accepted_on(delivery)
    pilot = rows(delivery, "independent_qa")
    assert len(pilot) == 40
    assert all(accepted[row["review_id"]].startswith("2019") for row in pilot)
    assert all(row["assessed_on"] > accepted[row["review_id"]] for row in pilot)


def test_national_actions_belong_to_hmpps_and_the_others_to_the_provider_of_the_review(delivery: Path) -> None:
    provider = {row["review_id"]: row["provider_code"] for row in rows(delivery, "reviews")}
    for row in rows(delivery, "actions"):
        is_national = row["action_level"] == "National"
        assert (row["review_id"] == "") == (row["owner_code"] == "") == is_national
        if not is_national:
            assert row["owner_code"] == provider[row["review_id"]]


def test_providers_differ_in_how_much_they_leave_empty(delivery: Path) -> None:
    empty: dict[str, list[bool]] = {}
    for row in rows(delivery, "reviews"):
        empty.setdefault(row["provider_code"], []).append(row["risk_assessed_on"] == "")
    shares = sorted(share(flags) for flags in empty.values())
    assert shares[-1] > 3 * shares[len(shares) // 4]
    assert shares[-1] < 0.6
