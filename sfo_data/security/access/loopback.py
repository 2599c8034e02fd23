"""Does a request come from this machine itself?"""

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

# What proxies add. One that adds none of them still sends the browser's own Origin, or its own Host.
PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")


def is_loopback(host: str) -> bool:
    """Whether a server listening on `host`, an address or a name without port, serves this machine only."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def reached_from_elsewhere(headers: Mapping[str, str]) -> str | None:
    """What in the headers shows that a request did not come straight from a browser on this machine; None if nothing.

    The host name asked for counts too: pages of a foreign name that resolves to 127.0.0.1 could otherwise read ours.
    """
    sent = {name.lower(): value for name, value in headers.items()}
    if passed := next((name for name in PROXY_HEADERS if name in sent), None):
        return f"a proxy passed it on (header {passed})"
    asked = {"host": f"//{sent.get('host', '')}", "origin": sent.get("origin", "//localhost")}
    for name, address in asked.items():
        try:
            host = urlsplit(address).hostname or ""
        except ValueError:
            host = address
        if not is_loopback(host):
            return f"it asked for “{host[:60]}” (header {name})"
    return None
