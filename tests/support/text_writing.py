"""A text as the page has it written: piece by piece."""

from tabs.shakespeare.write import write

WORDS = "shakespeare-words"  # counts words, not characters


def in_pieces(asked: dict, length: int, size: int = 100) -> tuple[str, dict]:
    """A text of this length in pieces of this size, without its opening, and how the opening was read."""
    text, tokens, read = "", [], {}
    while (made := len(tokens) if asked["model"] == WORDS else len(text)) < length:
        answer = write(asked | {"so_far": tokens, "count": min(size, length - made)})
        assert "error" not in answer, answer
        text, tokens, read = text + answer["text"], tokens + answer["tokens"], read or answer["read"]
        if answer.get("ended"):
            break
    return text if asked["model"] == WORDS else text[:length], read
