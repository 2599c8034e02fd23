"""What do packs need of the dashboard? The command that serves its pages, and the scripts that know them."""

import sys

from pages.frame.page_files import text_of
from sfo_data.publishing.packs.page_server import PageServer

PAGE_SERVER = PageServer(
    # On this machine alone, and so without the sign-in that may be set up for readers.
    command=(
        sys.executable, "-m", "pages.server.serve_for_packs", "--server.port", "{port}",
        "--server.address", "127.0.0.1", "--secrets.files", "no-secrets.toml",
    ),
    health="/_stcore/health",
    page_state=text_of(__file__, "page_state.js"),
    chart_layers=text_of(__file__, "chart_layers.js"),
    # On a deep link Streamlit first looks for its health and settings below the page's own path, and finds 404.
    not_found=("/_stcore/health", "/_stcore/host-config"),
)  # fmt: skip
