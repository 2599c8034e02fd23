"""Choices of definition as readers see them: which findings stand, when the others turn, and the tables of both."""

from dataclasses import asdict
from itertools import product

import polars as pl

from sfo_data.subjects.definition_choices.definitions import (
    DEFAULT,
    SWITCHES,
    Definitions,
    combinations,
    in_words,
    setting_in_words,
)
from sfo_data.subjects.definition_choices.findings import TESTED, Answer, Finding, Verdict, Verdicts

IN_A_SENTENCE: dict[Answer, str] = {
    Answer.YES: "yes",
    Answer.NO: "no",
    Answer.CANNOT_SAY: "cannot be said",
    Answer.NO_DATA: "no data",
}
FINDINGS_CAPTION = (
    "Ranges are 95% intervals, and decide the answer: “cannot say” where they allow both. Counted by offence or "
    "charge, cases not yet notified are missing, most of all recent ones. People supervised are counted by their "
    "risk at the time, whichever risk of the SFOs is taken. Reviews open are those of the day of knowledge, "
    "whatever the period."
)
RECONCILIATION_LEAD = (
    "Counted by default, less those going out, plus those coming in, is what each definition counts. How providers "
    "are grouped moves no case in or out: each lies in one group either way."
)
NOT_AFFECTED = "not affected"


def title(found: Verdicts) -> str:
    """ "4 of 6 findings have the same answer under all 24 combinations", of those with any data."""
    answers = [{found[finding.name, setting].answer for setting in combinations()} for finding in TESTED]
    judged = [each for each in answers if each != {Answer.NO_DATA}]
    if not judged:
        return "No cases under these filters, so nothing to find"
    same = sum(len(each) == 1 for each in judged)
    return f"{same} of {len(judged)} findings have the same answer under all {len(combinations())} combinations"


def flips(found: Verdicts) -> list[str]:
    """One sentence per finding whose answer is not the default's everywhere: what it turns to, and exactly when."""
    sentences = []
    for finding in TESTED:
        turns = [f"{IN_A_SENTENCE[answer]} with {in_words(when)}" for when, answer in conditions(found, finding)]
        if turns:
            usual = IN_A_SENTENCE[found[finding.name, DEFAULT].answer]
            sentences.append(f"“{finding.statement}”: {usual} by default; {'; '.join(turns)}.")
    return sentences


def conditions(found: Verdicts, finding: Finding) -> list[tuple[dict[str, str], Answer]]:
    """The fewest choices under which the answer turns, each with the answer it turns to.

    Options by switch such that every setting holding them gives one answer, not the default's; shortest first, and
    none all of whose settings an earlier one covers (prime implicants, Quine 1952). Together: all settings that turn.
    """
    options = [(None, *SWITCHES[name].options) for name in finding.depends_on]
    partial = (
        {name: option for name, option in zip(finding.depends_on, chosen, strict=True) if option}
        for chosen in product(*options)
    )
    covered: set[Definitions] = set()
    turning: list[tuple[dict[str, str], Answer]] = []
    for when in sorted(partial, key=len):
        settings = {each for each in combinations(finding.depends_on) if when.items() <= asdict(each).items()}
        answers = {found[finding.name, each].answer for each in settings}
        if len(answers) == 1 and found[finding.name, DEFAULT].answer not in answers and not settings <= covered:
            turning.append((when, answers.pop()))
            covered |= settings
    return turning


def compared_with_default(found: Verdicts, chosen: Definitions) -> pl.DataFrame:
    """One row per finding: its answer and figure by default and as chosen, and in words whether they differ."""
    return pl.DataFrame(
        {
            "Finding": finding.statement,
            "By default": _answer_and_figure(found[finding.name, DEFAULT]),
            "As chosen": _answer_and_figure(found[finding.name, chosen]),
            "Compared": _compared(found, finding, chosen),
        }
        for finding in TESTED
    )


def _answer_and_figure(verdict: Verdict) -> str:
    return f"{verdict.answer}: {verdict.figure}"


def _compared(found: Verdicts, finding: Finding, chosen: Definitions) -> str:
    if chosen == DEFAULT:
        return "the default"
    if chosen.only(finding.depends_on) == DEFAULT:
        return NOT_AFFECTED
    differs = found[finding.name, chosen].answer != found[finding.name, DEFAULT].answer
    return "differs" if differs else "same answer"


def grid(found: Verdicts) -> pl.DataFrame:
    """One row per finding and setting of its switches but the date; a column per date that cases are counted by."""
    return pl.DataFrame(
        {
            "Finding": finding.statement,
            "Definitions": setting_in_words(setting, others) or None,
            **{
                f"Counted by {words}": _cell(found, finding, Definitions(**asdict(setting) | {"counted_by": date}))
                for date, words in SWITCHES["counted_by"].options.items()
            },
        }
        for finding in TESTED
        for others in [[name for name in finding.depends_on if name != "counted_by"]]
        for setting in combinations(others)
    )


def _cell(found: Verdicts, finding: Finding, setting: Definitions) -> str:
    answer, usual = found[finding.name, setting].answer, found[finding.name, DEFAULT].answer
    if "counted_by" not in finding.depends_on and setting.counted_by != DEFAULT.counted_by:
        return NOT_AFFECTED
    if setting == DEFAULT:
        return f"{answer} (default)"
    return f"Differs: {IN_A_SENTENCE[answer]}" if answer != usual else answer


def rules() -> pl.DataFrame:
    """One row per finding: the rule that answers it and the definitions it depends on."""
    return pl.DataFrame(
        {
            "Finding": finding.statement,
            "Rule": finding.rule,
            "Depends on": "; ".join(SWITCHES[name].label for name in finding.depends_on),
        }
        for finding in TESTED
    )
