"""A page in a sentence and a list, and the evidence behind each statement."""

from collections.abc import Sequence

import polars as pl

from sfo_data.questions.verdicts import Change
from sfo_data.wording.narrative.statement import CHART, RULES, Statement

CHANCE = "Said by chance alone, at most (%)"
SEEN = "A change seen four times in five"


def headline(statements: Sequence[Statement], where: str = "What changed") -> str:
    """For the top of a page: what fired first, what its chart shows before the rest, and how much more stands `where`.

    Where nothing fired, what is set beside the period before without a claim, and which figures gave no evidence.
    """
    fired = sorted((each for each in statements if each.has_fired), key=lambda each: each.verdict.pattern is None)
    if fired:
        more = f" {len(fired) - 1} more under {where}." if len(fired) > 1 else ""
        return f"{fired[0].title}.{more}"
    said = _arithmetic(statements)[:1] + _quiet(statements)
    return " ".join(said) or "There is nothing to compare under these filters."


def _quiet(statements: Sequence[Statement]) -> list[str]:
    names = [each.title.partition(":")[0] for each in statements if each.is_quiet]
    found = str(Change.NO_EVIDENCE).capitalize()
    return [f"{found}: {', '.join(dict.fromkeys(names))}."] if names else []


def _arithmetic(statements: Sequence[Statement]) -> list[str]:
    return [each.sentence for each in statements if not each.has_fired and each.change is Change.NOT_JUDGED]


def what_changed(statements: Sequence[Statement]) -> list[str]:
    """A sentence for each statement whose rule fired or that is arithmetic, and one for all the quiet ones."""
    sentences = [each.sentence for each in statements if each.has_fired]
    return sentences + _arithmetic(statements) + _quiet(statements)


def expected_by_chance(statements: Sequence[Statement]) -> float:
    """How many of these statements would say that something changed if nothing had, on average, at most."""
    return sum(_false_claims(each) for each in statements)


def _false_claims(statement: Statement) -> float:
    """Of the rule that was applied; a comparison is made where the chart was quiet, so both may speak."""
    if not statement.rule:
        return 0.0
    rate = RULES[statement.rule].false_claims
    is_compared = statement.verdict.pattern is None and statement.rule in ("count", "rate", "share")
    return rate + (CHART if is_compared or statement.change is Change.NOT_JUDGED else 0.0)


def rules() -> pl.DataFrame:
    """One row per rule: what it is applied to, when it fires, and its rate of false claims (%)."""
    return pl.DataFrame(
        [
            {"Rule": str(name), "It is said where": rule.says, CHANCE: round(rule.false_claims * 100, 2)}
            for name, rule in RULES.items()
        ]
    )


def evidence(statements: Sequence[Statement]) -> pl.DataFrame:
    """One row per statement: what is said, the rule, the numbers it saw, what it would have seen, its false claims."""
    return pl.DataFrame(
        [
            {
                "Statement": each.title,
                "Rule": RULES[each.rule].says,
                "Numbers": each.numbers or each.title.partition(": ")[2],
                SEEN: each.would_be_seen or "–",
                CHANCE: round(_false_claims(each) * 100, 1),
            }
            for each in statements
            if each.rule
        ],
        schema={"Statement": pl.String, "Rule": pl.String, "Numbers": pl.String, SEEN: pl.String, CHANCE: pl.Float64},
    )
