"""Which recipes are timed beside the usual loop: those of which that makes the same update."""

import pytest

from training import bench
from training.recipes import RECIPES
from zoo.errors import ZooError


@pytest.mark.parametrize(
    "name", ["rbm-pcd", "rbm-500", "rbm-500-annealed", "dbn", "dbn-tied", "dbn-finetuned", "dbn-500-2000"]
)
def test_a_recipe_with_another_update_is_refused(name):
    with pytest.raises(ZooError, match=rf"^{name} cannot be timed beside the usual loop.*\.$"):
        bench.check(RECIPES[name])


@pytest.mark.parametrize("name", ["rbm", "rbm-real", "rbm-cd10", "vae-20"])
def test_the_others_are_timed(name):
    assert bench.check(RECIPES[name]) is None
