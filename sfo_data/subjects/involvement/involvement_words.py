"""What steps and divisions compared are called: titles, and tables with the headings readers see."""

import polars as pl

from sfo_data.definitions.periods import Period
from sfo_data.statistics.stands_apart import FEW
from sfo_data.subjects.involvement.agencies import INVOLVED
from sfo_data.subjects.involvement.agencies import STEPS as AGENCY_STEPS
from sfo_data.subjects.involvement.practitioners import STEPS as PRACTITIONER_STEPS
from sfo_data.wording import stands_words

ACCEPTED = "Reviews accepted in the period"
# A measure as one step of several on a chart.
STEP_NAMES = {
    INVOLVED: "Worked with the person",
    AGENCY_STEPS[0]: "Took part in the review",
    AGENCY_STEPS[1]: "Findings about it",
    AGENCY_STEPS[2]: "Findings shared with it",
    PRACTITIONER_STEPS[0]: "Interviewed",
    PRACTITIONER_STEPS[1]: "Saw the report",
    PRACTITIONER_STEPS[2]: "Could question it",
    PRACTITIONER_STEPS[3]: "Given support",
}


def steps_table(steps: pl.DataFrame, **headings: str) -> pl.DataFrame:
    """One row per group and step with the headings readers see, and the finding where one was sought; shares in %."""
    is_compared = "stands" in steps.columns
    finding = [stands_words.finding()] if is_compared else []
    evidence = [pl.col("evidence").round(1).alias("e-value")] if is_compared else []
    return steps.select(
        *(pl.col(column).alias(heading) for column, heading in headings.items()),
        pl.col("measure").replace_strict(STEP_NAMES).alias("Step"),
        *finding,
        pl.col("numerator").alias("Counted"),
        pl.col("denominator").cast(pl.Int64).alias("Out of"),
        *(
            (pl.col(column) * 100).round(1).alias(heading)
            for column, heading in {"value": "Share (%)", "lower": "95% from", "upper": "95% to"}.items()
        ),
        *evidence,
    )


def divisions_title(compared: pl.DataFrame) -> str:
    """ "By division: South East, findings shared with it below England and Wales", or that none differs."""
    step = pl.col("measure").replace_strict(STEP_NAMES, return_dtype=pl.String)
    lower = pl.concat_str(step.str.head(1).str.to_lowercase(), step.str.slice(1))
    named = compared.with_columns(what=pl.format("{}, {},", "division", lower))
    return stands_words.title(named, "By division", "what")


def few_words(steps: pl.DataFrame, label: str) -> str:
    """Which groups have a step with a base under 20; empty where none has."""
    few = steps.filter(pl.col("denominator") < FEW)[label].unique(maintain_order=True).to_list()
    return f"Fewer than {FEW} behind a step, so read it with care: {', '.join(few)}. " if few else ""


def divisions_caption(period: Period, who: str) -> str:
    """Over which months, how sure each share is, and what is said of a division."""
    return (
        f"Divisions by name, {period.in_words()}, with 95% intervals that allow for {who} of one review being treated "
        f"alike. Filled: above or below England and Wales in the same quarters. {stands_words.promise()} "
        "The filters on providers do not apply."
    )
