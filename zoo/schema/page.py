"""``page.json``: how a checkpoint is presented."""

from typing import Annotated, Literal

from pydantic import Field

from zoo.schema.parts import File, Part


class Step(Part):
    """One step of a network that the page runs (``zoo/models/in_page.py``): what it does, and what that needs."""

    do: str  # a page that does not know it leaves the network to the server
    name: str | None = None  # the beginning of its tensors' names
    kernel: int | None = None
    stride: int | None = None
    padding: int | None = None
    factor: int | None = None
    size: int | None = None
    side: int | None = None
    channels: int | None = None
    height: int | None = None
    width: int | None = None
    black: float | None = None
    inner: list["Step"] | None = None


class Decoder(Part):
    """Where a model's decoder or generator runs: ``dense`` in the page, with the linear layers under a prefix;
    ``layered`` in the page, by ``steps`` from so many ``inputs``; else on the server."""

    kind: Literal["dense", "layered", "server"] = "server"
    layers: str = ""  # prefix of the names of the linear layers' tensors
    activation: str = ""  # between the layers
    output: str = "sigmoid"
    inputs: int | None = None
    steps: list[Step] | None = None


class Capabilities(Part):
    """What the page, tables and cards need to know about a class of models. A class overrides what differs from its
    base."""

    kind: str = ""  # name of such a model in a sentence, "variational autoencoder"
    explanation: str = ""  # key of its explanation; if a tab has none for it, it shows a general text
    draws: Literal["", "images", "text"] = ""  # what ``sample`` returns
    prior: Literal["", "normal", "learned"] = ""  # over its codes: N(0, I) or a learned one
    decoder: Decoder = Decoder()
    loss: Literal["", "elbo", "importance_weighted", "codes", "reconstruction"] = ""  # form of the loss
    redraws: bool = False  # it reconstructs a picture, by ``reconstruct``
    noise: bool = False  # it was trained to remove noise
    grey: bool = False  # it sees the grey levels of a picture, not binary draws from them
    labels: bool = False  # it says which digit a picture shows
    refuses: bool = False  # it says whether a picture shows any digit
    reads: bool = False  # it reads speeches and says whose they are
    explains: Literal["", "shares", "looks", "gates"] = (
        ""  # how a reader gets there: what words add, its gaze, its gates
    )
    both: bool = False  # a reader that reads from either end
    unit: Literal["", "character", "subword", "word"] = ""  # what its texts are made of
    context: bool = False  # it draws each unit knowing those before: its texts go on from an opening
    speeches: bool = False  # its texts are single speeches, which end, and it can be told whose
    top_p: Annotated[float, Field(gt=0, le=1)] = 1.0  # where the page's dial stands at first


class DataSet(Part):
    """The pictures of one's own that a model was trained on.

    ``noun`` says what one of them shows, as "digit" does for MNIST; ``classes`` are the names of their labels, none
    without labels; ``licence`` is what the user said of them.
    """

    name: Annotated[str, Field(min_length=1)]
    noun: Annotated[str, Field(pattern=r"^[a-z][a-z -]{0,23}$")] = "picture"
    classes: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=10)] = Field(default_factory=list)
    licence: Annotated[str, Field(max_length=200)] = ""


class Page(File):
    """How the page, tables and cards present a checkpoint, without loading its class.

    ``family`` is the tab that shows it, "" for none. ``changes`` says how it differs from ``base``, the checkpoint with
    which it is compared. Models are listed by ``order``, then by name, under the heading of their ``group``; "" for
    none. ``data`` is the data set of one's own that it was trained on; None for this project's.
    """

    family: str
    title: Annotated[str, Field(min_length=1)]
    summary: str = ""
    changes: str = ""
    base: str = ""
    order: int
    group: str = ""
    capabilities: Capabilities = Capabilities()
    data: DataSet | None = None
