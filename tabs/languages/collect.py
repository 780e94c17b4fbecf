"""The English texts of the page, collected from where they are written."""

import ast
import functools
import itertools
import json
import re
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from tabs.languages.javascript import literals

ROOT = Path(__file__).parents[2]
READ_ALOUD = ("aria-label", "title", "placeholder", "alt", "aria-valuetext", "aria-description", "label")  # attributes
# Code before a literal that is a name, not a text; and what only names have.
SELECTS = re.compile(
    r"(?:closest|matches|querySelector(?:All)?|\$\$?|getElementById|className:?|classList\.\w+|import|from|getContext|"
    r"addEventListener|data-\w+|font =|URL)\W*$|(?:log|warn|error|fetch|ask)\($"
)
NO_TEXT = re.compile(
    r"zoo-|=>|sans-serif|\[contented|^M\{|api_name|\bis-[{a-z]|\[data-|var\(|^[a-z-]+( [a-z]+-[a-z-]+)+$|"
    r"^(?!(?:[,;:] )?[\w{“▶❚(−])|^[a-z]+(-[a-z]+)+( |$)|\.(js|py|json)$|"
    r"^python -m |%[sr]|pixelated|^translate\(|^\(max-width|^width=|max-age|^GET,|^window\.|"
    r"^went\(|^attachment;|REPOSITORY|\(\.\*\)"
)
WORD = re.compile(r"[A-Za-zé’]{2,}")
ONE_WORD = re.compile(r"[A-Z][a-zé]+[ …:.]*$")
NAMES = {
    "Enter",
    "Escape",
    "Delete",
    "Backspace",
    "Space",
    "Home",
    "End",
    "Tab",
    "Shift",
    "Error",
    "Infinity",
    "Allow",
    "Vary",
    "Inter",
    "Menlo",
    "Consolas",
}
PAGE_WORDS = ("title", "summary", "changes", "group", "kind")  # of page.json
COURSE_WORDS = {"title", "about", "question", "predict", "look", "because", "said", "how", "told"}
SAID_BY_ZOO = ("zoo/questions.py", "zoo/lessons.py", "zoo/why.py", "zoo/estimates.py")  # shown as they are
NUMBERS = {"assets/shared/examples.json"}
NOT_SHOWN = {
    "assets/languages",
    "tabs/languages",
    "tabs/programs",
}  # of the server's files: what programs read stays English


@functools.cache
def texts() -> dict[str, list[str]]:
    """The texts that need a translation, in order, by the file that they are in."""
    found: dict[str, list[str]] = {}
    seen = set()
    for file, all_texts in _sources():
        new = [text for text, shown in all_texts if shown and text not in seen]
        seen.update(new)
        if new:
            found[file] = list(dict.fromkeys(new))
    return found


@functools.cache
def mentioned() -> set[str]:
    """All texts that could be shown, including single words that may as well be names in the code."""
    return {text for _, all_texts in _sources() for text, _ in all_texts}


@functools.cache
def _sources() -> list[tuple[str, list[tuple[str, bool]]]]:
    return list(_read())


def _read() -> Iterator[tuple[str, list[tuple[str, bool]]]]:
    for path in sorted([*(ROOT / "assets").rglob("*.*"), *(ROOT / "tabs").rglob("*.*")]):
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in READERS and name not in NUMBERS and not any(name.startswith(each) for each in NOT_SHOWN):
            yield name, list(READERS[path.suffix](path.read_text(encoding="utf-8")))
    for name in SAID_BY_ZOO:
        yield name, list(_python((ROOT / name).read_text(encoding="utf-8")))
    units = [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted(ROOT.glob("zoo/checkpoints/*/metrics.json"))
    ]
    yield "zoo/checkpoints/metrics", [(each["unit"], " " in each["unit"]) for one in units for each in one.values()]
    words = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(ROOT.glob("zoo/checkpoints/*/page.json"))]
    said = [plain(page.get(key) or "") for key in PAGE_WORDS for page in words]
    cards = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("zoo/checkpoints/*/README.md"))]
    captions = [plain(caption) for card in cards for caption in re.findall(r"!\[([^\]]*)\]\(figures/", card)]
    yield "zoo/checkpoints", [(text, True) for text in [*said, *captions] if text]


