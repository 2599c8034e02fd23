"""Is the port free? python -m pages.server.free_port PORT: standard library alone, so it answers before any set-up."""

import errno
import os
import socket
import sys

ADDRESS = "127.0.0.1"


def hindrance(port: str, address: str = ADDRESS) -> str | None:
    """Why the dashboard cannot serve on this port, and what to do; None where nothing speaks against it."""
    if not (port.isdecimal() and 0 < int(port) < 65536):
        return f"{port} is no port. Take a number from 1 to 65535: make run PORT=8600"
    with socket.socket() as probe:
        if os.name == "posix":
            # As the server binds: a port whose last connection has just ended is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, int(port)))
        except PermissionError:
            return f"Port {port} is for the system alone. Take one from 1024 on: make run PORT=8600"
        except OSError as error:
            # Anything else, such as an address of IPv6, is for the server to say.
            if error.errno == errno.EADDRINUSE:
                return f"Port {port} is taken by another program. End that, or take another port: make run PORT=8600"
    return None


if __name__ == "__main__":
    if reason := hindrance(sys.argv[1]):
        print(reason, file=sys.stderr)
        sys.exit(2)
