"""A pack from the running product: whole, of one scope, the same again byte for byte; and every fault has a name."""

import csv
import hashlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import zipfile
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import SMTP
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from sfo_data.definitions import annotations
from sfo_data.publishing.briefing import runs
from sfo_data.publishing.briefing.recipients import recipients
from sfo_data.publishing.packs import atomic_folder, manifest
from sfo_data.publishing.provenance import keys
from sfo_data.questions import queries
from sfo_data.store.database import Store
from tests.material import faults
from tests.material.box import NEWEST

LONDON, WALES_CRC = "SYNTHETIC-sfo-briefing-london-2020-05-11", "SYNTHETIC-sfo-briefing-wales-crc-2020-05-11"
NATIONAL = "SYNTHETIC-sfo-briefing-national-2020-05-11"


@pytest.fixture(scope="module")
def environment(duckdb_url, tmp_path_factory):
    """Settings that write nowhere but to a folder of the test's own."""
    place = tmp_path_factory.mktemp("settings")
    key = place / "key.pem"
    keys.make_local(key)
    (place / "who.csv").write_text("recipient,address\nlondon,a@example.gov.uk\nWales CRC,b@example.gov.uk\n")
    return {
        "SFO_DATABASE_URL": duckdb_url,
        "SFO_SIGNING_KEY": str(key),
        "SFO_TRUSTED_KEYS": str(place),
        "SFO_REGISTER": str(place / "issued.jsonl"),
        "SFO_BRIEFING_LOG": str(place / "runs.jsonl"),
        "SFO_RECIPIENTS": str(place / "who.csv"),
    }


@pytest.fixture(autouse=True)
def trusting(environment, monkeypatch):
    """The tests trust the key that the runs sign with."""
    monkeypatch.setenv("SFO_SIGNING_KEY", environment["SFO_SIGNING_KEY"])
    monkeypatch.delenv("SFO_TRUSTED_KEYS", raising=False)


@dataclass(frozen=True)
class Made:
    """A run with everything in it: two recipients with mail, and one without an address."""

    out: Path
    ended: faults.Ended
    history: runs.Run


@pytest.fixture(scope="module")
def made(environment, tmp_path_factory):
    out = tmp_path_factory.mktemp("packs") / "new"
    ended = faults.end(faults.start(out, environment, "--for", "national", "london", "wales-crc", "--email"))
    return Made(out, ended, runs.read(Path(environment["SFO_BRIEFING_LOG"])).runs[-1])


def brief(out, environment, *words, **how):
    return faults.end(faults.start(out, environment, *words, **how))


def contents(folder):
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def test_each_recipient_has_a_whole_pack_and_is_told_of_it(made):
    assert [pack.name for pack in faults.packs(made.out)] == [LONDON, NATIONAL, WALES_CRC]
    assert all({each.name for each in pack.iterdir()} == faults.FILES for pack in faults.packs(made.out))
    assert faults.broken(made.out) == [] and faults.drafts(made.out) == []
    assert made.ended.said == "national: made\nLondon: made\nWales CRC: made\n"


def test_a_recipient_without_an_address_is_named_and_the_run_says_so(made):
    assert made.ended.code == 1
    assert made.ended.complained == "national: There is no mail address for it; the pack is there.\n"
    assert (made.history.made, made.history.exit_code) == (("national", "London", "Wales CRC"), 1)
    assert list(made.history.failed) == ["national"] and made.history.known_on == "2020-05-11"


