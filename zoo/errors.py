"""The one exception that reaches people: its message is a clear sentence that says what to do next."""


class ZooError(Exception):
    """Something a person can put right; ``str(error)`` is one plain sentence."""
