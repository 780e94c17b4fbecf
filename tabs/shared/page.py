"""What every tab shares: the look, the page's own components, files served to the browser, provenance."""

import functools
import hashlib
import html
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import gradio as gr

import zoo
from zoo.errors import ZooError
from zoo.stores import Checkpoint, open_store
from zoo.stores.files import atomic_write, plain_errors

TITLE = "The Generative Zoo"
ASSETS = Path(__file__).parents[2] / "assets"
SHARED = ("zoo", "ui", "pad")  # scripts of every page: two tabs draw on the same pad


@functools.cache
def served_folder() -> Path:
    """A folder of this process whose files the browser may fetch: weights and figures of what is shown."""
    keep = tempfile.TemporaryDirectory(prefix="generative-zoo-")
    _alive.append(keep)  # removed when the process ends
    return Path(keep.name)


_alive: list[tempfile.TemporaryDirectory] = []


def serve_static_files() -> None:
    """Let the browser fetch fonts, scripts and what ``publish`` puts up; nothing else on this disk."""
    gr.set_static_paths([ASSETS, served_folder()])


def publish(content: bytes, suffix: str) -> str:
    """Put ``content`` where the browser can fetch it; its URL, relative to the page. The same bytes, the same URL."""
    path = served_folder() / f"{hashlib.sha256(content).hexdigest()[:20]}{suffix}"
    if not path.exists():
        with plain_errors(str(path.parent)):
            path.parent.mkdir(exist_ok=True)
            atomic_write(path, content)
    return f"gradio_api/file={quote(str(path))}"


def asset_url(name: str) -> str:
    """URL of a file in ``assets/``, relative to the page."""
    return f"gradio_api/file={quote(str(ASSETS / name))}"


def component(name: str, value=None, **options) -> gr.HTML:
    """The page component of ``assets/NAME``: its ``index.html``, ``index.js`` and style sheets.

    ``value`` is data, never markup: the script gets it as ``props.value`` and writes it with ``textContent``.
    """
    return gr.HTML(
        value=value,
        html_template=(ASSETS / name / "index.html").read_text(encoding="utf-8"),
        js_on_load=(ASSETS / name / "index.js").read_text(encoding="utf-8"),
        apply_default_css=False,
        elem_classes=["zoo-component"],
        **options,
    )


def scripts(name: str, parts: Sequence[str]) -> str:
    """The modules ``assets/NAME/PART.js`` of a component as one script for the document's head, in this order."""
    texts = [(ASSETS / name / f"{part}.js").read_text(encoding="utf-8") for part in parts]
    return f"<script>{''.join(texts)}</script>"


def header() -> None:
    """The page's head: its name, and what it is for whom in one line."""
    gr.HTML(
        f"<header class='zoo-header'><h1>{TITLE}</h1>"
        "<p>Generative models you can hold: small networks, trained from scratch, to be moved by hand. "
        "For students and teachers, and for anyone who wonders how a machine dreams up a digit.</p></header>",
        apply_default_css=False,
    )


def footer() -> None:
    """Version and store, so that a report can say what was seen."""
    try:
        store = open_store()
        shown = store.uri if store.kind == "hub" else store.kind
    except ZooError as error:
        shown = str(error)
    gr.HTML(
        f"<footer class='zoo-footer'><span>{TITLE} {zoo.__version__}</span><span>store: {html.escape(shown)}</span>"
        "<span>A drawing goes to this page's own server and nowhere else.</span></footer>",
        apply_default_css=False,
    )


def error_html(sentence: str) -> str:
    """A sentence as the page shows what went wrong."""
    return f"<p class='zoo-error' role='alert'>{html.escape(sentence)}</p>"


def provenance(checkpoint: Checkpoint) -> str:
    """Where a checkpoint came from, in a few words."""
    places = {"bundled": "bundled with the app", "local": "your local store", "hub": f"the Hub ({checkpoint.uri})"}
    return f"{places[checkpoint.source]}, revision {checkpoint.revision[:8]}"


def read_json(checkpoint: Checkpoint, name: str) -> dict:
    """A JSON file of the checkpoint; a missing or damaged one is an error that names it."""
    try:
        content = json.loads((checkpoint.folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        content = None
    if not isinstance(content, dict):
        raise ZooError(f"{name} of {checkpoint.name} is missing or damaged; train or fetch it again.")
    return content


def launch_settings() -> dict:
    """Arguments of ``launch`` that make the look and keep the page closed."""
    return {
        "theme": _theme(),
        "css": _style_sheet(),
        "head": "".join(f"<script>{(ASSETS / 'shared' / f'{name}.js').read_text('utf-8')}</script>" for name in SHARED),
        "run_history": False,
        "enable_monitoring": False,
        "max_file_size": "5mb",
        "ssr_mode": False,
        "footer_links": ["api"],
    }


def _style_sheet() -> str:
    """``zoo.css`` and then each component's own, in one."""
    sheets = sorted(ASSETS.rglob("*.css"), key=lambda path: path.parent.name != "shared" or path.name != "style.css")
    text = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    return text.replace("{fonts}", asset_url("shared/fonts"))


def _theme() -> gr.themes.Base:
    fonts = ["Inter", "system-ui", "sans-serif"]
    theme = gr.themes.Base(
        primary_hue=gr.themes.colors.orange,
        neutral_hue=gr.themes.colors.stone,
        font=fonts,
        font_mono=["ui-monospace", "Menlo", "Consolas", "monospace"],
        radius_size=gr.themes.sizes.radius_md,
    )
    return theme.set(
        body_background_fill="var(--zoo-page)", body_background_fill_dark="var(--zoo-page)",
        body_text_color="var(--zoo-ink)", body_text_color_dark="var(--zoo-ink)",
        block_background_fill="var(--zoo-panel)", block_background_fill_dark="var(--zoo-panel)",
        block_border_color="var(--zoo-line)", block_border_color_dark="var(--zoo-line)",
    )  # fmt: skip
