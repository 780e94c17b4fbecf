"""Early Modern spelling and contractions: 'tis, o'er, look'd, i' the."""

import re

from zoo.twist.closed import FUNCTION, HAVE
from zoo.twist.lists import each
from zoo.twist.thou import VERBS
from zoo.twist.verbs import BE, bases, forms, inflect, participle, restore
from zoo.twist.words import Words

SHORT = {
    "thou'rt": ("you're", "you are"), "thou'lt": ("you'll", "you will"), "thou'ldst": ("you'd", "you would"),
    "thou'dst": ("you'd", "you would"), "thou'ld": ("you'd", "you would"), "thou'st": ("you've", "you have"),
    "thou's": ("you shall", "you shall"), "thou'll": ("you'll", "you will"), "th'art": ("you're", "you are"),
    "y'are": ("you're", "you are"), "ye're": ("you're", "you are"), "ye'll": ("you'll", "you will"),
    "'tis": ("it's", "it is"), "'twas": ("it was", "it was"), "'twill": ("it will", "it will"),
    "'twould": ("it would", "it would"), "'t": ("it", "it"), "ha'": ("have", "have"), "wi'": ("with", "with"),
    "th'hast": ("you've", "you have"), "th'hadst": ("you had", "you had"), "th'wert": ("you were", "you were"),
    "th'wilt": ("you will", "you will"), "t'": ("to", "to"), "shall's": ("shall we", "shall we"),
    "y'have": ("you've", "you have"),
    "th'": ("the", "the"), "i'": ("in", "in"), "o'": ("of", "of"), "a'": ("he", "he"), 
    "ha't": ("have it", "have it"), "th'are": ("they're", "they are"), "'em": ("'em", "'em"),
}  # fmt: skip
CLIPPED = {
    "'havior": "behaviour",
    "'gainst": "against", "'bove": "above", "'mongst": "among", "'bout": "about", "'tween": "between",
    "'scape": "escape",
    "'scaped": "escaped", "'longs": "belongs", "'greed": "agreed", "'gin": "begin", "'gins": "begins", "e'en": "even",
    "ev'n": "even", "e'er": "ever", "ne'er": "never", "o'er": "over", "heav'n": "heaven", "sev'n": "seven",
    "court'sy": "courtesy", "ev'ry": "every", "int'rest": "interest", "wond'rous": "wondrous", "on's": "on his",
    "in's": "in his", "to's": "to his", "of's": "of his", "with's": "with his",
    "who'er": "whoever",
}  # fmt: skip
# Before "on't" for "of it".
OF_IT = each("think you thou ye none know hear heard one worst best out more less made speak what proof fond all half")
# After these, 'd is "had" or "would" and stays.
NOT_ED = each("i you he she it we they who what that there here how where why when this ne'er thou ye")
NEGATED = each(
    "can don won shan isn ain aren doesn didn wasn weren hasn haven hadn couldn wouldn shouldn mustn needn "
    "mightn daren oughtn mayn"
)  # fmt: skip


def contraction(words: Words, index: int) -> str | None:
    """A contraction written out or in today's form, or None."""
    low = words[index].low
    if low in SHORT:
        return SHORT[low][1 if words.closes(index) else 0]
    if low == "th'art" and (words.at(index + 1).low == "of" or not words.at(index + 1).joined):
        return "the art" if words.at(index + 1).low == "of" else "you are"
    if low == "on't":
        return "of it" if words.at(index - 1).low in OF_IT or not words[index].joined else "on it"
    if low == "'twere":
        before = words.at(index - 1).low if words[index].joined else ""
        return "it were" if before in ("if", "as", "though", "an", "would", "that", "and") else "it would be"
    if low.endswith("'ld"):
        return low[:-2] + "d"
    if low.endswith("'t") and low[:-2] not in NEGATED:
        stem = VERBS.get(low[:-2], low[:-2])
        before = words.at(index - 1).low if words[index].joined else ""
        if before in BE | HAVE and forms().get(stem, ("", ""))[1] == "base":
            return participle(stem)  # "are dream't of"
        return f"{stem} it" if stem in FUNCTION or stem in forms() else None
    return None


def spelling(words: Words, index: int) -> str | None:
    """A word with the letters that an apostrophe stood for, or None."""
    low = words[index].low
    if low in CLIPPED:
        return CLIPPED[low]
    for old, new in (("o'er", "over"), ("e'er", "ever"), ("ta'en", "taken")):
        if old in low:
            return low.replace(old, new)
    stem, _, ending = low.partition("'")
    if ending == "d" and stem not in NOT_ED and len(stem) > 1:
        name = words[index].text[0].isupper() and not words.starts(index) and restore(stem) not in bases()
        return None if name or not stem.isascii() else _with_ed(stem)
    if ending == "n":
        full = next((form for form in (stem + "en", stem[:-1] + stem[-1:] * 2 + "en") if form in forms()), None)
        return full or ("swollen" if stem.startswith("swol") else None)
    if re.fullmatch(r"r(?:s|ed|ing|ous|y|ful|less)?", ending) and stem[-1:] in tuple("bcdfgkptwv"):
        return f"{stem}e{ending}"
    return None


def _with_ed(stem: str) -> str:
    base = restore(stem)
    if stem == "fee":
        return "fee'd"  # "feed" would be another word
    if base in bases() and not stem.endswith("e"):
        made = inflect(base, "past") if stem == base else stem + "ed"
        return stem + "ed" if stem.endswith("i") or not made.endswith("ed") else made
    if stem.endswith("e"):
        return stem + "d"
    return stem[:-1] + "ied" if re.search(r"[^aeiou]y$", stem) else stem + "ed"
