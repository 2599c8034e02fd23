"""A signature holds for exactly what was signed."""

import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sfo_data.publishing.provenance.content import Content
from sfo_data.publishing.provenance.signed import WrongToken, from_text, holds, sign, to_text
from tests.material.marked_files import view

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CONTENT = Content("c" * 64, ("1" * 16, "2" * 16), "2 slides")
TOKEN = sign(view(), "pptx", CONTENT, KEY)


def test_a_description_written_and_read_is_the_same_and_holds():
    assert from_text(to_text(TOKEN)) == TOKEN == sign(view(), "pptx", CONTENT, KEY)
    assert holds(TOKEN, KEY.public_key())


@pytest.mark.parametrize(
    "change",
    [
        {"view": view(showing="More.")},
        {"kind": "png"},
        {"content": replace(CONTENT, sha256="d" * 64)},
        {"content": replace(CONTENT, parts=("1" * 16, "3" * 16))},
        {"content": replace(CONTENT, shape="3 slides")},
        {"key": "0" * 16},
        {"signature": ""},
        {"signature": "not Base64!"},
        {"signature": "é"},
        {"signature": sign(view(version="9"), "pptx", CONTENT, KEY).signature},
    ],
)
def test_any_change_breaks_the_signature(change):
    assert not holds(replace(TOKEN, **change), KEY.public_key())


def test_another_key_did_not_sign_it():
    assert not holds(TOKEN, Ed25519PrivateKey.generate().public_key())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"format": 2}, "another version"),
        ({"more": 1}, "not complete"),
        ({"kind": "gif"}, "what kind of file"),
        ({"signature": 3}, "what kind of file"),
        ({"key": "<b>me</b>"}, "which key"),
        ({"content": []}, "cannot be read"),
        ({"content": {"parts": 3, "sha256": "", "shape": ""}}, "cannot be read"),
        ({"view": None}, "not complete"),
        ({"signature": "\ud800"}, "cannot be read"),
    ],
)
def test_a_description_that_cannot_be_read_says_why(change, reason):
    with pytest.raises(WrongToken, match=reason):
        from_text(json.dumps(json.loads(to_text(TOKEN)) | change))


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000])
def test_what_is_no_description_is_refused(text):
    with pytest.raises(WrongToken):
        from_text(text)
