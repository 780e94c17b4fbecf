"""What is kept of the texts that are being written: for one text and code of one model, once, and of the last ones."""

import torch

from tabs.shakespeare import memory
from zoo.models.together import Memory


def test_a_memory_is_of_one_text_code_and_model_and_is_had_once(monkeypatch):
    monkeypatch.setattr(memory, "_memories", memory.OrderedDict())
    code, kept = torch.tensor([[0.5, 1.0]]), Memory(end=3)
    key = memory.key_of("model", code, [1, 2])
    memory.keep(key, kept)
    for other in (("other", code, [1, 2]), ("model", -code, [1, 2]), ("model", None, [1, 2]), ("model", code, [2, 1])):
        assert memory.taken(memory.key_of(*other)) is None
    assert memory.taken(memory.key_of("model", code.clone(), [1, 2])) is kept
    assert memory.taken(key) is None


def test_those_that_were_not_used_for_longest_are_forgotten(monkeypatch):
    monkeypatch.setattr(memory, "_memories", memory.OrderedDict())
    for number in range(memory.KEPT + 2):
        memory.keep(("model", None, (number,)), Memory(end=number))
    there = [memory.taken(("model", None, (number,))) for number in range(memory.KEPT + 2)]
    assert memory.KEPT == 80 and there[:2] == [None, None] and [each.end for each in there[2:]] == [*range(2, 82)]
