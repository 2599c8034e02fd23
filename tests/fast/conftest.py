"""Nothing here waits for a store, a server or a browser."""

from pathlib import Path

import pytest

SLOW = {"deliveries", "duckdb_url", "postgres_url", "store", "hostile_store", "browser", "server", "service"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuses a test that belongs to another kind: docs/testing.md."""
    here = Path(__file__).parent
    wrong = [
        f"{item.nodeid} asks for {', '.join(sorted(asked))}"
        for item in items
        if here in item.path.parents and (asked := SLOW & set(getattr(item, "fixturenames", ())))
    ]
    if wrong:
        raise pytest.UsageError("\n".join(["These tests are not of the fast kind:", *wrong]))
