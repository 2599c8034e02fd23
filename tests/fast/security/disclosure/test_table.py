"""A table is only one if its counts add up; what one release tells, the next has to reckon with."""

import pytest

from sfo_data.security.disclosure import NotATable, Table, released, together

WALES = Table({"Wales": 7, "London": 9, "all": 16}, [("all", ["Wales", "London"])], shares=[("Wales", "all")])


@pytest.mark.parametrize(
    "given, words",
    [
        ({"cells": {"a": -1}}, "“a” is -1"),
        ({"cells": {"a": 1.0}}, "“a” is 1.0"),
        ({"cells": {"a": True}}, "“a” is True"),
        ({"cells": {"a": None}}, "“a” is None"),
        ({"cells": {"a": 1}, "sums": [("b", ["a"])]}, "“b” is in a relation"),
        ({"cells": {"a": 1}, "sums": [("a", ["b"])]}, "“b” is in a relation"),
        ({"cells": {"a": 1}, "shares": [("a", "b")]}, "“b” is in a relation"),
        ({"cells": {"a": 1}, "public": {"b"}}, "“b” is in a relation"),
        ({"cells": {"a": 1}, "hidden": {"b"}}, "“b” is in a relation"),
        ({"cells": {"a": 1}, "also_primary": {"b"}}, "“b” is in a relation"),
        ({"cells": {"a": 5, "b": 3, "c": 1}, "sums": [("a", ["b", "c"])]}, "“a” is 5, and its parts make 4"),
        ({"cells": {"a": 5, "b": 3, "c": 1}, "sums": [(("b", "c"), ["a"])]}, "“b, c” is 4, and its parts make 5"),
        ({"cells": {"a": 5, "b": 3}, "shares": [("a", "b")]}, "“a” is 5, more than its base 3"),
    ],
)
def test_what_cannot_be_is_refused_with_the_cell_and_its_numbers(given, words):
    with pytest.raises(NotATable, match=words):
        Table(**given)


def test_two_tables_are_one_for_a_reader_who_has_both():
    other = Table({"all": 16, "murder": 5, "rest": 11}, [("all", ["murder", "rest"])], public={"all"}, hidden={"rest"})
    both = together(WALES, other)
    assert both.cells == {"Wales": 7, "London": 9, "all": 16, "murder": 5, "rest": 11}
    assert both.sums == [*WALES.sums, *other.sums] and both.shares == [("Wales", "all")]
    assert (both.public, both.hidden) == ({"all"}, {"rest"})


def test_a_cell_hidden_in_one_table_and_shown_in_another_is_not_hidden():
    assert together(Table({"a": 7}, hidden={"a"}), Table({"a": 7})).hidden == frozenset()


def test_one_name_with_two_counts_is_refused():
    with pytest.raises(NotATable, match="“all” is 16 in one table and 17 in another"):
        together(WALES, Table({"all": 17}))


def test_what_was_shown_is_public_and_what_was_withheld_stays_hidden():
    out = released(WALES, {"Wales", "London"})
    assert (out.cells, out.public, out.hidden) == (WALES.cells, {"all"}, {"Wales", "London"})
    again = released(together(out, Table({"Wales": 7, "more": 9})), {"more"})
    assert (again.public, again.hidden) == ({"all", "Wales"}, {"London", "more"})
    assert released(out, out.public).public == out.public
