"""The zoo as a web page: ``python app.py``, then http://127.0.0.1:7860."""

import logging
import sys

from zoo import address

if __name__ == "__main__" and (wrong := address.wrong()):
    sys.exit(wrong)  # before Gradio is imported, which reads the variables, too, and fails with a traceback

import gradio as gr

from tabs.attention import tab as attention
from tabs.course import page as course
from tabs.gan import tab as gan
from tabs.programs import endpoints, mcp_route
from tabs.rbm import tab as rbm
from tabs.shakespeare import tab as shakespeare
from tabs.shared import faults, opening, page
from tabs.vae import tab as vae
from zoo import logs, pretrained
from zoo.errors import ZooError

TABS = {
    "VAE": vae,
    "GAN": gan,
    "RBM": rbm,
    "Shakespeare": shakespeare,
    "Attention": attention,
}


def create_app() -> gr.Blocks:
    """The page: header, one tab per entry of ``TABS``, footer."""
    names = [title.lower() for title in TABS]
    with faults.Calls(title=page.TITLE, analytics_enabled=False, delete_cache=(3600, 3600)) as app:
        page.header()
        with gr.Tabs() as tabs:
            for name, (title, module) in zip(names, TABS.items(), strict=True):
                with gr.Tab(title, id=name, elem_id=f"tab-{name}") as tab:
                    module.build()
                tab.select(None, js=opening.went(name))
        endpoints.build()
        page.footer()
        opening.open_by_link(tabs, names)
    opening.log_unclaimed(names)
    return page.at_rest(app.queue(max_size=64, default_concurrency_limit=4))


if __name__ == "__main__":
    logs.start("%(levelname)s %(name)s: %(message)s")
    try:
        pretrained.fetch()
    except ZooError as error:
        logging.getLogger("zoo").warning("%s", error)
    served = create_app()
    page.launch(served, [*mcp_route.routes(), *course.routes()])  # GRADIO_SERVER_NAME and GRADIO_SERVER_PORT say where
    served.block_thread()
