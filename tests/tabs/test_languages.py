"""The tables of the other languages fit the texts of the page; what is collected; a translator's commands."""

import json

import pytest

from tabs.languages import __main__ as command
from tabs.languages import collect, tables
from tabs.languages.javascript import literals
from tabs.shared import languages
from zoo.errors import ZooError

WHOLE = ("de", "zh")  # those that leave next to nothing in English


@pytest.mark.parametrize("code", tables.codes())
def test_a_table_has_every_text_of_the_page_and_no_other(code):
    table = tables.read(code)
    assert table[""]["name"]
    new = tables.updated(table)
    changed = {"new": list(new.keys() - table.keys())[:9], "gone": list(table.keys() - new.keys())[:9]}
    assert new.keys() == table.keys(), f"run: python -m tabs.languages update, and translate what is new: {changed}"
    assert tables.misfits(table) == []


@pytest.mark.parametrize("code", WHOLE)
def test_next_to_nothing_is_left_in_english(code):
    texts = [text for each in collect.texts().values() for text in each]
    assert len(tables.missing(code)) < 0.05 * len(texts), "python -m tabs.languages missing"


def test_literals_of_a_script_are_texts_with_holes():
    source = r"""// "no"
    const a = `One ${b ? "two" : `in ${c}`} of ${d / 2 / e}` + "more." + `${f}`;
    const r = /["'`]/.test(x) / 2; say('it\'s');
    el("i", { className: "zoo-row is-on", textContent: "Two words" })"""
    assert [each.text for each in literals(source)] == [
        "two", "in {0}", "One {0} of {1}more.{2}", "it's", "i", "zoo-row is-on", "Two words",
    ]  # fmt: skip
    found = dict(collect._javascript(source))
    assert found["Two words"] and not found["zoo-row is-on"] and not found["i"]


def test_texts_come_from_markup_python_and_toml():
    assert dict(collect._html("<p title='A name'>Read <b>this</b><code>not this</code></p>")) == dict.fromkeys(
        ("A name", "Read", "this"), True
    )
    python = '"""No."""\ndef f():\n    """No."""\n    return f"There is no {x!r} here." + "<b>Bold words</b>"'
    assert list(dict(collect._python(python))) == ["There is no {0} here.", "Bold words"]
    assert dict(collect._toml("[[c]]\ntitle = 'A title'\nmodel = 'vae 2'")) == {"A title": True, "vae 2": False}


def test_a_translator_begins_a_language_and_keeps_it_up_to_date(tmp_path, monkeypatch):
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    command.main(["new", "fr", "Français"])
    table = tables.read("fr")
    assert table[""] == {"name": "Français", "terms": {}} and table["Glossary"] == ""
    table |= {"Glossary": "Glossaire", "A text that is gone": "Un texte"}
    tables.path("fr").write_text(json.dumps(table), encoding="utf-8")
    assert command.main(["update"]).startswith("fr: 0 new, 1 gone")
    assert "Glossary" not in json.loads(command.main(["missing", "fr"]))
    for wrong in (["new", "fr", "Français"], ["new", "../x", "X"], ["missing", "xx"], []):
        with pytest.raises(ZooError):
            command.main(wrong)
