"""A stranger's file is read in a process of its own, which may take so much time and memory and no more."""

import json
import subprocess
import sys
from typing import Any

from sfo_data.definitions import settings
from sfo_data.publishing.provenance.content import Unreadable
from sfo_data.publishing.provenance.keys import KeyProblem
from sfo_data.publishing.provenance.reading import CheckResult, Verdict
from sfo_data.publishing.provenance.view import from_json

# Of the processor, so that a busy machine refuses nothing: pypdf unpacks in Python, up to 1 MB a second.
MOST_SECONDS = 30
# The clock, for a process that waits and works on nothing.
ENDS_WITHIN = 120.0
ERRORS = {error.__name__: error for error in (Unreadable, KeyProblem, OSError)}


def check_in_own_process(data: bytes, name: str, seconds: int = MOST_SECONDS) -> list[CheckResult]:
    """See `issuing.check`, in a process that is ended after so many seconds of the processor, or at 1.5 GB of memory.

    Raises Unreadable, also where that is not enough; KeyProblem, OSError.
    """
    # No zero byte can be handed to a process.
    words = [name.replace("\0", "?"), str(seconds)]
    try:
        ended = subprocess.run(  # noqa: S603 - Python itself; the name is a word for it, not for a shell
            [sys.executable, "-m", "sfo_data.publishing.provenance.check_one_file", *words],
            input=data, capture_output=True, cwd=settings.PROJECT, timeout=ENDS_WITHIN, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Unreadable(f"It was not read within {ENDS_WITHIN:.0f} seconds.") from None
    if ended.returncode:
        raise Unreadable(f"It takes longer than {seconds} seconds, or more memory, to read; no file of ours does.")
    answer = json.loads(ended.stdout)
    if "error" in answer:
        raise ERRORS[answer["error"]](answer["words"])
    return [_result(each) for each in answer["found"]]


def _result(plain: dict[str, Any]) -> CheckResult:
    view = from_json(plain["view"]) if plain["view"] else None
    texts = {name: tuple(plain[name]) for name in ("where", "notes")}
    return CheckResult(**{**plain, **texts, "view": view, "verdict": Verdict(plain["verdict"])})
