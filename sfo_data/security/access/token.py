"""Is a sign-in ours, and is it recent enough?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sfo_data.security.access.refusal import Refused

# The difference between the clocks of two machines that are looked after.
SKEW_SECONDS = 120
WELL_KNOWN = "/.well-known/openid-configuration"
NOT_OURS = "This sign-in is not for this service"


@dataclass(frozen=True)
class Client:
    """This product as the provider knows it."""

    client_id: str
    server_metadata_url: str

    @property
    def issuer(self) -> str:
        """The provider's name for itself: its metadata lie at a fixed path below it (OpenID Connect Discovery 4)."""
        return self.server_metadata_url.removesuffix(WELL_KNOWN)


def check(claims: Mapping[str, Any], client: Client, now: float, hours: float) -> None:
    """Raises Refused unless the ID token is of our provider, for this product, and at most `hours` old at `now`.

    Authlib checked signature and nonce when the token came, but accepts any audience with a right `azp`. `exp` (usually
    an hour) ends the time in which a token may be used to sign in, not the session, which is counted from `iat`.
    """
    issuer, audience = claims.get("iss"), claims.get("aud")
    if not isinstance(issuer, str) or issuer.rstrip("/") != client.issuer.rstrip("/"):
        raise Refused(NOT_OURS, f"It was issued by “{str(issuer)[:100]}”. Please sign out and sign in here.")
    audiences = audience if isinstance(audience, list) else [audience]
    if client.client_id not in audiences or claims.get("azp", client.client_id) != client.client_id:
        raise Refused(NOT_OURS, f"It was issued for “{str(audience)[:100]}”. Please sign out and sign in here.")
    issued_at = claims.get("iat")
    if not isinstance(issued_at, int | float) or isinstance(issued_at, bool) or issued_at > now + SKEW_SECONDS:
        raise Refused(NOT_OURS, "It does not say when it was issued, or says a time to come. Please sign in again.")
    if now - issued_at > hours * 3600:
        raise Refused("Please sign in again", f"You signed in over {hours:g} hours ago. After that we ask again.")
