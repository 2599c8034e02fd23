"""The box is coded and agreed on as it was made."""

import polars as pl
import pytest
from sklearn.metrics import cohen_kappa_score

from sfo_data.definitions.filters import from_choices
from sfo_data.questions import queries
from sfo_data.store.database import Store
from sfo_data.subjects.themes import coding_help as c


def test_the_box_is_coded_and_agreed_on_as_it_was_made(duckdb_url: str):
    store = Store(duckdb_url)
    known = queries.facts(store).known
    filters = from_choices(known, {}, "last-12-months", known.known_on)
    findings, codes = (queries.ask_filtered(store, question, filters) for question in ("findings", "finding_codes"))
    learned = c.learn(findings, codes)
    overall = c.scores(learned.held_out, 0.5).row(-1, named=True)
    assert overall["precision_lower"] > 0.99 and overall["recall_lower"] > 0.85
    assert not set(learned.suggested["finding_id"]) & set(codes["finding_id"])
    # Second coders of the box give the first one's theme three times in four.
    found = c.coder_agreement(codes)
    assert 0.65 < found.overall.lower < found.overall.value < found.overall.upper < 0.8
    assert found.by_theme.filter(theme_code="IN1")["value"].item() == pytest.approx(kappa_of(codes, "IN1"))


def kappa_of(codes: pl.DataFrame, theme: str) -> float:
    """Cohen's kappa of one theme, naively: by finding, then by coder in order."""
    given: dict[str, dict[str, set[str]]] = {}
    for finding, coder, code in codes.select("finding_id", "coder_id", "theme_code").iter_rows():
        given.setdefault(finding, {}).setdefault(coder, set()).add(code)
    pairs = [
        [theme in by_coder[coder] for coder in sorted(by_coder)] for by_coder in given.values() if len(by_coder) == 2
    ]
    return float(cohen_kappa_score(*zip(*pairs, strict=True)))
