"""What is wrong with a delivery that somebody hands in on a page: read in a process of its own, and not kept."""

from sfo_data.publishing.delivery_check.against_store import against_store
from sfo_data.publishing.delivery_check.in_own_process import MOST_BYTES, Answer, check_in_own_process

__all__ = ["MOST_BYTES", "Answer", "against_store", "check_in_own_process"]
