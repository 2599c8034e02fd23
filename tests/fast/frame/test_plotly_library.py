"""The charts' library: the slim one and the whole one are of one version, and either is served."""

import json
import re
from pathlib import Path

import pytest

from pages.frame import plotly_library

VERSION = re.compile(rb"plotly\.js (?:\(cartesian - minified\) )?v(\d+\.\d+\.\d+)")


@pytest.fixture
def without_npm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plotly_library, "SLIM", Path("nowhere"))
    plotly_library.text.cache_clear()
    plotly_library.address.cache_clear()
    yield
    plotly_library.text.cache_clear()
    plotly_library.address.cache_clear()


@pytest.mark.usefixtures("without_npm")
def test_without_npm_the_python_packages_library_serves():
    whole = plotly_library.WHOLE.read_bytes()
    assert plotly_library.text() == whole
    assert re.fullmatch(r"/charts/plotly-[0-9a-f]{16}\.js", plotly_library.address())


def test_the_slim_library_is_of_the_version_that_the_python_package_carries():
    lock = json.loads((Path(plotly_library.__file__).parent / "plotly/package-lock.json").read_text())
    slim = lock["packages"]["node_modules/plotly.js-cartesian-dist-min"]["version"]
    assert VERSION.search(plotly_library.WHOLE.read_bytes()[:300])[1].decode() == slim
