"""Starts the dashboard: python -m pages.server.serve [Streamlit's own options]."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# Before numpy is imported: a second thread for matrices as small as these only waits in a loop, and a view of the
# quality page that nobody has seen takes 300 ms of processor in place of 180.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from starlette.routing import Route
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager
from streamlit.starlette import App
from streamlit.web import bootstrap, cli

from pages.frame import plotly_library, sign_in
from pages.server import free_port, readiness, token_signatures, warm_up
from sfo_data.definitions import settings
from sfo_data.security import access

DASHBOARD = str(settings.PROJECT / "dashboard.py")


def settings_named(options: list[str]) -> dict[str, object]:
    """Streamlit's settings that a command line or the environment names. Ends the process on a wrong one."""
    named = cli.main_run.make_context("serve", [DASHBOARD, *options]).params
    return {
        name.replace("_", "."): value
        for name, value in named.items()
        if value not in (None, ()) and name not in ("target", "args")
    }


def hindrance(named: dict[str, object]) -> str | None:
    """Why the dashboard must not start with these settings, and what to do; None where it may."""
    # As `streamlit run` does before it looks for its options in arguments, environment and files.
    config._main_script_path = DASHBOARD
    bootstrap.load_config_options(named)
    address = config.get_option("server.address") or "0.0.0.0"  # noqa: S104 - compared, not bound
    try:
        section = sign_in.auth_section()
        if section is not None:
            sign_in.provider(section)
            sign_in.entries()
            settings.session_hours()
        elif not access.is_loopback(address):
            return (
                f"Without sign-in the dashboard listens on this machine alone, not on {address}. "
                "Set up sign-in (docs/sign_in.md), or use --server.address 127.0.0.1."
            )
    except (sign_in.WrongSetUp, access.WrongRoles, settings.WrongSetting) as error:
        return f"Sign-in is not set up: {error}"
    return free_port.hindrance(str(config.get_option("server.port")), address)


@asynccontextmanager
async def meanwhile(app: App) -> AsyncIterator[None]:
    """What goes on beside the readers for as long as the server runs."""
    async with readiness.draining(app), warm_up.running():
        yield


if __name__ == "__main__":
    named = settings_named(sys.argv[1:])
    if reason := hindrance(named):
        print(reason, file=sys.stderr)
        sys.exit(2)
    # A folder named pages beside the entry script counts as Streamlit's older page scheme until some session has run
    # st.navigation; until then a deep link opens with a dialog that says its page does not exist.
    PagesManager.uses_pages_directory = False
    token_signatures.hold()
    # Streamlit takes the first word for the script that was started.
    sys.argv = [DASHBOARD]
    routes = [Route("/ready", readiness.answer), Route(plotly_library.address(), plotly_library.answer)]
    App(DASHBOARD, routes=routes, lifespan=meanwhile).run(config=named)
