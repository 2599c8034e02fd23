"""The quality of reviews in words and as tables: a finding is named only where its rule fires."""

from math import isnan

import polars as pl

from sfo_data.definitions.measures import MEASURES
from sfo_data.questions.fair_comparison import ALLOWED
from sfo_data.subjects.quality.design import RARE_BELOW, RARER
from sfo_data.subjects.quality.returned import FALSE_DISCOVERY_RATE, GoesWith, Returned
from sfo_data.wording import coverage_words, stands_words
from sfo_data.wording.number_format import TOO_FEW_FOR_A_SHARE, few_in_words, figure, interval, is_few
from sfo_data.wording.titles import GIVEN

GOES_WITH = {
    GoesWith.MORE: "Returned more often",
    GoesWith.LESS: "Returned less often",
    GoesWith.NEITHER: stands_words.NO_EVIDENCE,
}
NAMED = 2
OFFENCE_CAPTION = (
    f"From the same regression. Groups of fewer than {RARE_BELOW} reviews are taken together as “{RARER}”."
)
SCALE = "HMPPS rates the reviews itself; its scale before April 2021 is assumed to be the one used since."
OF_ACCEPTED = "Ratings of the round that accepted the review, for reviews accepted in the period; counts in the bars."
STANDARDS_CAPTION = f"{OF_ACCEPTED} {SCALE}"
RATING_CAPTION = f"{OF_ACCEPTED} The table has the share rated good or outstanding with its 95% interval."


def division_title(groups: pl.DataFrame, name: str) -> str:
    """Which divisions stand apart, by the rule; for a measure without one, what it measures."""
    label = MEASURES[name].label
    if groups["stands"].null_count() == groups.height:
        return f"{label}, by division"
    return stands_words.title(groups, f"{label}, divisions", "division", given=GIVEN["both"])


def inspection_sentence(headlines: pl.DataFrame) -> str:
    """The 22% of the inspection beside ours, with what each counts."""
    measure = MEASURES["no_clear_judgement_share"]
    row = headlines.row(by_predicate=pl.col("measure") == measure.name, named=True)
    absent = coverage_words.absent(row)
    here = f"here it is {absent} in the period" if absent else "no review here has the judgement filled"
    if row["value"] is not None:
        said = f"{figure(measure, row)}, {TOO_FEW_FOR_A_SHARE}"
        if not is_few(measure, row):
            limits = interval(measure, row["lower"], row["upper"])
            said = f"{figure(measure, row)} of {row['denominator']:,.0f} (95% interval {limits})"
        here = f"here it is {said}"
    return (
        "The inspection published in May 2020 found no clear judgement whether all reasonable steps were taken in "
        f"**22%** of the reviews it read; {here}. Its figure is of its fieldwork in November and December 2019; how "
        "many reviews it read is not known, so the two are set side by side and not compared."
    )


def terms_of(found: Returned, is_offence: bool) -> pl.DataFrame:
    """The terms about the offence, or all others, with `label`, which says where reviews are few."""
    chosen = (pl.col("factor") == "offence_group") == is_offence
    return found.terms.filter(chosen).with_columns(label=few_in_words(pl.col("term"), pl.col("reviews")))


def terms_title(terms: pl.DataFrame, what: str) -> str:
    """What goes with a return, by name, where the false discovery rate allows; else that nothing does."""
    named = terms.filter(pl.col("finding") != GoesWith.NEITHER).sort("p")
    if named.is_empty():
        return f"{what}: nothing goes with a return beyond chance"
    parts = [f"{row['term']}: {GOES_WITH[row['finding']].lower()}" for row in named.head(NAMED).iter_rows(named=True)]
    more = f"; and {named.height - NAMED} more" if named.height > NAMED else ""
    return "; ".join(parts) + more


def returned_sentence(found: Returned) -> str:
    """Whether a return can be foretold at all, in one sentence and its numbers."""
    some = found.terms.filter(pl.col("finding") != GoesWith.NEITHER).height
    if found.foretells:
        verdict = "Together, what is recorded foretells a return better than chance"
        verdict += "." if some else ", though no one part of it can be named."
    elif some:
        verdict = (
            f"{some} of {found.terms.height} comparisons go beyond chance; together they foretell no better than it."
        )
    else:
        verdict = "Nothing predicts a return beyond chance."
    return f"**{verdict}** {_pairs(found)}"


