"""What is in a pack, from what was it made, and is it still as it was made?"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sfo_data.definitions import settings
from sfo_data.publishing.briefing.content import Briefing
from sfo_data.publishing.provenance import View, code_of
from sfo_data.publishing.provenance.keys import fingerprint
from sfo_data.publishing.provenance.view import as_json, canonical

NAME, FORMAT = "manifest.json", 1
# What the signature can be used for, so that no other signed text passes for a manifest.
PURPOSE = b"sfo-briefing-manifest\n"


def manifest(briefing: Briefing, view: View, files: Mapping[str, bytes], key: Ed25519PrivateKey) -> bytes:
    """The manifest of a pack as JSON: view, code, and each file's size and SHA-256, signed.

    It has no time of making: the same inputs give the same bytes.
    """
    content = {
        "format": FORMAT,
        "title": briefing.title,
        "place": briefing.place,
        "audience": briefing.audience,
        "marking": settings.marking(),
        "synthetic": settings.SYNTHETIC_MARK if briefing.is_synthetic else None,
        "code": code_of(view),
        "view": as_json(view),
        "files": {name: _described(data) for name, data in sorted(files.items())},
        "key": fingerprint(key.public_key()),
    }
    signed = content | {"signature": base64.b64encode(key.sign(PURPOSE + canonical(content))).decode()}
    return (json.dumps(signed, ensure_ascii=False, indent=2) + "\n").encode()


def _described(data: bytes) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def problems(pack: Path, trusted: Mapping[str, Ed25519PublicKey]) -> list[str]:
    """A sentence for everything in the folder `pack` that is not as its manifest says; none where it is whole."""
    try:
        content = json.loads((pack / NAME).read_bytes())
        signature = base64.b64decode(content.pop("signature"), validate=True)
        trusted[content["key"]].verify(signature, PURPOSE + canonical(content))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, binascii.Error, InvalidSignature) as error:
        return [f"{pack.name}: its manifest is missing, altered or signed by no trusted key ({type(error).__name__})."]
    there = {each.name: _described(each.read_bytes()) for each in pack.iterdir() if each.name != NAME}
    named: Mapping[str, Any] = content["files"]
    both = sorted(set(named) & set(there))
    return [
        *(f"{pack.name}: {name} is missing." for name in sorted(set(named) - set(there))),
        *(f"{pack.name}: {name} is not of the pack." for name in sorted(set(there) - set(named))),
        *(f"{pack.name}: {name} was changed." for name in both if named[name] != there[name]),
    ]
