"""A release says of a year what the pages say of it."""

import polars as pl

from sfo_data.definitions.filters import from_choices
from sfo_data.publishing.releases import contents
from sfo_data.questions import queries
from sfo_data.questions.figures import figures
from sfo_data.store.database import Store


def test_half_of_a_years_reviews_are_finished_by_the_day_that_the_pages_say(duckdb_url):
    store = Store(duckdb_url)
    known, read = queries.facts(store).known, queries.reader(store)
    filters = contents.filters_of(known.known_on, known.first_day)
    (half,) = (each for each in contents.contents(known.known_on) if each.quantile == 0.5)
    told = contents.gathered(read, filters)[half]
    shown = ("value", "lower", "upper")
    for year in contents.years(filters):
        of_year = from_choices(known, {}, f"cy-{year}", known.known_on)
        page = figures(read, of_year, ["qa_turnaround_days"]).select(shown).rows()
        assert told.filter(year=year, group=contents.TOTAL).select(shown).rows() == page
        by_division = figures(read, of_year, ["qa_turnaround_days"], ["division"]).select("division", *shown)
        assert (
            told.filter(pl.col("year") == year, pl.col("group") != contents.TOTAL).select("group", *shown).rows()
            == by_division.rows()
        )
