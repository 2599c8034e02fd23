"""A change anywhere in the ledger is found, and its line is named."""

import hashlib
import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sfo_data.definitions import settings
from sfo_data.security.hash_chain import START, appended, canonical, entry_hash, verified
from sfo_data.subjects.actions import ledger
from sfo_data.subjects.actions.ledger import Broken
from tests.material.ledger_entries import BOX, LINES, content, written


def test_the_hash_of_an_entry_is_that_of_its_canonical_bytes():
    # `printf '{"a":1,"b":"é","previous":"00"}' | sha256sum`, keys in order, no spaces, UTF-8.
    entry = {"b": "é", "previous": "00", "a": 1, "sha256": "not in it"}
    expected = hashlib.sha256('{"a":1,"b":"é","previous":"00"}'.encode()).hexdigest()
    assert entry_hash(entry) == expected == "5bb2b7642f14b73c4fb67b72ffda22f6d25e819c62bec9636d1b38eaa42ac33b"


def test_the_box_follows_line_by_line_by_a_second_reading():
    previous = "0" * 64
    for line in BOX.decode().splitlines():
        entry = json.loads(line)
        own = entry.pop("sha256")
        assert entry["previous"] == previous
        text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == own
        previous = own
    assert ledger.read(BOX).head == previous


def test_the_head_in_the_documentation_is_an_entry_of_the_box():
    text = (settings.PROJECT / "docs" / "ledger.md").read_text()
    published = [word.strip("`.") for word in text.split() if len(word.strip("`.")) == 64]
    assert len(published) == 1 and ledger.read(BOX, published[0]).head == published[0]


@given(st.integers(0, len(BOX) - 1), st.integers(1, 255))
def test_any_changed_byte_is_found_and_its_line_is_named(position, change):
    text = BOX[:position] + bytes([BOX[position] ^ change]) + BOX[position + 1 :]
    with pytest.raises(Broken) as found:
        verified(text)
    assert found.value.line == BOX[:position].count(b"\n") + 1 or BOX[position : position + 1] == b"\n"


@given(st.integers(0, len(BOX)), st.binary(min_size=1, max_size=3))
def test_any_byte_put_in_is_found(position, more):
    with pytest.raises(Broken):
        verified(BOX[:position] + more + BOX[position:])


@given(st.permutations(range(len(LINES))))
def test_any_other_order_of_lines_is_found(order):
    assume(list(order) != sorted(order))
    first = next(place for place, line in enumerate(order) if place != line)
    with pytest.raises(Broken) as found:
        verified(b"".join(LINES[line] for line in order))
    assert found.value.line == first + 1


@given(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES)))
def test_a_line_written_twice_is_found(line, to):
    with pytest.raises(Broken) as found:
        verified(b"".join([*LINES[:to], LINES[line], *LINES[to:]]))
    assert found.value.line == (to + 1 if to != line else to + 2)


@given(st.integers(0, len(LINES) - 2))
def test_a_line_taken_out_is_found(line):
    with pytest.raises(Broken) as found:
        verified(b"".join([*LINES[:line], *LINES[line + 1 :]]))
    assert found.value.line == line + 1


@given(st.integers(0, len(LINES) - 1))
def test_lines_cut_from_the_end_are_found_by_the_published_head_alone(kept):
    text = b"".join(LINES[:kept])
    assert len(verified(text)) == kept
    with pytest.raises(Broken) as found:
        verified(text, ledger.read(BOX).head)
    assert found.value.line == kept + 1


def test_a_file_written_anew_as_a_whole_is_found_by_the_published_head_alone():
    anew = written(*({**json.loads(line), "reason": "another"} for line in LINES))
    assert len(verified(anew)) == len(LINES)
    with pytest.raises(Broken):
        verified(anew, ledger.read(BOX).head)


entries = st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.integers() | st.none(), max_size=4)


@given(st.lists(entries, max_size=5))
def test_appending_keeps_every_byte_before_and_the_chain(contents):
    text = b""
    for each in contents:
        longer = appended(text, each)
        assert longer.startswith(text)
        text = longer
    read = verified(text)
    own = ("previous", "sha256")
    expected = [{key: value for key, value in each.items() if key not in own} for each in contents]
    assert [{key: value for key, value in each.items() if key not in own} for each in read] == expected
    assert [each["previous"] for each in read] == [START, *(each["sha256"] for each in read)][: len(read)]


def test_nothing_is_appended_to_a_broken_chain():
    with pytest.raises(Broken, match="line 1"):
        appended(BOX.replace(b"2020-05-18", b"2020-05-17", 1), content())


@pytest.mark.parametrize("line", [b"[]\n", b"7\n", b'{"a":1,"a":1}\n', b'{"a": 1}\n', b"\n", b"\xff\n", b'{"a":NaN}\n'])
def test_what_is_no_canonical_entry_is_named(line):
    with pytest.raises(Broken, match="line 1: it is not an entry in canonical JSON"):
        verified(line)


def test_canonical_has_one_form_whatever_the_order_of_keys():
    assert canonical({"b": 1, "a": [True, None, 0.1]}) == b'{"a":[true,null,0.1],"b":1}'
