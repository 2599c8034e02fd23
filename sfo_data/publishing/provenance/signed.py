"""The signed description that a file carries: its view, its content, and an Ed25519 signature over both."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, get_args

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sfo_data.publishing.provenance.content import Content, Kind
from sfo_data.publishing.provenance.keys import FINGERPRINT_LETTERS, fingerprint
from sfo_data.publishing.provenance.view import View, WrongView, as_json, canonical, from_json

FORMAT = 1
# What this signature can be used for, so that no other signed text passes for one of ours. The word, like those in
# the marks of each kind of file, is in files given out since 0.3: with another they would no longer be genuine.
PURPOSE = b"sfo-testimony\n"
FIELDS = {"format", "view", "kind", "content", "key", "signature"}


class WrongToken(ValueError):
    """Not a description that was ever signed here."""


@dataclass(frozen=True)
class Token:
    """What was signed, by the key with this fingerprint; the signature is Base64."""

    view: View
    kind: Kind
    content: Content
    key: str
    signature: str = ""


def sign(view: View, kind: Kind, content: Content, key: Ed25519PrivateKey) -> Token:
    """The signed description; the same for the same inputs (RFC 8032: an Ed25519 signature uses no random number)."""
    unsigned = Token(view, kind, content, fingerprint(key.public_key()))
    return replace(unsigned, signature=base64.b64encode(key.sign(_message(unsigned))).decode())


def holds(token: Token, key: Ed25519PublicKey) -> bool:
    """Whether `key` signed the token as it stands."""
    try:
        key.verify(base64.b64decode(token.signature, validate=True), _message(token))
    except (InvalidSignature, ValueError):
        return False
    return True


def _message(token: Token) -> bytes:
    plain = to_json(token)
    del plain["signature"]
    return PURPOSE + canonical(plain)


def to_json(token: Token) -> dict[str, Any]:
    """The token as plain values."""
    content = asdict(token.content) | {"parts": list(token.content.parts)}
    fixed = {"format": FORMAT, "kind": token.kind, "key": token.key, "signature": token.signature}
    return fixed | {"view": as_json(token.view), "content": content}


def to_text(token: Token) -> str:
    """The token as one line of canonical JSON."""
    return canonical(to_json(token)).decode()


def from_text(text: str) -> Token:
    """The token in a text; whether it was signed is for `holds` to say. Raises WrongToken."""
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WrongToken("The signed description is not JSON.") from error
    return token_from_json(plain)


def token_from_json(plain: Any) -> Token:
    """The token that `to_json` gave. Raises WrongToken."""
    if not isinstance(plain, Mapping) or set(plain) != FIELDS or plain["format"] != FORMAT:
        raise WrongToken("The signed description is not complete, or of another version of the product.")
    kind, content = plain["kind"], plain["content"]
    if kind not in get_args(Kind) or not all(isinstance(plain[name], str) for name in ("key", "signature")):
        raise WrongToken("The signed description does not say what kind of file it is for.")
    if not re.fullmatch(f"[0-9a-f]{{{FINGERPRINT_LETTERS}}}", plain["key"]):
        raise WrongToken("The signed description does not say which key signed it.")
    try:
        # A lone surrogate is JSON and no text.
        canonical(plain)
        parts = tuple(str(part) for part in content["parts"])
        found = Content(str(content["sha256"]), parts, str(content["shape"]))
        return Token(from_json(plain["view"]), kind, found, plain["key"], plain["signature"])
    except (WrongView, KeyError, TypeError, UnicodeEncodeError) as error:
        raise WrongToken(f"The signed description cannot be read: {error}") from error