def test_the_manifest_names_every_file_its_view_and_its_code(made):
    pack = made.out / LONDON
    said = json.loads((pack / manifest.NAME).read_text())
    assert said["files"] == {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for name, data in sorted(contents(pack).items())
        if name != manifest.NAME
    }
    assert said["view"]["address"] == {
        "audience": ["wider"], "division": ["london"], "known_on": ["2020-05-11"], "period": ["last-12-months"],
    }  # fmt: skip
    assert said["synthetic"] and said["marking"] == "OFFICIAL-SENSITIVE" and said["audience"] == "wider"
    assert {"version", "data_sha256", "definitions_sha256"} <= set(said["view"])


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda pack: (pack / "briefing.pdf").write_bytes(b"x"), "briefing.pdf was changed."),
        (lambda pack: (pack / "briefing.ods").unlink(), "briefing.ods is missing."),
        (lambda pack: (pack / "extra.txt").write_text(""), "extra.txt is not of the pack."),
        (lambda pack: (pack / manifest.NAME).unlink(), "its manifest is missing"),
        (
            lambda pack: (pack / manifest.NAME).write_text(
                (pack / manifest.NAME).read_text().replace('"wider"', '"internal"')
            ),
            "altered or signed by no",
        ),
    ],
)
def test_any_change_to_a_pack_is_found_by_its_manifest(made, tmp_path, change, problem):
    pack = shutil.copytree(made.out / LONDON, tmp_path / LONDON)
    change(pack)
    (found,) = manifest.problems(pack, keys.trusted())
    assert problem in found
    assert manifest.problems(made.out / LONDON, {})[0].startswith(f"{LONDON}: its manifest")


def test_every_file_shows_the_code_and_the_marking(made):
    pack = made.out / LONDON
    code = json.loads((pack / manifest.NAME).read_text())["code"]
    for name, text in texts(pack).items():
        assert code in text, name
        assert "OFFICIAL-SENSITIVE" in text and "SYNTHETIC" in text, name
    mails = message_from_bytes((made.out / f"{LONDON}.eml").read_bytes(), policy=SMTP)
    assert code in mails["Message-ID"] and mails["To"] == "a@example.gov.uk"
    attached = {part.get_filename(): part.get_content() for part in mails.iter_attachments()}
    assert attached == {f"{LONDON}.{kind}": (pack / f"briefing.{kind}").read_bytes() for kind in ("pdf", "pptx")}


def texts(pack):
    """What can be read in each file of a pack, but the picture, with the tags between its words taken out."""
    found = {"briefing.html": (pack / "briefing.html").read_text(), manifest.NAME: (pack / manifest.NAME).read_text()}
    for name in ("briefing.pptx", "briefing.ods"):
        found[name] = unpacked((pack / name).read_bytes())
    pages = PdfReader(BytesIO((pack / "briefing.pdf").read_bytes())).pages
    found["briefing.pdf"] = " ".join(" ".join(page.extract_text() for page in pages).split())
    return found


def unpacked(data):
    """Every file inside a packed one, charts' own workbooks too, as one text."""
    parts = []
    with zipfile.ZipFile(BytesIO(data)) as packed:
        for name in packed.namelist():
            inside = packed.read(name)
            text = unpacked(inside) if inside.startswith(b"PK") else inside.decode("utf-8", "replace")
            parts.append(re.sub(r"<[^>]*>", " ", text) + text)
    return "\n".join(parts)


@pytest.mark.parametrize("name", [LONDON, WALES_CRC])
def test_a_pack_names_no_other_place_and_no_review(made, name, duckdb_url, deliveries):
    everybody = recipients(queries.ask(Store(duckdb_url), "providers", known_on=NEWEST))
    own = {"London", "NPS London"} if name == LONDON else {"Wales CRC", "Wales"}
    others = {each for recipient in everybody[1:] for each in (recipient.name, *recipient.also)} - own
    with (deliveries / NEWEST.isoformat() / "reviews.csv").open(encoding="utf-8-sig", newline="") as lines:
        reviews = {row["review_id"] for row in csv.DictReader(lines)}
    mails = (made.out / f"{name}.eml").read_bytes()
    body = message_from_bytes(mails, policy=SMTP).get_body(("plain",)).get_content()
    for file, text in {**texts(made.out / name), "mail": body}.items():
        said = " ".join(text.split())
        # National words: the whole, and the notes on days that every chart marks.
        for national in ("England and Wales", *(each.reason for each in annotations.annotations("sfo_reviews"))):
            said = said.replace(national, "")
        assert [each for each in others if each in said] == [], file
        assert [each for each in reviews if each in text] == [], file


# Faults


