"""To reword a chart is to change one file of words: panels place figures and hold no captions of their own."""

import ast
from pathlib import Path

import pytest

import pages.panels

PANELS = sorted(Path(pages.panels.__file__).parent.glob("*.py"))
# The fields of a Panel that are words: title and caption.
WORDS = (1, 4)


def written(node: ast.expr) -> str:
    """The text that stands in an expression, f-strings and sums of strings too."""
    return "".join(
        each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)
    )


@pytest.mark.parametrize("path", PANELS, ids=lambda path: path.stem)
def test_no_panel_writes_the_caption_of_its_chart(path):
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    made = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Panel"]
    captions = [written(call.args[place]) for call in made for place in WORDS if place < len(call.args)]
    assert [caption for caption in captions if len(caption) > 60] == []
