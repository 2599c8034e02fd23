"""A signing key, a register and a folder of trusted keys that are nobody else's."""

from pathlib import Path

import pytest

from sfo_data.testimony import keys


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SFO_SIGNING_KEY", str(tmp_path / "key.pem"))
    monkeypatch.setenv("SFO_REGISTER", str(tmp_path / "issued.jsonl"))
    monkeypatch.setenv("SFO_TRUSTED_KEYS", str(tmp_path / "trusted"))
    keys.make_local(tmp_path / "key.pem")
    return tmp_path
