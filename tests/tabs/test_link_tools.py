"""The names of a tab's parts, which links use: its tools and its cards, with the titles that the page shows."""

import re

import pytest

from tabs.shared import views
from tabs.shared.delivery import ASSETS


@pytest.mark.parametrize("tab", views.parts())
def test_the_parts_of_a_tab_have_names(tab):
    scripts = [path.read_text(encoding="utf-8") for path in (ASSETS / tab).glob("*.js")]
    form = r'^  id: "(\w+)",\n(?:  applies: .*\n)?  title: "(.+)",$'
    tools = dict(found for script in scripts for found in re.findall(form, script, re.MULTILINE))
    assert views.parts()[tab]["tools"] == tools
    cards = re.findall(r'data-part="(\w+)"', (ASSETS / tab / "index.html").read_text(encoding="utf-8"))
    assert {*views.parts()[tab]["cards"]} <= {*cards} <= {*views.parts()[tab]["cards"], *tools}


@pytest.mark.parametrize(("show", "tab"), [
    ("walk", "gan"), ("rbm.compare", "rbm"), ("compare", "vae"), ("x, chain", "rbm"), ("gan.chain", None), ("", None),
])  # fmt: skip
def test_a_part_leads_to_its_tab(show, tab):
    assert views.tab_of({"show": show}) == tab


def test_a_link_leaves_out_tabs_but_never_all():
    assert views.left_out({"hide": "gan, figures,RBM"}) == {"gan", "rbm"}
    assert views.left_out({"hide": ",".join(views.parts())}) == set()
