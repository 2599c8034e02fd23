"""The process that `checking_process` starts: python -m … NAME SECONDS, the file in, what it shows out as JSON."""

import json
import resource
import sys
from dataclasses import asdict
from typing import Any

from sfo_data.publishing.provenance import issuing
from sfo_data.publishing.provenance.checking_process import ERRORS
from sfo_data.publishing.provenance.reading import CheckResult
from sfo_data.publishing.provenance.view import as_json

# With what the product itself holds, 0.2 GB: the largest deck that is read takes 1.1 GB.
MOST_MEMORY = 3 * 1024**3 // 2


def limit(seconds: int, memory: int = MOST_MEMORY) -> None:
    """From now on: so many seconds of the processor, so much memory. The system ends the process beyond the first."""
    used = int(resource.getrusage(resource.RUSAGE_SELF).ru_utime) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, used + seconds))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def answer(data: bytes, name: str) -> dict[str, Any]:
    """What the file shows, or the error that was raised."""
    try:
        return {"found": [_plain(each) for each in issuing.check(data, name)]}
    except tuple(ERRORS.values()) as error:
        kind = next(named for named, each in ERRORS.items() if isinstance(error, each))
        return {"error": kind, "words": str(error)}


def _plain(found: CheckResult) -> dict[str, Any]:
    return {**asdict(found), "view": as_json(found.view) if found.view else None}


if __name__ == "__main__":
    limit(int(sys.argv[2]))
    print(json.dumps(answer(sys.stdin.buffer.read(), sys.argv[1])))
