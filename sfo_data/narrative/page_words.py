"""A page in a sentence and a list, and the evidence behind each statement."""

from collections.abc import Sequence

import polars as pl

from sfo_data import spc
from sfo_data.narrative.statement import RULES, Statement


def headline(statements: Sequence[Statement]) -> str:
    """One sentence for the top of a page: what fired first, news before what stays, and how much more there is."""
    fired = sorted((each for each in statements if each.has_fired), key=lambda each: each.word.startswith("stays"))
    if fired:
        more = f" {len(fired) - 1} more under What changed." if len(fired) > 1 else ""
        return f"{fired[0].title}.{more}"
    quiet = _quiet(statements)
    return quiet[0] if quiet else "There is nothing to compare under these filters."


def _quiet(statements: Sequence[Statement]) -> list[str]:
    names = [each.title.partition(":")[0] for each in statements if each.word == "no evidence of change"]
    return [f"No evidence of change: {', '.join(dict.fromkeys(names))}."] if names else []


def what_changed(statements: Sequence[Statement]) -> list[str]:
    """One sentence per statement whose rule fired, then one for all with no evidence of change."""
    sentences = [each.sentence for each in statements if each.has_fired]
    return sentences + _quiet(statements) or ["Nothing to compare with: there are no data for the time before."]


def expected_by_chance(statements: Sequence[Statement]) -> float:
    """How many of these statements would say "rose" or "fell" if nothing had changed, on average, at most."""
    return sum(_false_claims(each) for each in statements)


def _false_claims(statement: Statement) -> float:
    if statement.word == "not compared":
        return 0.0
    rules = spc.RULE_ORDER if statement.rule in (*spc.RULE_ORDER, "") else (statement.rule,)
    return sum(RULES[rule].false_claims for rule in rules)


def rules() -> pl.DataFrame:
    """One row per rule: what it is applied to, when it fires, and its rate of false claims (%)."""
    return pl.DataFrame(
        [
            {
                "Rule": name,
                "“Rose” or “fell” is said where": rule.says,
                "Said by chance alone (%)": round(rule.false_claims * 100, 2),
            }
            for name, rule in RULES.items()
        ]
    )


def evidence(statements: Sequence[Statement]) -> pl.DataFrame:
    """One row per statement: what is said, the rule, the numbers it saw, and its rate of false claims (%)."""
    any_chart_rule = "none of the four rules of a control chart fires"
    return pl.DataFrame(
        [
            {
                "Statement": each.title,
                "Rule": RULES[each.rule].says if each.rule else any_chart_rule,
                "Numbers": each.numbers or each.title.partition(": ")[2],
                "Said by chance alone (%)": round(_false_claims(each) * 100, 1),
            }
            for each in statements
            if each.word != "not compared"
        ],
        schema={
            "Statement": pl.String,
            "Rule": pl.String,
            "Numbers": pl.String,
            "Said by chance alone (%)": pl.Float64,
        },
    )
