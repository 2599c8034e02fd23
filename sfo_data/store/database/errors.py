"""What can be wrong with the store?"""


class StoreError(Exception):
    """The store cannot be used; the message says what to do."""


class StoreMissing(StoreError):
    """There is no store yet, or nothing has been loaded into it."""


class StoreSlow(StoreError):
    """A question took longer than it may."""


class StoreFull(StoreError):
    """Every connection this process may hold is in use."""


class StoreBusy(StoreError):
    """Another load is running."""
