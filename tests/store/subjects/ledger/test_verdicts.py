"""A test of the ledger gives the figures of the pages."""

from sfo_data.definitions.filters import from_choices
from sfo_data.questions import queries
from sfo_data.questions.figures import figures
from sfo_data.subjects.actions import ledger
from tests.material.box import NEWEST
from tests.material.ledger_entries import MEASURE, content, written


def test_a_test_whose_period_the_box_holds_gives_the_figures_of_the_pages_and_no_gain_where_none_is_planted(store):
    facts, read = queries.facts(store), queries.reader(store)
    filters = from_choices(facts.known, {}, "2018-06-01..2019-05-31", facts.known.known_on)
    before = figures(read, from_choices(facts.known, {}, "2017-05-01..2018-04-30", NEWEST), [MEASURE])
    days = {"first_day": "2017-05-01", "last_day": "2018-04-30", "known_on": "2018-05-14", "is_synthetic": True}
    counts = {"numerator": before["numerator"][0], "denominator": int(before["denominator"][0]), "design_effect": 1.0}
    test = {"first_day": "2018-06-01", "last_day": "2019-05-31", "tell_from": "2019-06-03", "baseline": days | counts}
    in_force = ledger.read(written(content(registered_on="2018-05-18", test=test))).in_force
    (found,) = ledger.verdicts(read, filters, facts.known, True, in_force)
    shown = figures(read, filters, [MEASURE]).row(0, named=True)
    now = found.comparison.now
    assert (now.numerator, now.denominator) == (shown["numerator"], shown["denominator"])
    assert found.status in ("not met", "cannot tell")
