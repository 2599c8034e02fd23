"""What stands behind a slide's chart: categories and series, and the workbook in which they can be edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from pptx.chart.data import CategoryChartData
from xlsxwriter import Workbook

# Names out of the data are text in a workbook, never a formula, a link or a number.
AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "d mmm yyyy",
}


@dataclass(frozen=True)
class Series:
    """One series: its name as the legend has it, a value or none for each category, and how they are printed."""

    name: str
    values: Sequence[float | None]
    form: str


class ChartData(CategoryChartData):
    """Chart data whose workbook is ours: text stays text, and it is dated by the day of knowledge, not by the clock."""

    def __init__(self, categories: Sequence[str] | Sequence[date], series: Sequence[Series], known_on: date) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.known_on = known_on
        self.columns = series
        self.categories = categories
        if self.categories.are_dates:
            self.categories.number_format = "d mmm yyyy"
        for each in series:
            self.add_series(each.name, each.values, each.form)  # type: ignore[no-untyped-call]

    @property
    def xlsx_blob(self) -> bytes:
        """The workbook, laid out as the chart's references have it: categories in A, a series in each next column."""
        out = BytesIO()
        book = Workbook(out, AS_TEXT)
        book.set_properties({"created": datetime(self.known_on.year, self.known_on.month, self.known_on.day)})
        sheet = book.add_worksheet("Sheet1")
        for row, category in enumerate(self.categories, 1):
            sheet.write(row, 0, category.label)
        for column, each in enumerate(self.columns, 1):
            form = book.add_format({"num_format": each.form})
            sheet.write_string(0, column, each.name)
            for row, value in enumerate(each.values, 1):
                if value is not None:
                    sheet.write_number(row, column, value, form)
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, len(self.columns), 16)
        book.close()
        return out.getvalue()
