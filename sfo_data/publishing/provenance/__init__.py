"""Is a screenshot genuine, which view does it show, and is it current? Signed files, a register, and their check."""

from sfo_data.publishing.provenance.checking_process import check_in_own_process
from sfo_data.publishing.provenance.content import MOST_BYTES, Kind, Unreadable
from sfo_data.publishing.provenance.issuing import check, issue, issue_code, look_up, register_problems
from sfo_data.publishing.provenance.keys import KeyProblem
from sfo_data.publishing.provenance.printed_code import WrongCode
from sfo_data.publishing.provenance.reading import CheckResult
from sfo_data.publishing.provenance.register import CodeTaken
from sfo_data.publishing.provenance.view import View, code_of, definitions_sha256, link, view_of

__all__ = [
    "MOST_BYTES", "CheckResult", "CodeTaken", "KeyProblem", "Kind", "Unreadable", "View", "WrongCode", "check",
    "check_in_own_process", "code_of", "definitions_sha256", "issue", "issue_code", "link", "look_up",
    "register_problems", "view_of",
]  # fmt: skip
