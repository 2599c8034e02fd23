"""Any measure of the registry, by one or two dimensions or over time, beside the period before or the nation."""

from sfo_data.subjects.explore.answer import Answer, answer
from sfo_data.subjects.explore.question import BESIDE, PARAMETERS, Question, breakdowns, from_url, label_of

__all__ = ["BESIDE", "PARAMETERS", "Answer", "Question", "answer", "breakdowns", "from_url", "label_of"]
