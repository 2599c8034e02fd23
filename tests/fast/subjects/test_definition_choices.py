"""Findings under every setting of the definitions, worked by hand, and a case list that adds up for each."""

import math
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sfo_data.definitions.filters import NATIONAL, Filters
from sfo_data.definitions.periods import period
from sfo_data.subjects.definition_choices import definition_choice_words
from sfo_data.subjects.definition_choices import reconciliation as r
from sfo_data.subjects.definition_choices.definitions import DEFAULT, SWITCHES, Definitions, combinations
from sfo_data.subjects.definition_choices.findings import TESTED, Verdict, verdicts

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


HELD = pl.DataFrame(
    [
        *(("reviews", day, date(2014, 1, 1)) for day in ("notified_on", "offence_on", "charged_on", "qa_received_on")),
        ("caseload", "quarter_start_on", date(2014, 1, 1)),
    ],
    ["feed", "dated_by", "first_on"],
    orient="row",
)


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
        if question == "first_days":
            return HELD
        frame = rows if question == "reviews" else people
        if dated_by is None:
            return frame
        return frame.filter(pl.col(dated_by).is_between(filters.period.start, filters.period.end, closed="left"))

    return read


def answers(found, name):
    """The answer under each setting of the switches the finding depends on."""
    finding = next(each for each in TESTED if each.name == name)
    return {setting: found[name, setting].answer for setting in combinations(finding.depends_on)}


def test_there_are_24_settings_and_the_default_is_the_first():
    assert len(set(combinations())) == 24
    assert combinations()[0] == DEFAULT == Definitions("working", "risk_at_offence", "notified_on", "provider_type")


def test_more_sfos_by_notification_are_fewer_by_offence_and_neither_by_charge():
    # Five a month notified in 2018 and two a month in 2017; by offence the other way round; by charge as many in each.
    days = [(date(2018, month, 1), date(2017, month, 1)) for month in range(1, 13)]
    cases = [{"notified_on": now, "offence_on": then} for now, then in days for _ in range(5)]
    cases += [{"notified_on": then, "offence_on": now} for now, then in days for _ in range(2)]
    cases = [case | {"charged_on": case["notified_on"].replace(year=2017 + n % 2)} for n, case in enumerate(cases)]
    found = verdicts(reader(cases), FILTERS)
    by_date = {setting.counted_by: answer for setting, answer in answers(found, "more_than_before").items()}
    assert by_date == {"notified_on": "Yes", "offence_on": "No", "charged_on": "Cannot say"}
    # Even months: no more than Poisson, but for the t quantile of 22 degrees of freedom in place of the normal one.
    effect = (stats.t.ppf(0.975, 22) / stats.norm.ppf(0.975)) ** 2
    now, before = 60 / effect, 24 / effect
    low, high = stats.beta.ppf(0.025, now, before + 1), stats.beta.ppf(0.975, now + 1, before)
    ratio = f"{low / (1 - low):.2f} to {high / (1 - high):.2f}"
    assert found["more_than_before", DEFAULT].figure == f"60 against 24; ratio {ratio}"


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
        assert found["most_low_or_medium", DEFAULT].figure == "10 of 10; 72% to 100%"


def test_twenty_working_days_are_within_the_target_and_twenty_eight_calendar_days_are_not():
    finished = [{**FINISHED, "qa_working_days": 20, "qa_calendar_days": 28}] * 10
    opened = [{**OPEN, "open_working_days": 20, "open_calendar_days": 28}] * 10
    found = verdicts(reader([*finished, *opened]), FILTERS)
    for name in ("most_miss_target", "median_over_target", "most_open_late"):
        assert {setting.clock: answer for setting, answer in answers(found, name).items()} == {
            "working": "No", "calendar": "Yes",
        }, name  # fmt: skip
    assert found["median_over_target", DEFAULT].figure == "20 (10 reviews); 20 to 20"
    assert found["most_miss_target", DEFAULT].figure == "10 of 10; 72% to 100%"


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
    assert (turn in " ".join(definition_choice_words.flips(found))) == (answer == "Yes")


def test_without_cases_there_is_nothing_to_find():
    found = verdicts(reader([], [("NPS", "Wales")]), FILTERS)
    assert {verdict.answer for verdict in found.values()} == {"No data"}
    assert definition_choice_words.title(found).startswith("No cases") and definition_choice_words.flips(found) == []


def made_up(answer_of):
    return {(f.name, s): Verdict(answer_of(f, s), "") for f in TESTED for s in combinations()}


def test_the_sentence_names_the_fewest_choices_that_turn_an_answer():
    def answer(finding, setting):
        is_offence = setting.counted_by == "offence_on"
        if finding.name == "more_than_before":
            return "No" if is_offence else "Yes"
        if finding.name == "most_low_or_medium" and setting.risk == "risk_highest":
            return "Cannot say" if is_offence else "Yes"
        return "Yes"

    found = made_up(answer)
    assert definition_choice_words.title(found) == "4 of 6 findings have the same answer under all 24 combinations"
    assert definition_choice_words.flips(found) == [
        "“There were more SFOs than in the period before”: yes by default; no with cases counted by offence.",
        "“Most people charged with murder or manslaughter had been assessed as low or medium risk”: yes by default; "
        "cannot be said with risk taken at its highest in the sentence, cases counted by offence.",
    ]
    cells = definition_choice_words.grid(found).rows(named=True)
    assert [list(row.values())[2:] for row in cells[:3]] == [
        ["Yes (default)", "Differs: no", "Yes"],
        ["Yes (default)", "Yes", "Yes"],
        ["Yes", "Differs: cannot be said", "Yes"],
    ]
    assert list(cells[-1].values())[2:] == ["Yes", "not affected", "not affected"]
    chosen = definition_choice_words.compared_with_default(
        found, Definitions(clock="calendar", counted_by="offence_on")
    )
    assert chosen["Compared"].to_list() == ["differs", *["same answer"] * 5]
    assert set(definition_choice_words.compared_with_default(found, DEFAULT)["Compared"]) == {"the default"}


@given(st.lists(st.sampled_from(["Yes", "No", "Cannot say"]), min_size=12, max_size=12))
def test_the_choices_named_cover_exactly_the_settings_that_turn(drawn):
    finding = next(each for each in TESTED if len(each.depends_on) == 3)
    found = {
        (finding.name, setting): Verdict(answer, "")
        for setting, answer in zip(combinations(finding.depends_on), drawn, strict=True)
    }
    named = {
        setting: answer
        for when, answer in definition_choice_words.conditions(found, finding)
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


@settings(max_examples=20)
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
