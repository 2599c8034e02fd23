"""Keys: made once, readable by their owner only, never shown; trusted where listed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from sfo_data.definitions import settings
from sfo_data.publishing.provenance import KeyProblem, keys


def pem(key, encryption=None) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())


def test_a_local_key_is_made_on_first_run_and_stays(own_folder: Path, monkeypatch):
    local = own_folder / "new" / "signing_key.pem"
    monkeypatch.setattr(settings, "LOCAL_SIGNING_KEY", local)
    monkeypatch.delenv("SFO_SIGNING_KEY")
    first = keys.fingerprint(keys.signing_key().public_key())
    assert local.stat().st_mode & 0o777 == 0o600
    assert keys.fingerprint(keys.signing_key().public_key()) == first
    assert [each.name for each in local.parent.iterdir()] == ["signing_key.pem"]


def test_a_key_is_0600_from_its_first_moment_whatever_the_umask(own_folder: Path, monkeypatch):
    seen = []
    link = os.link

    def watched(draft, path):
        seen.append(Path(draft).stat().st_mode & 0o777)
        link(draft, path)

    monkeypatch.setattr(os, "link", watched)
    before = os.umask(0)
    try:
        keys.make_local(own_folder / "open.pem")
    finally:
        os.umask(before)
    assert seen == [0o600] and (own_folder / "open.pem").stat().st_mode & 0o777 == 0o600


def test_a_key_made_meanwhile_by_another_process_stays(own_folder: Path):
    program = (
        "import sys; from pathlib import Path; from sfo_data.publishing.provenance import keys; "
        "keys.make_local(Path(sys.argv[1]))"
    )
    path = own_folder / "raced.pem"
    started = [
        subprocess.Popen([sys.executable, "-c", program, str(path)], cwd=settings.PROJECT, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    assert [each.communicate()[1] for each in started] == [b""] * 2
    content = path.read_bytes()
    keys.make_local(path)
    assert path.read_bytes() == content
    assert not list(own_folder.glob(".signing_key-*"))


def test_a_key_named_in_the_settings_is_never_made(own_folder: Path, monkeypatch):
    monkeypatch.setenv("SFO_SIGNING_KEY", str(own_folder / "none.pem"))
    with pytest.raises(KeyProblem, match="which is not there"):
        keys.signing_key()
    assert keys.trusted() == {}
    assert not (own_folder / "none.pem").exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n", "cannot be read as a private key"),
        (b"", "cannot be read as a private key"),
        (pem(generate_private_key(SECP256R1())), "not an Ed25519 key"),
        (pem(Ed25519PrivateKey.generate(), BestAvailableEncryption(b"x")), "has a passphrase"),
    ],
)
def test_a_key_that_cannot_be_used_is_named_and_not_shown(own_folder: Path, content: bytes, reason: str):
    (own_folder / "key.pem").write_bytes(content)
    with pytest.raises(KeyProblem, match=reason) as problem:
        keys.signing_key()
    body = content.decode().splitlines()[1:2]
    assert all(line not in str(problem.value) for line in body) and "key.pem" in str(problem.value)


def test_old_public_keys_stay_trusted_by_their_place_in_the_folder(own_folder: Path):
    old = keys.signing_key().public_key()
    (own_folder / "key.pem").unlink()
    keys.make_local(own_folder / "key.pem")
    assert keys.fingerprint(old) not in keys.trusted()
    (own_folder / "trusted").mkdir()
    (own_folder / "trusted" / "2020.pem").write_text(keys.public_pem(old))
    assert set(keys.trusted()) == {keys.fingerprint(old), keys.fingerprint(keys.signing_key().public_key())}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"not a key", "cannot be read as a public key"),
        (
            generate_private_key(SECP256R1())
            .public_key()
            .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
            "not an Ed25519 public key",
        ),
    ],
)
def test_a_trusted_key_that_cannot_be_used_is_named(own_folder: Path, content: bytes, reason: str):
    (own_folder / "trusted").mkdir()
    (own_folder / "trusted" / "bad.pem").write_bytes(content)
    with pytest.raises(KeyProblem, match=f"bad.pem.*{reason}"):
        keys.trusted()
