"""The product served to benchmarks, from a store of a chosen size."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.benchmarks import results, stores
from tests.browser.conftest import serve, stop


@dataclass(frozen=True)
class Server:
    """Where a server answers ("http://127.0.0.1:8501"), and its process."""

    address: str
    pid: int


@contextmanager
def product_server(cases: int) -> Iterator[Server]:
    """A server of the product with so many cases, for as long as it is needed."""
    process, address = serve({"SFO_DATABASE_URL": stores.duckdb(cases), "SFO_AUDIT_LOG": str(results.FOLDER / "audit")})
    try:
        yield Server(address, process.pid)
    finally:
        stop(process)
