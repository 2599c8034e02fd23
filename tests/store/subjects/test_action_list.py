"""The actions of the box add up."""

from sfo_data.definitions.filters import from_choices
from sfo_data.questions import queries
from sfo_data.statistics.stands_apart import APART
from sfo_data.subjects import actions as action_list


def test_the_box_adds_up(store):
    read, known = queries.reader(store), queries.facts(store).known
    every = from_choices(known, {}, "all", known.known_on)
    rows = read("actions", every, None)
    status = action_list.by_status(read, every)
    assert status["numerator"].sum() == rows.height
    late = action_list.overdue(read, every)
    assert status.filter(action_status="Overdue")["numerator"].sum() == late.height
    assert action_list.overdue_ages(late)["numerator"].sum() == late.height > 0
    assert late["overdue_days"].is_sorted(descending=True)
    years = action_list.completion_by_year(read, every)
    assert (years["raised"].sum(), years["open"].sum()) == (rows.height, rows["completed_on"].null_count())
    # The box has no division that acts later than others: nothing is planted, and nothing is found.
    assert not set(action_list.by_division(read, every)["stands"]) & set(APART)
