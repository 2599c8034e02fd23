"""Why was a delivery not loaded?"""


class Refused(Exception):
    """A delivery is refused whole and the store is as it was; the message says where the fault is and what to do."""
