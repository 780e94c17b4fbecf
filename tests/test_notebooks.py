"""The notebooks of the lab sheets: the questions of the course, run whole, with the figures of its cards."""

import json
import re
import sys
from pathlib import Path

import nbformat
import pytest
import torch
from real_data import MNIST, REAL, TEXT, need
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tabs.course import page
from tabs.course.schema import course
from training import lab
from zoo.errors import ZooError

ROOT = Path(__file__).parent.parent
FOLDER, BUNDLE = ROOT / "notebooks", ROOT / "zoo" / "checkpoints"
SMALL = {  # parameters with which they run here
    "autoencoders": "IMAGES, EPOCHS = 500, 1",
    "gans": "IMAGES, EPOCHS, DRAWS = 500, 1, 20",
    "boltzmann": "IMAGES, EPOCHS, STEPS = 500, 1, 25",
    "text": "WORDS, EPOCHS, LENGTH = 2_000, 1, 12",
}
TABLE = re.compile(r"^(\w+): .*\n((?:  .*\n?)+)", re.MULTILINE)  # as lab.figures shows it
ROW = re.compile(r"^  ([a-z][a-z0-9-]+) +(?:[≤≥] )?(-?[\d,.]+(?:e[+-]\d+)?)(?: ± [\d.e-]+)?$", re.MULTILINE)


@pytest.fixture
def as_before():
    """Whatever a notebook sets for its whole process is afterwards as it was."""
    path, gradients = list(sys.path), torch.is_grad_enabled()
    with torch.random.fork_rng():
        yield
    sys.path[:] = path
    torch.set_grad_enabled(gradients)
    torch.set_printoptions(profile="default")


def read(name: str):
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


@pytest.mark.parametrize("sheet", course().sheets, ids=lambda sheet: sheet.id)
def test_a_notebook_has_the_questions_of_its_sheet_and_no_outputs(sheet):
    book = read(sheet.id)
    nbformat.validate(book)
    said = {cell.id: cell.source for cell in book.cells if cell.cell_type == "markdown"}
    cards = [card for card in sheet.cards if card.id in said]
    assert cards == list(sheet.cards)
    for at, card in enumerate(cards, start=1):
        heading, question, ask = said[card.id].split("\n\n")
        assert re.fullmatch(rf"## \d\.{at} {re.escape(card.title)}", heading)
        assert question == card.question and ask == f"*Predict first:* {card.predict}"
        assert said.get(f"{card.id}-why", "**Why.** ") == f"**Why.** {card.because}"
    for cell in book.cells:
        assert cell.cell_type == "markdown" or (cell.outputs == [] and cell.execution_count is None)


@pytest.mark.parametrize("name", SMALL)
def test_a_notebook_runs_and_its_figures_are_those_of_the_cards(name, as_before, monkeypatch, capsys):
    """Its cells are plain Python: in this process, which has imported the libraries, and from the notebooks' folder."""
    for real in (MNIST, TEXT):
        need(real)
    monkeypatch.setenv("ZOO_DATA", str(REAL))
    monkeypatch.chdir(FOLDER)
    monkeypatch.setattr(sys, "path", [place for place in sys.path if place and Path(place).resolve() != ROOT])
    cells, names = {cell.id: cell.source for cell in read(name).cells if cell.cell_type == "code"}, {}
    for cell, source in (cells | {"parameters": SMALL[name]}).items():
        exec(compile(source, f"{name}, {cell}", "exec"), names)
    assert str(ROOT) in sys.path  # the first cell has found the project
    text = capsys.readouterr().out
    shown = [(metric, *row) for metric, rows in TABLE.findall(text) for row in ROW.findall(rows)]
    assert len(shown) > 20
    for metric, model, value in shown:
        metrics = json.loads((BUNDLE / model / "metrics.json").read_text(encoding="utf-8"))
        names = [
            each for each in metrics if each == metric or (metric == "nll_iw" and re.fullmatch(r"nll_iw\d+", each))
        ]
        assert f"{metrics[names[0]]['value']:,.4g}" == value, (metric, model)
    if again := re.search(r"measured again here: ([\d.]+)", text):
        own = json.loads((BUNDLE / ("ae-32" if name == "autoencoders" else "rbm") / "metrics.json").read_text())
        assert float(again[1]) == pytest.approx(own["squared_error"]["value"], rel=2e-3)


def test_without_data_and_network_drawings_take_the_place_of_digits(monkeypatch, tmp_path, capsys):
    def refused(*_, **__):
        raise ZooError("MNIST is not here and could not be downloaded.")

    monkeypatch.setattr(lab.pictures, "_read_mnist", refused)
    monkeypatch.setattr(lab.texts.corpus, "corpus", refused)
    data = lab.digits(200)
    assert len(data.train) == 200 and data.test.labels.max() == 9 and len(data.test) > 1000
    assert "uses drawings instead" in capsys.readouterr().out
    assert lab.words(50) is None and "training is left out" in capsys.readouterr().out
    assert "python -m training train no-such" in repr(lab.figures("frechet", "no-such"))


def test_the_course_hands_the_notebooks_out(monkeypatch):
    app = TestClient(Starlette(routes=page.routes()))
    for sheet in course().sheets:
        assert f"href='course/{sheet.id}.ipynb'" in page.document()
        assert app.get(f"/course/{sheet.id}.ipynb").text == (FOLDER / f"{sheet.id}.ipynb").read_text(encoding="utf-8")
    monkeypatch.setenv("SPACE_ID", "someone/zoo")
    given = json.loads(app.get("/course/text.ipynb").content)
    assert any('REPOSITORY = "https://huggingface.co/spaces/someone/zoo"  #' in line
               for cell in given["cells"] for line in cell["source"])  # fmt: skip
    monkeypatch.setenv("SPACE_ID", '"; import os')
    assert b"import os" not in app.get("/course/text.ipynb").content
    assert app.get("/course/no-such.ipynb").status_code == 404
