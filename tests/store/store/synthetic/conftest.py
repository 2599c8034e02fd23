"""Deliveries written once for the tests of the synthetic extract."""

from pathlib import Path

import pytest

from sfo_data.store import synthetic


@pytest.fixture(scope="session", params=[1, 2020])
def delivery(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The calibrated extract as known on 11 May 2020, for two seeds."""
    out = tmp_path_factory.mktemp(f"seed-{request.param}")
    synthetic.write(out, request.param)
    return out


@pytest.fixture(scope="session")
def weekly(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The ten weekly deliveries up to 11 May 2020, oldest first."""
    return synthetic.write(tmp_path_factory.mktemp("weekly"), 1, weeks=10)
