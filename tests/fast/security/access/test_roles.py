"""Which roles groups give, which pages roles open, and what is said of a file that cannot be used."""

import pytest

from pages.frame.menu import PAGES
from sfo_data.definitions.filters import NATIONAL, Scope
from sfo_data.security.access import LOCAL, Entry, Refused, WrongRoles, read_roles, reader_of

HEADING = "group,role,division\n"
ENTRIES = (
    Entry("n", "national"),
    Entry("w", "division", "Wales"),
    Entry("l", "division", "London"),
    Entry("p", "public-facing"),
    Entry("a", "administrator"),
)


def reader(*groups: str, **claims: object):
    return reader_of({"sub": "s-1", "groups": list(groups), **claims}, ENTRIES, ("groups", "roles"))


@pytest.mark.parametrize(
    ("groups", "roles", "scope", "audience"),
    [
        (["n"], ("national",), NATIONAL, "internal"),
        (["w", "l"], ("division",), Scope(("London", "Wales")), "internal"),
        (["w", "n"], ("national",), NATIONAL, "internal"),
        (["p"], ("public-facing",), Scope(()), "wider"),
        (["a"], ("administrator",), Scope(()), "wider"),
        (["a", "w"], ("division", "administrator"), Scope(("Wales",)), "internal"),
    ],
)
def test_groups_add_up(groups, roles, scope, audience):
    found = reader(*groups, "unknown")
    assert (found.roles, found.scope, found.audience) == (roles, scope, audience)


def test_a_claim_may_be_one_word_and_stand_in_either_place():
    assert reader(roles="w").scope == Scope(("Wales",))
    assert reader_of({"sub": "s", "wids": "n"}, ENTRIES, ("wids",)).roles == ("national",)


def test_the_identifier_is_the_objects_where_there_is_one():
    assert reader("n").subject == "s-1" and reader("n", oid="o-1", name="Ann").subject == "o-1"


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"groups": ["elsewhere"]}, "None of your groups"),
        ({}, "None of your groups"),
        ({"groups": {"n": 1}}, "None of your groups"),
        ({"groups": None, "_claim_names": {"groups": "src1"}}, "more groups than"),
        ({"groups": ["n"], "sub": None}, "does not say who you are"),
        ({"groups": ["n"], "sub": ""}, "does not say who you are"),
        ({"groups": ["n"], "sub": " \t"}, "does not say who you are"),
    ],
)
def test_nobody_gets_a_role_by_default(claims, said):
    with pytest.raises(Refused, match=said):
        reader_of({"sub": "s", **claims}, ENTRIES, ("groups", "roles"))


@pytest.mark.parametrize(
    ("page", "who"),
    [("overview", "nw"), ("cases", "nw"), ("release", "nwp"), ("published_record", "nwp"),
     ("definitions", "nwpa"), ("accessibility", "nwpa"), ("data_quality", "nwa"), ("audit", "a")],
)  # fmt: skip
def test_each_role_opens_its_pages(page, who):
    assert "".join(group for group in "nwpa" if PAGES[page].opens_for(reader(group))) == who
    assert PAGES[page].opens_for(LOCAL)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("group;role;division\n", "line 1: the columns are group,role,division"),
        (HEADING + "g,boss,\n", "line 2, column role: there is no role “boss”"),
        (HEADING + "g,division,\n", "line 2, column division: there is no division “”"),
        (HEADING + "g,national,\ng,division,Walse\n", "line 3, column division: there is no division “Walse”"),
        (HEADING + "g,national,Wales\n", "line 2, column division: “Wales” with the role national"),
        (HEADING + ",national,\n", "line 2, column group: empty"),
        (HEADING + "g,national\n", "line 2: 2 values instead of 3"),
        (HEADING + "g,national,\n\ng,national,\n", "line 4: the same as line 2"),
        (HEADING + '"g,national,\n', "cannot be read"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, text, said):
    path = tmp_path / "roles.csv"
    path.write_text(text)
    with pytest.raises(WrongRoles) as error:
        read_roles(path)
    assert said in str(error.value)


def test_a_file_is_read_and_a_missing_one_named(tmp_path):
    path = tmp_path / "roles.csv"
    path.write_text("﻿" + HEADING + "g-1 , division , Wales\ng-1,administrator,\n", encoding="utf-8")
    assert read_roles(path) == (Entry("g-1", "division", "Wales"), Entry("g-1", "administrator"))
    with pytest.raises(WrongRoles, match=r"no\.csv cannot be read"):
        read_roles(tmp_path / "no.csv")
