"""One number, in the ways in which programs and people write it, as plain decimal text.

number  := {sign} product [("/" | "//") number]
product := power {("*" | "×" | "·") power}
power   := atom ["^" number | superscript]
atom    := digits ["%"] | "½" | "√" atom | "\\frac" atom atom | name "(" number ["," number] ")" | "(" number ")" | inf
"""

import math
import re
import unicodedata

from zoo.attention.paste.tokens import Token, tokenize

TRUTH = {"true": "1", "false": "0"}
INFINITY = {"inf", "infinity", "∞", "\\infty"}
TIMES = {"*", "×", "·", "⋅", "\\times", "\\cdot"}
RATIOS = {"fraction", "rational", "mpq"}
ROOTS = {"sqrt"}
SCALARS = {
    *("float", "float16", "float32", "float64", "bfloat16", "double", "single", "longdouble"),
    *("int", "int8", "int16", "int32", "int64", "uint8", "bool", "bool_", "long"),
    *("decimal", "mpf", "real", "tensor", "array", "number"),
}
SUFFIX = re.compile(r"(?:f0|[fFlLuU]|`[\d.]*)$")
SUPERSCRIPTS = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")


class NotANumber(Exception):
    """The tokens are no number."""


def plain(text: str) -> str:
    """The digits of a number token as Python writes them: 1'234, 1_000, 1.2*^-5, 1d3 and 2.5f0 lose what is special."""
    text = SUFFIX.sub("", text.replace("'", "").replace("_", ""))
    return text.replace("*^", "e").replace("d", "e").replace("D", "e")


def number(tokens: list[Token], notes: dict[str, str]) -> str | None:
    """The number that ``tokens`` write, as decimal text, or None. What had to be computed or translated is noted."""
    if tokens and tokens[-1].kind == "number" and (len(tokens) == 1 or (len(tokens) == 2 and tokens[0].text in "+-")):
        return ("-" if tokens[0].text == "-" else "") + plain(tokens[-1].text)
    if len(tokens) == 1 and tokens[0].text.lower() in TRUTH:
        notes.setdefault("truth", "True was read as 1 and False as 0.")
        return TRUTH[tokens[0].text.lower()]
    if len(tokens) == 1 and tokens[0].kind == "string":
        return number(tokenize(tokens[0].text[1:-1]), notes)
    reader = _Reader(tokens)
    try:
        value = reader.number()
        if reader.at < len(tokens):
            return None
    except (NotANumber, ZeroDivisionError, OverflowError, ValueError):
        return None
    source = "".join(f"{' ' if token.gap and at else ''}{token.text}" for at, token in enumerate(tokens))
    return _written(value, reader, source, notes)


def _written(value: float, reader: "_Reader", source: str, notes: dict[str, str]) -> str:
    if math.isinf(value):
        return "-inf" if value < 0 else "inf"
    if reader.only is not None:  # np.float64(1.0): the digits inside, with the sign before
        return ("-" if value < 0 else "") + reader.only.lstrip("-")
    if reader.percent:
        notes.setdefault("percent", f"Percentages were divided by 100 (“{source}” as {value:g}).")
    else:
        notes.setdefault("computed", f"What is not a plain number was computed (“{source}” as {value:.6g}).")
    return repr(value)


class _Reader:
    """Reads one number; ``only`` is its text if a single one was wrapped, ``percent`` whether it had a percent sign."""

    def __init__(self, tokens: list[Token]):
        self.tokens, self.at = tokens, 0
        self.only: str | None = ""  # nothing seen yet; None once something was computed
        self.percent = False

    def peek(self) -> str:
        return self.tokens[self.at].text if self.at < len(self.tokens) else ""

    def take(self, *texts: str) -> bool:
        found = self.peek() in texts
        self.at += found
        return found

    def need(self, text: str) -> None:
        if not self.take(text):
            raise NotANumber

    def number(self) -> float:
        sign = 1
        while self.peek() in ("+", "-"):
            sign = -sign if self.peek() == "-" else sign
            self.at += 1
        value = self.product()
        if self.take("/", "//"):
            self.only = None
            value /= self.number()
        return sign * value

    def product(self) -> float:
        value = self.power()
        while self.take(*TIMES):
            self.only = None
            value *= self.power()
        return value

    def power(self) -> float:
        value = self.atom()
        if self.take("^", "**"):
            self.only = None
            value = math.pow(value, self.number())
        elif self.at < len(self.tokens) and self.tokens[self.at].kind == "power":
            self.only = None
            value = math.pow(value, int(self.peek().translate(SUPERSCRIPTS)))
            self.at += 1
        return value

    def atom(self) -> float:
        if self.at >= len(self.tokens):
            raise NotANumber
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "number":
            return self.digits(token)
        if token.kind == "vulgar":
            self.only = None
            return unicodedata.numeric(token.text)
        if token.text in ("(", "{"):
            value = self.number()
            self.need(")" if token.text == "(" else "}")
            return value
        if token.kind == "string":
            return self.string(token)
        return self.named(token)

    def digits(self, token: Token) -> float:
        text = plain(token.text)
        self.only = text if self.only == "" else None
        value = float(text)
        if self.take("%", "\\%"):
            self.only, self.percent = None, True
            value = float(f"{text}e-2") if "e" not in text.lower() else value / 100
        return value

    def string(self, token: Token) -> float:
        inner = _Reader(tokenize(token.text[1:-1]))
        value = inner.number()
        if inner.at < len(inner.tokens):
            raise NotANumber
        self.only = inner.only if self.only == "" else None
        return value

    def named(self, token: Token) -> float:
        name = token.text.rsplit(".", 1)[-1].lower()
        if name in INFINITY:
            return math.inf
        if token.text in ("\\frac", "\\tfrac", "\\dfrac"):
            self.only = None
            return self.fraction()
        if token.text in ("\\sqrt", "√"):
            self.only = None
            return math.sqrt(self.atom())
        closing = "]" if name in ROOTS and self.peek() == "[" else ")"  # Mathematica's Sqrt[2]
        if token.kind != "word" or not self.take("[" if closing == "]" else "("):
            raise NotANumber
        return self.call(name, closing)

    def fraction(self) -> float:
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        if token and token.kind == "number" and token.text.isdigit() and len(token.text) == 2:  # \frac12
            self.at += 1
            return int(token.text[0]) / int(token.text[1])
        return self.atom() / self.atom()

    def call(self, name: str, closing: str) -> float:
        if name in RATIOS:
            self.only = None
            value = self.number()
            value = value / self.number() if self.take(",") else value
        elif name in ROOTS:
            self.only = None
            value = math.sqrt(self.number())
        elif name in SCALARS:
            value = self.number()
            if self.take(","):
                self.keywords()
        else:
            raise NotANumber
        self.need(closing)
        return value

    def keywords(self) -> None:
        """Passes over "dtype=torch.float64, requires_grad=True"."""
        if self.at + 1 >= len(self.tokens) or self.tokens[self.at + 1].text != "=":
            raise NotANumber
        while self.at < len(self.tokens) and self.peek() not in ("(", ")"):
            self.at += 1


def number_in(text: str, notes: dict[str, str]) -> str | None:
    """The number that a cell writes, as decimal text, or None."""
    return number(tokenize(text), notes)
