"""Findings under every setting of the definitions, worked by hand, and a case list that adds up for each."""

import math
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from scipy.stats import binomtest

from sfo_data import queries
from sfo_data.figures import figures
from sfo_data.filters import NATIONAL, Filters, from_choices
from sfo_data.measures import MEASURES
from sfo_data.periods import period
from sfo_data.switchboard import reconciliation as r
from sfo_data.switchboard import words
from sfo_data.switchboard.definitions import DEFAULT, SWITCHES, Definitions, combinations, under
from sfo_data.switchboard.findings import FINDINGS, Verdict, verdicts
from tests import oracle
from tests.conftest import NEWEST

KNOWN_ON = date(2019, 6, 30)
FILTERS = Filters(NATIONAL, KNOWN_ON, period("cy-2018", KNOWN_ON, date(2014, 6, 1)))
IN, BEFORE, AFTER = date(2018, 7, 2), date(2017, 7, 3), date(2019, 1, 7)
CASE = {
    "notified_on": IN, "offence_on": IN, "charged_on": IN, "offence_group": "Murder",
    "is_murder_or_manslaughter": True, "risk_at_offence": "Medium", "risk_highest": "Medium",
    "provider_type": "NPS", "successor_region": "Wales", "review_status": "Being written", "qa_completed_on": None,
    "qa_working_days": None, "qa_calendar_days": None, "open_working_days": None, "open_calendar_days": None,
}  # fmt: skip
TYPES = {
    **{name: pl.Date for name in CASE if name.endswith("_on")},
    **{name: pl.Int64 for name in CASE if name.endswith("_days")},
    "is_murder_or_manslaughter": pl.Boolean,
}
SCHEMA = {"review_id": pl.String, **{name: TYPES.get(name, pl.String) for name in CASE}}
FINISHED = {"review_status": "QA complete", "qa_completed_on": IN}
OPEN = {"review_status": "With QA"}


def reader(cases, caseload=()):
    """Answers as the store does, from a list of what each case has other than `CASE`."""
    rows = pl.DataFrame([{"review_id": str(n), **CASE, **case} for n, case in enumerate(cases)], schema=SCHEMA)
    people = pl.DataFrame(
        [(date(2018, 10, 1), date(2018, 12, 31), kind, region, "Medium", 1000) for kind, region in caseload],
        schema={
            "quarter_start_on": pl.Date,
            "quarter_end_on": pl.Date,
            "provider_type": pl.String,
            "successor_region": pl.String,
            "risk": pl.String,
            "people": pl.Int64,
        },
        orient="row",
    )

    def read(question, filters, dated_by):
        frame = rows if question == "reviews" else people
        if dated_by is None:
            return frame
        return frame.filter(pl.col(dated_by).is_between(filters.period.start, filters.period.end, closed="left"))

    return read


def answers(found, name):
    """The answer under each setting of the switches the finding depends on."""
    finding = next(each for each in FINDINGS if each.name == name)
    return {setting: found[name, setting].answer for setting in combinations(finding.depends_on)}


def test_there_are_24_settings_and_the_default_is_the_first():
    assert len(set(combinations())) == 24
    assert combinations()[0] == DEFAULT == Definitions("working", "risk_at_offence", "notified_on", "provider_type")


def test_more_sfos_by_notification_are_fewer_by_offence_and_neither_by_charge():
    cases = [{"offence_on": BEFORE}] * 30 + [{"notified_on": BEFORE, "charged_on": BEFORE}] * 10
    cases += [{"notified_on": date(2016, 1, 4), "charged_on": BEFORE, "offence_on": None}] * 20
    found = verdicts(reader(cases), FILTERS)
    by_date = {setting.counted_by: answer for setting, answer in answers(found, "more_than_before").items()}
    assert by_date == {"notified_on": "Yes", "offence_on": "No", "charged_on": "Cannot say"}
    share = binomtest(30, 40).proportion_ci(method="exact")
    low, high = share.low / (1 - share.low), share.high / (1 - share.high)
    assert found["more_than_before", DEFAULT].figure == f"30 against 10; ratio {low:.2f} to {high:.2f}"


