"""A store saved by pg_dump and restored elsewhere gives the same figures to the same readers."""

import subprocess

import psycopg

from sfo_data.definitions.filters import Scope, from_choices
from sfo_data.questions import queries
from sfo_data.questions.figures import figures
from sfo_data.store.database import Store
from sfo_data.store.database.store import close_engines
from tests.conftest import own_database
from tests.material.box import NEWEST

POLICIES = "select tablename, policyname, qual from pg_policies order by tablename"
MEASURES = ["sfo_reviews", "murder_or_manslaughter", "sfo_rate", "qa_median_days"]


def told(store: Store):
    filters = from_choices(queries.facts(store).known, {}, "cy-2018", NEWEST, Scope(("Wales",)))
    return figures(queries.reader(store), filters, MEASURES)


def test_a_backup_restored_has_the_figures_and_the_policies_of_the_store(served, tmp_path):
    saved = tmp_path / "sfo.dump"
    subprocess.run(["pg_dump", "-Fc", "-f", str(saved), served.administrator], check=True)
    with own_database() as restored:
        subprocess.run(["pg_restore", "--exit-on-error", "-d", restored, str(saved)], check=True)
        reader = Store(f"{served.reader.url.rpartition('/')[0]}/{restored.rpartition('/')[2]}")
        assert told(reader).equals(told(served.reader)) and told(reader)["value"][0] > 0
        assert reader.read("select count(*) as n from raw_reviews")["n"].to_list() == [0]
        with psycopg.connect(restored) as there, psycopg.connect(served.administrator) as here:
            found = there.execute(POLICIES).fetchall()
            assert found == here.execute(POLICIES).fetchall() and len(found) == 11
        close_engines()
