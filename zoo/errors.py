"""The exception whose message is shown to people: one clear sentence that says what to do next."""


class ZooError(Exception):
    """A problem that a person can fix; ``str(error)`` is one plain sentence, which can be sent as UTF-8.

    Half a character (a lone surrogate), as a request may contain and a sentence may repeat, becomes a question mark.
    ``status`` is that of an answer over HTTP: the request is at fault.
    """

    status = 400

    def __str__(self) -> str:
        return super().__str__().encode("utf-8", "replace").decode()


class Busy(ZooError):
    """The server has too much to do; the same request may be answered later."""

    status = 503
