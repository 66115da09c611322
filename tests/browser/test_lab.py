"""Each notebook as a reader uses it: all cells run, every control moves its picture."""

import os
import statistics
from pathlib import Path

import driver
import pytest
from lab import Notebook

from losslab.kit.controls import STILL  # an explorer has it, live or not

SHOTS = os.environ.get("LOSSLAB_SHOTS")  # a folder for pictures of all outputs, to be looked at
TIMED = os.environ.get("LOSSLAB_TIMED")  # fail when an answer is slow: for a quiet machine only
PRESSES, MOVES = 40, 500
READOUT = "e => e.closest('.widget-inline-hbox').querySelector('.widget-readout').textContent"
ANSWER_MS, GROWTH = 100, 0.05
FRAMES_A_SECOND, PAUSE_MS = 10, 200


def test_all_cells_run(notebook):
    if SHOTS:
        notebook.shoot(Path(SHOTS, notebook.name).with_suffix(""))
    code = [cell for cell in notebook.ran if cell["type"] == "code"]
    assert [cell["count"] for cell in code] == list(range(1, len(code) + 1))
    outputs = [(cell["id"], output) for cell in code for output in cell["outputs"]]
    bad = [(i, o) for i, o in outputs if o["output_type"] == "error" or o.get("name") == "stderr"]
    assert not bad
    assert notebook.page.get_by_text("Error displaying widget").count() == 0


def test_a_contact_sheet_is_left_to_be_looked_at(notebook, explorers, build):
    stem = notebook.name.removesuffix(".ipynb").replace("/", "-")
    for theme in ("Dark", "Light"):
        path = build / "contact-sheets" / f"{stem}-{theme.lower()}.png"
        shown = notebook.contact_sheet(path, theme=theme)
        assert shown >= len(explorers) and path.stat().st_size > 10_000


def check_figures(notebook, cells):
    """Still figures are described, and crisp at the size that they are meant to have."""
    found = []
    for cell in cells:
        for output in cell["outputs"]:
            if {"image/png", STILL} & set(output.get("data", {})) == {"image/png"}:
                found.append((cell["id"], output["metadata"]["image/png"]))
    assert found
    for name, said in found:
        image = notebook.outputs(name).locator(".jp-RenderedImage img")
        image.wait_for(state="attached")  # JupyterLab draws cells far below when it has time
        size = [int(image.get_attribute(side)) for side in ("width", "height")]
        assert (image.get_attribute("alt"), *size) == (said["alt"], said["width"], said["height"])
        dots = image.evaluate("i => i.decode().then(() => [i.naturalWidth, i.naturalHeight])")
        assert dots == [2 * side for side in size], name


def test_figures_are_described_and_crisp(notebook):
    check_figures(notebook, notebook.ran)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_so_are_stored_figures_before_anything_is_run(lab, new_page, language):
    page = new_page()
    opened = Notebook(lab, page, f"{language}/03_gradients.ipynb")
    opened.settle()
    check_figures(opened, opened.cells())
    opened.shut_down()
    page.close()


def test_each_slider_moves_the_picture(explorers):
    for name, live in explorers.items():
        for slider in live.all(driver.SLIDER):
            before = live.settle()
            driver.focus(slider)
            live.page.keyboard.press(driver.turned(slider, "ArrowRight"))
            # the film's are about its next frame, and only the sentence speaks of that
            part = "sentence" if name == "film-explorer" else "picture"
            assert live.changed(before, part), f"{name}: {driver.label(slider)}"


def test_each_button_moves_the_picture(explorers):
    for name, live in explorers.items():
        for kind in (driver.TOGGLE, driver.CHECKBOX, driver.BUTTON):
            for button in live.all(kind):
                if kind == driver.TOGGLE and "mod-active" in button.get_attribute("class"):
                    continue
                before = live.settle()
                driver.focus(button)
                live.page.keyboard.press("Space")
                assert live.changed(before), f"{name}: {driver.label(button)}"


def test_a_press_moves_the_picture(clickable):
    for name, live in clickable.items():
        before = live.settle()
        live.press(0.25, 0.4)
        assert live.changed(before), name