def test_killed_while_it_writes_it_leaves_no_part_of_a_pack_and_no_process(environment, tmp_path):
    run = faults.start(tmp_path, environment, "--for", "london", "wales-crc")
    faults.wait_for(lambda: faults.drafts(tmp_path) or faults.packs(tmp_path))
    children = faults.descendants(run.pid)
    assert faults.kill(run).code == -signal.SIGKILL
    assert faults.alive(children) == [] and len(children) >= 3
    assert faults.broken(tmp_path) == []


@pytest.mark.parametrize(("how", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_asked_to_stop_it_clears_away_what_it_began(environment, tmp_path, how, code):
    run = faults.start(tmp_path, environment, "--for", "london", "wales-crc")
    faults.wait_for(lambda: faults.chromium_of(run.pid))
    children = faults.descendants(run.pid)
    ended = faults.kill(run, how)
    assert ended.code == code and ended.complained.splitlines()[-1].startswith("Stopped by ")
    assert faults.alive(children) == [] and faults.drafts(tmp_path) == [] and faults.broken(tmp_path) == []
    assert runs.read(Path(environment["SFO_BRIEFING_LOG"])).runs[-1].exit_code == code


def test_a_crashed_browser_costs_one_pack_and_is_started_again_for_the_next(environment, tmp_path):
    register, out = tmp_path / "issued.jsonl", tmp_path / "out"
    run = faults.start(out, environment | {"SFO_REGISTER": str(register)}, "--for", "london", "wales-crc")
    # The page that is being drawn enters its code.
    faults.wait_for(register.exists)
    os.kill(faults.chromium_of(run.pid), signal.SIGKILL)
    ended = faults.end(run)
    assert (ended.code, ended.said) == (1, "Wales CRC: made\n")
    assert re.fullmatch(r"London: not made: .*(crash|ended).*\n", ended.complained), ended.complained
    assert faults.broken(out) == [] and faults.drafts(out) == []


def test_a_page_that_is_not_ready_in_time_is_named_with_what_was_missing(environment, tmp_path):
    ended = brief(tmp_path, environment, "--for", "london", "--within", "0.05")
    assert ended.code == 2 and ended.said == ""
    assert re.search(r"London: not made: .*within 0|London: not made: .*Timeout", ended.complained), ended.complained
    assert faults.packs(tmp_path) == []


def test_a_store_that_goes_away_is_named_and_a_retry_makes_the_same_bytes_as_any_run(made, environment, tmp_path):
    store = Path(environment["SFO_DATABASE_URL"].removeprefix("duckdb:///")).parent
    shutil.copytree(store, tmp_path / "store", symlinks=True)
    link, out = tmp_path / "store" / "sfo.duckdb", tmp_path / "out"
    moved = environment | {"SFO_DATABASE_URL": f"duckdb:///{link}"}
    words = ("--for", "national", "london", "wales-crc", "--email")
    run = faults.start(out, moved, *words, "--within", "15")
    faults.wait_for(lambda: faults.packs(out))
    link.rename(tmp_path / "gone")
    ended = faults.end(run)
    assert ended.code == 1 and f"The link {link} is missing" in ended.complained
    assert faults.broken(out) == [] and faults.drafts(out) == [] and len(faults.packs(out)) < 3
    (tmp_path / "gone").rename(link)
    (out / NATIONAL / "briefing.pdf").write_bytes(b"edited")
    again = brief(out, moved, *words, "--replace")
    assert "national: replaced\n" in again.said and "Wales CRC: made\n" in again.said
    everything = [each.relative_to(made.out) for each in made.out.rglob("*") if each.is_file()]
    assert len(everything) == 3 * len(faults.FILES) + 2 + 1
    assert [each for each in everything if (out / each).read_bytes() != (made.out / each).read_bytes()] == []


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 600 KB, too small for one pack; None where none can be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = (
        faults.is_root()
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(place)], check=False, capture_output=True
        ).returncode
    )
    yield place if mounted else None
    if mounted:
        subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_named_and_leaves_nothing(environment, tmp_path, small_disk):
    def no_large_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    out = small_disk or tmp_path / "out"
    ended = brief(out, environment, "--for", "london", "national", setup=None if small_disk else no_large_files)
    assert ended.code == 2
    assert ("The disk is full" if small_disk else "A file is too large") in ended.complained
    assert {each.name for each in out.iterdir()} == {atomic_folder.LOCK}
