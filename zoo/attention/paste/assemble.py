"""Puts the parts of a text together: which are Q, K, V and the mask, which are rows of one matrix, what is left out."""

from collections.abc import Collection, Sequence

from zoo.attention.matrices import MATRICES, Table, read_matrix
from zoo.attention.paste.naming import RESULT, Part, Role, role_of
from zoo.attention.paste.nodes import Node, depth_of, shape_of
from zoo.errors import ZooError

TOO_DEEP = "has {count} dimensions ({shape}); one matrix can be read at a time, so paste one batch or head of it"
WORDS = {3: "three", 4: "four", 5: "five", 2: "two", 6: "six"}


def assemble(
    parts: list[Part], into: str, notes: dict[str, str], left: list[str], sources: Collection[str] = ()
) -> dict[str, Table]:
    """The tables that the parts make, by name; "mask" may be among them. What was left out goes to ``left``.

    A single matrix goes to ``into``, whatever it is called, unless it is one of the ``sources`` of others. Raises
    ``ZooError`` if it is not clear which is which.
    """
    groups, others = _groups(parts, notes, left)
    mask = groups.pop("mask", None)
    tables = {name: _table(name, group, notes) for name, group in groups.items() if len(groups) > 1}
    if len(groups) == 1:
        ((name, group),) = groups.items()
        into = name if name in sources else into
        if name != into:
            notes["name"] = f"The text calls it {name}." if into in MATRICES else ""
        tables = {into: _table(into, group, notes)}
    if not groups and others:
        tables = _unnamed(others, into, notes, left)
    else:
        left.extend(_described(cluster) for cluster in others)
    if not tables and mask is None:
        raise ZooError("There is no matrix in the pasted text, only single numbers")
    if mask is not None:
        tables["mask"] = _table("mask", mask, notes)
    return tables


# ---- grouping
def _groups(
    parts: list[Part], notes: dict[str, str], left: list[str]
) -> tuple[dict[str, list[Part]], list[list[Part]]]:
    """The parts of each role, and clusters of the others: lists in a row are the rows of one matrix."""
    groups: dict[str, list[Part]] = {}
    others: list[list[Part]] = []
    for part, role in zip(parts, _roles(parts), strict=True):
        part.tree = _unbatched(part.tree, notes)
        names = [name for name in part.names if role_of(name) is None and name != RESULT]
        part.label = names[-1] if names else ""
        if isinstance(part.tree, str) and role is not None and role.index is not None:
            part.tree = [part.tree]  # v1 = 5
        if isinstance(part.tree, str):
            left.append(part.source)
        elif role is not None:
            part.is_line = role.index is None
            if role.index is not None and depth_of(part.tree) == 2:
                part.tree = _vector(part.tree)
            groups.setdefault(role.matrix, []).append(part)
        elif others and depth_of(part.tree) == 1 and depth_of(others[-1][0].tree) == 1:
            others[-1].append(part)
        else:
            others.append([part])
    return groups, others


def _roles(parts: list[Part]) -> list[Role | None]:
    """The role of each part by its own name; several names before the first part go to it and to those behind it."""
    roles: list[Role | None] = []
    waiting: list[str] = []
    for index, part in enumerate(parts):
        own = next((role for name in part.names if (role := role_of(name))), None)
        if part.choices:
            waiting = _for_following(part.choices, parts[index + 1 :])
        if own is None and not waiting and part.is_joined and roles and depth_of(part.tree) == 1:
            own = roles[-1]  # "the keys are [1, 0] and [0, 1]"
        if own is None and waiting:
            name, *waiting = waiting
            own = role_of(name)
            part.names = [name]
        roles.append(own)
    return roles


def _for_following(choices: list[str], following: list[Part]) -> list[str]:
    """Several names for as many parts, or for rows of as many vectors each; the last name if the parts do not fit."""
    unnamed = next((index for index, part in enumerate(following) if part.names or part.choices), len(following))
    count = unnamed + 1
    if count % len(choices) == 0 and all(depth_of(part.tree) == 1 for part in following[:unnamed]):
        return choices * (count // len(choices))
    return choices if count >= len(choices) else choices[-1:]


def _unnamed(others: list[list[Part]], into: str, notes: dict[str, str], left: list[str]) -> dict[str, Table]:
    """One matrix for ``into``, or three without names for Q, K and V."""
    matrices = [cluster for cluster in others if depth_of(cluster[0].tree) > 1]
    if len(others) > 1 and len(matrices) == 1:
        left.extend(_described(cluster) for cluster in others if cluster is not matrices[0])
        others = matrices
    if len(others) == 1:
        return {into: _table(into, others[0], notes)}
    names = [cluster[0].names[-1] if cluster[0].names else "" for cluster in others]
    if len(others) == 3 and not any(names):
        notes["order"] = "The three matrices have no names and were read as Q, K and V, in this order."
        return {name: _table(name, cluster, notes) for name, cluster in zip(MATRICES, others, strict=True)}
    called = f" ({', '.join(name or 'without a name' for name in names[:6])})" if any(names) else ""
    count = WORDS.get(len(others), str(len(others)))
    raise ZooError(f"The text has {count} matrices{called}, none called Q, K or V; write “Q = …” before each")


def _vector(tree: list) -> list:
    """The numbers of a single row or a single column; any other matrix as it is."""
    if len(tree) == 1:
        return tree[0]
    return [row[0] for row in tree] if all(len(row) == 1 for row in tree) else tree


def _described(cluster: list[Part]) -> str:
    part = cluster[0]
    name = part.names[-1] if part.names else "a matrix without a name"
    shape = shape_of(part.tree if len(cluster) == 1 else [each.tree for each in cluster])
    return f"{name} ({' × '.join(map(str, shape))})"


# ---- one table
def _table(name: str, group: list[Part], notes: dict[str, str]) -> Table:
    """The rows of one matrix. Raises ``ZooError`` for what is no matrix of numbers."""
    matrices = [part for part in group if depth_of(part.tree) > 1]
    if matrices and len(group) > 1:
        notes[f"again {name}"] = f"{name} occurs {len(group)} times; the last one was read."
        group = matrices[-1:]
    if len(group) > 1:
        indices = [(role_of(part.names[0]) or Role("", None)).index if part.names else None for part in group]
        if None not in indices:
            group = [part for _, part in sorted(zip(indices, group, strict=True), key=lambda pair: pair[0] or 0)]
        labels = [part.label for part in group]
        return _checked(name, [part.tree for part in group], labels=labels if all(labels) else [])
    part = group[0]
    if depth_of(part.tree) == 1:
        is_list = part.is_line and len(part.tree) > 1
        return _checked(name, [part.tree], is_list=is_list)
    return _checked(name, part.tree, labels=part.labels)


def _checked(name: str, tree: Node, is_list: bool = False, labels: Sequence[str] = ()) -> Table:
    depth = depth_of(tree)
    if depth > 2:
        shape = shape_of(tree)
        count = WORDS.get(len(shape), str(len(shape)))
        raise ZooError(f"{name} {TOO_DEEP.format(count=count, shape=' × '.join(map(str, shape)))}")
    rows = [[str(cell) for cell in row] for row in tree]
    if name != "mask":
        read_matrix(name, rows[0] if is_list else rows)
    return Table(rows, is_list, labels=tuple(labels) if len(labels) == len(rows) else ())


def _unbatched(tree: Node, notes: dict[str, str]) -> Node:
    """The matrix in a batch of one, or in several around each other."""
    while depth_of(tree) > 2 and len(tree) == 1:
        notes["batch"] = "It is a batch of one; its one matrix was read."
        tree = tree[0]
    return tree
