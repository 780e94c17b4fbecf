"""What a run was made on: the device and the version of the code, for its record and its card."""

import subprocess
from pathlib import Path

import torch

from training.engine import world


def device_name(device: str) -> str:
    """The name of the device, for cards; with the number of processes, if there are several."""
    processes = f"{world.size()} × " if world.size() > 1 else ""
    if device.startswith("cuda"):
        return processes + torch.cuda.get_device_name(device)
    threads = torch.get_num_threads()
    return device if device == "mps" else f"{processes}CPU, {threads} thread{'s' if threads > 1 else ''}"


def commit() -> str | None:
    """The commit of the training code, marked if files have been changed since; None outside a checkout."""

    def git(*arguments: str) -> str:
        ran = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True)
        return ran.stdout.strip()

    root = Path(__file__).parents[1]
    try:
        changed = git("status", "--porcelain", "--", "training", ":(glob)zoo/**/*.py")
        return git("rev-parse", "HEAD") + ("-dirty" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return None