# Wilson by hand for 10 cases (z^2 = 3.8415): 10 of 10: 10 / 13.8415 = 0.72 to 1; 5 of 10: 0.24 to 0.76; 0 of 10: 0 to
# 0.28.
@pytest.mark.parametrize(
    ("low_at_offence", "low_at_highest", "answer", "other"),
    [
        (10, 5, "Yes", "Cannot say"),
        (10, 0, "Yes", "No"),
        (5, 5, "Cannot say", "Cannot say"),
        (5, 0, "Cannot say", "No"),
    ],
)
def test_most_had_been_low_or_medium_risk_turns_with_the_risk_meant(low_at_offence, low_at_highest, answer, other):
    cases = [
        {"risk_at_offence": "Low" if n < low_at_offence else "Not recorded",
         "risk_highest": "Medium" if n < low_at_highest else "Very high"}
        for n in range(10)
    ]  # fmt: skip
    found = verdicts(reader([*cases, {"is_murder_or_manslaughter": False}]), FILTERS)
    by_risk = answers(found, "most_low_or_medium")
    assert {by_risk[replace(DEFAULT, counted_by=day)] for day in SWITCHES["counted_by"].options} == {answer}
    assert by_risk[replace(DEFAULT, risk="risk_highest")] == other
    if low_at_offence == 10:
        assert found["most_low_or_medium", DEFAULT].figure == "100% (10 of 10); 72% to 100%"


def test_twenty_working_days_are_within_the_target_and_twenty_eight_calendar_days_are_not():
    finished = [{**FINISHED, "qa_working_days": 20, "qa_calendar_days": 28}] * 10
    opened = [{**OPEN, "open_working_days": 20, "open_calendar_days": 28}] * 10
    found = verdicts(reader([*finished, *opened]), FILTERS)
    for name in ("most_miss_target", "median_over_target", "most_open_late"):
        assert {setting.clock: answer for setting, answer in answers(found, name).items()} == {
            "working": "No", "calendar": "Yes",
        }, name  # fmt: skip
    assert found["median_over_target", DEFAULT].figure == "20 (10 reviews); 20 to 20"
    assert found["most_miss_target", DEFAULT].figure == "100% (10 of 10); 72% to 100%"


def test_a_median_of_too_few_reviews_says_nothing():
    found = verdicts(reader([{**FINISHED, "qa_working_days": 90, "qa_calendar_days": 130}] * 5), FILTERS)
    assert found["median_over_target", DEFAULT] == Verdict("Cannot say", "90 (5 reviews); too few for an interval")


# Two types with as many people each expect 40 of 80. Their four e-values fall under the rule from 4 / 0.05 = 80 on, or
# 40 where two do. For 58 of 40, the mean of r^58 e^(-40 (r - 1)) over r = 1.25, 1.5, 2: (19.0 + 33.7 + 1.2) / 3 = 18;
# for 63: (57.9 + 255.8 + 39.2) / 3 = 118.
@pytest.mark.parametrize(("nps", "answer"), [(58, "Cannot say"), (63, "Yes")])
def test_a_group_stands_out_where_its_evidence_passes_the_rule_of_the_providers(nps, answer):
    cases = [{"provider_type": "NPS", "successor_region": "B; A"}] * nps
    cases += [{"provider_type": "CRC", "successor_region": "A; B"}] * (80 - nps)
    found = verdicts(reader(cases, [("NPS", "B; A"), ("CRC", "A; B")]), FILTERS)
    evidence = sum(ratio**nps * math.exp(-40 * (ratio - 1)) for ratio in (1.25, 1.5, 2.0)) / 3
    assert (evidence >= 80) == (answer == "Yes")
    assert found["group_above_risk_mix", DEFAULT].answer == answer
    as_region = found["group_above_risk_mix", replace(DEFAULT, grouping="successor_region")]
    assert as_region == Verdict("Cannot say", "0 of 1 groups; most evidence for A and B, 80 against 80.0 expected")
    turn = "cannot be said with providers grouped by 2021 region"
    assert (turn in " ".join(words.flips(found))) == (answer == "Yes")


def test_without_cases_there_is_nothing_to_find():
    found = verdicts(reader([], [("NPS", "Wales")]), FILTERS)
    assert {verdict.answer for verdict in found.values()} == {"No data"}
    assert words.title(found).startswith("No cases") and words.flips(found) == []


def made_up(answer_of):
    return {(f.name, s): Verdict(answer_of(f, s), "") for f in FINDINGS for s in combinations()}


