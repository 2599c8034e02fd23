"""Which key signs, and which are trusted? A PEM file named in the settings, or a local one made on first run."""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from sfo_data.definitions import settings

FINGERPRINT_LETTERS = 16


class KeyProblem(ValueError):
    """A key that cannot be used; says which file, never what is in it."""


def signing_key() -> Ed25519PrivateKey:
    """The key that signs: that of `settings.signing_key()`. The local one is made where there is none yet.

    Raises KeyProblem; a key named in the settings is never made.
    """
    path = settings.signing_key()
    if not path.exists():
        if path != settings.LOCAL_SIGNING_KEY:
            raise KeyProblem(
                f"SFO_SIGNING_KEY names {path}, which is not there. "
                "Make one with: (umask 077; openssl genpkey -algorithm ed25519 -out FILE)"
            )
        make_local(path)
    return _private(path)


def make_local(path: Path) -> None:
    """Writes a new key, readable by its owner alone from its first moment. One made meanwhile by another stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # mkstemp opens with mode 0600; a link appears complete or not at all, and never replaces.
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".signing_key-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(handle)
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()


def _private(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except TypeError:
        raise KeyProblem(f"{path} has a passphrase; the key has to be without one.") from None
    except (ValueError, OSError) as error:
        # The parser's own words may quote the file.
        raise KeyProblem(f"{path} cannot be read as a private key in PEM ({type(error).__name__}).") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyProblem(f"{path} is not an Ed25519 key.")
    return key


def fingerprint(key: Ed25519PublicKey) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the 32 bytes of the public key."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:FINGERPRINT_LETTERS]


def public_pem(key: Ed25519PublicKey) -> str:
    """The public key as a PEM file, to be given to whoever is to check."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def trusted() -> Mapping[str, Ed25519PublicKey]:
    """Public keys by fingerprint: the signing key's own, where there is one, and those in `settings.trusted_keys()`.

    Makes no key. Raises KeyProblem for a file there that is not a public key.
    """
    path = settings.signing_key()
    keys = [_private(path).public_key()] if path.exists() else []
    keys += [_public(each) for each in sorted(settings.trusted_keys().glob("*.pem"))]
    return {fingerprint(key): key for key in keys}


def _public(path: Path) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(path.read_bytes())
    except (ValueError, OSError) as error:
        raise KeyProblem(f"{path} cannot be read as a public key in PEM ({type(error).__name__}).") from None
    if not isinstance(key, Ed25519PublicKey):
        raise KeyProblem(f"{path} is not an Ed25519 public key.")
    return key
