"""Common parts of all tabs: the look, the page's own components, files served to the browser, provenance."""

import html
import json
from collections.abc import Sequence
from pathlib import Path

import gradio as gr
import orjson
from gradio import themes
from starlette.routing import BaseRoute, Route

import zoo
from tabs.shared import delivery, glossary, languages, opening, refusals, views
from tabs.shared.catalogue import left_out
from zoo.errors import ZooError
from zoo.stores import Checkpoint, open_store

TITLE = "The Generative Zoo"
SHARED = delivery.ASSETS / "shared"
LOADER = """\
trigger("opened"); // the data comes while the modules do
import(new URL("URL_OF_LOADER", document.baseURI))
  .then((loader) => loader.default({ element, props, server, watch, trigger }, PARTS))
  .then(() => trigger("ready")) // now the server may do what would have kept it from serving the modules
  .catch((error) => {
    console.error(error);
    element.innerHTML = "<p class='zoo-error' role='alert'"
      + ">This part of the page could not be loaded; the others work. <button class='zoo-button' "
      + "onclick='location.reload()'>Reload the page</button></p>";
  });
"""
LOOKS = 0.02
KEEP_ALIVE = (
    75  # seconds that an idle connection stays open: longer than a browser or proxy keeps one for its next request
)
STYLES = ("style.css", "controls.css", "views.css")  # of the whole page


def component(folder: Path, value=None, **options) -> gr.HTML:
    """The page component of a folder of ``assets``: its ``index.html``, ``index.js`` and style sheets.

    The browser fetches them when the component is first shown. It sends the event ``opened`` then, and ``ready`` when
    they have arrived. ``value`` is data, never markup: the module gets it as ``props.value`` and writes it with
    ``textContent``.
    """
    return gr.HTML(
        value=None if value is None else packed(value),
        html_template="<p class='zoo-loading' role='status'>Loading …</p>",
        js_on_load=loader(folder),
        apply_default_css=False,
        elem_classes=["zoo-component"],
        **options,
    )


def packed(data: object) -> dict[str, str]:
    """Data of a component as one text, which ``assets/shared/loader.js`` unpacks.

    Gradio's page copies each number of an object by itself, several times a model: a tenth of what a tab cost.
    """
    return {"packed": orjson.dumps(data, option=orjson.OPT_SERIALIZE_NUMPY).decode()}


def loader(folder: Path) -> str:
    """The script that loads a component through ``assets/shared/loader.js`` and shows a message if that fails."""
    parts = {
        "folder": folder.name,
        "modules": delivery.module_names(folder),
        # the last one wins for equal specificity: style.css, whose rules are for the whole tab
        "styles": sorted((path.name for path in folder.glob("*.css")), key=lambda name: (name == "style.css", name)),
    }
    return LOADER.replace("URL_OF_LOADER", f"{modules_url(folder)}/shared/loader.js").replace(
        "PARTS", json.dumps(parts)
    )


def modules_url(folder: Path) -> str:
    """URL under which a folder of modules and the shared ones stand side by side."""
    own = folder.parent == delivery.ASSETS
    return delivery.modules_url(*(sorted(delivery.ASSETS.iterdir()) if own else (SHARED, folder)))


def header() -> None:
    """The page's header: its name, and in one line what it is and for whom."""
    gr.HTML(
        f"<header class='zoo-header'><h1>{TITLE}</h1>"
        "<p>Generative models that you can move by hand: small networks, trained from scratch. "
        "For students and teachers, and for anyone who wonders how a machine dreams up a digit.</p>"
        "<nav aria-label='Help'><button type='button' class='zoo-button' data-guide='tour'>Show me around</button>"
        "<button type='button' class='zoo-button' data-guide='glossary'>Glossary</button>"
        "<a class='zoo-button' href='course'>Course</a>"
        "<button type='button' class='zoo-button' data-guide='teach'>For teachers</button>"
        f"{languages.switch()}</nav>{languages.SAID}</header>",
        apply_default_css=False,
    )


