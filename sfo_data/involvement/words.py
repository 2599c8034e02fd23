"""What steps and divisions compared are called: titles, and tables with the headings readers see."""

import polars as pl

from sfo_data.involvement.agencies import INVOLVED
from sfo_data.involvement.agencies import STEPS as AGENCY_STEPS
from sfo_data.involvement.practitioners import STEPS as PRACTITIONER_STEPS

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
# A share of fewer is said to be of few.
FEW = 10
STANDS = {"higher": "Higher than the others", "lower": "Lower than the others", "alike": "No evidence of a difference"}


def steps_table(steps: pl.DataFrame, **headings: str) -> pl.DataFrame:
    """One row per group and step with the headings readers see, and the finding where one was sought; shares in %."""
    is_compared = "stands" in steps.columns
    finding = [pl.col("stands").replace_strict(STANDS).alias("Finding")] if is_compared else []
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


def stands_title(compared: pl.DataFrame) -> str:
    """ "South East and Eastern: findings shared with it, lower than the others", or that none stands apart."""
    apart = compared.filter(pl.col("stands") != "alike")
    if compared.is_empty():
        return "No data by division"
    if apart.is_empty():
        return "No evidence that any division stands apart from the others"
    first = apart.sort("evidence", descending=True).row(0, named=True)
    more = f"; {apart.height - 1} more in the table" if apart.height > 1 else ""
    step = STEP_NAMES[first["measure"]]
    return f"{first['division']} stands apart: “{step[0].lower()}{step[1:]}” is {first['stands']} than elsewhere{more}"


def few_words(steps: pl.DataFrame, label: str) -> str:
    """Which groups have a step with a base under 10; empty where none has."""
    few = steps.filter(pl.col("denominator") < FEW)[label].unique(maintain_order=True).to_list()
    return f"Fewer than {FEW} behind a step, so read it with care: {', '.join(few)}. " if few else ""
