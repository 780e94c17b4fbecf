"""What axe finds wrong, by the rules of WCAG 2.2 AA, in every tab, light and dark."""

import json
from pathlib import Path

import axe_playwright_python
import browsing
from waiting import all_answered

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
# Of many parts that are alike, by kind of part, those that need not be looked at: contrast takes long.
ALIKE = [".attention-line:nth-child(n + 3) math", ".rbm-tile:nth-child(n + 9)"]
RUN = """async ([within, exclude]) => {
  const atRest = async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const ends = ({ effect }) => Number.isFinite(effect.getComputedTiming().endTime);
    await Promise.allSettled(document.getAnimations().filter(ends).map(({ finished }) => finished));
  };
  const faults = async (rules) => {
    const options = { runOnly: rules, resultTypes: ['violations'] };
    const { violations } = await axe.run({ include: [within], exclude }, options);
    return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => [id, nodes.length, nodes[0].html.slice(0, 200), nodes[0].failureSummary]);
  };
  await atRest();
  const found = await faults(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
  document.body.classList.toggle('dark', true);
  await atRest();
  found.push(...(await faults(['color-contrast'])));
  document.body.classList.toggle('dark', false);
  return found;
}"""
READY = {
    "vae": ".vae-tool",
    "gan": ".gan-tool",
    "rbm": ".rbm-tool",
    "shakespeare": ".shakespeare-tool",
    "attention": "[data-step=output] .attention-line",
}


def test_axe_finds_nothing_serious_in_any_tab(open_page):
    """The whole page with one tab, then each tab with the tool that it opens on."""
    page, found = open_page(), {}
    browsing.opaque(page)
    page.evaluate(AXE.read_text(encoding="utf-8"))

    for tab, part in READY.items():
        with all_answered(page):  # what is not there yet, or of a model before, is paler
            page.locator(f"#tab-{tab}-button").click()
            page.wait_for_selector(part)
        if faults := page.evaluate(RUN, ["body" if tab == "vae" else f"#tab-{tab}", ALIKE]):
            found[tab] = faults
    assert not found, json.dumps(found, indent=1)
