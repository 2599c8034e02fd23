"""A view is written in one way only, has one code, and brings its page back."""

import json
import os
import subprocess
import sys
from datetime import date

import pytest

from sfo_data.definitions import settings
from sfo_data.definitions.measures import MEASURES
from sfo_data.publishing.provenance import code_of, definitions_sha256
from sfo_data.publishing.provenance.view import WrongView, as_json, canonical, from_json
from tests.material.marked_files import view


def test_a_view_written_and_read_is_the_same_view():
    assert from_json(json.loads(canonical(as_json(view())))) == view()


def test_the_order_of_keys_and_of_the_address_does_not_count():
    turned = dict(reversed(list(as_json(view()).items())))
    assert canonical(turned) == canonical(as_json(view()))
    assert code_of(view(address=tuple(reversed(view().address)))) == code_of(view())


@pytest.mark.parametrize(
    "change",
    [
        {"page": "overview"},
        {"showing": "Everything."},
        {"data_sha256": "c" * 64},
        {"definitions_sha256": "c" * 64},
        {"version": "0.3.0"},
        {"is_synthetic": False},
        {"address": (("known_on", ("2020-05-04",)), ("period", ("cy-2019",)))},
        {"known_on": date(2020, 4, 27), "address": (("known_on", ("2020-04-27",)), ("period", ("cy-2020",)))},
    ],
)
def test_any_change_of_a_view_changes_its_code(change):
    assert code_of(view(**change)) != code_of(view())


def test_the_code_and_the_hash_of_definitions_are_the_same_in_another_process_with_another_hash_seed():
    program = (
        "from sfo_data.publishing.provenance import code_of, definitions_sha256; "
        "from tests.material.marked_files import view; "
        "print(code_of(view()), definitions_sha256())"
    )
    # Our own process has a seed drawn when it started.
    printed = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.PROJECT,
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert printed == f"{code_of(view())} {definitions_sha256()}\n"


def test_a_definition_that_readers_see_changed_changes_the_hash():
    before = definitions_sha256()
    measure = MEASURES["sfo_reviews"]
    object.__setattr__(measure, "caveat", f"{measure.caveat} ")
    try:
        assert definitions_sha256() != before
    finally:
        object.__setattr__(measure, "caveat", measure.caveat[:-1])
    assert definitions_sha256() == before


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"page": "https://elsewhere.example"}, "not the path of a page"),
        ({"page": "../weekly"}, "not the path of a page"),
        ({"known_on": date(2020, 4, 27)}, "does not ask for the state known on 2020-04-27"),
        ({"data_sha256": "A" * 64}, "not a SHA-256"),
    ],
)
def test_a_view_that_brings_back_no_page_is_refused(change, reason):
    with pytest.raises(WrongView, match=reason):
        view(**change)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"known_on": "yesterday"}, "“yesterday” is not a day"),
        ({"is_synthetic": "no"}, "is_synthetic cannot be read"),
        ({"address": {"known_on": [3]}}, "address cannot be read"),
        ({"address": []}, "address cannot be read"),
        ({"more": "x"}, "not complete"),
    ],
)
def test_a_description_that_cannot_be_read_says_why(change, reason):
    with pytest.raises(WrongView, match=reason):
        from_json(as_json(view()) | change)
