"""Giving out signed files and looking them up again, with the keys and the register of the settings."""

from sfo_data.definitions import settings
from sfo_data.publishing.provenance import keys, reading, register
from sfo_data.publishing.provenance.content import Kind
from sfo_data.publishing.provenance.printed_code import typed
from sfo_data.publishing.provenance.reading import CheckResult, Verdict
from sfo_data.publishing.provenance.view import View, code_of


def issue(kind: Kind, data: bytes, view: View) -> bytes:
    """The file with its signed description inside, entered in the register. Issued twice it is the same, entered once.

    Raises Unreadable, KeyProblem, CodeTaken, OSError.
    """
    stamped, token = reading.stamp(kind, data, view, keys.signing_key())
    register.add(settings.register(), token)
    return stamped


def issue_code(view: View) -> str:
    """The code to print where no file can be signed, entered in the register. Raises KeyProblem, CodeTaken, OSError."""
    register.add(settings.register(), reading.describe(view, keys.signing_key()))
    return code_of(view)


def check(data: bytes, name: str) -> list[CheckResult]:
    """What a file shows; see `reading.read`. Raises Unreadable, KeyProblem, OSError."""
    trusted = keys.trusted()
    return reading.read(data, name, trusted, register.read(settings.register(), trusted))


def look_up(text: str) -> CheckResult:
    """What a code as typed stands for: described, or unsigned where it was not given out here.

    Raises WrongCode, KeyProblem, OSError.
    """
    code = typed(text)
    found = register.read(settings.register(), keys.trusted()).of_code(code)
    return (
        CheckResult(code, Verdict.DESCRIBED, found.view, from_register=True)
        if found
        else CheckResult(code, Verdict.UNSIGNED)
    )


def register_problems() -> tuple[str, ...]:
    """A sentence for each line of the register that cannot be trusted. Raises KeyProblem, OSError."""
    return register.read(settings.register(), keys.trusted()).broken
