"""A link may name every tool of its tab: the page writes the one that is open into the link."""

import re

import pytest

from tabs.gan import link as gan
from tabs.shared.delivery import ASSETS
from tabs.vae import link as vae


@pytest.mark.parametrize(("name", "link"), [("vae", vae), ("gan", gan)])
def test_a_link_may_name_every_tool_of_its_tab(name, link):
    scripts = [path.read_text(encoding="utf-8") for path in (ASSETS / name).glob("*.js")]
    tools = [tool for script in scripts for tool in re.findall(r'^  id: "(\w+)",$', script, re.MULTILINE)]
    assert sorted(link.TOOLS) == sorted(tools)
