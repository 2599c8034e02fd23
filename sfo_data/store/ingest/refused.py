"""Why was a delivery not loaded?"""


class Refused(Exception):
    """A delivery is refused whole and the store is as it was.

    Each sentence says where a fault is and what to do; there is one for every fault found in the run.
    """

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class Stopped(Refused):
    """A guard stopped the load at what is plausibly wrong; a word accepts it."""