def test_only_the_left_button_presses(clickable, one_language):
    for name, live in clickable.items():
        before = live.settle()
        for button in ("right", "middle"):
            live.press(0.3, 0.5, button=button)
            live.page.keyboard.press("Escape")  # closes a menu
        assert live.settle() == before, name


def test_a_drag_ends_where_the_pointer_does(clickable, one_language):
    for name, live in clickable.items():
        if name == "hiker-game":  # each press is a step there, and no drag is
            continue
        words = [live.settle()["sentence"]]
        live.drag((0.2, 0.5), (0.28, 0.42))
        words.append(live.settle()["sentence"])
        live.press(0.28, 0.42)
        words.append(live.settle()["sentence"])
        assert words[0] != words[1] == words[2], name


def test_keys_on_a_picture_stay_there(notebook, clickable, one_language):
    cells = len(notebook.cells())
    for live in clickable.values():
        driver.focus(live.image)
        live.page.keyboard.type("abd")
    assert len(notebook.cells()) == cells


def test_what_is_drawn_is_described_and_the_sentence_is_read_once(explorers):
    for name, live in explorers.items():
        state = live.settle()
        assert state["label"] and state["sentence"] == state["aloud"] != "", name
        assert state["label"] != state["sentence"], name


def test_every_control_has_a_name_and_says_its_state(explorers):
    for name, live in explorers.items():
        for slider in live.all(driver.SLIDER):
            shown = slider.evaluate(READOUT)
            assert slider.get_attribute("aria-label") == driver.label(slider).split(":")[0], name
            assert slider.get_attribute("aria-valuetext") == shown != "", name
        for button in live.all(driver.TOGGLE):
            down = "mod-active" in button.get_attribute("class")
            assert button.get_attribute("aria-pressed") == str(down).lower(), name
        for button in live.all(".widget-play button:visible"):
            assert button.get_attribute("aria-label"), name
        for readout in live.all(".widget-readout"):
            assert readout.get_attribute("tabindex") in ("-1", None), name


def test_films_play_and_pause(notebook, films, measured, one_language):
    for name, live in films.items():
        live.rewind()
        frames, late = live.film(seconds=5)
        assert len(frames) > 2, name
        rate = 1000 * (len(frames) - 1) / (frames[-1] - frames[0])
        words = f"{rate:.1f} frames a second, paused after {late:.0f} ms"
        measured.setdefault(notebook.name, {}).setdefault("films", {})[name] = words
        fast = rate >= FRAMES_A_SECOND or name == "search-player"  # which shows try after try
        assert not TIMED or (fast and late < PAUSE_MS), words
        before = live.settle()
        live.page.wait_for_timeout(500)
        assert live.state() == before, f"{name} goes on after the pause"


def test_sliders_answer(notebook, explorers, measured, one_language):
    times = measured.setdefault(notebook.name, {}).setdefault("answer, ms", {})
    for name, live in explorers.items():
        for slider in live.all(driver.SLIDER):
            live.settle()
            answers = sorted(live.answers(slider, PRESSES))
            middle, late = statistics.median(answers), answers[int(0.95 * PRESSES)]
            times[f"{name}: {driver.label(slider)}"] = f"{middle:.0f}, 95 %: {late:.0f}"
            assert not TIMED or middle < ANSWER_MS, times


def test_many_moves_leave_the_memory_where_it_was(notebook, explorers, measured, one_language):
    sliders = [(live, slider) for live in explorers.values() for slider in live.all(driver.SLIDER)]
    if not sliders:
        return
    for moves in (50, MOVES):  # the first few fill caches
        before = held(notebook)
        for live, slider in sliders:
            live.settle()
            live.answers(slider, -(-moves // len(sliders)))
    after = held(notebook)
    growth = {name: f"{after[name] / before[name] - 1:+.1%}" for name in before}
    measured.setdefault(notebook.name, {})[f"growth after {MOVES} moves"] = growth
    for name in before:
        assert after[name] <= (1 + GROWTH) * before[name], (name, before, after)


def held(notebook):
    """The memory of the kernel, and what the page holds after its garbage is collected."""
    session = notebook.page.context.new_cdp_session(notebook.page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    kernel = notebook.kernel.memory_info().rss
    return {"kernel": kernel, "nodes": metrics["Nodes"], "heap": metrics["JSHeapUsedSize"]}
