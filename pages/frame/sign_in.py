"""Who is reading? Nothing of the product is read or drawn before the answer."""

import time
import urllib.request
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from pages.frame import audit_trail, page_files
from sfo_data.definitions import settings
from sfo_data.security import access
from sfo_data.security.access import Client, Reader, Refused

ANSWERS_WITHIN = 5.0

REMEMBER = (
    '<p id="not-signed-in" hidden><strong>You are not signed in yet.</strong> The last attempt was not completed: the '
    "sign-in service refused it or did not answer. Please try again; if it stays, tell an administrator.</p>"
    + page_files.script(__file__, "remember_address.js")
)
FOLLOW = page_files.script(__file__, "follow_address.js")


class WrongSetUp(Exception):
    """Sign-in is set up in a way that cannot work; the message says what to mend."""


def require() -> Reader:
    """The person reading, kept in the session's state. Ends the run with a page of its own where there is none."""
    try:
        section = auth_section()
        if section is None:
            reader = _on_this_machine()
        elif not st.user.get("is_logged_in"):
            _sign_in_page(section)
            st.stop()
        else:
            reader = _signed_in(section, st.user.to_dict())
            st.html(FOLLOW, unsafe_allow_javascript=True)
    except Refused as refused:
        refusal_page(refused)
        st.stop()
    except (WrongSetUp, access.WrongRoles, settings.WrongSetting) as error:
        st.title("Sign-in is not set up", anchor=False)
        st.error(f"Please tell an administrator: {error}")
        st.stop()
    is_new = st.session_state.get("reader") != reader
    st.session_state["reader"] = reader
    if is_new and reader != access.LOCAL:
        audit_trail.signed("signed_in")
    return reader


def auth_section() -> Mapping[str, Any] | None:
    """[auth] of Streamlit's secrets; None where there is none. Raises WrongSetUp: a broken file is not none."""
    try:
        if st.secrets.load_if_toml_exists():
            return st.secrets.get("auth")
    except OSError as error:
        raise WrongSetUp(f"{error.filename} cannot be read.") from error
    if broken := [file for file in st.get_option("secrets.files") if Path(file).exists()]:
        raise WrongSetUp(f"{broken[0]} is not a TOML file that can be read.")
    return None


def provider(section: Mapping[str, Any]) -> tuple[str | None, Client]:
    """The one provider set up, by its name in [auth.<name>] or None for [auth] itself. Raises WrongSetUp."""
    parts: list[tuple[str | None, Any]] = [(None, section), *section.items()]
    found = {name: part for name, part in parts if isinstance(part, Mapping) and "client_id" in part}
    if len(found) != 1:
        raise WrongSetUp(f"[auth] in the secrets names {len(found)} providers; it has to be one.")
    name, part = next(iter(found.items()))
    missing = [key for key in ("redirect_uri", "cookie_secret") if not section.get(key)]
    missing += [key for key in ("client_id", "client_secret", "server_metadata_url") if not part.get(key)]
    if missing:
        raise WrongSetUp(f"[auth] in the secrets lacks {missing[0]}.")
    return name, Client(part["client_id"], part["server_metadata_url"])


def entries() -> tuple[access.Entry, ...]:
    """The mapping of groups to roles. Raises WrongSetUp, WrongRoles."""
    path = settings.roles()
    if path is None:
        raise WrongSetUp("SFO_ROLES does not name the file that gives groups their roles.")
    return access.read_roles(path)


def _signed_in(section: Mapping[str, Any], claims: Mapping[str, Any]) -> Reader:
    access.check(claims, provider(section)[1], time.time(), settings.session_hours())
    return access.reader_of(claims, entries(), settings.role_claims())


def _on_this_machine() -> Reader:
    headers = st.context.headers
    # Streamlit's own test driver sends none; a browser's request always has some.
    if headers:
        reason = access.reached_from_elsewhere(headers)
        if not access.is_loopback(st.get_option("server.address") or "0.0.0.0"):  # noqa: S104 - compared
            reason = "the server listens to other machines"
        if reason:
            raise Refused(
                "Sign-in is needed here",
                f"Without sign-in this product is for this machine alone, and {reason}. "
                "Please ask an administrator to set up sign-in (docs/sign_in.md).",
            )
    return access.LOCAL


def _sign_in_page(section: Mapping[str, Any]) -> None:
    st.title("Sign in", anchor=False)
    st.markdown(
        "The national view of Serious Further Offences is for people with a role in it. "
        "You sign in with your organisation's account; the page you asked for opens afterwards."
    )
    st.html(REMEMBER, unsafe_allow_javascript=True)
    _login_button("Sign in", section)


def _login_button(label: str, section: Mapping[str, Any]) -> None:
    name, client = provider(section)
    if st.button(label, type="primary", key="sign_in"):
        try:
            # The address is the administrator's own; whatever answers there is not read.
            with urllib.request.urlopen(client.server_metadata_url, timeout=ANSWERS_WITHIN):  # noqa: S310
                pass
        except (OSError, ValueError):
            st.error("The sign-in service does not answer. Please try again in a few minutes.")
        else:
            st.login(name)


def refusal_page(refused: Refused) -> None:
    """What stands in the place of every page for somebody who may not come in, and the way out."""
    audit_trail.refused("sign-in", refused.heading)
    st.title(refused.heading, anchor=False)
    # What a token says is a stranger's text.
    st.text(str(refused))
    if st.user.get("is_logged_in"):
        st.button("Sign out", on_click=st.logout, key="sign_out")


def page_refused() -> None:
    """What stands at the address of a page that the reader's roles do not open."""
    reader: Reader = st.session_state["reader"]
    audit_trail.refused(urlsplit(st.context.url or "").path.strip("/"), "not open to the role")
    st.title("This page is not open to you", anchor=False)
    st.markdown(
        f"Your role ({escape(reader.roles_in_words)}) does not open it. The menu shows the pages that it opens."
    )


def who(reader: Reader) -> None:
    """The reader's name and roles, with the way out; in local mode, that there is no sign-in."""
    with st.container(key="who", horizontal=True, vertical_alignment="center"):
        if reader is access.LOCAL:
            st.html('<p class="who">Local mode without sign-in: for this machine alone.</p>')
        else:
            st.html(f'<p class="who">{escape(reader.name)} ({escape(reader.roles_in_words)})</p>', width="content")
            st.button("Sign out", on_click=_sign_out, key="sign_out", type="tertiary")


def _sign_out() -> None:
    audit_trail.signed("signed_out")
    st.logout()
