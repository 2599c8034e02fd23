"""One verdict beside a headline: worse and better only where a rule fired, arithmetic where none judges."""

import pytest

from sfo_data.definitions.coverage import Reason
from sfo_data.questions.verdicts import Change, Verdict
from sfo_data.statistics.patterns import Pattern
from sfo_data.wording.narrative import Statement
from sfo_data.wording.verdict_chip import Kind, chip


def row(measure: str, value: float | None, before: float | None, **more: object) -> dict[str, object]:
    return {"measure": measure, "value": value, "value_before": before, "not_compared": None, "unsettled": 0.0} | more


def said(change: Change, pattern: Pattern | None = None) -> Statement:
    return Statement("A title", Verdict(pattern, change, False, None), "count", "")


@pytest.mark.parametrize(
    ("measure", "change", "kind", "shape", "words"),
    [
        ("sfo_reviews", Change.ROSE, Kind.WORSE, "▲", "Worse"),
        ("sfo_reviews", Change.FELL, Kind.BETTER, "▼", "Better"),
        ("qa_within_target_share", Change.ROSE, Kind.BETTER, "▲", "Better"),
        ("qa_within_target_share", Change.FELL, Kind.WORSE, "▼", "Worse"),
        ("nps_share", Change.ROSE, Kind.CHANGED, "▲", "Higher"),
        ("sfo_reviews", Change.NO_EVIDENCE, Kind.NO_EVIDENCE, "●", "No evidence of change"),
    ],
)
def test_what_a_rule_says_is_worse_or_better_by_the_measures_own_direction(measure, change, kind, shape, words):
    found = chip(row(measure, 0.5, 0.4), None, said(change))
    assert (found.kind, found.shape, found.words) == (kind, shape, words)


def test_what_no_rule_judges_is_set_beside_the_figure_before():
    assert chip(row("open_over_target", 242, 64), None, said(Change.NOT_COMPARED)).words == "178 more"
    found = chip(row("qa_turnaround_days", 164, 164), None, said(Change.NOT_JUDGED))
    assert (found.kind, found.words) == (Kind.SET_BESIDE, "The same")


def test_what_is_missing_is_said_and_never_judged():
    nothing = row("sfo_reviews", None, None, not_compared=Reason.NO_DATA)
    assert chip(nothing, None, said(Change.NOT_COMPARED)).words == "No data"
    assert chip(nothing | {"not_compared": Reason.NOT_HELD}, None, said(Change.NOT_COMPARED)).words == "Not held"
    assert chip(row("open_reviews", 276, None), None, said(Change.NOT_COMPARED)).words == "Not compared"
    late = chip(row("sfo_convictions", 105, 258, unsettled=0.9), None, said(Change.NOT_COMPARED))
    assert (late.kind, late.words) == (Kind.NOT_COMPLETE, "Not complete yet")


def test_a_share_of_few_is_neither_more_nor_less():
    few = row("nps_share", 1.0, 0.0, denominator=1.0, denominator_before=1.0)
    assert chip(few, None, said(Change.NOT_JUDGED)).words == "Too few to say"
