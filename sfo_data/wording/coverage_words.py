"""Why a figure is not there, or is not compared, in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from sfo_data.definitions.coverage import CASELOAD, Coverage, Reason, feed_of
from sfo_data.definitions.measures import MEASURES, Measure
from sfo_data.definitions.periods import Period
from sfo_data.definitions.reporting_calendar import day_in_words
from sfo_data.wording.number_format import figure

# What the rows of a feed are called, with the date they are counted by.
THINGS = {
    ("reviews", "notified_on"): "cases",
    ("reviews", "charge_outcome_on"): "outcomes of charges",
    ("qa_rounds", "qa_received_on"): "reviews received",
    ("qa_rounds", "qa_completed_on"): "reviews accepted",
    ("findings", "qa_completed_on"): "findings",
    ("actions", "raised_on"): "actions",
    ("actions", "due_on"): "actions due",
    ("agency_involvement", "qa_received_on"): "other agencies",
    ("agency_involvement", "qa_completed_on"): "other agencies of reviews accepted",
    ("practitioner_involvement", "qa_received_on"): "practitioners",
    ("practitioner_involvement", "qa_completed_on"): "practitioners of reviews accepted",
    ("independent_qa", "qa_completed_on"): "reviews rated independently",
    ("victim_contacts", "charge_outcome_on"): "victims and families",
    ("caseload", "quarter_start_on"): "people supervised",
}


POSTS_NOT_HELD = "Not held: posts of the quality assurance team have not been delivered."
ABSENT: dict[str, str] = {Reason.NOT_HELD: "not held", Reason.NO_DATA: "no data"}


def things(measure: Measure) -> str:
    """What a measure's rows are called: "cases", "reviews accepted"."""
    feed = feed_of(measure)
    return THINGS[(feed.table, feed.dated_by)]


def why_not(measure: Measure, reason: str | None, coverage: Coverage, before: str = "the period before") -> str:
    """ "cases are held from 2 June 2014: the year before is not complete"; empty where there is no reason."""
    if reason is None:
        return ""
    if reason == Reason.STATE:
        return "the store does not reach back a year"
    if reason == Reason.CASELOAD:
        return "no rate: people supervised are not complete"
    if coverage.first is None:
        # Cases are in every store; what a rate lacks is the people.
        missing = THINGS[(CASELOAD.table, CASELOAD.dated_by)] if measure.kind == "rate" else things(measure)
        return f"not held: {missing} have not been delivered"
    held = f"{things(measure)} are held from {day_in_words(coverage.first)}"
    if reason == Reason.NO_DATA:
        return f"no data: {held}"
    return f"{held}: {'the period' if reason == Reason.PERIOD else before} is not complete"


def why_not_row(row: Mapping[str, Any]) -> str:
    """`why_not` of a row of `figures.headlines`."""
    if row.get("not_compared") is None:
        return ""
    coverage = Coverage(row["held_from"], row["held_from"])
    return why_not(MEASURES[row["measure"]], row["not_compared"], coverage, row["before_words"])


def why_absent(measure: Measure, coverage: Coverage, period: Period | None) -> str:
    """ "Not held: actions have not been delivered." where no day of the period (None: of any) is held; else empty."""
    if coverage.first is not None and (period is None or coverage.part(period).days):
        return ""
    reason = Reason.NOT_HELD if coverage.first is None else Reason.NO_DATA
    return f"{_capital(why_not(measure, reason, coverage))}."


def absent(row: Mapping[str, Any]) -> str:
    """ "not held" or "no data" of a row of `figures.headlines` that has no figure for that reason; empty of others."""
    return "" if row["value"] is not None else ABSENT.get(row.get("not_compared") or "", "")


def shown(row: Mapping[str, Any]) -> str:
    """A headline's value as it is printed; "not held" or "no data" where its days are not, however few it may tell."""
    return absent(row) or figure(MEASURES[row["measure"]], row)


def beside(rows: Iterable[Mapping[str, Any]], is_alone: bool) -> list[str]:
    """A sentence for each reason why headlines are not compared; where nothing else is said (`is_alone`) one more for
    those that are set beside a figure before and not judged.
    """
    named = list(rows)
    reasons = dict.fromkeys(filter(None, map(why_not_row, named)))
    is_absent = {why_not_row(row): bool(absent(row)) for row in named}
    sentences = [f"{_capital(why)}." if is_absent[why] else f"Not compared: {why}." for why in reasons]
    if is_alone and any(row["value_before"] is not None for row in named):
        sentences.append("The figures above stand beside those of a year before; no rule judges them.")
    return sentences or (["There is nothing to compare."] if is_alone else [])


def no_figures(rows: Iterable[Mapping[str, Any]]) -> str:
    """In place of a finding where none of the dated headlines has a figure, because their days are not held: why."""
    dated = [row for row in rows if MEASURES[row["measure"]].dated_by]
    if not dated or not all(map(absent, dated)):
        return ""
    return f"{_capital(why_not_row(dated[0]))}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
