"""A GPU for a moment: on a Space with ZeroGPU some functions run with one in a process of their own, elsewhere as they
are, on the CPU.

``spaces`` comes with such a Space, whose platform chooses its version; it has to be imported before torch.
"""

import os
from collections.abc import Callable

ZERO = "SPACES_ZERO_GPU"  # set on a Space with ZeroGPU
IS_ZERO = os.environ.get(ZERO, "").lower() in ("1", "t", "true")  # as `spaces` reads it

if IS_ZERO:
    import spaces  # pyright: ignore[reportMissingImports]


def device() -> str:
    """The device of a function that ``briefly`` has marked."""
    return "cuda" if IS_ZERO else "cpu"


def briefly(seconds: int) -> Callable[[Callable], Callable]:
    """Decorator of a function of a module that wants a GPU for at most that long; a visitor's quota is asked for it.

    Arguments and result are pickled on their way to the process with the GPU. Every error of the function arrives as a
    ``gr.Error`` without its words, so what can be checked is checked before it is called.
    """
    return spaces.GPU(duration=seconds) if IS_ZERO else lambda function: function
