"""Is the published record whole, sourced, and refused when a row of it is not?"""

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sfo_data.definitions import settings
from sfo_data.definitions.categories import PROVIDER_TYPES
from sfo_data.definitions.dimensions import DIMENSIONS, RISKS
from sfo_data.definitions.measures import MEASURES
from sfo_data.store import published_record
from sfo_data.store.published_record import COLUMNS, BadPublishedFigure
from sfo_data.subjects.published import published_words

GOOD = {
    "series": "sfo_reviews",
    "period_start_on": "2018-01-01",
    "period_end_on": "2018-12-31",
    "measure": "SFO reviews",
    "population": "reviewed",
    "dimension": "all",
    "category": "all",
    "value": "493",
    "unit": "reviews",
    "status": "Published",
    "source": "HM Inspectorate of Probation press release, 14 May 2020",
    "source_address": "https://www.justiceinspectorates.gov.uk/hmiprobation/media/press-releases/2020/05/thematicsfo/",
    "caveats": "",
    "conflict": "",
    "compare_measure": "sfo_reviews",
    "compare_where": "",
}


@pytest.fixture(scope="module")
def record() -> pl.DataFrame:
    return published_record.read()


def one(record: pl.DataFrame, **equal: object) -> dict[str, object]:
    """The single figure with these values."""
    return record.filter(*(pl.col(name) == value for name, value in equal.items())).row(0, named=True)


