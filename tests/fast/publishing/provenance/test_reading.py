"""Files of every kind, of other keys and of strangers."""

from pathlib import Path

import pytest

from sfo_data.publishing.provenance import Unreadable, check, content, issue, keys, pdf, png, reading
from tests.material.checking import issued, only
from tests.material.marked_files import MADE, view

KINDS = list(MADE)


@pytest.mark.parametrize("kind", KINDS)
def test_another_key_is_named_as_unknown_until_it_is_trusted(kind: str, own_folder: Path):
    signed = issued(kind)
    old = keys.signing_key().public_key()
    (own_folder / "key.pem").unlink()
    (own_folder / "issued.jsonl").unlink()
    keys.make_local(own_folder / "key.pem")
    found = check(signed, "file")[0]
    assert found.verdict == "unknown key" and found.view is None and keys.fingerprint(old) in found.notes[0]
    (own_folder / "trusted").mkdir()
    (own_folder / "trusted" / "old.pem").write_text(keys.public_pem(old))
    assert only(signed).verdict == "genuine"


@pytest.mark.parametrize("kind", KINDS)
def test_a_checker_without_any_key_makes_none(kind: str, own_folder: Path):
    signed = issued(kind)
    (own_folder / "key.pem").unlink()
    (own_folder / "issued.jsonl").unlink()
    assert check(signed, "file")[0].verdict == "unknown key"
    assert not (own_folder / "key.pem").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_signature_by_a_forged_key_of_the_same_name_does_not_hold(kind: str):
    forger = reading.Ed25519PrivateKey.generate()
    forged, token = reading.stamp(kind, MADE[kind], view(), forger)
    ours = keys.fingerprint(keys.signing_key().public_key())
    text = reading.to_text(token).replace(token.key, ours)
    found = check(reading.FORMATS[kind].with_token(forged, text), "file")[0]
    assert found.verdict == "altered" and found.where == ("its signed description",) and found.view is None


def test_a_description_of_another_kind_of_file_is_found_out():
    found = only(png.with_token(MADE["png"], pdf.tokens(issued("pdf"))[0]))
    assert found.verdict == "altered" and "another kind of file" in found.where[0]


def test_one_view_has_one_code_for_all_its_files():
    for kind in KINDS:
        assert only(issued(kind)).view == view()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "JPEG"),
        (b"GIF89a", "GIF"),
        (b"RIFF0000WEBP", "WebP"),
        (b"just words", "neither a PNG picture"),
        (bytes(content.MOST_BYTES + 1), "the most that is read is 50 MB"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither a PNG picture"),
    ],
    ids=["empty", "jpeg", "gif", "webp", "words", "large", "svg"],
)
def test_what_cannot_be_checked_is_named_with_the_reason(data: bytes, reason: str):
    with pytest.raises(Unreadable, match=reason):
        check(data, "file")


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_another_kind_is_not_signed(kind: str, own_folder: Path):
    with pytest.raises(Unreadable):
        issue(kind, b"neither", view())
    assert not (own_folder / "issued.jsonl").exists()
