"""With which signatures is an ID token taken? The product says so, whatever its provider lists."""

import warnings
from typing import Any

# Authlib warns whoever starts the server of a library that it uses itself.
with warnings.catch_warnings(record=True):
    from authlib.integrations import starlette_client

# With the provider's private key. A secret that both sides know (HS256) signs nothing here, and “none” is no signature.
TAKEN = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")


class Client(starlette_client.StarletteOAuth2App):  # type: ignore[misc]
    """Authlib's client, which takes the algorithms out of the provider's metadata: these are the product's own."""

    async def load_server_metadata(self) -> dict[str, Any]:
        metadata: dict[str, Any] = await super().load_server_metadata()
        metadata["id_token_signing_alg_values_supported"] = list(TAKEN)
        return metadata


def hold() -> None:
    """From now on sign-in takes these alone. Streamlit derives its own client from this name at the first sign-in."""
    starlette_client.StarletteOAuth2App = Client
