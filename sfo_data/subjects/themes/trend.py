"""How does one theme move over time? Its control chart, as for any measure."""

from datetime import date, timedelta
from typing import Literal

import polars as pl

from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import EVERY, Measure
from sfo_data.questions import control_charts
from sfo_data.questions.control_charts import FEW_BELOW, ControlChart, charted, without_few
from sfo_data.questions.queries import Read
from sfo_data.questions.summaries import over_time, summarise
from sfo_data.subjects.themes.coding import STRENGTHS, Coded, coded

# Three in four findings are coded within a month of acceptance, and nearly all within two.
SETTLES_MONTHS = 2


def theme_measure(theme: str, group: str) -> Measure:
    """The share of coded reviews with a theme, as a measure on rows with a column `has_theme`."""
    return Measure(
        name="theme_share",
        label=theme,
        kind="share",
        numerator=f"Reviews accepted with a finding on “{theme}”",
        denominator="Reviews accepted with at least one finding coded",
        unit="of reviews coded",
        better="higher" if group == STRENGTHS else "lower",
        dated_by="qa_completed_on",
        counted=pl.col("has_theme"),
        among=EVERY,
        settles_months=SETTLES_MONTHS,
    )


def theme_chart(read: Read, filters: Filters, frame: pl.DataFrame, theme_code: str, first_day: date) -> ControlChart:
    """The chart of one theme up to the end of the period, from its start or 36 months back, whichever is earlier.

    By month, or by quarter where fewer than `FEW_BELOW` reviews a month are coded. Raises StoreMissing, StoreError.
    """
    wide = control_charts.shown(filters, first_day)
    return of_reviews(coded(read, wide, frame), theme_code, wide)


def of_reviews(found: Coded, theme_code: str, filters: Filters) -> ControlChart:
    """The chart of one theme among these reviews, over the period of `filters`."""
    place = found.frame["theme_code"].to_list().index(theme_code)
    theme, group = found.frame.select("theme", "theme_group").row(place)
    measure = theme_measure(theme, group)
    rows = found.reviews.with_columns(pl.Series("has_theme", found.by_review[:, place]))
    months = max(filters.period.days / 30.4, 1.0)
    grain: Literal["month", "quarter"] = "month" if rows.height / months >= FEW_BELOW else "quarter"
    series = over_time(summarise(rows, measure, [grain]), measure, filters.period, grain)
    unsettled = f"{SETTLES_MONTHS + (1 if grain == 'month' else 3)}mo"
    is_late = pl.col(grain).dt.offset_by(unsettled) > filters.known_on + timedelta(days=1)
    frame = series.with_columns(is_provisional=pl.col("is_part") | is_late).rename({grain: "when"})
    return charted(measure, "XmR", grain, without_few(frame, measure))
