"""Scripts and styles of the pages stand in files of their own, beside the module that uses them."""

from pathlib import Path


def text_of(module: str, name: str) -> str:
    """The text of the file `name` beside the module whose `__file__` is given."""
    return Path(module).with_name(name).read_text(encoding="utf-8")


def script(module: str, name: str) -> str:
    """The script as an element of the page. Its hash stands in docs/service/nginx.conf."""
    return f"<script>{text_of(module, name)}</script>"


def style(module: str, name: str) -> str:
    """The style sheet as an element of the page."""
    return f"<style>{text_of(module, name)}</style>"
