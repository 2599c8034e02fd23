"""Which Plotly draws the charts in a browser, and how does it get there? From our own address, kept for good.

The slim build that `make run` brought by npm, or the whole one that the Python package carries: the same version, with
kinds of traces that no chart here uses, and three times as large.
"""

import gzip
from functools import cache
from hashlib import sha256
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import Response

SLIM = Path(__file__).parent / "plotly/node_modules/plotly.js-cartesian-dist-min/plotly-cartesian.min.js"
WHOLE = Path(plotly.__file__).parent / "package_data/plotly.min.js"
# Its address names its content, so a browser need never ask again.
KEPT = {"Cache-Control": "public, immutable, max-age=31536000", "Vary": "Accept-Encoding"}


@cache
def text() -> bytes:
    """The library's script."""
    return (SLIM if SLIM.exists() else WHOLE).read_bytes()


@cache
def address() -> str:
    """The path at which the library is served."""
    return f"/charts/plotly-{sha256(text()).hexdigest()[:16]}.js"


@cache
def _packed() -> bytes:
    return gzip.compress(text(), mtime=0)


def answer(request: Request) -> Response:
    """The library, compressed once for all browsers that take it so."""
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(_packed(), headers=KEPT | {"Content-Encoding": "gzip"}, media_type="text/javascript")
    return Response(text(), headers=KEPT, media_type="text/javascript")
