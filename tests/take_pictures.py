"""Takes the pictures of the docs from the page as it is: ``python tests/take_pictures.py [NAME...]``. No test."""

import io
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent / "support")]  # as pytest has them

from conftest import BROWSERS, CHROMIUM  # noqa: E402
from served import ROOT, Servers  # noqa: E402

WIDTH, MARGIN = 1280, 14


@dataclass
class Scene:
    """A link, when it is there, what is done then, and the picture's height in pixels from a part of the page on."""

    query: str
    ready: str
    height: int
    top: str = "body"
    play: Callable[[Page], None] = lambda page: None


def large(page: Page) -> None:
    """Show one of the digits large."""
    page.locator(".gan-grid canvas").nth(23).click()
    page.mouse.move(0, 0)
    page.wait_for_timeout(1000)


def complete(page: Page) -> None:
    """Hold the upper half of an 8, and let the chains complete it."""
    page.get_by_role("button", name="Try it: complete half an 8").click()
    page.wait_for_function("parseInt(document.querySelector('.rbm-chain-steps').textContent) > 100")
    page.get_by_role("button", name="Pause").click()
    page.mouse.move(0, 0)


SCENES = {
    "vae": Scene("tab=vae&model=vae-2", "document.querySelector('.vae')?.viewer?.code().some(Boolean)", 1000),
    "gan": Scene("tab=gan&model=cgan&seed=7&count=100", "document.querySelector('.gan')?.viewer?.sampled().length > 99",
                 1190, ".tab-container", large),
    "rbm": Scene("tab=rbm&model=rbm-500", "document.querySelector('.rbm')?.viewer?.model", 770, ".rbm-chain-layout",
                 complete),
    "shakespeare": Scene("tab=shakespeare&seed=1", "document.querySelector('.shakespeare')?.viewer?.whole()", 800,
                         ".shakespeare-layout"),
}  # fmt: skip


def taken(page: Page, url: str, scene: Scene) -> bytes:
    """The picture of a scene, as a PNG of at most 256 colours."""
    page.goto(f"{url}?{scene.query}")
    page.wait_for_function(scene.ready)
    scene.play(page)
    page.wait_for_timeout(3000)  # fonts, what is fetched later, and what comes slowly into sight
    page.set_viewport_size({"width": WIDTH, "height": page.evaluate("document.body.scrollHeight")})
    y = max(0, page.locator(f"{scene.top} >> visible=true").first.bounding_box()["y"] - MARGIN)
    clip = {"x": 0, "y": y, "width": WIDTH, "height": scene.height}
    picture, buffer = Image.open(io.BytesIO(page.screenshot(clip=clip))), io.BytesIO()
    picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def main() -> None:
    """Serve the app and take the pictures that are named, or all."""
    with Servers() as servers, sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=found, args=list(CHROMIUM))
        for name in sys.argv[1:] or SCENES:
            page = browser.new_page(viewport={"width": WIDTH, "height": 1000}, reduced_motion="reduce")
            path = ROOT / "docs" / "pictures" / f"{name}.png"
            path.write_bytes(taken(page, servers.url, SCENES[name]))
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} KB")
            page.close()


if __name__ == "__main__":
    main()
