"""The metrics of Boltzmann machines and of the networks on top of them against sums over all their states."""

import math
from itertools import pairwise

import pytest
import torch
import torch.nn.functional as F
from draws import seeded
from tiny_machines import SHORT, log_joint, log_partition, states, tiny

from training.metrics import partition
from training.metrics.partition import Annealing, base_logits, exact_log_partition, forward, reverse
from zoo.errors import ZooError
from zoo.models.boltzmann import Boltzmann


def exact_samples(machine: Boltzmann, n: int, seed: int = 0) -> torch.Tensor:
    """Visible states (n, visible) of the machine's own distribution."""
    marginal = log_joint(machine).logsumexp(1).exp()
    return states(machine.weight.shape[0])[marginal.multinomial(n, replacement=True, generator=seeded(seed))]


@pytest.mark.parametrize(("visible", "hidden"), [(12, 8), (8, 12), (1, 1), (12, 10), (9, 3)])
def test_the_exact_partition_function_is_the_sum_over_all_states(visible, hidden):
    machine = tiny(visible, hidden)
    assert exact_log_partition(machine) == pytest.approx(log_partition(machine).item(), abs=1e-9)


def test_blocks_of_states_add_up(monkeypatch):
    machine = tiny(12, 10)
    monkeypatch.setattr(partition, "BLOCK", 3)
    monkeypatch.setattr(partition, "ROWS", 5)
    assert exact_log_partition(machine) == pytest.approx(log_partition(machine).item(), abs=1e-9)


def test_in_single_precision_it_is_right_to_a_thousandth_of_a_nat():
    torch.manual_seed(0)
    machine = Boltzmann(784, 12, weight_sd=0.5)
    machine.visible_bias.data.normal_(-2)
    hidden = states(12)
    visible_logits = hidden @ machine.weight.double().T + machine.visible_bias.double()
    exact = (hidden @ machine.hidden_bias.double() + F.softplus(visible_logits).sum(1)).logsumexp(0)
    assert exact_log_partition(machine) == pytest.approx(exact.item(), abs=1e-3)


def test_too_many_units_to_enumerate_are_refused():
    with pytest.raises(ZooError, match="up to 25 units on the smaller side, but there are 26"):
        exact_log_partition(Boltzmann(30, 26))


def test_the_temperatures_are_those_of_the_paper():
    betas = Annealing().betas()
    assert len(betas) == 14_501 and betas[0] == 0 and betas[-1] == 1
    assert betas[500] == pytest.approx(0.5) and betas[4_500] == pytest.approx(0.9)
    assert all(after > before for before, after in pairwise(betas))
    assert "100 chains, 14,500 inverse temperatures" in Annealing().text()


def test_base_rates_are_the_data_s_and_never_certain():
    logits = base_logits(torch.tensor([0.0, 0.25, 1.0]), 1000)
    torch.testing.assert_close(logits.sigmoid(), torch.tensor([1 / 1002, 251 / 1002, 1001 / 1002]))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_both_directions_find_the_partition_function(seed):
    machine = tiny(12, 8, seed)
    examples = exact_samples(machine, 100)
    exact, base = log_partition(machine).item(), base_logits(examples.mean(0), 100)
    up, down = forward(machine, base, SHORT, seeded(1)), reverse(machine, base, examples, SHORT, seeded(2))
    for found in (up, down):
        assert 0 < found.noise < 0.3 and abs(found.value - exact) < 4 * found.noise + 0.02


def test_a_machine_that_is_the_base_model_has_no_noise():
    machine = tiny(300, 8)
    machine.weight.data.zero_()
    machine.hidden_bias.data.zero_()
    found = forward(machine, machine.visible_bias.detach(), SHORT, seeded(1))
    exact = F.softplus(machine.visible_bias).sum().item() + 8 * math.log(2)
    assert found.value == pytest.approx(exact) and found.noise == pytest.approx(0, abs=1e-9)


def test_on_a_short_schedule_forward_is_too_small_and_reverse_too_large():
    machine, short = tiny(8, 6, seed=4), Annealing(chains=10, stages=((1.0, 4),), burn_in=0)
    machine.weight.data.mul_(2)
    exact, base = log_partition(machine).item(), torch.zeros(8, dtype=torch.double)
    up = torch.tensor([forward(machine, base, short, seeded(seed)).value for seed in range(200)])
    down = torch.tensor(
        [reverse(machine, base, exact_samples(machine, 10, seed), short, seeded(seed)).value for seed in range(200)]
    )
    for found, side in ((up, -1), (down, 1)):
        assert side * (found.mean() - exact) > 4 * found.std() / 200**0.5


