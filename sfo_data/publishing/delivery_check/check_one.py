"""The process that `in_own_process` starts: python -m … FOLDER SECONDS, two lines of JSON out.

The first says what is wrong, the second what a load would do to the store.
"""

import base64
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sfo_data.publishing.delivery_check.against_store import against_store
from sfo_data.publishing.provenance.check_one_file import limit
from sfo_data.publishing.spreadsheets.marked import copy_name, marked
from sfo_data.store import ingest
from sfo_data.store.database import StoreError
from sfo_data.store.ingest import Refused, mapping
from sfo_data.store.ingest.mapping import Mapping

# Reserved, not used: a load of 52,000 rows is tried in 0.4 GB, and 1.5 GB are reserved for it.
MOST_MEMORY = 3 * 1024**3


def answers(folder: Path) -> Iterator[dict[str, Any]]:
    """Both answers to the delivery in the folder; one file alone is checked as what it is."""
    files = sorted(folder.iterdir())
    mappings = [each for each in files if each.suffix.lower() == ".toml"]
    data = [each for each in files if each not in mappings]
    path = data[0] if len(data) == 1 else folder
    try:
        own = mapping.read(mappings[0]) if mappings else None
        found = ingest.inspect(path, None, datetime.now(UTC).date(), None, own)
        copies = marked(found)
    except Refused as error:
        nothing: dict[str, Any] = {"kinds": [], "mended": [], "delivered": 0, "set_aside": 0, "marked": {}}
        yield {"refusals": list(error.sentences), **nothing}
        return
    yield {
        "refusals": list(found.refusals),
        "kinds": found.kinds().rows(),
        "mended": found.mended.rows(),
        "delivered": found.delivered,
        "set_aside": found.set_aside,
        "marked": {copy_name(path): base64.b64encode(content).decode() for path, content in copies.items()},
    }
    if not found.refusals:
        yield _against_store(path, found.day, own)


def _against_store(path: Path, day: date, own: Mapping | None) -> dict[str, Any]:
    try:
        rehearsal = against_store(path, day, None, own)
    except (Refused, StoreError) as error:
        return {"not_compared": str(error), "stops": [], "turned": []}
    except OSError:
        why = "The service may not write next to the store, where a load is tried. Use `sfo check --against-store`."
        return {"not_compared": why, "stops": [], "turned": []}
    return {"not_compared": "", "stops": rehearsal.stops, "turned": rehearsal.turned.rows()}


if __name__ == "__main__":
    limit(int(sys.argv[2]), MOST_MEMORY)
    for answer in answers(Path(sys.argv[1])):
        print(json.dumps(answer), flush=True)
