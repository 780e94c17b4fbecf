"""Codes that the page and programs send, checked against their model."""

from tabs.shared.request import is_number, read_whole
from zoo.errors import ZooError

LARGEST_LATENT = 1e6


def code_length(config) -> int:
    """The number of entries in a code of a model with this config."""
    return config.grid_size**2 if hasattr(config, "codebook_size") else config.latent_dim


def check_code(code: object, config) -> list[float]:
    """``code`` if it is a valid code of the model; otherwise an error that says what is wrong."""
    length, entries = code_length(config), getattr(config, "codebook_size", None)
    what = "latents" if entries is None else "code-book entries"
    if not isinstance(code, list) or len(code) != length:
        given = f"{len(code)} of them" if isinstance(code, list) else "something else"
        raise ZooError(f"This model takes a list of {length} {what}, not {given}.")
    for index, value in enumerate(code):
        if entries is None:
            if not is_number(value) or not abs(value) <= LARGEST_LATENT:
                raise ZooError(f"Latent {index} must be a finite number between -1e6 and 1e6.")
        else:
            read_whole(value, f"Code {index}", 0, entries - 1)
    return [float(value) for value in code] if entries is None else [int(value) for value in code]


def read_codes(codes: object, config, most: int):
    """A batch of codes as the model's ``decode`` takes them: (n, d) floats, or (n, rows, columns) entries."""
    import torch

    if not isinstance(codes, list) or not 1 <= len(codes) <= most:
        raise ZooError(f"The codes must be a list of 1 to {most} codes.")
    batch = torch.tensor([check_code(code, config) for code in codes])
    return batch.unflatten(1, (config.grid_size, -1)) if hasattr(config, "codebook_size") else batch