def footer() -> None:
    """Version and store, so that a report can say what was seen."""
    try:
        store = open_store()
        shown = store.uri if store.kind == "hub" else store.kind
    except ZooError as error:
        shown = str(error)
    unseen = ", ".join(left_out())
    said = f"<span>Not shown: {unseen}. <code>python -m training doctor</code> says why.</span>"
    gr.HTML(
        f"<footer class='zoo-footer'><span>{TITLE} {zoo.__version__}</span><span>store: {html.escape(shown)}</span>"
        f"{said if unseen else ''}<span>A drawing goes to this page's own server and nowhere else.</span></footer>",
        apply_default_css=False,
    )


def error_html(sentence: str) -> str:
    """An error sentence as HTML."""
    return f"<p class='zoo-error' role='alert'>{html.escape(sentence)}</p>"


def provenance(checkpoint: Checkpoint) -> str:
    """Where a checkpoint came from, in a few words."""
    places = {"bundled": "bundled with the app", "local": "your local store", "hub": f"the Hub ({checkpoint.uri})"}
    return f"{places[checkpoint.source]}, revision {checkpoint.revision[:8]}"


def at_rest(app: gr.Blocks) -> gr.Blocks:
    """``app``, which looks for queued requests every ``LOOKS`` seconds. Gradio would look a thousand times a second: a
    server that nobody asks took 4 % of a core."""
    app._queue.sleep_when_free = app._queue.progress_update_sleep_when_free = LOOKS
    return app


def launch(app: gr.Blocks, routes: Sequence[BaseRoute] = (), **options) -> None:
    """Serve ``app`` with ``launch_settings``, and return.

    uvicorn would close a connection that was idle for five seconds, also just as the next request arrives on it: an
    error for a program, and for a proxy that keeps connections.
    """
    app.launch(prevent_thread_lock=True, **options, **launch_settings(routes))
    app.server.config.timeout_keep_alive = KEEP_ALIVE


def launch_settings(routes: Sequence[BaseRoute] = ()) -> dict:
    """Arguments of ``launch`` for the page's look and its restrictions, with ``routes`` beside Gradio's own."""
    return {
        "theme": _theme(),
        "head": _head(),
        "favicon_path": str(SHARED / "icon.svg"),
        "app_kwargs": {
            "middleware": delivery.middleware(_shared_modules()),
            "routes": [*routes, Route(glossary.PATH, glossary.answer)],
            "exception_handlers": refusals.HANDLERS,
        },
        "run_history": False,
        "enable_monitoring": False,
        "max_file_size": "5mb",
        "ssr_mode": False,
        "mcp_server": False,
        "_frontend": False,  # else Gradio ends an app whose first page takes over three seconds, as on a busy machine
        "footer_links": ["api"],
    }


def _head() -> str:
    """Links to the style sheets of the whole page, and what runs before it is there."""
    base = modules_url(SHARED)
    sheets = "".join(f'<link rel="stylesheet" href="{base}/shared/{name}">' for name in STYLES)
    return f"{sheets}<script>{languages.early()}{opening.TOUCHED}{views.EARLY}</script>"


def _shared_modules() -> list[str]:
    """URLs of the modules that tabs share, including the loader."""
    base = modules_url(SHARED)
    return [f"{base}/shared/{name}" for name in delivery.module_names(SHARED)]


def _theme() -> themes.Base:
    fonts = ["Inter", "system-ui", "sans-serif"]
    theme = themes.Base(
        primary_hue=themes.colors.orange,
        neutral_hue=themes.colors.stone,
        font=fonts,
        font_mono=["ui-monospace", "Menlo", "Consolas", "monospace"],
        radius_size=themes.sizes.radius_md,
    )
    return theme.set(
        body_background_fill="var(--zoo-page)", body_background_fill_dark="var(--zoo-page)",
        body_text_color="var(--zoo-ink)", body_text_color_dark="var(--zoo-ink)",
        block_background_fill="var(--zoo-panel)", block_background_fill_dark="var(--zoo-panel)",
        block_border_color="var(--zoo-line)", block_border_color_dark="var(--zoo-line)",
    )  # fmt: skip
