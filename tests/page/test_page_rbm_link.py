"""A run of the Gibbs viewer taken along, in a real browser: its link, its JSON, its energies, what they say of it."""

import json
from urllib.parse import parse_qs, urlparse

import pytest
import rbm_page
from playwright.sync_api import expect
from rbm_page import VIEWER, brush, pictures, samples, stroke, view
from waiting import enter, let_go, settle, until


@pytest.fixture(scope="module")
def urls(serve, tmp_path_factory):
    return rbm_page.serving(serve, tmp_path_factory)


@pytest.fixture
def opened(new_page, urls):
    yield from rbm_page.opening(new_page, urls)


def test_a_link_restores_the_same_picture(opened):
    often = {"units": [{"size": 60, "frequency": [unit / 59 for unit in range(60)]}]}  # as units.json has it
    page, other = opened(**often), None
    enter(page.get_by_label("seed"), "11")
    page.wait_for_function(f"{VIEWER}.seed === 11")
    for start in ("usage", "example-3", "test-12"):
        choose(page, start)
        page.get_by_label("Let it jump between digits").set_checked(start == "test-12")
        view(page, "step(40)")
        shown = pictures(page)
        page.get_by_role("button", name="Copy link", exact=True).click()
        link = parse_qs(urlparse(page.get_by_label("Link to this run").input_value()).query)
        assert link["tab"] == ["rbm"] and link["start"] == [start]
        restore = {name: float(link[name][0]) for name in ("seed", "steps", "temperature", "chains")} | {"start": start}
        restore |= {"tempered": 1} if "tempered" in link else {}
        assert ("tempered" in restore) == (start == "test-12")
        other = opened(page=other, restore=restore, **often)
        other.wait_for_function(f"{VIEWER}.steps === 40")
        assert pictures(other) == shown, start
        expect(other.locator(".rbm-status")).to_contain_text("step 40 of the link's run")


def choose(page, start: str) -> None:
    kind, _, number = start.partition("-")
    if kind == "example":
        page.get_by_role("button", name=f"Example drawing: {number}").click()
    elif kind == "test":
        page.get_by_label("test digit").fill(number)
    elif kind == "unit":
        page.get_by_label("Number of the hidden unit").fill(number)
        page.get_by_role("button", name="One hidden unit").click()
    else:
        page.locator(f"[data-start={kind}]").click()
    page.wait_for_function(f"{VIEWER}.start === '{start}'")


def test_energies_and_state_are_saved_as_shown(opened):
    page = opened()
    view(page, "step(12)")
    with page.expect_download() as saved:
        page.get_by_role("button", name="CSV", exact=True).click()
    lines = saved.value.path().read_text().splitlines()
    assert len(lines) == 14 and lines[0].startswith("step,free_energy_of_chain_1")
    energy = page.evaluate(f"{VIEWER}.chains()[0].freeEnergy")
    assert lines[-1].split(",")[0] == "12" and float(lines[-1].split(",")[1]) == pytest.approx(energy, rel=1e-6)
    with page.expect_download() as saved:
        page.get_by_role("button", name="JSON").click()
    state = json.loads(saved.value.path().read_text())
    assert [[int(bit) for bit in chain["sample"]] for chain in state["chains"]] == samples(page)
    assert state["steps"] == 12 and state["start"] == "hidden"
    check_what_is_held(page)


def check_what_is_held(page) -> None:
    """It is in what is saved."""
    page.get_by_role("button", name="Example drawing: 7").click()
    page.wait_for_function(f"{VIEWER}.start === 'example-7'")
    page.get_by_role("button", name="Hold the upper half").click()
    for steps in (0, 3):
        view(page, f"step({steps})")
        for index, chain in enumerate(saved_json(page)["chains"]):
            clamp = view(page, f"held({index})")[:392]
            assert chain["probabilities"][:392] == clamp and sum(clamp) > 10
    film = page.evaluate(f"Array.from({VIEWER}.film().at(-1)).slice(0, 392)")
    assert film == [255 * value for value in clamp]  # every chain holds the same half


def run_of_link(page) -> str:
    """What is said beside the link when it would not give this very run."""
    return page.locator(".rbm-chain-lost").inner_text()


