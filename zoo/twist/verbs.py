"""Verbs: forms of today and of Shakespeare's time, made and read by rules, with lists of exceptions."""

import functools
import re

from zoo.twist.lists import each, rows, words_of

BE = each("be am is are was were been being art wert wast")
MODALS = each(
    "can could may might must shall should will would ought need dare durst canst couldst mayst mayest "
    "mightst shalt shouldst wilt wouldst cannot"
)
AUXILIARIES = BE | MODALS | each("do does did done doing dost doth didst have has had having hast hath hadst let i'll")
THIRD = {"be": "is", "have": "has", "do": "does", "go": "goes", "undo": "undoes", "forgo": "forgoes"}
SECOND = {"be": "art", "have": "hast", "do": "dost", "will": "wilt", "shall": "shalt", "can": "canst", "may": "mayst"}

VOWELS = "aeiou"
# Endings from which a silent e was removed: "lov-", "danc-", "pleas-", "breath-", "judg-", "troubl-", "argu-".
SILENT = re.compile(r"(?:[vzcu]|[^s]s|th|[dlr]g|ung|[bcdfgkptz]l)$")
# One vowel and one consonant: short verbs always had an e (others double), longer ones if they end like this.
SHORT = re.compile(r"^(?:[^aeiou]+|[^aeiou]*qu)?[aeiouy][^aeiouwxy]$")
LONG = re.compile(
    r"(?:at|ut|ot|ed|id|od|ud|ad|im|um|[^r]am|an|[aiu]r|ap|ib|ak|ok|ik|ag|i[lt]|ol|[gmflb]in|sir|b[ou]n)$"
)
LONG_PLAIN = re.compile(
    r"(?:(?:vis|prof|inher|mer|lim|exhib|inhab|solic|forfe|cred|aud|ed|prohib|benef|spir|ponder)it|murmur|sugar|"
    r"(?:civ|per)il|(?:orph|woman|slogan)|comb?at|pilot|pivot|ballot)$"
)
LONGER = each(
    "complet compet delet overcom becom interfer persever adher rever interven conven ador restor implor "
    "deplor explor ignor blasphem impos divin imagin examin determin refin defin combin declin inclin "
    "enthron aton condon postpon exhal inhal elop interced imped precen preced conced stol"
)  # fmt: skip


@functools.cache
def irregular() -> dict[str, tuple[str, str]]:
    """Base form -> (past, participle) of the irregular verbs."""
    return {row[0]: (row[1], row[2]) for row in rows("irregular.tsv")}


@functools.cache
def bases() -> frozenset[str]:
    """All known verbs in their base form."""
    return frozenset(word.rstrip("+") for word in words_of("verbs.txt")) | frozenset(irregular())


@functools.cache
def pasts() -> dict[str, str]:
    """Past forms of irregular verbs, including old ones -> today's past."""
    found = {}
    for row in rows("irregular.tsv"):
        found.update(dict.fromkeys([row[1], *" ".join(row[3:]).split()], row[1]))
    return found


@functools.cache
def forms() -> dict[str, tuple[str, str]]:
    """Every form of every known verb -> (base, kind), kind being "base", "s", "past", "part" or "ing".

    A form that could be several ("put", "come") is given as the first of these.
    """
    found: dict[str, tuple[str, str]] = {}
    for base in bases():
        found[base] = (base, "base")
    for kind, make in (("s", third), ("past", past), ("part", participle), ("ing", ing)):
        for base in sorted(bases()):
            found.setdefault(make(base), (base, kind))
    for row in rows("irregular.tsv"):
        for old in " ".join(row[3:]).split():
            found.setdefault(old, (row[0], "past"))
    for form in ("found", "saw", "felt", "fell", "lay", "bore"):
        found[form] = {"found": ("find", "past"), "saw": ("see", "past"), "felt": ("feel", "past"),
                       "fell": ("fall", "past"), "lay": ("lay", "base"), "bore": ("bear", "past")}[form]  # fmt: skip
    return found


# ---- making forms
def third(base: str) -> str:
    """love -> loves, go -> goes, cry -> cries, pass -> passes."""
    if base in THIRD:
        return THIRD[base]
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ies"
    return base + ("es" if re.search(r"(?:s|x|z|ch|sh|[^aeiou]o)$", base) and base != "ache" else "s")


def past(base: str) -> str:
    """love -> loved, go -> went, cry -> cried, stop -> stopped."""
    return irregular()[base][0] if base in irregular() else _regular(base)


def participle(base: str) -> str:
    """love -> loved, go -> gone."""
    return irregular()[base][1] if base in irregular() else _regular(base)


