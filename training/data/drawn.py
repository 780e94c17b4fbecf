"""The project's own data set: the page's ten drawn digits, moved about (``zoo.drawings``), for tests and trials.

It needs no download. Its splits have the form of MNIST's, so it works with any image recipe.
"""

from training.data.images import Data, LabelledSplit, Split
from zoo.drawings import drawings

TRAINING, VALIDATION, TEST = 10_000, 1_000, 2_000  # images
SEED = 1


def drawn(device: str = "cpu", binarise: bool = False) -> Data:
    """10,000 drawings for training, 1,000 for validation, 2,000 for testing; bytes (n, 1, 28, 28)."""
    images, labels = (tensor.to(device) for tensor in drawings(TRAINING + VALIDATION + TEST, SEED))
    sizes = TRAINING, VALIDATION, TEST
    splits = zip(images.split(sizes), labels.split(sizes), strict=True)
    return Data(*(Split(*split, binarise) for split in splits))


def binary_drawn(device: str = "cpu") -> Data:
    """Drawings with binary pixels, drawn again in every batch with the intensity as the probability."""
    return drawn(device, binarise=True)


def labelled_drawn(device: str = "cpu") -> Data:
    """Drawings with labels in their batches."""
    return Data(*(LabelledSplit(split.images, split.labels) for split in vars(drawn(device)).values()))
