"""The readers: what each makes of a speech, word by word, and one step of an LSTM with every number."""

from tabs.shared.family import drawable, has_weights, model
from tabs.shared.readers import FAMILY, figure
from tabs.shared.request import answering, read_whole
from zoo.errors import ZooError
from zoo.models.heard import heard
from zoo.models.spoken import LIMIT, MASK, words_of
from zoo.schema import Capabilities

LONGEST = 20_000  # characters of a text
SHOWN = 4  # answers
DECIMALS = 4
MOST_UNITS = MOST_INPUTS = 4
LAST_UNIT = 999  # that can be asked for; a reader with fewer shows its last one
TASKS = {  # as the page asks them
    "genre": "What kind of play is it from?",
    "play": "Which play is it from? (names hidden)",
    "play_named": "Which play is it from? (names shown)",
    "style": "Whose English is it?",
}
BY_PLAYS = ("genre", "style")  # of which whole plays are held out; of the other tasks, speeches of every play
SPEECHES = (
    "Now is the winter of our discontent made glorious summer by this sun of York; and all the clouds that lour'd upon "
    "our house in the deep bosom of the ocean buried.",
    "If music be the food of love, play on; give me excess of it, that, surfeiting, the appetite may sicken, and so "
    "die.",
    "Tomorrow, and tomorrow, and tomorrow, creeps in this petty pace from day to day, to the last syllable of recorded "
    "time.",
    "Well, I think we had a really good time on that trip, but it rained about every day, so we stayed in and played "
    "cards.",
)


def start() -> dict:
    """What the page needs before a speech is read: the readers with their figures, the tasks, examples."""
    return {"readers": [_reader(name) for name in FAMILY.choices()], "tasks": TASKS, "speeches": SPEECHES}


def _reader(name: str) -> dict:
    checkpoint = FAMILY.find(name)
    measured = {task: figure(checkpoint, f"{task}_accuracy") for task in TASKS}
    right = {task: share for task, share in measured.items() if share is not None}
    return {"name": name, "title": FAMILY.title(name), "right": right}


@answering("text", "task")
def read(request: dict) -> dict:
    """What each reader says of a whole speech: ``{"text", "task"}`` gives ``words`` (as they are read, with hidden
    names as ▢), ``left_out`` (words behind the last one that is read) and ``answers``: for each reader with weights its
    first answers with their probabilities. ``unable`` says why, for each that cannot be loaded; ``heard`` in which play
    the words stand, ``{"title", "learned": whether the readers learned from it: "yes", "no" or, of the plays' task,
    "partly"}``, or None; ``known``, how many of the words they know, names apart."""
    task, words, left_out = _task(request.get("task")), *_words(request.get("text"))
    answers, unable, shown, known = {}, {}, words, 0
    for checkpoint in filter(has_weights, map(FAMILY.find, FAMILY.choices())):
        try:
            reader = model(checkpoint)
        except ZooError as error:  # such as a BERT without the package that it needs
            unable[checkpoint.name] = str(error)
            continue
        shown = reader.tasks.read(task, words)
        known = sum(word != MASK and word in reader.tasks[task].numbers for word in shown)
        last, classes = _probabilities(reader, task, shown), reader.tasks[task].classes
        best = last.argsort(descending=True)[:SHOWN].tolist()
        answers[checkpoint.name] = [{"label": classes[at], "share": round(last[at].item(), DECIMALS)} for at in best]
    return {"words": _labels(shown), "left_out": left_out, "answers": answers, "unable": unable,
            "heard": _heard(task, words), "known": known}  # fmt: skip


@answering("text", "task", "unit")
def follow(request: dict) -> dict:
    """How a reader gets to its answer: ``{"model", "text", "task"}`` gives ``words``, ``labels`` (the first answers),
    ``beliefs``: their probabilities after each word (labels, words), ``backwards`` likewise for a reader of both
    directions, when it has read only from this word to the end; and what kinds of reader have of their own: ``adds``
    (words,): what each word adds to the score of the first answer; ``looks`` (words,): the class token's attention;
    ``gates``: by name the values of ``unit``'s gates and memory at each word, with ``unit`` (the last one where there
    are fewer) and ``units``, their number."""
    task, words, _ = _task(request.get("task")), *_words(request.get("text"))
    reader = model(drawable(FAMILY.find(request.get("model"))))
    shown, classes = reader.tasks.read(task, words), reader.tasks[task].classes
    beliefs = reader.beliefs(task, words)
    best = beliefs[-1].argsort(descending=True)[:SHOWN].tolist()
    reply = {"words": _labels(shown), "labels": [classes[at] for at in best], "beliefs": _rows(beliefs.T[best])}
    can = Capabilities(**type(reader).capabilities(reader.config))
    if can.both:
        reply["backwards"] = _rows(reader.beliefs(task, words, backwards=True).T[best])
    return reply | (EXPLAIN[can.explains](reader, task, words, best[0], request.get("unit", 0)) if can.explains else {})


