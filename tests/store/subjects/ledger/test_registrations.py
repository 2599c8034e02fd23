"""The baselines of the ledger are what the store gives."""

import pytest

from sfo_data.definitions.filters import from_choices
from sfo_data.questions import queries
from sfo_data.subjects.actions import ledger
from sfo_data.subjects.actions.ledger.verdicts import counted
from tests.material.ledger_entries import BOX


def test_the_baselines_in_the_box_are_what_the_store_gives(store):
    known = queries.facts(store).known
    for each in ledger.read(BOX).registrations:
        base = each.test.baseline
        filters = from_choices(known, {}, f"{base.first_day}..{base.last_day}", base.known_on)
        found = counted(queries.reader(store), filters, each.test.measure)
        assert (found.numerator, found.denominator) == (base.numerator, base.denominator), each.name
        assert found.design_effect == pytest.approx(base.design_effect, abs=0.0006), each.name
