"""What does a file show? Whether it is as signed, what of it was changed, and which view it shows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sfo_data.publishing.provenance import deck, office_file, pdf, png, web_page
from sfo_data.publishing.provenance.content import MOST_BYTES, NO_CONTENT, Content, Kind, Unreadable
from sfo_data.publishing.provenance.register import Register
from sfo_data.publishing.provenance.signed import Token, WrongToken, from_text, holds, sign, to_text
from sfo_data.publishing.provenance.view import View, code_of

Trusted = Mapping[str, Ed25519PublicKey]


class Verdict(StrEnum):
    """What is known of a file: see `CheckResult`."""

    GENUINE = "genuine"
    SAVED_ANEW = "saved anew"
    ALTERED = "altered"
    DESCRIBED = "described"
    UNKNOWN_KEY = "unknown key"
    UNSIGNED = "unsigned"


class Format(Protocol):
    """What is known of a kind of file."""

    def content(self, data: bytes, /) -> Content: ...
    def tokens(self, data: bytes, /) -> list[str]: ...
    def with_token(self, data: bytes, text: str, /) -> bytes: ...
    def notes(self, data: bytes, /) -> list[str]: ...
    def where(self, signed: Content, found: Content, /) -> list[str]: ...


FORMATS: Mapping[str, Format] = {"png": png, "pptx": deck, "pdf": pdf, "html": web_page}
# Beginnings of files that people send and that cannot carry a signature of ours.
OTHERS = {
    b"\xff\xd8\xff": "a JPEG picture: saving as JPEG changes every pixel and drops the signature",
    b"GIF8": "a GIF picture, which ours never are",
    b"RIFF": "a WebP picture, which ours never are",
    office_file.OLD_OR_LOCKED: "an Office file that is old or protected by a password",
}


@dataclass(frozen=True)
class CheckResult:
    """What is known of one file, or of one picture in it (`name`).

    genuine: it is as signed by a trusted key. saved anew: a PDF in other bytes whose pages read as signed. altered:
    `where` says what is not as signed. described: signed is only which view it shows, not how it looks. unknown key:
    signed, by a key that is not trusted here. unsigned: nothing can be said. `view` is what was signed, None where
    nothing trusted was. `from_register` where the file's own description is gone and its content was given out.
    """

    name: str
    verdict: Verdict
    view: View | None = None
    where: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    from_register: bool = False


def stamp(kind: Kind, data: bytes, view: View, key: Ed25519PrivateKey) -> tuple[bytes, Token]:
    """The file with its signed description inside, and the description. Raises Unreadable for a file not of the kind.

    The same inputs give the same bytes.
    """
    made = FORMATS[kind]
    if kind == "pdf":
        data = pdf.with_metadata(data, to_text(sign(view, kind, pdf.content(data), key)))
    token = sign(view, kind, made.content(data), key)
    return made.with_token(data, to_text(token)), token


def describe(view: View, key: Ed25519PrivateKey) -> Token:
    """A signed description of a view without a file: for a code printed on what the server never sees."""
    return sign(view, "view", NO_CONTENT, key)


def read(data: bytes, name: str, trusted: Trusted, register: Register) -> list[CheckResult]:
    """What is known of the file, and each PNG in a deck that is not itself genuine. Raises Unreadable."""
    kind = kind_of(data)
    if kind == "office":
        return _of_pictures(
            name, [(f"{name}: {each}", *_member(data, each)) for each in _pngs(data)], trusted, register
        )
    whole = _of_file(data, kind, name, trusted, register)
    if kind != "pptx" or whole.verdict == Verdict.GENUINE:
        return [whole]
    inside = [(f"{name}, {place}", blob, is_cut) for place, blob, is_cut in deck.pictures(data)]
    pictures = _of_pictures(name, inside, trusted, register)
    if whole.verdict == Verdict.UNSIGNED:
        return pictures
    return [whole, *(each for each in pictures if each.verdict != Verdict.UNSIGNED)]


def kind_of(data: bytes) -> str:
    """ "png", "pptx", "pdf", "html", or "office" for another packed file. Raises Unreadable."""
    if not data:
        raise Unreadable("It is empty.")
    if len(data) > MOST_BYTES:
        raise Unreadable(f"It has {len(data) / 1024**2:,.0f} MB; the most that is read is {MOST_BYTES // 1024**2} MB.")
    for start, words in OTHERS.items():
        if data.startswith(start):
            raise Unreadable(f"It is {words}. Please type the code printed on it.")
    if data.startswith(png.SIGNATURE):
        return "png"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK"):
        return "pptx" if "ppt/presentation.xml" in office_file.members(data) else "office"
    if b"<html" in data[:2048].lower():
        return "html"
    raise Unreadable("It is neither a PNG picture, a PowerPoint deck, a PDF nor a web page.")


def _of_file(data: bytes, kind: str, name: str, trusted: Trusted, register: Register) -> CheckResult:
    made = FORMATS[kind]
    found = made.content(data)
    valid, problems = _tokens(made.tokens(data), trusted)
    notes = made.notes(data)
    if same := [token for token in valid if token.kind == kind and token.content.sha256 == found.sha256]:
        return CheckResult(name, Verdict.GENUINE, same[0].view, notes=tuple(notes))
    if issued := register.of_content(found.sha256):
        return _given_out(name, issued.view, bool(valid), (*_sentences(problems), *notes))
    if kind == "pdf" and (alike := _of_same_pages(found, valid, register)):
        return CheckResult(name, Verdict.SAVED_ANEW, alike.view, notes=_sentences(problems))
    if valid:
        return _not_as_signed(name, kind, found, valid[0], notes)
    return _unproven(name, problems)


def _of_same_pages(found: Content, valid: list[Token], register: Register) -> Token | None:
    """The description, the file's own or one given out, of a PDF whose pages read the same."""
    own = [token for token in valid if token.kind == "pdf" and token.content.parts == found.parts]
    return own[0] if own else register.of_parts("pdf", found)


