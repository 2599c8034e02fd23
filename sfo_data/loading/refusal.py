"""Why a whole delivery is refused: one sentence that a data clerk can act on, the store untouched."""


class Refused(Exception):
    """The delivery cannot be loaded; the message names the file, the fault and what to do."""
