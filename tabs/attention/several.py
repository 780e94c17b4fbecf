"""Several heads with matrices of one's own, and rotary positions, each with every number in between."""

from tabs.shared.request import is_number, read_whole
from zoo.errors import ZooError

MOST_TOKENS, MOST_NUMBERS, MOST_HEADS, MOST_WIDTH = 6, 8, 4, 4
MATRICES = {"query": "W_Q", "key": "W_K", "value": "W_V", "output": "W_O"}
POSITIONS = ("none", "added", "rotary")
LAST_PLACE = 99  # of a rotary position
SQUARE = 6  # positions of the table of scores


def several(request: dict) -> dict:
    """Every step of multi-head attention over a few tokens.

    ``request`` is ``{"tokens": rows, "heads": [{"query": rows (numbers of a token, width), "key", "value", "output":
    rows (width, numbers of a token)}, ...], "causal": bool, "positions": one of POSITIONS}``; cells are numbers or
    text. The answer has ``tokens`` (with what is added), ``added`` (or None); ``heads``: of each ``query``, ``key``,
    ``value`` (``plain_query`` and ``plain_key`` before they were turned, or None), ``scores``, ``scaled``, ``masked``
    (null where hidden), ``weights``, ``output`` and ``share``, what it adds to the result; ``joined``, the outputs side
    by side; and ``output``. Raises ``ZooError``, with its cell if there is one.
    """
    import torch

    from zoo.attention.rotary import turn
    from zoo.attention.steps import Projections, causal_mask, multi_head, positional_encoding

    x = _tensor("X", request.get("tokens"))
    heads, positions = request.get("heads"), request.get("positions", "none")
    if not isinstance(heads, list) or not 1 <= len(heads) <= MOST_HEADS:
        raise ZooError(f"There can be 1 to {MOST_HEADS} heads.")
    if positions not in POSITIONS:
        raise ZooError(f"The positions must be one of {', '.join(POSITIONS)}.")
    if len(x) > MOST_TOKENS or x.shape[1] > MOST_NUMBERS:
        raise ZooError(f"X can have up to {MOST_TOKENS} tokens of {MOST_NUMBERS} numbers.")
    blocks = [_head(each, number, x.shape[1]) for number, each in enumerate(heads, 1)]
    if len({block["query"].shape[1] for block in blocks}) > 1:
        raise ZooError("All heads must have the same width.")
    matrices = Projections(*(torch.stack([block[name] for block in blocks]) for name in MATRICES))
    added = positional_encoding(*x.shape) if positions == "added" else None
    x = x if added is None else x + added
    places = torch.arange(len(x))
    done = multi_head(x, x, matrices, causal_mask(len(x), len(x)) if request.get("causal") is True else None,
                      place=(lambda rows: turn(rows, places)) if positions == "rotary" else None)  # fmt: skip
    if not done.output.isfinite().all():
        raise ZooError("These numbers are too large to multiply; take smaller ones.")
    plain = {"plain_query": x @ matrices.query, "plain_key": x @ matrices.key} if positions == "rotary" else {}
    shares = done.steps.output @ matrices.output  # (heads, n, numbers)
    parts = {"query": done.query, "key": done.key, "value": done.value, **plain, "scores": done.steps.scores,
             "scaled": done.steps.scaled, "weights": done.steps.weights, "output": done.steps.output,
             "share": shares}  # fmt: skip
    found = [{name: values[head].tolist() for name, values in parts.items()} for head in range(len(heads))]
    for head, one in enumerate(found):
        one["masked"] = [[None if value == float("-inf") else value for value in row]
                         for row in done.steps.masked[head].tolist()]  # fmt: skip
    return {
        "tokens": x.tolist(),
        "added": None if added is None else added.tolist(),
        "heads": found,
        "joined": done.steps.output.transpose(0, 1).flatten(1).tolist(),  # (n, heads * width)
        "output": done.output.tolist(),
    }


def rotary(request: dict) -> dict:
    """A query and a key turned by their positions.

    ``{"query": row, "key": row, "places": [m, n]}`` gives ``speeds`` (pairs,), ``turned`` (``query`` and ``key``),
    ``score``, and ``scores`` of positions 0 to SQUARE - 1 of both, the query's in rows.
    """
    import torch

    from zoo.attention.rotary import speeds, turn

    rows = {name: _tensor(letter, _row(request.get(name), letter)) for name, letter in (("query", "q"), ("key", "k"))}
    query, key = rows["query"], rows["key"]
    if query.shape != key.shape or query.shape[1] > MOST_WIDTH:
        raise ZooError(f"q and k must have the same number of numbers, at most {MOST_WIDTH}.")
    places = request.get("places")
    if not isinstance(places, list) or len(places) != 2 or not all(map(is_number, places)):
        raise ZooError("There must be two positions: that of the query and that of the key.")
    m, n = (read_whole(place, "A position", 0, LAST_PLACE) for place in places)
    turned = {"query": turn(query, torch.tensor([m])), "key": turn(key, torch.tensor([n]))}
    square = torch.arange(SQUARE)
    scores = turn(query.expand(SQUARE, -1), square) @ turn(key.expand(SQUARE, -1), square).T
    return {
        "speeds": speeds(query.shape[1]).tolist(),
        "turned": {name: row[0].tolist() for name, row in turned.items()},
        "score": (turned["query"] @ turned["key"].T).item(),
        "scores": scores.tolist(),
    }


def _tensor(name: str, rows: object):
    import torch

    from zoo.attention.matrices import read_matrix

    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ZooError(f"{name} must be a table of numbers, given as a list of rows.")
    return torch.tensor(read_matrix(name, rows), dtype=torch.double)


def _row(values: object, name: str) -> list:
    if not isinstance(values, list) or any(isinstance(each, list) for each in values):
        raise ZooError(f"{name} must be a row of numbers.")
    return [values]


def _head(tables: object, number: int, numbers: int) -> dict:
    """The four matrices of a head, for tokens of so many numbers."""
    if not isinstance(tables, dict):
        raise ZooError(f"Head {number} needs four matrices: {', '.join(MATRICES)}.")
    found = {name: _tensor(f"{short} of head {number}", tables.get(name)) for name, short in MATRICES.items()}
    width = found["query"].shape[1]
    for name, matrix in found.items():
        shape = (width, numbers) if name == "output" else (numbers, width)
        if tuple(matrix.shape) != shape or width > MOST_WIDTH:
            raise ZooError(f"{MATRICES[name]} of head {number} must have {shape[0]} rows of {shape[1]} numbers, and a "
                           f"head's width is at most {MOST_WIDTH}.")  # fmt: skip
    return found