def plain(text: str) -> str:
    """A text as its key: white space as single spaces, none around it."""
    return " ".join(text.split())


class _Markup(HTMLParser):
    """Collects what is read of HTML."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []
        self.within: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in READ_ALOUD and value]
        if tag in ("code", "script", "style", "pre", "title"):
            self.within.append(tag)

    def handle_endtag(self, tag):
        if self.within and self.within[-1] == tag:
            self.within.pop()

    def handle_data(self, data):
        if not self.within:
            self.found.append(data)


def _html(source: str) -> Iterator[tuple[str, bool]]:
    parser = _Markup()
    parser.feed(source)
    for text in map(plain, parser.found):
        if WORD.search(text) and not text.startswith("{"):
            yield text, True


def _javascript(source: str) -> Iterator[tuple[str, bool]]:
    for literal in literals(source):
        shown = not SELECTS.search(literal.before)
        yield from _said(literal.text, shown)


def _css(source: str) -> Iterator[tuple[str, bool]]:
    yield from ((text, True) for text in re.findall(r'var\(--zoo-said-\w+, "([^"]+)"\)', source))


def _said(text: str, shown: bool = True) -> Iterator[tuple[str, bool]]:
    """A literal of a program as texts: one, or those of the HTML that it holds."""
    if re.search(r"</?[a-z]", text):
        yield from ((part, shown and is_text(part)) for part, _ in _html(text))
    elif key := plain(text):
        count = itertools.count()
        key = re.sub(r"\{\}", lambda _: f"{{{next(count)}}}", key)  # what str.format numbers by itself
        yield key, shown and is_text(key)


def is_text(key: str) -> bool:
    """Whether a literal looks like a text for people, not like a name in the code."""
    words = WORD.findall(re.sub(r"\{\d+\}", "", key))
    if not words or NO_TEXT.search(key):
        return False
    if " " not in key:
        return bool(ONE_WORD.match(key)) and key not in NAMES
    return any(word.islower() or len(word) > 3 for word in words)


def _python(source: str) -> Iterator[tuple[str, bool]]:
    tree = ast.parse(source)
    for text in _strings(tree):
        yield from _said(text)


def _strings(node: ast.AST) -> Iterator[str]:
    """String literals, without docstrings; with {0}, {1} … for what an f-string puts in."""
    body = getattr(node, "body", None)
    children = list(ast.iter_child_nodes(node))
    if isinstance(body, list) and body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        children.remove(body[0])
    if isinstance(node, ast.JoinedStr):
        parts, holes = [], 0
        for part in node.values:
            if isinstance(part, ast.Constant):
                parts.append(str(part.value))
            else:
                parts.append(f"{{{holes}}}")
                holes += 1
                yield from _strings(part)
        yield "".join(parts)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value
    else:
        for child in children:
            yield from _strings(child)


def _toml(source: str) -> Iterator[tuple[str, bool]]:
    def walk(value, shown: bool) -> Iterator[tuple[str, bool]]:
        if isinstance(value, dict):
            for key, each in value.items():
                yield from walk(
                    each, shown if isinstance(each, list) else key in COURSE_WORDS or (shown and key not in ("model",))
                )
        elif isinstance(value, list):
            for each in value:
                yield from walk(each, shown)
        elif isinstance(value, str):
            yield plain(value), shown

    yield from walk(tomllib.loads(source), False)


def _json(source: str) -> Iterator[tuple[str, bool]]:
    def walk(value) -> Iterator[str]:
        if isinstance(value, str):
            yield plain(value)
        elif isinstance(value, dict | list):
            for each in value.values() if isinstance(value, dict) else value:
                yield from walk(each)

    yield from ((text, True) for text in walk(json.loads(source)) if is_text(text))


READERS = {".html": _html, ".js": _javascript, ".py": _python, ".toml": _toml, ".json": _json, ".css": _css}
