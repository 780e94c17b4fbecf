"""The modern twist as the page shows it: a text in pieces, each changed one with its original and the rules applied."""

from tabs.shakespeare.request import read_text
from tabs.shared.request import answering, read_number, read_seed
from zoo.errors import ZooError

LONGEST_TWIST = 20_000
DIALS = ("modernise", "shakespearise", "slang")


@answering("text", "seed", *DIALS)
def twist(request: dict) -> dict:
    """A text modernised (or made Shakespeare's), then blended with slang, as ``{"pieces", "changed"}``.

    ``modernise``, ``shakespearise`` and ``slang`` go from 0, which changes nothing, to 1. A piece is ``{"text"}``, or
    ``{"text", "before", "rules"}`` if something changed. Joining ``text`` gives the twisted text; joining ``before``,
    where present, gives the original. ``changed`` counts the changed pieces. No model is involved.
    """
    text = read_text(request.get("text"), "The text", LONGEST_TWIST)
    dials = {name: read_number(request.get(name, 0), f"The dial {name}", 0, 1) for name in DIALS}
    pieces = twisted(text, **dials, seed=read_seed(request.get("seed", 0)))
    return {"pieces": pieces, "changed": sum("before" in piece for piece in pieces)}


def twisted(text: str, modernise: float, shakespearise: float, slang: float, seed: int) -> list[dict]:
    """The pieces of a twisted text."""
    from zoo import twist as rules

    if modernise and shakespearise:
        raise ZooError("A text cannot go both ways at once; set modernise or shakespearise to 0.")
    turned = rules.shakespearise(text, shakespearise) if shakespearise else rules.modernise(text, modernise)
    return in_pieces(turned.text, turned.edits, rules.blend(turned.text, slang, seed).edits)


def in_pieces(between: str, first, second) -> list[dict]:
    """The pieces of a text that the edits ``first`` turned into ``between`` and ``second`` turned into the result.

    Edits that overlap in ``between`` form one piece.
    """
    spans, shift = [], 0
    for edit in first:  # the spans refer to ``between``, in which ``first`` is read backwards
        start = edit.start + shift
        spans.append((start, start + len(edit.after), edit.before, None, edit.rule))
        shift += len(edit.after) - len(edit.before)
    spans += [(edit.start, edit.end, None, edit.after, edit.rule) for edit in second]
    spans.sort(key=lambda span: span[:2])
    pieces, at = [], 0
    for group in clusters(spans):
        start, end = group[0][0], max(span[1] for span in group)
        if start > at:
            pieces.append({"text": between[at:start]})
        pieces += changed(between[start:end], start, group)
        at = end
    return pieces + ([{"text": between[at:]}] if at < len(between) else [])


def clusters(spans: list[tuple]) -> list[list[tuple]]:
    """Spans in order, with overlapping ones grouped."""
    groups: list[list[tuple]] = []
    end = -1
    for span in spans:
        if groups and span[0] < end:
            groups[-1].append(span)
        else:
            groups.append([span])
        end = max(end, span[1])
    return groups


def changed(text: str, start: int, group: list[tuple]) -> list[dict]:
    """At most one piece, for overlapping edits; ``text`` is their part of ``between``, which begins at ``start``."""
    before = replaced(text, start, [(first, last, was) for first, last, was, _, _ in group if was is not None])
    after = replaced(text, start, [(first, last, new) for first, last, _, new, _ in group if new is not None])
    if before == after:
        return [{"text": after}] if after else []
    return [{"text": after, "before": before, "rules": list(dict.fromkeys(rule for *_, rule in group))}]


def replaced(text: str, start: int, parts: list[tuple[int, int, str]]) -> str:
    """``text``, which begins at ``start``, with the spans of ``parts`` replaced."""
    found, at = [], start
    for first, last, new in parts:
        found += [text[at - start : first - start], new]
        at = last
    return "".join([*found, text[at - start :]])
