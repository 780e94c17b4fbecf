"""What stands before a speech to say whose it is and of which play. No torch, because the page writes it too."""

START = "\n"  # before a speech of which nothing is said
END = "\n\n"  # behind a speech


def heading(genre: str = "", title: str = "") -> str:
    """A line of its own for a kind of play, a play's title, or both; "" for neither. No play has square brackets."""
    said = ", ".join(filter(None, (genre, title)))
    return f"[{said}]\n" if said else ""


def prompt(speaker: str = "", genre: str = "", title: str = "") -> str:
    """The text before a speech, such as "\\n\\n[tragedy, Hamlet]\\nHAMLET:\\n".

    A speech of which something is said begins, as in the plays, after an empty line.
    """
    said = heading(genre, title) + (f"{speaker}:\n" if speaker else "")
    return START + ("\n" + said if said else "")


def ended(ids: list[int], line_break: int) -> list[int]:
    """The tokens of the first speech of ids: up to the end of the empty line behind it, or all if there is none.

    Line breaks before the first word are no empty line.
    """
    said = False
    for place, token in enumerate(ids):
        if said and token == line_break == ids[place - 1]:
            return ids[: place + 1]
        said = said or token != line_break
    return ids
