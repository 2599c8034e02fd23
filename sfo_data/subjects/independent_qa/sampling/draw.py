"""Which reviews are drawn, which come next where one cannot be rated, and is a record of it true?"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date

import polars as pl

from sfo_data.subjects.independent_qa.sampling.allocation import allocate
from sfo_data.subjects.independent_qa.sampling.design import Commitment, Unusable, canonical
from sfo_data.subjects.independent_qa.sampling.record import Record, Stratum, Substitution


def in_order(review_ids: Iterable[str], seed: str) -> list[str]:
    """The reviews in the order of the draw: by HMAC-SHA256 of the review's id under the seed, smallest first.

    The order of each review depends on nothing else, so that any tool in any year gives the same, whatever order the
    list came in. For whoever does not know the seed every order is as likely as any other.
    """
    key = bytes.fromhex(seed)
    return sorted(review_ids, key=lambda review_id: hmac.digest(key, review_id.encode(), "sha256"))


def list_hash(frame: pl.DataFrame) -> str:
    """SHA-256, in hex, of the reviews drawn from: one line "stratum, tab, review_id" each, sorted."""
    lines = frame.select(line=pl.format("{}\t{}\n", "stratum", "review_id"))["line"].sort()
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def draw(frame: pl.DataFrame, promise: Commitment, seed: str) -> Record:
    """The draw that was promised, from `frame` (review_id, stratum). Raises Unusable where the seed is another one."""
    if not promise.is_kept_by(seed):
        raise Unusable("The seed is not the one committed to, or the design was changed since: the hashes differ.")
    if frame.is_empty():
        raise Unusable("No review was completed in the period: there is nothing to draw from.")
    lists = _by_stratum(frame)
    numbers = allocate({name: len(ids) for name, ids in lists.items()}, promise.design.share, promise.design.least)
    strata = tuple(
        Stratum(name, len(ids), list_hash(frame.filter(stratum=name)), tuple(in_order(ids, seed)[: numbers[name]]))
        for name, ids in lists.items()
    )
    return Record(promise.design, promise.commitment, seed, list_hash(frame), strata)


def _by_stratum(frame: pl.DataFrame) -> dict[str, list[str]]:
    grouped = frame.group_by("stratum").agg("review_id").sort("stratum")
    return dict(grouped.select("stratum", "review_id").iter_rows())


def substitute(record: Record, frame: pl.DataFrame, review_id: str, reason: str, by: str, on: date) -> Record:
    """The record with one more substitution: the next review of the same stratum in the order of the draw.

    Raises Unusable where the review is not (or no longer) in the sample, the stratum is used up, no reason or name is
    given, or the record is not true.
    """
    if differences := verify(record, frame):
        raise Unusable(f"Nothing was substituted. {differences[0]}")
    if not reason.strip() or not by.strip():
        raise Unusable("A substitution needs a reason and the name or post of whoever made it.")
    following = next_in_line(record, frame, review_id)
    change = Substitution(review_id, following, reason.strip(), by.strip(), on.isoformat(), fingerprint(record))
    return replace(record, substitutions=(*record.substitutions, change))


def next_in_line(record: Record, frame: pl.DataFrame, review_id: str) -> str:
    """The review that would stand in for `review_id`. Raises Unusable."""
    stratum = sample(record).filter(review_id=review_id)["stratum"]
    if stratum.is_empty():
        raise Unusable(f"{review_id} is not in the sample, or was replaced before.")
    ids = frame.filter(stratum=stratum[0])["review_id"]
    drawn = next(len(each.drawn) for each in record.strata if each.stratum == stratum[0])
    used = {change.substitute for change in record.substitutions}
    waiting = [each for each in in_order(ids, record.seed)[drawn:] if each not in used]
    if not waiting:
        raise Unusable(f"All reviews of the stratum {stratum[0]} are drawn: none can stand in for {review_id}.")
    return waiting[0]


def sample(record: Record) -> pl.DataFrame:
    """One row per review now to be rated: stratum, place (in the order of the stratum, from 1), review_id, stands_for.

    A substitute takes the place of the review it stands for, whose id is in `stands_for`. For records that are true:
    see `verify`.
    """
    standing = {change.review_id: change.substitute for change in record.substitutions}
    rows = []
    for each in record.strata:
        for place, drawn in enumerate(each.drawn, start=1):
            rated = drawn
            while rated in standing:
                rated = standing[rated]
            rows.append((each.stratum, place, rated, "" if rated == drawn else drawn))
    schema = {"stratum": pl.String, "place": pl.Int64, "review_id": pl.String, "stands_for": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def fingerprint(record: Record) -> str:
    """SHA-256, in hex, of the canonical JSON of the record as it stands."""
    return hashlib.sha256(canonical(asdict(record))).hexdigest()


def verify(record: Record, frame: pl.DataFrame) -> list[str]:
    """What differs between the record and the same draw run again, a sentence each; empty where nothing does.

    Raises Unusable where the seed is no seed or there is nothing to draw from.
    """
    if not record.promise.is_kept_by(record.seed):
        return ["The commitment does not match: the seed or the design is not the one that was committed to."]
    again = draw(frame, record.promise, record.seed)
    changed = list(_changed_lists(record, again))
    if changed or record.list_hash != again.list_hash:
        return changed or ["The hash of the whole list of reviews is not that of the list in the store."]
    drawn = list(_changed_draws(record, again))
    return drawn or list(_changed_substitutions(record, again, frame))


def _changed_lists(record: Record, again: Record) -> Iterable[str]:
    then, now = ({each.stratum: each for each in one.strata} for one in (record, again))
    for name in sorted(then.keys() | now.keys()):
        before, after = then.get(name), now.get(name)
        if before is None or after is None:
            yield f"The stratum {name} is {'not in the record' if before is None else 'no longer in the store'}."
        elif (before.reviews, before.list_hash) != (after.reviews, after.list_hash):
            sizes = f"{before.reviews} in the record, {after.reviews} in the store"
            yield f"The list of reviews in {name} is another one: {sizes}."


def _changed_draws(record: Record, again: Record) -> Iterable[str]:
    for then, now in zip(record.strata, again.strata, strict=True):
        if then.drawn != now.drawn:
            odd = [*(set(then.drawn) - set(now.drawn)), *(set(now.drawn) - set(then.drawn))]
            named = f": {', '.join(sorted(odd))}" if odd else ", in their order alone"
            yield f"The reviews drawn in {then.stratum} are not those the seed gives{named}."


def _changed_substitutions(record: Record, again: Record, frame: pl.DataFrame) -> Iterable[str]:
    so_far = again
    for number, change in enumerate(record.substitutions, start=1):
        try:
            following = next_in_line(so_far, frame, change.review_id)
        except Unusable as reason:
            yield f"Substitution {number}: {reason}"
            return
        if change.substitute != following:
            yield f"Substitution {number}: {change.substitute} stands for {change.review_id}, but {following} was next."
            return
        if change.follows != fingerprint(so_far):
            yield f"Substitution {number}: what stood in the record before it was changed afterwards."
            return
        so_far = replace(so_far, substitutions=(*so_far.substitutions, change))
