"""Makes one character of those that look alike, such as minus signs and spaces, before a text is cut into tokens."""

import re

DASHES = dict.fromkeys("−–‐‑‒—﹣－", "-")
SPACES = dict.fromkeys("\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u200a\u3000\u205f", " ")
NOTHING = dict.fromkeys(
    "\ufeff\u200b\u200c\u200d\u2060\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\u2061\u2062"
)
WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in DASHES}
BRACKETS = str.maketrans("⎡⎢⎣⎤⎥⎦⎛⎜⎝⎞⎟⎠│┃║┆┊❘", "|" * 18)  # drawn around or between the cells of a row
ALIKE = str.maketrans(
    {**DASHES, **SPACES, **NOTHING, **WIDE, "⁄": "/", "∕": "/", "’": "'", "∗": "*", "⟨": "<", "⟩": ">"}
)
RULES = re.compile(r"[─━═┄┈╌╴╶┌┐└┘├┤┬┴┼╞╡╪╔╗╚╝╠╣╦╩╬╭╮╰╯╒╕╘╛╤╧╟╢╫╥╨╓╖╙╜]+")
# Between digits these spaces group thousands. They become an apostrophe, which groups thousands too.
GROUPED = re.compile(r"(?<=\d)(?:[\u00a0\u202f\u2009\u2007]|\\,)(?=\d{3}(?!\d))")
LATEX_COMMA = re.compile(r"(?<=\d)\{,\}(?=\d)")


def clean(text: str) -> tuple[str, list[str]]:
    """``text`` with one character for each of those that look alike, and what has to be said about that."""
    notes = []
    text, points = LATEX_COMMA.subn(".", text)
    if points:
        notes.append("Each {,} was read as a decimal point.")
    text = GROUPED.sub("'", text).translate({0xA0: " ", 0x202F: " ", 0x2009: " ", 0x2007: " "})
    text = text.translate(ALIKE).translate(BRACKETS)
    text = RULES.sub(lambda match: "-" * len(match[0]), text)
    return "\n".join(text.splitlines()), notes