def write(folder: Path, *rows: dict[str, str], columns: tuple[str, ...] = tuple(COLUMNS)) -> Path:
    with (folder / "sfo_reviews.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return folder


def test_every_row_of_every_file_is_read_with_its_type(record: pl.DataFrame) -> None:
    rows = 0
    for path in settings.PUBLISHED.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows += len(list(csv.DictReader(file)))
    assert record.height == rows == 311
    types = {"varchar": pl.String, "date": pl.Date, "double precision": pl.Float64}
    assert dict(record.schema) == {name: types[kind] for name, kind in COLUMNS.items()}


def test_rows_come_in_the_order_of_series_period_and_category(record: pl.DataFrame) -> None:
    keys = record.select("series", "period_start_on", "period_end_on", "category").rows()
    assert keys == sorted(keys)
    assert record.equals(published_record.read())


def test_every_figure_names_its_source_and_address(record: pl.DataFrame) -> None:
    assert (record["source"].str.len_chars() > 0).all()
    assert record["source_address"].str.contains(r"^https?://[^/ ]+/\S*$").all()


def test_nothing_without_a_source_is_in_the_record(record: pl.DataFrame) -> None:
    everything = " ".join(text for text in record.select(pl.col(pl.String)).rows() for text in text if text).upper()
    assert not any(word in everything for word in ("UNSOURCED", "NOT FOUND", "SYNTHETIC", "ASSUMED"))


def test_a_figure_stands_once(record: pl.DataFrame) -> None:
    key = ["measure", "population", "dimension", "category", "period_start_on", "period_end_on", "source_address"]
    assert record.select(key).is_unique().all()


def test_convictions_by_highest_risk_add_to_the_yearly_totals(record: pl.DataFrame) -> None:
    years = (
        record.filter(pl.col("series") == "sfo_convictions_by_highest_rosh")
        .group_by(pl.col("period_start_on").dt.year())
        .agg(pl.col("value").sum(), pl.len())
        .sort("period_start_on")
    )
    assert years["value"].to_list() == [274, 270, 263, 263, 262, 297, 309, 385, 328, 332, 293, 276, 73]
    assert years["len"].to_list() == [4] * 13


def test_the_42_probation_areas_add_to_their_published_total(record: pl.DataFrame) -> None:
    areas = record.filter(pl.col("dimension") == "probation area")
    assert (areas.height, areas["value"].sum()) == (42, 605)
    total = one(record, series="sfo_convictions_by_probation_area", dimension="all", population="convicted")
    assert total["value"] == 605


def test_murder_convictions_by_index_sentence_add_to_their_published_totals(record: pl.DataFrame) -> None:
    series = record.filter(pl.col("series") == "sfo_murder_convictions_by_index_sentence")
    parts = (
        series.filter(pl.col("dimension") == "index sentence").group_by("period_start_on").agg(pl.col("value").sum())
    )
    totals = series.filter(pl.col("dimension") == "all").sort("period_start_on")
    assert totals["value"].to_list() == [50, 73, 51, 53, 48, 43]
    assert parts.sort("period_start_on")["value"].to_list() == totals["value"].to_list()


def test_charges_by_offence_add_to_the_sums_worked_by_hand(record: pl.DataFrame) -> None:
    series = record.filter(pl.col("series") == "sfo_charged_by_offence")
    years = series.group_by("period_start_on").agg(pl.col("value").sum(), pl.len()).sort("period_start_on")
    assert years["value"].to_list() == [273, 282, 346, 451, 396]
    assert years["len"].to_list() == [14] * 5


def test_people_killed_by_someone_on_licence_for_homicide_are_counted_as_victims(record: pl.DataFrame) -> None:
    killed = record.filter(pl.col("population") == "victims").sort("period_start_on")
    assert killed["value"].to_list() == [5, 3, 3, 0, 3, 3, 3, 0, 3, 3, 0]


def test_the_inspection_of_2020_is_there_with_its_own_figures(record: pl.DataFrame) -> None:
    headlines = record.filter(pl.col("series") == "inspection_2020_headlines")
    by_comparison = headlines.drop_nulls("compare_measure").select("compare_measure", "category", "value").rows()
    assert sorted(by_comparison) == [
        ("crc_share", "CRC", 43),
        ("low_or_medium_share", "Low or medium", 66),
        ("murder_or_manslaughter", "Murder or manslaughter", 124),
        ("nps_share", "NPS", 57),
        ("people_supervised", "all", 247_759),
        ("sfo_rate", "all", 0.2),
        ("sfo_reviews", "all", 493),
    ]


def test_the_nps_and_crc_shares_make_a_whole(record: pl.DataFrame) -> None:
    assert record.filter(pl.col("compare_measure").is_in(["nps_share", "crc_share"]))["value"].sum() == 100


def test_derived_figures_show_their_arithmetic(record: pl.DataFrame) -> None:
    derived = record.filter(pl.col("status") == "Derived").sort("value")
    assert derived["value"].to_list() == [142 - 28 - 47 - 43, 225 - 42 - 71]
    assert derived["caveats"].str.starts_with("Derived: ").all()


@pytest.mark.parametrize(
    ("series", "year", "value", "other"),
    [
        ("sfo_reviews_by_year_and_provider", 2017, 627, "626"),
        ("sfo_reviews_by_year_and_provider", 2017, 626, "627"),
        ("sfo_reviews_by_year_and_provider", 2017, 357, "626"),
        ("sfo_charged_by_offence", 2018, 132, "114"),
        ("murder_charges_by_provider_type", 2018, 71, "132"),
        ("murder_charges_by_provider_type", 2018, 43, "132"),
        ("sfo_notifications_recent_and_conversion", 2022, 478, "579"),
        ("sfo_notifications_recent_and_conversion", 2023, 770, "579"),
        ("sfo_headline_totals_reported", 2006, 74, "120"),
        ("sfo_headline_totals_reported", 2007, 47, "120"),
        ("inspection_2020_headlines", 2019, 0.2, "fewer than 0.5%"),
    ],
)
def test_sources_that_disagree_are_named_on_the_row(
    record: pl.DataFrame, series: str, year: int, value: float, other: str
) -> None:
    row = record.filter(
        pl.col("series") == series, pl.col("period_start_on").dt.year() == year, pl.col("value") == value
    ).row(0, named=True)
    assert other in row["conflict"]


def test_rounded_figures_keep_the_words_they_were_published_with(record: pl.DataFrame) -> None:
    assert "almost 19,000" in str(one(record, category="NPS North East")["caveats"])
    assert "more than 17,000" in str(one(record, category="NPS Midlands")["caveats"])


def test_every_comparison_selects_labels_that_the_extract_can_have(record: pl.DataFrame) -> None:
    reported = set(record.filter(pl.col("series") == "sfo_charged_by_offence")["category"])
    providers = set(record.filter(pl.col("dimension") == "provider")["category"])
    allowed = {
        "provider_type": set(PROVIDER_TYPES),
        "risk_highest": set(RISKS),
        "offence_group": reported,
        "provider": providers,
    }
    for text in record["compare_where"].drop_nulls().unique():
        chosen = published_record.selections(text)
        assert chosen and chosen.keys() <= DIMENSIONS.keys()
        assert all(set(labels) <= allowed[dimension] for dimension, labels in chosen.items())


def test_every_comparison_names_a_measure_of_the_product(record: pl.DataFrame) -> None:
    # The target is a constant of the product, not a figure of the extract.
    assert set(record["compare_measure"].drop_nulls()) <= {*MEASURES, "qa_target_days"}


def test_comparisons_start_with_the_providers_of_june_2014(record: pl.DataFrame) -> None:
    compared = record.drop_nulls("compare_measure")
    assert compared["period_start_on"].min() >= date(2014, 6, 1)
    assert record.filter(pl.col("compare_measure").is_null())["compare_where"].is_null().all()


def test_very_high_and_high_are_compared_together(record: pl.DataFrame) -> None:
    row = one(record, category="Very high or high", period_start_on=date(2018, 1, 1))
    assert published_record.selections(str(row["compare_where"])) == {"risk_highest": ("High", "Very high")}


def test_nothing_is_selected_where_nothing_is_asked() -> None:
    assert published_record.selections(None) == published_record.selections("") == {}


@pytest.mark.parametrize("text", ["provider_type", "=NPS", "risk=High|", "a=b;a=c", "a=b;", "a=b=c"])
def test_a_comparison_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(BadPublishedFigure, match="is not of the form"):
        published_record.selections(text)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    figures = published_record.read(write(tmp_path, GOOD))
    assert figures.row(0, named=True) == GOOD | {
        "period_start_on": date(2018, 1, 1),
        "period_end_on": date(2018, 12, 31),
        "value": 493.0,
        "caveats": None,
        "conflict": None,
        "compare_where": None,
    }


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"source": ""}, "source is empty"),
        ({"source": "  "}, "source is empty"),
        ({"source_address": ""}, "source_address is empty"),
        ({"value": ""}, "value is empty"),
        ({"value": "about 500"}, "value is “about 500”, which is not a number"),
        ({"value": "nan"}, "value is “nan”, which is not a number"),
        ({"period_start_on": ""}, "period_start_on is empty"),
        ({"period_start_on": "01/01/2018"}, "period_start_on is “01/01/2018”, which is not a date such as 2018-12-31"),
        ({"period_end_on": "2018-02-30"}, "period_end_on is “2018-02-30”, which is not a date such as 2018-12-31"),
        ({"period_end_on": "2017-12-31"}, "the period ends on 2017-12-31, before it starts"),
        ({"population": "arrested"}, "population is “arrested”, which is not one of charged, reviewed"),
        ({"status": "Assumed"}, "status is “Assumed”, which is not one of Published, Derived"),
        ({"series": "caseload"}, "series is “caseload”, but the file is named sfo_reviews"),
        ({"caveats": "One line.\nAnother."}, "caveats contains a line break"),
    ],
)
def test_a_bad_row_is_refused_by_file_and_line(tmp_path: Path, wrong: dict[str, str], said: str) -> None:
    folder = write(tmp_path, GOOD, GOOD, GOOD | wrong, GOOD | {"source": ""})
    with pytest.raises(ValueError, match=f"^sfo_reviews.csv, line 4: {said}"):
        published_record.read(folder)


