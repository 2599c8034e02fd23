"""Words into a question: the longest known phrases first, typing errors forgiven, what was not understood kept."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from sfo_data.definitions import periods
from sfo_data.definitions.dimensions import DIMENSIONS, NOT_RECORDED, PARTS, TIME_GRAINS, slug
from sfo_data.definitions.filters import Known
from sfo_data.definitions.measures import MEASURES
from sfo_data.definitions.reporting_calendar import add_months, last_day_before
from sfo_data.subjects.explore import Question, label_of
from sfo_data.subjects.find import words as w

Kind = Literal["measure", "by", "label", "beside", "page", "largest"]
LONGEST_TEXT, LONGEST_PHRASE = 200, 8
# One slip in a word of four to six letters, two in a longer one; a word of three is taken as it is typed.
SLIPS = ((4, 1), (7, 2))
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")  # fmt: skip


@dataclass(frozen=True)
class Meaning:
    """What a phrase stands for: its kind, the name it has in the registry, and of a label its dimension."""

    kind: Kind
    name: str
    dimension: str = ""


@dataclass(frozen=True)
class Understood:
    """A text as it was read. `question` is None where only pages were named, or nothing was understood.

    `selections` by dimension; `period` a name or empty; `taken` what was typed otherwise, with the word taken for it;
    `left` the words that were not understood.
    """

    question: Question | None
    selections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    period: str = ""
    pages: tuple[str, ...] = ()
    taken: Mapping[str, str] = field(default_factory=dict)
    left: tuple[str, ...] = ()

    def to_url(self) -> dict[str, list[str]]:
        """The parameters of Explore that answer it."""
        address = self.question.to_url() if self.question else {}
        if self.period:
            address["period"] = [self.period]
        return address | {name: [slug(label) for label in labels] for name, labels in self.selections.items()}


def understood(text: str, known: Known, measures: Iterable[str] = MEASURES) -> Understood:
    """What a text asks of the registry, of what there is to choose from in `known`. Never raises."""
    vocabulary = _vocabulary(known, measures)
    tokens, period = _period(_tokens(text), known)
    tokens, taken = _corrected(tokens, vocabulary)
    found, left = _phrases(tokens, vocabulary)
    # A word that helped to no meaning is given back as it was typed.
    typed = {word: each for each, word in taken.items() if word in left}
    taken = {each: word for each, word in taken.items() if word not in typed}
    return _put_together(found, [typed.get(word, word) for word in left], period, taken)


def plain(text: str) -> str:
    """Lower case without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:[-/.][0-9]+)*", plain(text[:LONGEST_TEXT]).replace("’", "").replace("'", ""))


Vocabulary = Mapping[tuple[str, ...], Sequence[Meaning]]


def _vocabulary(known: Known, measures: Iterable[str]) -> Vocabulary:
    """Every phrase with what it can mean, the likeliest first."""
    phrases: dict[tuple[str, ...], list[Meaning]] = {}

    def add(phrase: str, meaning: Meaning) -> None:
        key = tuple(_tokens(phrase))
        if key and meaning not in phrases.setdefault(key, []):
            phrases[key].append(meaning)

    for name in measures:
        for phrase in (MEASURES[name].label, *w.MEASURES.get(name, ())):
            add(phrase, Meaning("measure", name))
    for name, labels in known.options.items():
        for label in labels:
            if label != NOT_RECORDED:
                for phrase in _phrases_of(name, label):
                    add(phrase, Meaning("label", label, name))
    for name, dimension in {**DIMENSIONS, **{each: d for part in PARTS.values() for each, d in part.items()}}.items():
        add(dimension.label, Meaning("by", name))
    for kind, said in (("by", w.BREAKDOWNS), ("beside", w.BESIDE), ("page", w.PAGES)):
        for name, others in said.items():
            for phrase in (name.replace("_", " "), *others) if kind == "by" else others:
                add(phrase, Meaning(kind, name))  # type: ignore[arg-type]
    for word in w.SUPERLATIVES:
        add(word, Meaning("largest", word))
    return phrases


def _phrases_of(dimension: str, label: str) -> list[str]:
    """How a label is written: a level of risk or a short answer says of what it is one."""
    if dimension == "risk_highest":
        return [f"highest risk {label}", f"{label} highest risk"]
    if dimension == "risk_at_offence":
        return [f"{label} risk"]
    if dimension == "reasonable_steps":
        return [f"judgement {label}", f"reasonable steps {label}"]
    if dimension == "overall_rating":
        return [label, f"rated {label}"]
    return [label, label.removesuffix(" Division")]


def _corrected(tokens: Sequence[str], vocabulary: Vocabulary) -> tuple[list[str], dict[str, str]]:
    """The tokens, each unknown one as the known word that it is nearest to, where one is near enough."""
    words = {word for phrase in vocabulary for word in phrase} | w.SKIPPED
    corrected, taken = [], {}
    for token in tokens:
        slips = max((slips for length, slips in SLIPS if len(token) >= length), default=0)
        near = []
        if token not in words and slips and token.isalpha():
            near = process.extract(token, words, scorer=OSA.distance, score_cutoff=slips, limit=None)
        # Of words as near as each other, one with the same first letter: it is the letter that is seldom mistyped.
        word = min(near, key=lambda each: (each[1], each[0][0] != token[0], each[0]))[0] if near else token
        if near:
            taken[token] = word
        corrected.append(word)
    return corrected, taken