def _regular(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ied"
    return doubled(base) + "ed"


def ing(base: str) -> str:
    """love -> loving, lie -> lying, run -> running."""
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not re.search(r"(?:ee|oe|ye)$", base) and base != "be":
        return base[:-1] + "ing"
    return doubled(base) + "ing"


def doubled(base: str) -> str:
    """The base with its last consonant doubled if an ending with a vowel requires it: run -> runn."""
    one_syllable = re.search(r"^[^aeiou]*(?:qu)?[aeiouy][^aeiouwxy]$", base)
    stressed = f"{base}+" in words_of("verbs.txt") or re.search(
        r"^(?:for|be|up|with|over|under|un)(?:get|gin|set|bid|cut|run|put|let|hit|sit|swim|win|pin|bar|got)$", base
    )
    travelled = re.search(r"[^aeiou][aeou]l$", base) and base != "reveal"
    return base + base[-1] if one_syllable or stressed or travelled else base


def inflect(base: str, kind: str) -> str:
    """A form of a verb, which may have a particle ("head out" -> "heads out")."""
    verb, space, rest = base.partition(" ")
    make = {"s": third, "past": past, "part": participle, "ing": ing}.get(kind)
    return (make(verb) if make else verb) + space + rest


# ---- Early Modern forms
def second(form: str) -> str:
    """The form after "thou": love -> lovest, cry -> criest, run -> runnest, knew -> knewest, loved -> lovedst."""
    if form in SECOND:
        return SECOND[form]
    if form.endswith("e"):
        return form + "st"
    if re.search(r"[^aeiou]y$", form):
        return form[:-1] + "iest"
    if form.endswith("ed") and form not in bases():
        return form + "st"
    return (doubled(form) if form in bases() or len(form) < 5 else form) + "est"


def old_third(base: str) -> str:
    """The form after "he": love -> loveth, have -> hath, say -> saith, run -> runneth."""
    known = {"have": "hath", "do": "doth", "say": "saith", "be": "is"}
    return known.get(base) or second(base)[:-2] + "th"


# ---- reading Early Modern forms
def restore(stem: str) -> str:
    """The verb from which -est, -eth or -ed was removed: lov -> love, runn -> run, cri -> cry, speak -> speak."""
    odd = next((whole for cut, whole in rows("stems.tsv") if cut == stem), None)
    if odd:
        return odd
    guess = _by_rule(stem)
    if guess in bases():
        return guess
    others = [stem, stem + "e"] + ([stem[:-1]] if stem[-1:] == stem[-2:-1] else [])
    return next((other for other in others if other in bases()), guess)


def _by_rule(stem: str) -> str:
    if stem.endswith("i"):
        return stem[:-1] + ("y" if len(stem) > 2 else "ie")
    if re.search(r"([bdgmnprt])\1$", stem) and stem not in ("add", "err", "purr"):
        return stem[:-1]
    if re.search(r"(?:[^s]|^)[e]$", stem) or (SILENT.search(stem) and not stem.endswith(("ss", "ou", "mouth"))):
        return stem + "e"
    if SHORT.search(stem) and len(stem) > 1:
        return stem + "e"
    longer = re.search(r"[aeiouy].*[^aeiou][aeiouy][^aeiouwxy]$", stem)
    if stem in LONGER or (longer and LONG.search(stem) and not LONG_PLAIN.search(stem)):
        return stem + "e"
    return stem


@functools.lru_cache(maxsize=4096)
def read_second(word: str) -> str | None:
    """Today's form of a verb with -est or -st ("lovest" -> "love", "call'dst" -> "called"), or None.

    Only the letters are read; whether the word is a verb depends on the sentence.
    """
    if word in words_of("lookalikes.txt"):
        return None
    if match := re.fullmatch(r"(.{2,}?)(?:'d'?st|edst|'dest)", word):
        return _regular(restore(match[1]))
    if match := re.fullmatch(r"(.{2,})'st", word):
        stem = match[1]
        return pasts().get(stem) or (stem if stem in forms() else restore(stem))
    if not re.fullmatch(r"[a-z]{2,}st", word):
        return None
    for stem in (word[:-2], word[:-3]) if word.endswith("est") else (word[:-2],):
        if stem in bases():
            return stem
    if not word.endswith("est") or len(word) < 5:
        return None
    stem = word[:-3]
    base = restore(stem)
    if base in bases():
        return base
    undoubled = stem[:-1] if stem[-1] == stem[-2] else stem
    return next((pasts()[form] for form in (stem, stem + "e", undoubled) if form in pasts()), base)


@functools.lru_cache(maxsize=4096)
def read_third(word: str) -> str | None:
    """The verb of a form in -eth ("loveth" -> "love", "goeth" -> "go"); None if the word only looks like one."""
    if word in words_of("lookalikes.txt"):
        return None
    match = re.fullmatch(r"([a-z]{2,})(?:e|')th", word)
    if not match or word.endswith(("tieth", "teeth")):
        return None
    stem = match[1]
    if stem + "e" in bases() and stem.endswith("e"):
        return stem + "e"
    if not re.search(r"[aeiouy]", stem):
        return None
    return restore(stem)
