"""Every test here has a key, a register and trusted keys of its own."""

import pytest


@pytest.fixture(autouse=True)
def keys_of_its_own(own_folder: object) -> None:
    """`own_folder` for every test of this folder."""
