"""A pooler in transaction mode before PostgreSQL: what one reader's question sets, no other reader's sees."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from sfo_data.store.database import Store, StoreSlow
from sfo_data.store.database.store import close_engines
from tests.store.store.database.conftest import Served

NO_POOLER = "PgBouncer is not installed (Debian: apt-get install pgbouncer)"
COUNT = "select division, count(*) as n from reviews where known_on = date '2020-05-11' group by division"


@pytest.fixture
def pooled(served: Served, tmp_path: Path) -> Iterator[Store]:
    """The reader's address through PgBouncer, which has two connections for all of them."""
    program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.skip(NO_POOLER)
    url, server = sa.make_url(served.reader.url), sa.make_url(served.administrator)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quoted = str(url.username).replace('"', '""')
    (tmp_path / "users").write_text(f'"{quoted}" ""\n')
    (tmp_path / "pgbouncer.ini").write_text(f"""[databases]
* = host={server.host} port={server.port or 5432}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {tmp_path}/users
pool_mode = transaction
default_pool_size = 2
ignore_startup_parameters = options
""")
    tmp_path.chmod(0o755)
    for above in tmp_path.parents[:2]:
        above.chmod(above.stat().st_mode | 0o011)
    as_other = ["-u", "nobody"] if os.geteuid() == 0 else []
    with subprocess.Popen([program, "-q", *as_other, tmp_path / "pgbouncer.ini"], stderr=subprocess.PIPE) as process:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield Store(url.set(host="127.0.0.1", port=port).render_as_string(hide_password=False))
        close_engines()
        process.terminate()


def test_readers_of_one_connection_see_their_own_divisions_and_no_other(served: Served, pooled: Store):
    expected = dict(served.reader.read(COUNT, None, None).iter_rows())
    assert len(expected) > 5

    def ask(place: int) -> None:
        seen = [list(expected)[place % len(expected)]] if place % 3 else None
        found = dict(pooled.read(COUNT, None, seen).iter_rows())
        assert found == (expected if seen is None else {seen[0]: expected[seen[0]]})
        assert pooled.read(COUNT).is_empty()

    with ThreadPoolExecutor(8) as readers:
        list(readers.map(ask, range(200)))


def test_what_the_pooler_leaves_out_is_asked_of_the_readers_role(served: Served, pooled: Store):
    """The connection's own limits do not pass a pooler; those that `roles` gave the role in this database do."""
    quoted = [
        '"' + str(name).replace('"', '""') + '"'
        for name in (sa.make_url(served.reader.url).username, sa.make_url(served.reader.url).database)
    ]
    with psycopg.connect(served.administrator, autocommit=True) as connection:
        connection.execute("alter role {} in database {} set statement_timeout = '500ms'".format(*quoted))
        try:
            with pytest.raises(StoreSlow):
                pooled.read("select pg_sleep(20)")
            assert pooled.read("show default_transaction_read_only").item() == "on"
        finally:
            connection.execute("alter role {} in database {} set statement_timeout = '30s'".format(*quoted))


def test_nothing_stays_prepared_on_a_connection_that_others_use(pooled: Store):
    """PgBouncer before 1.21 does not know prepared statements, so a reader must leave none behind."""

    def ask(_: int) -> tuple[int, int]:
        row = "select pg_backend_pid() as backend, (select count(*) from pg_prepared_statements) as kept, "
        return pooled.read(row + "cast(pg_sleep(0.01) as text) as waited").select("backend", "kept").row(0)

    with ThreadPoolExecutor(8) as readers:
        found = list(readers.map(ask, range(200)))
    assert len({backend for backend, _ in found}) == 2 and {kept for _, kept in found} == {0}