@answering("inputs", "hidden", "cell", "gates")
def cell(request: dict) -> dict:
    """One step of an LSTM of up to 4 units: ``{"inputs": row, "hidden": row, "cell": row, "gates": {"forget": rows of
    numbers or text: the weights of the inputs, those of the units, the bias; "input": ..., "output": ...,
    "candidate": ...}}`` gives by gate ``sums`` and ``gates``, and ``cell`` and ``hidden``, all (units,)."""
    import torch

    from zoo.attention.lstm import GATES, Gate, step

    inputs, hidden, memory = (_row(request.get(name), what) for name, what in
                              (("inputs", "x"), ("hidden", "h"), ("cell", "c")))  # fmt: skip
    tables, weights = request.get("gates"), {}
    if len(inputs) > MOST_INPUTS or not len(hidden) == len(memory) <= MOST_UNITS:
        raise ZooError(f"A cell has up to {MOST_UNITS} units with a memory and an output each, and up to {MOST_INPUTS} "
                       "inputs.")  # fmt: skip
    for name in GATES:
        table = torch.tensor(_table(tables, name), dtype=torch.double)
        if table.shape != (len(hidden), len(inputs) + len(hidden) + 1):
            raise ZooError(f"The {name} gate needs {len(hidden)} rows of {len(inputs) + len(hidden) + 1} numbers.")
        of_input, of_hidden, bias = table.split([len(inputs), len(hidden), 1], 1)
        weights[name] = Gate(of_input, of_hidden, bias[:, 0])
    x, h, c = (torch.tensor(each, dtype=torch.double) for each in (inputs, hidden, memory))
    done = step(x, h, c, weights)
    lists = {kind: {name: values.tolist() for name, values in by_gate.items()}
             for kind, by_gate in (("sums", done.sums), ("gates", done.gates))}  # fmt: skip
    return lists | {"cell": done.cell.tolist(), "hidden": done.hidden.tolist()}


def _row(values: object, name: str) -> list[float]:
    from zoo.attention.matrices import read_matrix

    if not isinstance(values, list) or any(isinstance(each, list) for each in values):
        raise ZooError(f"{name} must be a row of numbers.")
    return read_matrix(name, values)  # pyright: ignore[reportReturnType]


def _table(tables: object, name: str) -> list[list[float]]:
    from zoo.attention.matrices import read_matrix

    rows = tables.get(name) if isinstance(tables, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ZooError(f"The {name} gate is missing; a cell has four: forget, input, output and candidate.")
    return read_matrix(name, rows)  # pyright: ignore[reportReturnType]


def _task(task: object) -> str:
    if not isinstance(task, str) or task not in TASKS:
        raise ZooError(f"There is no such question to readers; ask one of {', '.join(TASKS)}.")
    return task


def _words(text: object) -> tuple[list[str], int]:
    """The words that are read, and how many are left out behind them."""
    if not isinstance(text, str):
        raise ZooError("The speech must be text.")
    if len(text) > LONGEST:
        raise ZooError(f"The speech has {len(text):,} characters; at most {LONGEST:,} are taken.")
    words = words_of(text, LONGEST)
    if not words:
        raise ZooError("There is no word in this speech yet; type some English words.")
    return words[:LIMIT], max(0, len(words) - LIMIT)


def _heard(task: str, words: list[str]) -> dict | None:
    """The play in which words stand."""
    found = heard(words)
    if found is None:
        return None
    learned = "yes" if found.part == "train" else "no"
    return {"title": found.title, "learned": learned if task in BY_PLAYS else "partly"}


def _labels(words: list[str]) -> list[str]:
    return ["▢" if word == MASK else word for word in words]


def _probabilities(reader, task: str, shown: list[str]):
    import torch

    with torch.inference_mode():
        return reader.logits(task, [shown])[0].softmax(0)


def _rows(values) -> list:
    return values.double().round(decimals=DECIMALS).tolist()


def _adds(reader, task: str, words: list[str], best: int, unit: object) -> dict:
    return {"adds": _rows(reader.shares(task, words)[:, best])}


def _looks(reader, task: str, words: list[str], best: int, unit: object) -> dict:
    return {"looks": _rows(reader.looks(task, words)[-1].mean(0)[1:])}


def _gates(reader, task: str, words: list[str], best: int, unit: object) -> dict:
    number = min(read_whole(unit, "The unit", 0, LAST_UNIT), reader.config.hidden - 1)
    steps = reader.gates(task, words)
    found = {name: [step.gates[name][number].item() for step in steps] for name in steps[0].gates}
    found["cell"] = [step.cell[number].item() for step in steps]
    rounded = {name: [round(value, DECIMALS) for value in values] for name, values in found.items()}
    return {"gates": rounded, "unit": number, "units": reader.config.hidden}


EXPLAIN = {"shares": _adds, "looks": _looks, "gates": _gates}  # by the capability of a reader
