"""The exception whose message is shown to people: one clear sentence that says what to do next."""


class ZooError(Exception):
    """A problem that a person can fix; ``str(error)`` is one plain sentence."""
