"""Starts the dashboard: python -m pages.components.serve [Streamlit's own options]."""

import sys

from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import cli

from sfo_data import settings

if __name__ == "__main__":
    # A folder named pages beside the entry script counts as Streamlit's older page scheme until some session has run
    # st.navigation; until then a deep link opens with a dialog that says its page does not exist.
    PagesManager.uses_pages_directory = False
    sys.argv = ["streamlit", "run", str(settings.PROJECT / "dashboard.py"), *sys.argv[1:]]
    sys.exit(cli.main())
