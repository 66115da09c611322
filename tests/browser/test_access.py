"""Explorers for those who use the keyboard, a screen reader, large type or few colours."""

import json
from importlib.resources import files
from itertools import pairwise

import driver
import pytest

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
ALOUD = 5  # seconds, at least, between two sentences while a film plays
WINDOWS = (1024, 768), (1400, 900), (1920, 1080)
VIOLATIONS = """async (area) => (await axe.run(area, { resultTypes: ["violations"] }))
  .violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)"""
# when each sentence was put where it is read aloud, and when a key was pressed, in seconds
HEARD = """(figure) => {
  window.heard = [];
  window.pressed = [];
  const press = () => window.pressed.push(performance.now() / 1000);
  window.addEventListener("keydown", press, { capture: true });
  const tell = () => window.heard.push(performance.now() / 1000);
  new MutationObserver(tell).observe(
    figure.querySelector(".losslab-aloud"), { childList: true, characterData: true });
}"""
# the arrow keys that come through the picture to the page, and no further
LEFT = """(figure) => {
  window.left = [];
  figure.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (!event.defaultPrevented) window.left.push(event.key);
  });
}"""
# what stands in an explorer: where, in which order, and how high the page is that shows it
BOXES = """(explorer) => {
  const box = (node) => { const { left, top, right, bottom } = node.getBoundingClientRect();
    return [left, top, right, bottom]; };
  const controls = [...explorer.firstChild.children].flatMap((row) => [...row.children]);
  const rest = [".losslab-picture", "figcaption"].map((name) => explorer.querySelector(name));
  return { whole: box(explorer), parts: [...controls, ...rest].map(box),
    page: explorer.closest(".jp-WindowedPanel-outer").clientHeight };
}"""
COLOURS = "(node) => getComputedStyle(node).backgroundColor"
OUTLINE = """(node) => {
  const { outlineStyle, outlineWidth } = getComputedStyle(node);
  return `${outlineStyle} ${outlineWidth}`;
}"""
BASE = "(handle) => getComputedStyle(handle.closest('.noUi-target')).backgroundColor"


def test_a_film_is_read_aloud_now_and_then_and_at_its_end(films, one_language):
    for name, live in films.items():
        live.rewind()  # so that no end comes in between
        live.figure.evaluate(HEARD)
        live.film(seconds=11)
        heard, (start, *_, pause) = live.page.evaluate("() => [window.heard, window.pressed]")
        playing = [at for at in heard if start < at < pause]
        gaps = [b - a for a, b in pairwise(playing)]
        assert 2 <= len(playing) <= 3, name
        assert min(gaps) > ALOUD - 0.2, name
        assert len(heard) > len(playing), f"{name} keeps its last sentence to itself"
        state = live.settle()
        assert state["aloud"] == state["sentence"], name


def test_films_start_paused_where_motion_is_reduced(films, one_language):
    for name, live in films.items():
        live.page.emulate_media(reduced_motion="reduce")
        before = live.settle()
        live.page.wait_for_timeout(1000)
        assert live.state() == before, name
        live.page.emulate_media(reduced_motion=None)


def test_keys_that_do_nothing_are_left_to_the_page(clickable, one_language):
    for name, live in clickable.items():
        live.figure.evaluate(LEFT)
        driver.focus(live.image)
        arrows = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]
        taken = live.image.get_attribute("aria-keyshortcuts").split()
        for arrow in arrows:
            before = live.settle()
            live.page.keyboard.press(arrow)
            assert arrow not in taken or live.changed(before, "sentence"), f"{name}: {arrow}"
        live.settle()
        left = live.page.evaluate("() => window.left")
        assert left == [arrow for arrow in arrows if arrow not in taken], name
        assert name != "three-points-explorer" or left == ["ArrowUp", "ArrowDown"]


def test_the_place_of_the_keyboard_is_seen(explorers, one_language):
    for name, live in explorers.items():
        places = live.all(driver.SLIDER) + live.all("button:visible:enabled")
        live.page.keyboard.press("Shift")  # the keyboard is in use, so its place is shown
        for place in places + ([live.image] if live.image.get_attribute("tabindex") else []):
            driver.focus(place)
            assert place.evaluate(OUTLINE) == "solid 3px", f"{name}: {driver.label(place)}"


def tree(live):
    """What a screen reader is told of an explorer: role, name and value, in order."""
    live.area.scroll_into_view_if_needed()  # JupyterLab does not lay out what is far away
    live.settle()
    client = live.page.context.new_cdp_session(live.page)
    live.area.evaluate("(area) => { window.explorer = area.querySelector('.losslab-explorer'); }")
    found = client.send("Runtime.evaluate", {"expression": "window.explorer"})["result"]["objectId"]
    inside = client.send("DOM.describeNode", {"objectId": found, "depth": -1})["node"]
    nodes = client.send("Accessibility.getFullAXTree")["nodes"]
    client.detach()
    ids, waiting = set(), [inside]
    while waiting:
        ids.add((node := waiting.pop())["backendNodeId"])
        waiting += node.get("children", [])
    parts = ("role", "name", "value", "description")
    return [
        {part: node[part]["value"] for part in parts if part in node}
        for node in nodes
        if node.get("backendDOMNodeId") in ids and not node["ignored"]
        and node["role"]["value"] not in ("InlineTextBox", "generic", "none")
    ]  # fmt: skip


