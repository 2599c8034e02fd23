"""The command writes a release's four files once it is out, and before that only for those on its list."""

from datetime import date, timedelta

import pytest

from sfo_data.__main__ import main
from sfo_data.definitions import settings
from sfo_data.security import audit


@pytest.fixture
def tomorrow(duckdb_url, monkeypatch, tmp_path):
    day = date.today() + timedelta(days=1)
    (tmp_path / "r.csv").write_text(f"release,known_on,title,published_on\nb,2020-04-06,Second,{day}\n")
    (tmp_path / "e.csv").write_text(f"release,subject,reason,from\nb,s-1,Answers the press,{date.today()}\n")
    monkeypatch.setenv("SFO_DATABASE_URL", duckdb_url)
    monkeypatch.setenv("SFO_RELEASES", str(tmp_path / "r.csv"))
    monkeypatch.setenv("SFO_EARLY_ACCESS", str(tmp_path / "e.csv"))
    return tmp_path


def test_before_publication_it_is_refused_but_to_those_listed(tomorrow, capsys, monkeypatch):
    out = tomorrow / "out"
    monkeypatch.setenv("SFO_AUDIT_LOG", str(tomorrow / "audit"))
    assert main(["release", "b", "--out", str(out)]) == 2
    assert main(["release", "b", "--out", str(out), "--early", "s-2"]) == 2
    assert "“Second” is published at 09:30" in capsys.readouterr().err and not out.exists()
    assert main(["release", "b", "--out", str(out), "--early", "s-1"]) == 0
    assert "Opened before publication by s-1: Answers the press." in capsys.readouterr().out
    events = [each for each in audit.read_all(settings.audit_log()).entries if each["what"] == "release b"]
    assert [(each["action"], each["detail"]) for each in events] == [
        ("export", "before publication, for s-1: Answers the press")
    ]
    assert sorted(path.name for path in out.iterdir()) == [
        f"SYNTHETIC-b{ending}" for ending in ("-2020-04-06.ods", "-2020-04-06.xlsx", "-csv-2020-04-06.zip",
                                              "-parquet-2020-04-06.zip")
    ]  # fmt: skip


def test_a_state_of_knowledge_the_store_does_not_hold_is_named(tomorrow, capsys):
    (tomorrow / "r.csv").write_text("release,known_on,title,published_on\nb,2020-04-07,Second,2020-05-28\n")
    assert main(["release", "b", "--out", str(tomorrow / "out")]) == 2
    assert "The store holds no state of knowledge of 2020-04-07" in capsys.readouterr().err
