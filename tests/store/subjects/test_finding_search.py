"""Search of the box stays inside the reader's scope and filters."""

import re
from typing import Any

import polars as pl

from sfo_data.definitions.filters import Scope, from_choices
from sfo_data.questions import queries
from sfo_data.subjects.themes.finding_search import build, search
from tests.fast.subjects.test_finding_search import ids


def test_the_box_is_searched_within_scope_and_filters(store: Any):
    known = queries.facts(store).known
    every = from_choices(known, {}, "cy-2019", known.known_on, Scope(("London",)))
    themes = queries.ask(store, "themes", known_on=known.known_on)
    read = queries.reader(store)
    index = build(read("findings", every, None), read("finding_codes", every, None), themes)
    findings = read("findings", every.select("provider_type", ["NPS"]), "qa_completed_on")
    found = search(index, findings, '"domestic abuse" enquiries')
    said = re.compile(r"domestic abuse.*enquir(y|ies)|enquir(y|ies).*domestic abuse", re.IGNORECASE)
    naive = {row["finding_id"] for row in findings.iter_rows(named=True) if said.search(row["finding_text"])}
    in_text = found.rows.filter(pl.col("found_in").str.contains("Text"), pl.col("text").str.contains("abuse"))
    assert naive and naive <= set(ids(found))
    assert set(found.rows["division"]) == {"London"} and found.searched == findings.height
    assert (
        all("IN1" in row["themes"] or row["finding_id"] in naive for row in found.rows.iter_rows(named=True))
        and not in_text.is_empty()
    )