def test_the_mean_weight_of_forward_ais_is_unbiased():
    machine, short = tiny(6, 5, seed=4), Annealing(chains=200_000, stages=((1.0, 3),))
    found = forward(machine, torch.zeros(6, dtype=torch.double), short, seeded(1))
    assert found.noise < 0.02 and found.value == pytest.approx(log_partition(machine).item(), abs=4 * found.noise)


def test_noise_is_the_spread_of_repeated_estimates():
    machine, base = tiny(8, 6), torch.zeros(8, dtype=torch.double)
    short = Annealing(chains=100, stages=((1.0, 30),), burn_in=20)
    for run in (
        lambda seed: forward(machine, base, short, seeded(seed)),
        lambda seed: reverse(machine, base, exact_samples(machine, 100, seed), short, seeded(seed)),
    ):
        found = [run(seed) for seed in range(60)]
        spread = torch.tensor([estimate.value for estimate in found]).std().item()
        claimed = sum(estimate.noise for estimate in found) / 60
        assert claimed == pytest.approx(spread, rel=0.35)


def test_a_region_far_from_the_data_is_found():
    """Data where the hidden units are on; by far the most probability where all are off, a long way from there."""
    machine = tiny(12, 6)
    machine.visible_bias.data.fill_(3)
    machine.weight.data.fill_(-14).add_(torch.randn(12, 6, generator=seeded(1)))
    machine.hidden_bias.data.fill_(5)
    examples, base = torch.zeros(100, 12, dtype=torch.double), base_logits(torch.zeros(12, dtype=torch.double), 50_000)
    exact, short = log_partition(machine).item(), Annealing(stages=((1.0, 30),), burn_in=0)
    assert forward(machine, base, short, seeded(1)).value < exact - 3
    assert reverse(machine, base, examples, short, seeded(1)).value < exact - 3
    for found in partition.both_ways(machine, base, examples, short, seeded(1)):
        assert found.value == pytest.approx(exact, abs=4 * found.noise + 0.05)


def test_a_region_that_only_the_hidden_biases_lead_to_is_found():
    """Data where the pixels are on, as their biases have it; by far the most probability where the hidden units are."""
    machine = tiny(12, 6)
    machine.visible_bias.data.fill_(3)
    machine.weight.data.fill_(-14).add_(torch.randn(12, 6, generator=seeded(1)))
    machine.hidden_bias.data.fill_(8)
    examples, base = torch.ones(100, 12, dtype=torch.double), base_logits(torch.ones(12, dtype=torch.double), 50_000)
    exact, short = log_partition(machine).item(), Annealing(stages=((1.0, 30),), burn_in=0)
    for start in (base, machine.visible_bias.detach()):
        assert forward(machine, start, short, seeded(1)).value < exact - 3
        assert reverse(machine, start, examples, short, seeded(1)).value < exact - 3
    assert exact_log_partition(partition.turned(machine)) == pytest.approx(exact)
    found, _ = partition.both_ways(machine, base, examples, short, seeded(1))
    assert found.value == pytest.approx(exact, abs=4 * found.noise + 0.05)


def test_reverse_begins_as_many_steps_away_from_its_examples_as_it_is_told():
    """At examples that the machine would hardly ever give log Z is too small; enough steps away it is not."""
    machine, exact = tiny(12, 8), log_partition(tiny(12, 8)).item()
    examples, base = machine.visible_bias.lt(0).double().expand(100, -1), torch.zeros(12, dtype=torch.double)
    at, away = (reverse(machine, base, examples, Annealing(stages=((1.0, 20),), burn_in=steps), seeded(1))
                for steps in (0, 100))  # fmt: skip
    assert at.value < exact - 8 * at.noise and exact < away.value < exact + 5 * away.noise


@pytest.mark.parametrize("count", [3, 99, 101])
def test_reverse_needs_an_example_for_each_chain(count):
    with pytest.raises(ZooError, match=f"needs 100 examples, one per chain, but got {count}"):
        reverse(tiny(), torch.zeros(5), torch.zeros(count, 5), SHORT, seeded(1))