def _pairs(found: Returned) -> str:
    auc = found.auc
    start = f"Of {found.reviews:,} reviews, {found.returned:,} were returned at their first round. "
    if isnan(auc.value):
        return start + "They are too few to test the regression on reviews that it has not seen."
    return start + (
        "Shown one returned and one accepted review that it has not seen, the regression gives the returned one the "
        f"higher chance in {auc.value:.0%} of pairs (95% interval {auc.lower:.0%} to {auc.upper:.0%}); tossing a coin "
        "is right in 50%."
    )


def terms_table(terms: pl.DataFrame) -> pl.DataFrame:
    """One row per odds ratio: interval, p, adjusted p, finding."""
    return terms.select(
        pl.col("label").alias("Compared"),
        pl.col("reviews").alias("Reviews"),
        pl.col("value").round(2).alias("Odds ratio"),
        pl.col("lower").round(2).alias("95% from"),
        pl.col("upper").round(2).alias("95% to"),
        pl.col("p").round(2),
        pl.col("adjusted").round(2).alias("p, adjusted"),
        pl.col("finding").replace_strict(GOES_WITH).alias("Finding"),
    )


def fifths_title(found: Returned) -> str:
    """ "Lowest fifth: 15% predicted, 21% returned; highest: 30% predicted, 25% returned" """
    first, last = (
        f"{row['predicted']:.0%} predicted, {row['value']:.0%} returned"
        for row in (found.fifths.row(place, named=True) for place in (0, -1))
    )
    return f"Lowest fifth: {first}; highest: {last}"


def fifths_shown(found: Returned) -> pl.DataFrame:
    """The fifths with `label`: "Lowest fifth, predicted 15%"."""
    percent = (pl.col("predicted") * 100).round(0).cast(pl.Int64)
    return found.fifths.with_columns(label=pl.format("{}, predicted {}%", "fifth", percent))


def fifths_table(found: Returned) -> pl.DataFrame:
    """One row per fifth: predicted, returned, with its interval (%)."""
    percent = {"predicted": "Predicted (%)", "value": "Returned (%)", "lower": "95% from (%)", "upper": "95% to (%)"}
    return found.fifths.select(
        pl.col("fifth").alias("By chance predicted"),
        pl.col("denominator").alias("Reviews"),
        pl.col("numerator").alias("Returned"),
        *((pl.col(name) * 100).round(1).alias(heading) for name, heading in percent.items()),
    )


def terms_caption(found: Returned) -> str:
    """Whose odds, what each is compared with, what an interval and a finding promise."""
    missing = f" {found.left_out:,} reviews without a recorded length are left out." if found.left_out else ""
    return (
        "Odds of being returned at the first round, all factors in one regression (Firth), with 95% intervals; against "
        "the average of the factor's groups unless said. Reviews received up to the end of the period, whatever its "
        "start and their status, whose first round is finished: of recent ones, those dealt with soonest."
        f"{missing} Some of the {found.terms.height} intervals miss 1 by chance alone; a finding is named only by "
        f"Benjamini-Hochberg: at most {FALSE_DISCOVERY_RATE:.0%} of those named are expected to be false. It says "
        "what goes with a return, not why."
    )


def fifths_caption() -> str:
    """What a calibration plot shows where nothing is foretold."""
    return (
        "Reviews in fifths by the chance of return that a regression gave them without having seen them (five folds, "
        "fixed by identifier), and how many were returned, with 95% intervals. Were returns foretold, the dots would "
        "climb as the predictions do; if they stay about the line for all, nothing is."
    )


def national(groups: pl.DataFrame) -> float | None:
    """The figure for England and Wales beside groups of `groups.by_division`."""
    return groups["national"][0] if groups.height else None


def findings(groups: pl.DataFrame) -> pl.Series:
    """How each division stands, as it is said."""
    return groups.select(stands_words.finding()).to_series()


def division_caption(name: str) -> str:
    """What is counted, where, and what "above" and "below" promise."""
    measure = MEASURES[name]
    start = f"{measure.numerator}, as recorded, by name and with 95% intervals. All providers of each division."
    if name not in ALLOWED:
        return f"{start} Divisions are not compared on it."
    return (
        f"{start} Base: {measure.denominator[0].lower()}{measure.denominator[1:]}. Divisions are compared given "
        f"their mix of risk and offences. {stands_words.FILLED} {stands_words.promise()}"
    )


def years_caption(name: str) -> str:
    """What is counted; no test is made between years."""
    return (
        f"{MEASURES[name].numerator}, by year, with 95% intervals: all years up to the end of the period. "
        "No test is made between years."
    )
