"""Importing gradio without what it writes for editors."""

import sys
from importlib.machinery import PathFinder


def without_stubs() -> None:
    """From now on in this process."""
    sys.meta_path.insert(0, NoStubs)


class NoStubs:
    """Finds the module by which gradio writes stubs of its components, for editors, in each process that imports it,
    which takes 1.3 of 3 seconds: here it writes none."""

    @staticmethod
    def find_spec(name: str, path=None, target=None):
        spec = PathFinder.find_spec(name, path) if name == "gradio.component_meta" else None
        if spec is None:
            return None
        run = spec.loader.exec_module

        def exec_module(module) -> None:
            run(module)
            module.create_or_modify_pyi = lambda *_: None

        spec.loader.exec_module = exec_module
        return spec
