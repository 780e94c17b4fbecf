"""Server functions of the Gibbs viewer: a scaled digit, a film, another model's tensors, the lab's answers."""

from tabs.rbm.data import SIDE, sizes_checked, tensors
from tabs.rbm.family import FAMILY
from tabs.shared.catalogue import catalogue
from tabs.shared.digits import labelled, read_digit
from tabs.shared.films import MOST_FRAMES, film, read_milliseconds
from tabs.shared.request import answering, read_bytes, read_whole, to_base64
from zoo import questions as lab
from zoo.why import experiments


@answering("digit")
def digit(request: dict) -> dict:
    """A drawing scaled as the model's data were, or a test digit, as ``pixels`` (base64 of 784 bytes) and ``label``."""
    checkpoint = FAMILY.find(request["model"], request.get("revision")) if request.get("model") else None
    image, label = read_digit(request.get("digit"), SIDE, checkpoint)
    return {"pixels": to_base64(image), **labelled(label, checkpoint)}


@answering("frames", "count", "milliseconds")
def gif(request: dict) -> dict:
    """An endless GIF of up to 120 pictures, ``frames`` of 784 bytes each in base64, as ``{"gif": base64}``."""
    count = read_whole(request.get("count"), "The number of frames", 1, MOST_FRAMES)
    milliseconds = read_milliseconds(request.get("milliseconds"))
    frames = read_bytes(request.get("frames"), count * SIDE**2, "The frames").reshape(count, SIDE, SIDE)
    return {"gif": film((frames * 255).round().byte().numpy(), milliseconds)}


@answering("name")
def weights_of(request: dict) -> dict:
    """Where the page finds another model of the family, and the names of its layers."""
    checkpoint = FAMILY.find(request.get("name"))
    return {"name": checkpoint.name, "config": sizes_checked(checkpoint)[1], **tensors(checkpoint)}


@answering()
def questions(request: dict) -> dict:
    """The lab's questions, answered from the figures of the checkpoints that are here."""
    names = {name for question in lab.QUESTIONS for name in question.models} & set(FAMILY.choices())
    folders = {name: catalogue()[name][1].folder for name in names}
    found = {name: lab.evidence(folder) for name, folder in folders.items()}
    tried = {name: experiments(folder) for name, folder in folders.items()}
    return {"questions": [lab.answered(question, found, tried) for question in lab.QUESTIONS]}
