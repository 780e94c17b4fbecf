"""The script that lets many visitors come at once: a few of them, and what it takes for the same answer."""

import base64
from concurrent.futures import ThreadPoolExecutor

import load


def test_visitors_at_once_get_their_own_answers(site, capsys, monkeypatch):
    for name, less in {"PLACES": 2, "SAMPLES": 20, "LENGTH": 40}.items():
        monkeypatch.setattr(load, name, less)
    few = ["--visitors", "3", "--minutes", "0.01", "--pause", "0", "--text-model", "shakespeare-vae"]
    with ThreadPoolExecutor(1) as thread:  # for Playwright keeps an event loop in that of the tests
        thread.submit(load.main, [*few, "--url", site]).result()
    said = capsys.readouterr().out
    assert said.count("0 errors, 0 answers that are not one's own") == 3, said
    assert all(said.count(f"  {kind} ") >= 2 for kind in load.KINDS)


def test_an_answer_of_another_visitor_is_no_rounding():
    text, near = {"text": "O", "code": [0.5, 1], "seed": None}, {"text": "O", "code": [0.5004, 1], "seed": None}
    assert load.alike(text, near)
    for other in (text | {"text": "o"}, text | {"code": [0.51, 1]}, text | {"code": [0.5]}, text | {"seed": 1}, {}):
        assert not load.alike(text, other)
    levels = [{"images": base64.b64encode(bytes(each)).decode()} for each in ([7, 9], [8, 9], [9, 9], [7])]
    assert [load.alike(levels[0], each) for each in levels] == [True, True, False, False]
