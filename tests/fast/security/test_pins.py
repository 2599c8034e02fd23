"""Every library that is installed is pinned to one version and to the hashes of its files, from no named registry."""

import re

import pytest

from sfo_data.definitions.settings import PROJECT

PIN = re.compile(r"^[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^\s;]+( ; [^\\]+)? \\$")


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_requirement_is_pinned_with_a_hash(name: str):
    lines = (PROJECT / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    starts = [place for place, line in enumerate(lines) if line and not line.startswith((" ", "#"))]
    assert len(starts) > 40
    for place in starts:
        assert PIN.match(lines[place]) and lines[place + 1].startswith("    --hash=sha256:"), lines[place]
    assert not re.search("https?://|file:|index-url|find-links", "\n".join(lines))


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_the_lock_holds_what_is_asked_for(name: str):
    asked = (PROJECT / f"{name}.in").read_text(encoding="utf-8").split()
    lock = (PROJECT / f"{name}.txt").read_text(encoding="utf-8").lower()
    pins = [re.sub(r"\[.*\]", "", each.lower()).replace("_", "-") for each in asked if "==" in each]
    assert pins and [each for each in pins if not re.search(rf"^{re.escape(each)}[ \\]", lock, re.MULTILINE)] == []


def test_what_runs_and_what_tests_are_locked_alike():
    run, dev = ((PROJECT / f"{name}.txt").read_text(encoding="utf-8") for name in ("requirements", "requirements-dev"))
    pins = [set(re.findall(r"^\S+==\S+", text, re.MULTILINE)) for text in (run, dev)]
    assert pins[0] <= pins[1]
