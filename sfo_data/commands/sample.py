"""The sampling officer's commands: commit to a draw, draw, record a substitute, and verify a record."""

import argparse
import os
import secrets
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from sfo_data.definitions.filters import NATIONAL, from_choices
from sfo_data.publishing import safe_csv
from sfo_data.questions import queries
from sfo_data.store.database import default_store
from sfo_data.subjects import independent_qa
from sfo_data.subjects.independent_qa import sampling
from sfo_data.subjects.independent_qa.sampling import Commitment, Unusable

LEAST = 2
WAS_KNOWN = (
    "Note: the reviews of that day are known already, so others must trust that seeds were not tried out. With a "
    "--known-on that is still to come, nobody has to."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`sample` and its four steps."""
    steps = parser.add_subparsers(required=True, metavar="STEP")
    commit = steps.add_parser("commit", help="make a secret seed and the commitment to publish before the draw")
    commit.add_argument("--period", required=True, metavar="P", help="of completion: cy-2019, fy-2019-20, or two dates")
    commit.add_argument("--proportion", default="0.2", metavar="P", help="of the reviews completed (default 0.2)")
    commit.add_argument("--least", type=int, default=LEAST, metavar="N", help=f"from each stratum (default {LEAST})")
    commit.add_argument("--by-offence", action="store_true", help="strata also by murder or manslaughter, or other")
    commit.add_argument("--known-on", type=date.fromisoformat, metavar="D", help="draw from what is known on this day")
    commit.add_argument("--out", type=Path, required=True, metavar="FILE", help="the commitment; FILE.seed is secret")
    commit.set_defaults(run=make_commitment)
    draw = steps.add_parser("draw", help="draw as committed, and write the list and its record")
    draw.add_argument("--commitment", type=Path, required=True, metavar="FILE")
    draw.add_argument("--seed", type=Path, required=True, metavar="FILE")
    draw.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the list as CSV; the record is FILE.json"
    )
    draw.set_defaults(run=make_draw)
    verify = steps.add_parser("verify", help="run a recorded draw again: exit code 0 the same, 1 what differs")
    verify.add_argument("--record", type=Path, required=True, metavar="FILE")
    verify.set_defaults(run=verify_record)
    change = steps.add_parser("substitute", help="replace a review that cannot be rated by the next of its stratum")
    change.add_argument("--record", type=Path, required=True, metavar="FILE")
    change.add_argument("--review", required=True, metavar="ID")
    change.add_argument("--reason", required=True, metavar="WORDS", help="why it cannot be rated; no names of people")
    change.add_argument("--by", required=True, metavar="WHO", help="who decided: a post rather than a name")
    change.set_defaults(run=record_substitute)


def make_commitment(args: argparse.Namespace) -> int:
    """0: FILE holds the commitment, FILE.seed the secret. Raises Unusable, UnknownPeriod, OSError."""
    known = queries.facts(default_store()).known
    known_on = args.known_on or known.known_on
    if known_on < known.states[0]:
        raise Unusable(f"Nothing was known on {known_on}; the first delivery is of {known.states[0]}.")
    filters = from_choices(known, {}, args.period, known_on)
    strata = (sampling.DIVISION, sampling.OFFENCE) if args.by_offence else (sampling.DIVISION,)
    design = independent_qa.design(filters, args.proportion, args.least, strata)
    seed_file = args.out.with_name(f"{args.out.name}.seed")
    _refuse_overwriting(args.out, seed_file)
    seed = secrets.token_hex(32)
    promise = Commitment(design, sampling.commit(design, seed))
    _write_new(seed_file, f"{seed}\n".encode(), 0o600)
    _write_new(args.out, sampling.commitment_text(promise).encode())
    print(f"Publish {args.out} now. Keep {seed_file} secret until the draw.\nCommitment: {promise.commitment}")
    if known_on <= known.known_on:
        print(WAS_KNOWN, file=sys.stderr)
    return 0


def make_draw(args: argparse.Namespace) -> int:
    """0: FILE lists the reviews drawn, FILE.json is the record. Raises Unusable, StoreError, OSError."""
    record_file = args.out.with_name(f"{args.out.name}.json")
    _refuse_overwriting(args.out, record_file)
    promise = sampling.read_commitment(args.commitment.read_text())
    record = sampling.draw(_frame(promise), promise, args.seed.read_text().strip())
    sample = sampling.sample(record)
    _write_new(record_file, sampling.record_text(record).encode())
    _write_new(args.out, safe_csv.write_csv(sample))
    reviews = sum(stratum.reviews for stratum in record.strata)
    print(
        f"Drew {sample.height} of {reviews} reviews: {args.out}. Publish the record, {record_file}; it opens the seed."
    )
    return 0


def verify_record(args: argparse.Namespace) -> int:
    """0: the same draw; 1: what differs, a line each. Raises Unusable, StoreError, OSError."""
    record = sampling.read_record(args.record.read_text())
    differences = sampling.verify(record, _frame(record.promise))
    for difference in differences:
        print(difference)
    if differences:
        return 1
    changes = len(record.substitutions)
    print(f"The same draw: {sampling.sample(record).height} reviews, {changes} substitution{'s' * (changes != 1)}.")
    print(f"Fingerprint of the record as it stands: {sampling.fingerprint(record)}")
    return 0


def record_substitute(args: argparse.Namespace) -> int:
    """0: the record has one more substitution. Raises Unusable, StoreError, OSError."""
    record = sampling.read_record(args.record.read_text())
    frame, today = _frame(record.promise), datetime.now(UTC).date()
    changed = sampling.substitute(record, frame, args.review, args.reason, args.by, today)
    written = args.record.with_name(f"{args.record.name}.new")
    _write_new(written, sampling.record_text(changed).encode())
    written.replace(args.record)
    print(f"{changed.substitutions[-1].substitute} now stands for {args.review}. Publish the record again.")
    return 0


def _frame(promise: Commitment) -> pl.DataFrame:
    store = default_store()
    known = queries.facts(store).known
    return independent_qa.frame(queries.reader(store), promise.design, known, NATIONAL)


def _refuse_overwriting(*files: Path) -> None:
    if found := [file for file in files if file.exists()]:
        raise Unusable(f"{found[0]} is there already and is not overwritten.")


def _write_new(file: Path, content: bytes, mode: int = 0o644) -> None:
    """Creates the file with its mode from the first moment; refuses where it is there already."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
        out.write(content)
