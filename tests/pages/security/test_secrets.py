"""No password, key or client's secret reaches a log, a screen or the audit trail, and no line of a log is forged."""

import ast
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sfo_data.definitions import settings
from sfo_data.definitions.settings import PROJECT
from sfo_data.publishing.provenance import keys
from sfo_data.security.audit import Event, append, writer
from sfo_data.store.database.store import close_engines
from tests.conftest import SERVER
from tests.service.conftest import free_ports

PASSWORD = "s3cr3t-zq7"
CLOSED = free_ports(1)[0]
ADDRESSES = {
    "nobody answers": f"postgresql+psycopg://reader:{PASSWORD}@127.0.0.1:{CLOSED}/sfo",
    "no such port": f"postgresql+psycopg://reader:{PASSWORD}@127.0.0.1:port/sfo",
    "not an address": f"reader:{PASSWORD}@127.0.0.1/sfo",
    "no such driver": f"oracle+nothing://reader:{PASSWORD}@127.0.0.1/sfo",
    "a password with signs of an address": f"postgresql+psycopg://reader:{PASSWORD}@:/@127.0.0.1:{CLOSED}/sfo",
    "no such database": f"{SERVER.replace('postgresql:', 'postgresql+psycopg:').rpartition('/')[0]}/none_zq7",
}


def on_screen(app: AppTest) -> str:
    return "\n".join(str(each.value) for each in [*app.error, *app.warning, *app.markdown, *app.exception])


def trail() -> str:
    assert writer().is_drained(20)
    return "\n".join(path.read_text() for path in settings.audit_log().glob("*.jsonl"))


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_password_in_the_stores_address_is_told_to_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], address: str
):
    monkeypatch.setenv("SFO_DATABASE_URL", ADDRESSES[address])
    monkeypatch.chdir(PROJECT)
    with caplog.at_level(logging.DEBUG):
        app = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=120).run()
    close_engines()
    assert app.error or app.exception
    told = "\n".join([on_screen(app), caplog.text, *capfd.readouterr(), trail()])
    assert PASSWORD not in told


@pytest.mark.parametrize(
    ("command", "address"),
    [("figures sfo_reviews", each) for each in ADDRESSES]
    + [("migrate", "nobody answers"), ("load nowhere", "no such port")],
)
def test_a_command_that_fails_does_not_say_the_password(tmp_path: Path, address: str, command: str):
    done = subprocess.run(
        [sys.executable, "-m", "sfo_data", *command.split()], cwd=PROJECT, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "SFO_DATABASE_URL": ADDRESSES[address], "SFO_AUDIT_LOG": str(tmp_path)},
    )  # fmt: skip
    written = "".join(path.read_text() for path in tmp_path.glob("*.jsonl"))
    assert done.returncode != 0 and PASSWORD not in done.stdout + done.stderr + written


def test_secrets_of_sign_in_are_not_in_what_is_said_of_them(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path, duckdb_url: str
):
    """Whatever is left out or wrong in them."""
    whole = {
        "redirect_uri": "http://127.0.0.1:1/oauth2callback", "cookie_secret": PASSWORD, "client_id": "sfo",
        "client_secret": PASSWORD, "server_metadata_url": f"http://127.0.0.1:{CLOSED}/none",
    }  # fmt: skip
    monkeypatch.setenv("SFO_DATABASE_URL", duckdb_url)
    monkeypatch.setenv("SFO_ROLES", str(tmp_path / "none.csv"))
    monkeypatch.chdir(PROJECT)
    for missing in ["", *whole]:
        app = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=120)
        app.secrets["auth"] = {name: value for name, value in whole.items() if name != missing}
        with caplog.at_level(logging.DEBUG):
            app.run()
            for button in app.button:
                button.click().run()
        assert PASSWORD not in on_screen(app) + caplog.text + trail()
        assert app.error if missing else app.button, missing


def test_the_signing_key_is_not_in_what_is_said_of_a_damaged_one(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
):
    path = tmp_path / "key.pem"
    keys.make_local(path)
    kept = path.read_text()
    secret = kept.splitlines()[1][:40]
    monkeypatch.setenv("SFO_SIGNING_KEY", str(path))
    for damaged in (kept[:-20], kept.replace("PRIVATE", "PUBLIC"), secret, kept + "\x00"):
        path.write_text(damaged)
        with caplog.at_level(logging.DEBUG):
            try:
                keys.signing_key()
            except keys.KeyProblem as problem:
                assert secret not in str(problem)
        assert secret not in caplog.text


def test_a_line_of_the_trail_cannot_be_forged_by_what_an_address_says(tmp_path: Path):
    forged = 'x"}\n{"action":"view","subject":"chief"}\r\n\x1b[2J\u2028'
    append(tmp_path, [Event("view", forged, forged, (forged,), {forged: [forged]}, detail=forged).content()])
    (path,) = tmp_path.glob("*.jsonl")
    line, rest = path.read_bytes().split(b"\n")
    assert rest == b"" and not any(each < 32 for each in line) and "\u2028" not in line.decode()


# What runs what it reads, or reads back objects that do.
NEVER = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "code", "codeop"}
NEVER_CALLED = {"eval", "exec", "compile", "__import__", "read_pickle", "literal_eval"}


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    files = [*(PROJECT / "sfo_data").rglob("*.py"), *(PROJECT / "pages").rglob("*.py"), PROJECT / "dashboard.py"]
    assert len(files) > 250
    for path in files:
        yield from ((path, node) for node in ast.walk(ast.parse(path.read_text())))


def test_nothing_of_the_product_reads_objects_or_runs_text():
    wrong = []
    for path, node in nodes():
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [each.name for each in node.names] + [getattr(node, "module", None) or ""]
            wrong += [(path.name, name) for name in names if name.partition(".")[0] in NEVER]
        elif isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            is_of_re = isinstance(called, ast.Attribute) and getattr(called.value, "id", "") == "re"
            is_of_os = isinstance(called, ast.Attribute) and getattr(called.value, "id", "") == "os"
            is_shell = is_of_os and name in ("system", "popen")
            wrong += [(path.name, name)] * ((name in NEVER_CALLED and not is_of_re) or is_shell)
            wrong += [(path.name, "shell")] * any(each.arg == "shell" for each in node.keywords)
    assert wrong == []
