"""Pictures of a data set on the Hugging Face Hub, downloaded into its cache: files of pictures, one .npz file, or
parquet files."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from training.data import parquet
from zoo.errors import ZooError
from zoo.stores.hub_errors import explained

SCHEME = "hf://datasets/"
DEFAULT = "https://huggingface.co"


def fetched(source: str, kinds: tuple[str, ...]) -> tuple[Path, str]:
    """The folder or the .npz file of the data set ``hf://datasets/NAME``, and the licence that its card states.

    ``kinds`` are the endings of files of pictures. Raises ``ZooError`` if it cannot be had or has no such files.
    """
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HTTPError  # pyright: ignore[reportPrivateImportUsage]

    name = source.removeprefix(SCHEME).strip("/")
    endpoint = (os.environ.get("HF_ENDPOINT") or DEFAULT).rstrip("/")
    api = HfApi(endpoint, library_name="generative-model-zoo")
    try:
        info = api.dataset_info(name)
        files = [each.rfilename for each in info.siblings or []]
        wanted = _wanted(name, files, kinds)
        folder = Path(api.snapshot_download(name, repo_type="dataset", revision=info.sha, allow_patterns=wanted))
    except (HTTPError, OSError, ValueError) as error:
        raise explained(error, urlsplit(endpoint).hostname or "the Hub", f"data set {name}") from None
    licence = getattr(info.card_data, "license", None) or ""
    said = ", ".join(licence) if isinstance(licence, list) else str(licence)
    return (folder / wanted[0] if wanted[0].endswith(".npz") else folder), said


def _wanted(name: str, files: list[str], kinds: tuple[str, ...]) -> list[str]:
    """The files to download: all pictures, or else the .npz file, or else all parquet files."""
    found = [file for file in files if file.lower().endswith(kinds)]
    arrays = [file for file in files if file.endswith(".npz")]
    tables = [file for file in files if file.endswith(parquet.KIND)]
    if found or len(arrays) == 1 or tables:
        return found or (arrays if len(arrays) == 1 else tables)
    raise ZooError(
        f"{name} has no pictures ({', '.join(kinds)}), no single .npz file and no parquet files; give another data set."
    )