def _phrases(tokens: Sequence[str], vocabulary: Vocabulary) -> tuple[list[Sequence[Meaning]], list[str]]:
    """The meanings of the longest phrases from the left, and the words that are in none and say something."""
    found, left, at = [], [], 0
    while at < len(tokens):
        for length in range(min(LONGEST_PHRASE, len(tokens) - at), 0, -1):
            phrase = tuple(tokens[at : at + length])
            if phrase in vocabulary and (tokens[at] != "by" or length > 1):
                is_asked_by = at > 0 and tokens[at - 1] in ("by", "per")
                found.append(_asked_by(vocabulary[phrase]) if is_asked_by else vocabulary[phrase])
                at += length
                break
        else:
            if tokens[at] not in w.SKIPPED:
                left.append(tokens[at])
            at += 1
    return found, left


def _asked_by(meanings: Sequence[Meaning]) -> Sequence[Meaning]:
    """After "by" a word names a breakdown, where it can."""
    return [each for each in meanings if each.kind == "by"] or meanings


@dataclass
class _Named:
    """What the phrases of a text name, put together one by one; `others` are measures beyond the first."""

    measure: str = ""
    others: list[str] = field(default_factory=list)
    by: list[str] = field(default_factory=list)
    selections: dict[str, list[str]] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    beside: str = ""
    is_largest: bool = False

    def add(self, meanings: Sequence[Meaning]) -> None:
        """One phrase, as what it most likely means: a label, the measure where there is none yet, a breakdown, …"""
        kinds = {each.kind: each for each in reversed(meanings)}
        label, measure, by = kinds.get("label"), kinds.get("measure"), kinds.get("by")
        if "page" in kinds:
            self.pages.append(kinds["page"].name)
        self.beside = kinds["beside"].name if "beside" in kinds else self.beside
        self.is_largest |= "largest" in kinds
        if label:
            self.selections.setdefault(label.dimension, []).append(label.name)
        elif measure and not self.measure:
            self.measure = measure.name
        elif by:
            self.by.append(by.name)
        elif measure:
            self.others.append(measure.name)


def _put_together(
    found: Sequence[Sequence[Meaning]], left: Sequence[str], period: str, taken: Mapping[str, str]
) -> Understood:
    named = _Named()
    for meanings in found:
        named.add(meanings)
    pages = tuple(dict.fromkeys(named.pages))
    is_asked = named.measure or named.by or named.selections or named.is_largest or (named.beside and not pages)
    if not is_asked:
        return Understood(None, {}, period, pages, taken, tuple(left))
    measure = named.measure or "sfo_reviews"
    offered = {*DIMENSIONS, *TIME_GRAINS, *PARTS.get(MEASURES[measure].question, ())}
    groups = [name for name in dict.fromkeys(named.by) if name in offered]
    if measure == "themes_found" and "theme" not in groups:
        groups.insert(0, "theme")
    if named.is_largest and not groups:
        groups = ["provider"]
    unused = [name.replace("_", " ") for name in named.by if name not in offered]
    unused += [label_of(measure, name).lower() for name in groups[2:]]
    unused += [MEASURES[name].label for name in named.others if not _says_the_same(measure, name)]
    return Understood(
        Question(measure, *groups[:2], **{"beside": named.beside}),
        {name: tuple(dict.fromkeys(named.selections[name])) for name in DIMENSIONS if name in named.selections},
        period,
        pages,
        taken,
        tuple(dict.fromkeys([*left, *unused])),
    )


def _says_the_same(measure: str, other: str) -> bool:
    """Whether the other only names what the first is a share of: "low or medium risk of murder and manslaughter"."""
    return other == measure or plain(MEASURES[other].label) in plain(MEASURES[measure].unit)


def _period(tokens: Sequence[str], known: Known) -> tuple[list[str], str]:
    """The tokens without those of the period they name, and its name; empty where none lies within the data."""
    text = f" {' '.join(tokens)} "
    for pattern, make in _PERIODS:
        if match := re.search(rf" (?:in |during |for |of )?{pattern}(?= )", text):
            name = make(match, known.known_on)
            try:
                periods.period(name, known.known_on, known.first_day)
            except periods.UnknownPeriod:
                continue
            return (text[: match.start()] + text[match.end() :]).split(), name
    return list(tokens), ""


def _month(match: re.Match[str], known_on: date) -> str:  # noqa: ARG001
    first = date(int(match[2]), MONTHS.index(match[1]) + 1, 1)
    return f"{first}..{last_day_before(add_months(first, 1))}"


_MONTH = f"({'|'.join(MONTHS)})"
_PERIODS = (
    (rf"{_MONTH} (\d{{4}})", _month),
    (r"(\d{4}) (?:to|until|and) (\d{4})", lambda m, _: f"{m[1]}-01-01..{m[2]}-12-31"),
    (r"(\d{4})[-/](\d{2})", lambda m, _: f"fy-{m[1]}-{m[2]}"),
    (r"since (\d{4})", lambda m, known_on: f"{m[1]}-01-01..{known_on}"),
    (r"(\d{4})", lambda m, _: f"cy-{m[1]}"),
    (r"last year", lambda _, known_on: f"cy-{known_on.year - 1}"),
    (r"this year", lambda _, known_on: f"cy-{known_on.year}"),
    (r"(?:last|past) (?:12|twelve) months", lambda *_: periods.DEFAULT),
    (r"(?:all years|ever|all time|since the start)", lambda *_: "all"),
)