def test_a_screen_reader_hears_names_and_values(notebook, explorers, build):
    for name, live in explorers.items():
        live.settle()
        told = tree(live)
        path = build / "accessibility" / notebook.name[:2] / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        sliders = [node for node in told if node["role"] == "slider"]
        assert len(sliders) == len(live.all(driver.SLIDER)), name
        assert all(node["name"] and str(node["value"]) for node in sliders), name
        groups = [node["name"] for node in told if node["role"] == "group"]
        assert len(groups) == len(live.all(".widget-toggle-buttons")), name
        assert all([*groups, *(node["name"] for node in told if node["role"] == "button")]), name
        label = live.state()["label"]
        pictures = [n for n in told if n["role"] in ("image", "img", "application")]
        assert [node["name"] for node in pictures] == [label], name
    if notebook.name.startswith("en/01"):
        three = tree(explorers["three-points-explorer"])
        assert {"x0", "x1", "x2", "w0", "w1", "w2"} <= {node.get("name") for node in three}


def test_no_rule_of_axe_is_broken(notebook, explorers, measured):
    page = notebook.page
    page.evaluate(f"{AXE}; null")
    counts = measured.setdefault(notebook.name, {}).setdefault("axe", {})
    for name, live in explorers.items():
        found = live.area.evaluate(VIOLATIONS)
        counts[name] = len(found)
        assert not found, name
    for cell in notebook.ran:
        if cell["id"].startswith(("predict-", "exercise-")) and cell["outputs"]:
            area = notebook.outputs(cell["id"])
            area.scroll_into_view_if_needed()
            if options := area.locator(driver.TOGGLE).all():
                options[0].click()
                area.locator("[role=status]").wait_for()
            assert not area.evaluate(VIOLATIONS), cell["id"]
    whole = page.evaluate("async () => (await axe.run()).violations.map((v) => v.id)")
    counts["JupyterLab's own, on the whole page"] = ", ".join(sorted(whole))


def test_axe_sees_a_slider_that_lost_its_name(notebook, explorers):
    sliders = [live for live in explorers.values() if live.all(driver.SLIDER)]
    notebook.page.evaluate(f"{AXE}; null")
    live = sliders[0]
    handle = live.all(driver.SLIDER)[0]
    name = handle.get_attribute("aria-label")
    handle.evaluate("(handle) => handle.removeAttribute('aria-label')")
    assert any("aria-input-field-name" in found for found in live.area.evaluate(VIOLATIONS))
    handle.evaluate("(handle, name) => handle.setAttribute('aria-label', name)", name)


@pytest.mark.parametrize("window", WINDOWS)
def test_an_explorer_fits_the_window(notebook, explorers, window):
    before = notebook.page.viewport_size
    notebook.page.set_viewport_size({"width": window[0], "height": window[1]})
    notebook.page.evaluate("() => jupyterapp.shell.collapseLeft()")
    notebook.page.wait_for_timeout(500)
    for name, live in explorers.items():
        live.area.scroll_into_view_if_needed()
        live.settle()
        seen = live.area.locator(".losslab-explorer").evaluate(BOXES)
        left, top, right, bottom = seen["whole"]
        assert bottom - top <= seen["page"], f"{name}: {bottom - top:.0f} of {seen['page']}"
        for k, (x0, y0, x1, y1) in enumerate(seen["parts"]):
            inside = x0 > left - 2 and x1 < right + 2 and y0 > top - 2 and y1 < bottom + 2
            assert inside, f"{name}: part {k}, {(x0, y0, x1, y1)}, leaves {seen['whole']}"
            for other in seen["parts"][:k]:
                apart = x0 > other[2] - 1 or x1 < other[0] + 1
                assert apart or y0 > other[3] - 1 or y1 < other[1] + 1, f"{name}: {k} overlaps"
    notebook.page.set_viewport_size(before)


def test_states_are_seen_in_forced_colours(notebook, explorers):
    notebook.page.emulate_media(forced_colors="active")
    for name, live in explorers.items():
        for group in live.all(".widget-toggle-buttons"):
            down = group.locator("button.mod-active").first.evaluate(COLOURS)
            up = group.locator("button:not(.mod-active)").first.evaluate(COLOURS)
            assert down != up, name
        for handle in live.all(".noUi-handle"):
            assert handle.evaluate(COLOURS) != handle.evaluate(BASE), name
        assert live.image.evaluate(COLOURS) == "rgb(255, 255, 255)", name
    notebook.page.emulate_media(forced_colors=None)
