"""Every setting of the definitions counts the cases that a plain reading of the delivery counts."""

import pytest
from polars.testing import assert_frame_equal

from sfo_data.definitions.filters import from_choices
from sfo_data.definitions.measures import MEASURES
from sfo_data.questions import queries
from sfo_data.questions.figures import figures
from sfo_data.subjects.definition_choices import reconciliation as r
from sfo_data.subjects.definition_choices.definitions import DEFAULT, Definitions, combinations, under
from sfo_data.subjects.definition_choices.findings import verdicts
from tests import oracle
from tests.material.box import NEWEST


@pytest.fixture(scope="module")
def naive(deliveries):
    """The delivery's cases by plain Python, with the dates and the calendar clock that the oracle leaves out."""
    folder = deliveries / NEWEST.isoformat()
    rows = oracle.read(folder, "reviews")
    received = {}
    for each in oracle.read(folder, "qa_rounds"):
        first = received.get(each["review_id"], "9999")
        received[each["review_id"]] = min(first, each["received_on"])
    cases = []
    for row, case in zip(rows, oracle.build(folder, NEWEST).cases, strict=True):
        start = oracle.day(received.get(row["review_id"], ""))
        end = case["qa_completed_on"] or (NEWEST if case["is_open"] else None)
        spent = (end - start).days if start and end else None
        dates = {name: oracle.day(row[name]) for name in ("offence_on", "charged_on")}
        cases.append({**case, **dates, "review_id": row["review_id"], "spent": spent})
    return cases


def counted_naively(cases, setting, start, end):
    """The identifiers each count holds, one case at a time."""
    found = {name: set() for name in r.COUNTS}
    for case in cases:
        on, done = case[setting.counted_by], case["qa_completed_on"]
        clock = {"qa": case["qa_days"], "open": case["open_days"]}
        if setting.clock == "calendar":
            clock = {"qa": case["spent"] if done else None, "open": case["spent"] if case["is_open"] else None}
        if on is not None and start <= on < end:
            found["sfo_reviews"].add(case["review_id"])
            if case["is_murder"] and case[setting.risk] in ("Low", "Medium"):
                found["low_or_medium_share"].add(case["review_id"])
        if done and start <= done < end and clock["qa"] <= 20:
            found["qa_within_target_share"].add(case["review_id"])
        if case["is_open"] and clock["open"] > 20:
            found["open_over_target"].add(case["review_id"])
    return found


@pytest.mark.parametrize("name", ["cy-2018", "last-12-months"])
def test_every_setting_counts_the_cases_a_plain_reading_of_the_delivery_counts(store, naive, name):
    filters = from_choices(queries.facts(store).known, {}, name, NEWEST)
    read, span = r.once(queries.reader(store)), (filters.period.start, filters.period.end)
    listed = r.cases(read, filters)
    assert listed["review_id"].is_unique().all()
    usual = counted_naively(naive, DEFAULT, *span)
    reported = {(row["name"], row["definitions"]): row for row in r.reconciliation(read, filters).to_dicts()}
    for setting in combinations():
        for count, wanted in counted_naively(naive, setting, *span).items():
            reason = r.why_not(count, setting, filters.period)
            assert set(listed.filter(reason.is_null())["review_id"]) == wanted, (count, setting)
            row = reported[count, r.setting_in_words(setting, r.COUNTS[count][1])]
            assert (row["by_default"], row["counted"]) == (len(usual[count]), len(wanted))
            assert (row["out"], row["came_in"]) == (len(usual[count] - wanted), len(wanted - usual[count]))


def test_the_default_is_what_the_rest_of_the_product_shows(store):
    filters = from_choices(queries.facts(store).known, {}, "cy-2018", NEWEST)
    read = r.once(queries.reader(store))
    names = [name for name, measure in MEASURES.items() if measure.kind != "people"]
    assert_frame_equal(figures(under(read, DEFAULT), filters, names), figures(read, filters, names))
    found, shown = verdicts(read, filters), figures(read, filters, ["low_or_medium_share", "qa_within_target_share"])
    assert shown["numerator"][0] == 82 and found["most_low_or_medium", DEFAULT].figure.startswith("66% (82 of 124)")
    assert f"({shown['numerator'][1]} of {shown['denominator'][1]:.0f})" in found["most_miss_target", DEFAULT].figure


def test_risk_at_its_highest_is_the_registrys_other_measure(store):
    filters = from_choices(queries.facts(store).known, {"division": ["London"]}, "cy-2018", NEWEST)
    read = queries.reader(store)
    at_highest = figures(under(read, Definitions(risk="risk_highest")), filters, ["low_or_medium_share"])
    other = figures(read, filters, ["low_or_medium_highest_share"])
    assert_frame_equal(at_highest.drop("measure"), other.drop("measure"))