def test_a_file_without_a_column_is_refused(tmp_path: Path) -> None:
    columns = tuple(name for name in COLUMNS if name != "conflict")
    row = {name: value for name, value in GOOD.items() if name != "conflict"}
    with pytest.raises(BadPublishedFigure, match=r"sfo_reviews.csv, line 1: .* in conflict\."):
        published_record.read(write(tmp_path, row, columns=columns))


def test_a_file_with_its_columns_in_another_order_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadPublishedFigure, match="their order"):
        published_record.read(write(tmp_path, GOOD, columns=tuple(reversed(COLUMNS))))


@pytest.mark.parametrize("content", [b"", b"series,unit\na,b,c\n", "series\nd\u00e9c\n".encode("latin-1")])
def test_a_file_that_is_not_a_table_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "sfo_reviews.csv").write_bytes(content)
    with pytest.raises(BadPublishedFigure, match=r"^sfo_reviews\.csv"):
        published_record.read(tmp_path)


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadPublishedFigure, match="the published record is missing"):
        published_record.read(tmp_path)


def test_the_convictions_of_whole_years_say_which_year_was_unusual():
    record = published_record.read()
    convictions = record.filter(pl.col("series") == "sfo_convictions_by_highest_rosh")
    assert published_words.unusual_years(convictions) == (
        "Over 12 whole years the total was 296 on average, usually 249 to 343 (mean -/+ 2.66 x mean moving range). "
        "Outside that range: 2017 (385)."
    )
    assert published_words.unusual_years(record.filter(pl.col("series") != "sfo_convictions_by_highest_rosh")) == ""