def saved_json(page) -> dict:
    with page.expect_download() as saved:
        page.get_by_role("button", name="JSON").click()
    return json.loads(saved.value.path().read_text())


def test_a_run_that_a_hand_changed_is_not_said_to_be_in_the_link(opened):
    page = opened()
    assert run_of_link(page) == "" and saved_json(page)["changed_by_hand"] is False
    brush(page, "Hold on").click()
    stroke(page, 0, 0.5)
    page.get_by_role("button", name="Restart").click()
    assert "what you painted, held or forced" in run_of_link(page) and saved_json(page)["changed_by_hand"] is True
    page.get_by_role("button", name="Clear clamps").click()
    page.get_by_role("button", name="Restart").click()
    assert run_of_link(page) == "" and saved_json(page)["changed_by_hand"] is False
    check_a_forced_run(page)


def check_a_forced_run(page) -> None:
    """It stays a forced one when its units go."""
    view(page, "force(5, 1)")
    page.get_by_role("button", name="Restart").click()
    view(page, "step(5)")
    page.get_by_role("button", name="Let all units go").click()
    page.get_by_role("button", name="One step").click()
    assert "what you painted, held or forced" in run_of_link(page) and saved_json(page)["changed_by_hand"] is True


def set_heat(page, value: str) -> None:
    heat = page.get_by_label("Temperature as a number")
    heat.fill(value)
    heat.press("Enter")


def test_a_temperature_set_before_the_first_step_is_that_of_the_whole_run(opened):
    page, other = opened(), None
    for start in ("hidden", "unit-7"):
        set_heat(page, "1")
        choose(page, start)
        before = pictures(page)
        set_heat(page, "4")
        assert pictures(page) != before and run_of_link(page) == ""
        view(page, "step(3)")
        shown = pictures(page)
        restore = {"start": start, "seed": 1, "steps": 3, "temperature": 4, "chains": 4}
        other = opened(page=other, restore=restore)
        expect(other.locator(".rbm-status")).to_contain_text("step 3 of the link's run")
        assert pictures(other) == shown, start
        set_heat(page, "2")
        assert "temperature changes on the way" in run_of_link(page)


@pytest.mark.parametrize("start", ["chains", "test-99999"])
def test_a_link_to_a_start_that_is_not_there_gives_a_sentence_and_the_page_lives(opened, start):
    page = opened(restore={"start": start, "seed": 7, "steps": 40, "temperature": 0.5, "chains": 2})
    expect(page.locator(".rbm-status")).to_contain_text(f"The link's start, {start}, is not available")
    assert view(page, "steps") == 0 and view(page, "start") == "hidden" and len(pictures(page)) == 2
    shown = pictures(page)
    page.get_by_role("button", name="Restart").click()
    assert pictures(page) == shown  # it runs with the seed and the temperature that its fields say
    page.get_by_role("button", name="One step").click()
    assert view(page, "steps") == 1


def test_a_link_whose_digit_the_server_does_not_give_leaves_a_sentence_and_a_page_that_lives(new_page, urls):
    url = urls("RBM", restore={"start": "test-3", "seed": 7, "steps": 40})
    page = new_page(reduced_motion="reduce", **rbm_page.SIZES["desktop"])
    page.route("**/component_server/", lambda route: route.abort())
    page.goto(url)
    rbm_page.ready(page)
    expect(page.locator(".rbm-status")).to_contain_text("test-3, is not available")
    page.get_by_role("button", name="One step").click()
    assert view(page, "steps") == 1 and view(page, "seed") == 7


def test_a_visitor_who_goes_another_way_hears_nothing_of_the_link(new_page, urls):
    url = urls("RBM", restore={"start": "test-3", "seed": 7, "steps": 41})
    page = new_page(reduced_motion="reduce", **rbm_page.SIZES["desktop"])
    held = []
    page.route("**/component_server/", lambda route: held.append(route))
    page.goto(url)
    rbm_page.ready(page)
    page.wait_for_function("document.querySelector('.zoo-pad-test input').value === '3'")
    choose(page, "unit-7")
    view(page, "step(2)")
    until(page, lambda: held)
    for route in held:
        let_go(page, route)
    settle(page)
    assert view(page, "start") == "unit-7" and view(page, "steps") == 2
    assert page.locator(".rbm-status").inner_text() == ""