def _given_out(name: str, view: View, has_another: bool, notes: tuple[str, ...]) -> CheckResult:
    """The verdict on content known from the register, its own description gone or another's in its place."""
    if has_another:
        other = f"its description, which is not its own: it shows what was given out as {code_of(view)}"
        return CheckResult(name, Verdict.ALTERED, view, (other,))
    return CheckResult(name, Verdict.GENUINE, view, notes=notes, from_register=True)


def _not_as_signed(name: str, kind: str, found: Content, token: Token, notes: list[str]) -> CheckResult:
    """The verdict on content that its valid description does not describe."""
    if token.kind == "view":
        return CheckResult(name, Verdict.DESCRIBED, token.view, notes=tuple(notes))
    if token.kind != kind:
        return CheckResult(name, Verdict.ALTERED, where=("its description, which is that of another kind of file",))
    return CheckResult(name, Verdict.ALTERED, token.view, tuple(FORMATS[kind].where(token.content, found)))


Problem = tuple[Verdict, str]


def _tokens(texts: list[str], trusted: Trusted) -> tuple[list[Token], list[Problem]]:
    """The descriptions that a trusted key signed, and for each other what is wrong and a sentence that says so."""
    valid: list[Token] = []
    problems: list[Problem] = []
    for text in texts:
        try:
            token = from_text(text)
        except WrongToken as error:
            problems.append((Verdict.ALTERED, str(error)))
            continue
        if token.key not in trusted:
            problems.append((Verdict.UNKNOWN_KEY, f"It is signed by a key that is not trusted here ({token.key})."))
        elif not holds(token, trusted[token.key]):
            problems.append((Verdict.ALTERED, "Its description is not what was signed: it was edited."))
        else:
            valid.append(token)
    return valid, problems


def _unproven(name: str, problems: list[Problem]) -> CheckResult:
    """The verdict where no description holds and the content was never given out."""
    if not problems:
        return CheckResult(name, Verdict.UNSIGNED)
    if all(kind is Verdict.UNKNOWN_KEY for kind, _ in problems):
        return CheckResult(name, Verdict.UNKNOWN_KEY, notes=_sentences(problems))
    return CheckResult(name, Verdict.ALTERED, where=("its signed description",), notes=_sentences(problems))


def _sentences(problems: list[Problem]) -> tuple[str, ...]:
    return tuple(sentence for _, sentence in problems)


def _of_pictures(
    name: str, pictures: list[tuple[str, bytes, bool]], trusted: Trusted, register: Register
) -> list[CheckResult]:
    """Each picture that carries a description or was given out; the others as one line."""
    found = []
    for place, blob, is_cut in pictures:
        try:
            each = _of_file(blob, "png", place, trusted, register)
        except Unreadable as error:
            each = CheckResult(place, Verdict.UNSIGNED, notes=(str(error),))
        cut = ("The slide shows only a part of it.",) if is_cut else ()
        found.append(replace(each, notes=(*each.notes, *cut)))
    unsigned = [each for each in found if each.verdict == Verdict.UNSIGNED]
    told = [each for each in found if each.verdict != Verdict.UNSIGNED]
    if told and not unsigned:
        return told
    of = f"{len(unsigned)} of {len(found)} pictures" if found else "no PNG picture"
    return [
        *told,
        CheckResult(name, Verdict.UNSIGNED, notes=(f"The file carries no description of its own, and {of} in it",)),
    ]


def _pngs(data: bytes) -> list[str]:
    return [each for each in office_file.members(data) if each.lower().endswith(".png")]


def _member(data: bytes, name: str) -> tuple[bytes, bool]:
    return office_file.member(data, name), False