def test_the_sentence_names_the_fewest_choices_that_turn_an_answer():
    def answer(finding, setting):
        is_offence = setting.counted_by == "offence_on"
        if finding.name == "more_than_before":
            return "No" if is_offence else "Yes"
        if finding.name == "most_low_or_medium" and setting.risk == "risk_highest":
            return "Cannot say" if is_offence else "Yes"
        return "Yes"

    found = made_up(answer)
    assert words.title(found) == "4 of 6 findings have the same answer under all 24 combinations"
    assert words.flips(found) == [
        "“There were more SFOs than in the period before”: yes by default; no with cases counted by offence.",
        "“Most people charged with murder or manslaughter had been assessed as low or medium risk”: yes by default; "
        "cannot be said with risk taken at its highest in the sentence, cases counted by offence.",
    ]
    cells = words.grid(found).rows(named=True)
    assert [list(row.values())[2:] for row in cells[:3]] == [
        ["Yes (default)", "Differs: no", "Yes"],
        ["Yes (default)", "Yes", "Yes"],
        ["Yes", "Differs: cannot be said", "Yes"],
    ]
    assert list(cells[-1].values())[2:] == ["Yes", "not affected", "not affected"]
    chosen = words.beside_default(found, Definitions(clock="calendar", counted_by="offence_on"))
    assert chosen["Compared"].to_list() == ["differs", *["same answer"] * 5]
    assert set(words.beside_default(found, DEFAULT)["Compared"]) == {"the default"}


@given(st.lists(st.sampled_from(["Yes", "No", "Cannot say"]), min_size=12, max_size=12))
def test_the_choices_named_cover_exactly_the_settings_that_turn(drawn):
    finding = next(each for each in FINDINGS if len(each.depends_on) == 3)
    found = {
        (finding.name, setting): Verdict(answer, "")
        for setting, answer in zip(combinations(finding.depends_on), drawn, strict=True)
    }
    named = {
        setting: answer
        for when, answer in words.conditions(found, finding)
        for setting in combinations(finding.depends_on)
        if all(getattr(setting, name) == option for name, option in when.items())
    }
    usual = found[finding.name, DEFAULT].answer
    assert named == {s: found[n, s].answer for n, s in found if found[n, s].answer != usual}


days = st.sampled_from([BEFORE, IN, AFTER, None])
risks = st.sampled_from(["Low", "Medium", "High", "Very high", "Not recorded"])
lengths = st.sampled_from([0, 20, 21, None])
any_case = st.fixed_dictionaries(
    {
        "notified_on": st.sampled_from([BEFORE, IN, AFTER]), "offence_on": days, "charged_on": days,
        "is_murder_or_manslaughter": st.booleans(), "risk_at_offence": risks, "risk_highest": risks,
    }
)  # fmt: skip
progress = st.one_of(
    st.just({}),
    st.builds(
        lambda on, work, more: {
            **FINISHED, "qa_completed_on": on, "qa_working_days": work,
            "qa_calendar_days": None if work is None else work + more,
        },
        st.sampled_from([BEFORE, IN, AFTER]), lengths, st.integers(0, 3),
    ),
    st.builds(
        lambda work, more: {
            **OPEN, "open_working_days": work, "open_calendar_days": None if work is None else work + more
        },
        lengths, st.integers(0, 3),
    ),
)  # fmt: skip


@settings(deadline=None, max_examples=50)
@given(st.lists(st.builds(lambda case, more: {**case, **more}, any_case, progress), max_size=12))
def test_default_less_out_plus_in_is_what_each_definition_counts_and_every_move_has_its_reason(cases):
    read = reader(cases)
    added_up = r.reconciliation(read, FILTERS)
    assert added_up.filter(pl.col("by_default") - pl.col("out") + pl.col("came_in") != pl.col("counted")).is_empty()
    listed = r.cases(read, FILTERS)
    for name in r.COUNTS:
        for setting in combinations():
            unexplained = listed.filter(r.why_not(name, setting, FILTERS.period).is_null())["review_id"]
            assert set(unexplained) == set(r.counted(read, FILTERS, name, setting)), (name, setting)
    assert "null" not in " ".join(added_up["why"])


def test_each_move_has_its_reason_in_words():
    cases = [
        {},
        {"offence_on": BEFORE},
        {"offence_on": None, "risk_highest": "High"},
        {"notified_on": AFTER},
        {"risk_at_offence": "Not recorded"},
    ]
    why = {(row["name"], row["definitions"]): row for row in r.reconciliation(reader(cases), FILTERS).to_dicts()}
    by_offence = why["sfo_reviews", "cases counted by offence"]
    assert [by_offence[name] for name in ("by_default", "out", "came_in", "counted")] == [4, 2, 1, 3]
    assert by_offence["why"] == (
        "Out: 1 no date of offence recorded, 1 offence before the period. In: 1 notified after the period"
    )
    at_highest = why["low_or_medium_share", "risk taken at its highest in the sentence, cases counted by notification"]
    assert at_highest["why"] == "Out: 1 highest risk was high or very high. In: 1 risk at the offence not recorded"
    table = r.case_table(reader(cases), FILTERS)
    assert table["Counted by offence"].sort().to_list() == [
        "in", "in", "in", "out: no date of offence recorded", "out: offence before the period",
    ]  # fmt: skip


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
            row = reported[count, r.said(setting, r.COUNTS[count][1])]
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
