"""A briefing with charts, made by hand, and how a deck is taken apart, for the tests of the slides."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import polars as pl
from pptx import Presentation

from sfo_data.definitions.annotations import Annotation
from sfo_data.definitions.dimensions import DIMENSIONS
from sfo_data.definitions.measures import MEASURES
from sfo_data.publishing.briefing import Briefing, Parts, Trend
from sfo_data.questions.control_charts import charted
from tests.material.briefing import briefing

RISK = "risk_at_offence"
# 12 quiet months, 8 high ones after a recorded step, the last of which is not complete.
VALUES = (10, 12, 9, 11, 10, 13, 9, 10, 12, 11, 10, 9, 30, 31, 29, 30, 33, 28, 31, 7)
MONTHS = [date(2018 + month // 12, month % 12 + 1, 1) for month in range(8, 28)]


def trend(values: Sequence[float | None] = VALUES, name: str = "sfo_reviews", step: date | None = None) -> Trend:
    """A control chart of some months, the last of them not complete."""
    frame = pl.DataFrame({"when": MONTHS[: len(values)], "value": list(values)}, schema_overrides={"value": pl.Float64})
    frame = frame.with_columns(is_provisional=pl.col("when") == pl.col("when").max())
    marks = tuple(Annotation(step, "step", (name,), "New form", "A reason.", "Nobody", step) for _ in range(bool(step)))
    chart = charted(MEASURES[name], "XmR", "month", frame, marks)
    table = chart.points.select(pl.col("when").alias("Month"), pl.col("value").alias(MEASURES[name].label))
    return Trend(f"{name}_by_month", f"{MEASURES[name].label}: no evidence of change", "By month.", table, chart)


def risks() -> Parts:
    """Two providers' reviews by risk: CRC 0, 40, 9, 0, 1; NPS 6, 30, 60, 4, 0."""
    counts = {"CRC": (0, 40, 9, 0, 1), "NPS": (6, 30, 60, 4, 0)}
    rows = [
        (kind, level, n) for kind, each in counts.items() for level, n in zip(DIMENSIONS[RISK].order, each, strict=True)
    ]
    frame = pl.DataFrame(rows, schema=["provider_type", RISK, "numerator"], orient="row")
    frame = frame.with_columns(words=pl.col("numerator").cast(pl.String), is_withheld=False)
    table = frame.select("provider_type", RISK, Notifications="numerator")
    order = DIMENSIONS[RISK].order
    return Parts(
        "risk", "Low or medium risk: 76 of 150", "By provider type.", table, frame, "provider_type", RISK, order
    )


def example(**changes: Any) -> Briefing:
    """A briefing of one figure of each kind."""
    made = briefing()
    return replace(made, figures=(trend(), *made.figures, risks()), **changes)


def deck(data: bytes) -> Any:
    return Presentation(BytesIO(data))


def shapes(opened: Any, kind: str) -> list[Any]:
    """The shapes with a "chart" or a "table", slide by slide."""
    return [shape for slide in opened.slides for shape in slide.shapes if getattr(shape, f"has_{kind}")]


def texts(slide: Any) -> str:
    """All that is written on a slide, tables too."""
    cells = [cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return "\n".join([*(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame), *cells])


def files(data: bytes, within: str = "") -> Iterator[tuple[str, bytes]]:
    """Every file in the deck, and in the workbooks in it."""
    with zipfile.ZipFile(BytesIO(data)) as packed:
        for name in packed.namelist():
            content = packed.read(name)
            yield f"{within}{name}", content
            if name.endswith(".xlsx"):
                yield from files(content, f"{name}/")


def alt(shape: Any) -> str:
    return str(shape._element.xpath(".//p:cNvPr/@descr")[0])
