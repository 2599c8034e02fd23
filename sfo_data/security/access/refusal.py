"""What does a person see who may not come in?"""


class Refused(Exception):
    """Nobody may read on this sign-in: a heading, and a sentence (the message) with what to do."""

    def __init__(self, heading: str, sentence: str) -> None:
        super().__init__(sentence)
        self.heading = heading
