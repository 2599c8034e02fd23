"""Is a screenshot genuine, which view does it show, and is it current? Signed files, a register, and their check."""

from sfo_data.testimony.content import MOST_BYTES, Kind, Unreadable
from sfo_data.testimony.issuing import check, issue, issue_code, look_up, register_problems
from sfo_data.testimony.keys import KeyProblem
from sfo_data.testimony.printed_code import WrongCode
from sfo_data.testimony.reading import Testimony
from sfo_data.testimony.register import CodeTaken
from sfo_data.testimony.standing import Standing, filters_of, standing
from sfo_data.testimony.view import View, code_of, definitions_sha256, link, view_of

__all__ = [
    "MOST_BYTES", "CodeTaken", "KeyProblem", "Kind", "Standing", "Testimony", "Unreadable", "View", "WrongCode",
    "check", "code_of", "definitions_sha256", "filters_of", "issue", "issue_code", "link", "look_up",
    "register_problems", "standing", "view_of",
]  # fmt: skip
