"""How long quality assurance takes, and what is still waiting."""

import polars as pl

from sfo_data.definitions import targets
from sfo_data.definitions.measures.measure import (
    AMONG_REVIEWS,
    EVERY,
    INSPECTION,
    OPEN_DAYS,
    OPEN_OVER_TARGET,
    QA_CLOCK,
    QA_DAYS,
    WITH_HMPPS,
    WITHIN_TARGET,
    Measure,
)

QUALITY_ASSURANCE = (
    Measure(
        name="qa_received",
        label="Received for QA",
        kind="count",
        numerator="Reviews received by HMPPS for quality assurance for the first time",
        denominator="None",
        unit="reviews",
        better="neither",
        dated_by="qa_received_on",
        counted=EVERY,
    ),
    Measure(
        name="qa_completed",
        label="QA completed",
        kind="count",
        numerator="Reviews whose quality assurance was completed (accepted, after any resubmission)",
        denominator="None",
        unit="reviews",
        better="higher",
        dated_by="qa_completed_on",
        counted=EVERY,
    ),
    Measure(
        name="qa_turnaround_days",
        label="QA turnaround",
        kind="clock",
        numerator=(
            f"{QA_CLOCK.capitalize()} days from HMPPS first receiving the review to QA accepting it, middle value, the "
            "reviews still waiting counted"
        ),
        denominator="Reviews received in the period, withdrawn ones left out",
        unit=f"{QA_CLOCK} days",
        better="lower",
        dated_by="qa_received_on",
        counted=pl.col("withdrawn_on").is_null()
        | (pl.col("qa_completed_on") <= pl.col("withdrawn_on")).fill_null(False),
        targets=targets.TARGETS,
        source=INSPECTION,
        caveat=(
            "A review still waiting counts by the queue it joined and the team's present pace, so the figure is how it "
            "will turn out if that pace lasts. The interval does not hold a change of pace."
        ),
        offered_by=("briefing",),
        is_about_the_work=True,
    ),
    Measure(
        name="qa_median_days",
        label="Finished reviews only, middle value",
        kind="median",
        numerator=(
            f"{QA_CLOCK.capitalize()} days from HMPPS first receiving the review to QA accepting it, middle value"
        ),
        denominator="Reviews whose quality assurance was completed in the period",
        unit=f"{QA_CLOCK} days",
        better="lower",
        dated_by="qa_completed_on",
        counted=pl.col(QA_DAYS).is_not_null(),
        value=pl.col(QA_DAYS),
        targets=targets.TARGETS,
        source=INSPECTION,
        caveat=(
            "Leaves out the reviews still waiting, so a growing backlog makes it look shorter than it is. QA "
            "turnaround counts them."
        ),
        is_about_the_work=True,
    ),
    Measure(
        name="qa_within_target_share",
        label="QA within target",
        kind="share",
        numerator=f"Reviews whose quality assurance took {targets.in_words()} or fewer from first receipt",
        denominator="Reviews whose quality assurance was completed in the period",
        unit="of reviews completed",
        better="higher",
        dated_by="qa_completed_on",
        counted=WITHIN_TARGET,
        among=pl.col(QA_DAYS).is_not_null(),
        source=INSPECTION,
        caveat="Completed reviews only: open reviews that are already late are not in it. See the reviews still open.",
        compared_with=AMONG_REVIEWS,
        offered_by=("briefing",),
        is_about_the_work=True,
    ),
    Measure(
        name="qa_received_within_target_share",
        label="Received and finished within target",
        kind="share",
        numerator=f"Reviews whose quality assurance took {targets.in_words()} or fewer from first receipt",
        denominator=f"Reviews received in the period, completed or already open for more than {targets.in_words()}",
        unit="of reviews received",
        better="higher",
        dated_by="qa_received_on",
        counted=WITHIN_TARGET.fill_null(False),
        among=pl.col(QA_DAYS).is_not_null() | OPEN_OVER_TARGET,
        source=INSPECTION,
        settles_months=1,
        is_about_the_work=True,
        compared_with=AMONG_REVIEWS,
    ),
    Measure(
        name="open_reviews",
        label="Reviews open",
        kind="count",
        numerator="Reviews received by HMPPS whose quality assurance is not complete on the day of knowledge",
        denominator="None",
        unit="reviews",
        better="lower",
        dated_by=None,
        counted=WITH_HMPPS,
    ),
    Measure(
        name="open_over_target",
        label="Open past the target",
        kind="count",
        numerator=f"Reviews open for more than {targets.in_words()} since HMPPS first received them",
        denominator="None",
        unit="reviews",
        better="lower",
        dated_by=None,
        counted=WITH_HMPPS & OPEN_OVER_TARGET,
        offered_by=("briefing",),
    ),
    Measure(
        name="oldest_open_days",
        label="Oldest open review",
        kind="maximum",
        numerator=f"{QA_CLOCK.capitalize()} days since HMPPS first received the review that has been open longest",
        denominator="Reviews open on the day of knowledge",
        unit=f"{QA_CLOCK} days",
        better="lower",
        dated_by=None,
        counted=WITH_HMPPS,
        value=pl.when(WITH_HMPPS).then(pl.col(OPEN_DAYS)),
    ),
)
