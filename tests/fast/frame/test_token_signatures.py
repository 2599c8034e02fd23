"""An ID token is taken with the product's own algorithms, whatever the provider lists."""

import asyncio
import json
from base64 import urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from authlib.integrations import starlette_client
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey, RSAKey
from streamlit.web.server.starlette import starlette_auth_routes

from pages.server import token_signatures

CLAIMS = {
    "iss": "https://id.example",
    "aud": "us",
    "sub": "a",
    "nonce": "n",
    "iat": 1_600_000_000,
    "exp": 4_000_000_000,
}
KEY = RSAKey.generate_key(2048, {"kid": "KEY"})
SECRET = OctKey.import_key("a secret of more than thirty-two bytes", {"kid": "SECRET"})
LISTED = ["RS256", "HS256", "none"]


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Streamlit's client for a provider that lists all of these, and whose keys would do for any of them."""
    monkeypatch.setattr(starlette_client, "StarletteOAuth2App", starlette_client.StarletteOAuth2App)
    starlette_auth_routes._create_streamlit_oauth_class.cache_clear()
    token_signatures.hold()
    made = starlette_auth_routes._create_streamlit_oauth_class(starlette_client)().register("us", client_id="us")
    keys = {"keys": [KEY.as_dict(private=False), SECRET.as_dict(private=True)]}
    made.server_metadata |= {
        "issuer": "https://id.example",
        "id_token_signing_alg_values_supported": LISTED,
        "jwks": keys,
    }
    yield made
    starlette_auth_routes._create_streamlit_oauth_class.cache_clear()


def taken(client: Any, algorithm: str, key: Any) -> dict[str, Any]:
    if key:
        token = jwt.encode({"alg": algorithm, "kid": key.kid}, CLAIMS, key, registry=jws.JWSRegistry(algorithms=LISTED))
    else:
        parts = ({"alg": algorithm, "kid": KEY.kid}, CLAIMS)
        token = ".".join(urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."
    # In a thread of its own: a browser that other tests keep open holds this one's event loop.
    with ThreadPoolExecutor(1) as thread:
        return dict(thread.submit(lambda: asyncio.run(client.parse_id_token({"id_token": token}, "n"))).result())


def test_a_token_with_the_providers_signature_is_taken(client):
    assert taken(client, "RS256", KEY)["sub"] == "a"


@pytest.mark.parametrize(("algorithm", "key"), [("none", None), ("HS256", SECRET)])
def test_a_token_without_it_is_not_taken_though_the_provider_lists_it(client, algorithm, key):
    with pytest.raises(JoseError):
        taken(client, algorithm, key)
