"""An explorer in the page, moved as a reader moves it: with the keyboard and the pointer."""

import time

from playwright.sync_api import TimeoutError

PATIENCE = 20  # seconds, to tell "never" from "not yet" on a busy machine
SLIDER = "[role=slider]"
PLAY = ".widget-play button >> nth=0"  # and pause
STOP = ".widget-play button >> nth=1"  # and go back to the start
TOGGLE = ".widget-toggle-button:visible, .widget-toggle-buttons button:visible"
CHECKBOX = ".widget-checkbox input"
BUTTON = "button.widget-button:not(.widget-toggle-button):visible"

# what a reader sees: the layers of the picture as a number, and the words around it
STATE = """(figure) => {
  const picture = figure.querySelector(".losslab-picture");
  const layers = [...picture.children].map((layer) => layer.shadowRoot.innerHTML).join("");
  let sum = 0;
  for (let k = 0; k < layers.length; k++) sum = (31 * sum + layers.charCodeAt(k)) % 1000000007;
  return {
    picture: sum, sentence: figure.querySelector("figcaption").textContent,
    label: picture.getAttribute("aria-label"),
    aloud: figure.querySelector(".losslab-aloud").textContent,
  };
}"""
# from a key press until the page shows what it changes, and until that is painted
CLOCK = """(figure) => {
  window.clock?.abort();
  window.clock = new AbortController();
  window.answers = [];
  window.painted = [];
  const signal = window.clock.signal;
  let down = null;
  const answer = () => {
    if (down === null) return;
    const pressed = down;
    window.answers.push(performance.now() - pressed);
    requestAnimationFrame(() => setTimeout(
      () => window.painted.push(performance.now() - pressed)));
    down = null;
  };
  window.addEventListener(
    "keydown", () => { down = performance.now(); }, { signal, capture: true });
  const observer = new MutationObserver(answer);
  const all = { subtree: true, childList: true, attributes: true };
  observer.observe(figure, all);
  for (const layer of figure.querySelector(".losslab-picture").children)
    observer.observe(layer.shadowRoot, all);
  signal.addEventListener("abort", () => observer.disconnect());
}"""
# when each frame of a film was shown, in milliseconds
FRAMES = """(figure) => {
  window.frames_shown = [];
  const observer = new MutationObserver(() => window.frames_shown.push(performance.now()));
  const scene = [...figure.querySelector(".losslab-picture").children].at(-1);
  observer.observe(scene.shadowRoot, { childList: true });
}"""


class Live:
    """An explorer that can be moved."""

    def __init__(self, notebook, cell):
        self.page, self.notebook = notebook.page, notebook
        self.area = notebook.outputs(cell)
        self.figure = self.area.locator("figure.losslab")
        self.image = self.figure.locator(".losslab-picture")
        self.area.scroll_into_view_if_needed()

    def state(self):
        """The picture (as a number), the sentence under it, its description, what is read aloud."""
        return self.figure.evaluate(STATE)

    def all(self, selector):
        """The controls of one kind."""
        return self.area.locator(selector).all()

    def _has(self, condition):
        try:
            self.page.wait_for_function(f"() => {condition}", polling=5, timeout=1000 * PATIENCE)
        except TimeoutError:
            return False
        return True

    def changed(self, before, part="picture"):
        """Wait until the picture, or another part, differs; returns whether it came to that."""
        end = time.monotonic() + PATIENCE
        while self.state()[part] == before[part]:
            if time.monotonic() > end:
                return False
            self.page.wait_for_timeout(20)
        return True

    def settle(self):
        """Wait until the kernel has answered everything, and return the state."""
        state = None
        while state != (state := self.state()):
            self.page.wait_for_timeout(150)
        return state

    def _place(self, across, down):
        """Whole pixels of the page, as a mouse has: Chromium keeps parts only of a move."""
        self.image.hover(trial=True)  # in view, and at rest
        box = self.image.bounding_box()
        return round(box["x"] + across * box["width"]), round(box["y"] + down * box["height"])

    def press(self, across, down, button="left"):
        """Press the picture at shares of its width and height."""
        self.page.mouse.click(*self._place(across, down), button=button)

    def drag(self, start, end):
        """Press at one place, and move to another in more steps than a kernel can follow."""
        mouse, place = self.page.mouse, self._place(*end)
        mouse.move(*self._place(*start))
        mouse.down()
        mouse.move(*place, steps=60)
        mouse.up()

    def answers(self, slider, presses):
        """Milliseconds from each key press on a slider to what it changes."""
        self.figure.evaluate(CLOCK)
        focus(slider)
        key = "ArrowRight"
        for count in range(1, presses + 1):
            key = turned(slider, key)
            self.page.keyboard.press(key)
            if not self._has(f"window.answers.length >= {count}"):
                raise AssertionError(f"{label(slider)}: nothing changes at press {count}, {key}")
        return self.page.evaluate("() => window.answers")

    def rewind(self):
        """Set a film to its start: at its end, play and pause would mean something else."""
        self.area.locator(STOP).click()
        self.settle()

    def film(self, seconds):
        """Play and pause: the frames that were shown, and how late after the pause the last was.

        The keyboard presses the pause, and nothing waits for the answer: milliseconds count.
        """
        self.figure.evaluate(FRAMES)
        button = self.area.locator(PLAY)
        focus(button)
        self.page.keyboard.press("Space")
        self.page.wait_for_timeout(1000 * seconds)
        played = self.page.evaluate("() => [performance.now(), window.frames_shown.length]")
        self.page.keyboard.press("Space")
        self.page.wait_for_timeout(1000)
        frames = self.page.evaluate("() => window.frames_shown")
        return frames[: played[1]], max(0.0, frames[-1] - played[0])


def focus(control):
    """Give a control the focus, once it can keep it.

    When the page moves, JupyterLab lays its cells out anew, and a focus just given is lost.
    """
    end, held = time.monotonic() + PATIENCE, False
    control.scroll_into_view_if_needed()
    while not held and time.monotonic() < end:
        control.focus()
        control.page.wait_for_timeout(100)
        held = control.evaluate("(e) => e === document.activeElement")
    assert held, f"{label(control)} loses the focus"


def turned(slider, key):
    """The arrow key that still moves the slider, rather `key`."""
    now, low, high = (
        float(slider.get_attribute(f"aria-value{name}")) for name in ("now", "min", "max")
    )
    if key == "ArrowRight" and now >= high:
        return "ArrowLeft"
    return "ArrowRight" if key == "ArrowLeft" and now <= low else key


def explorers_of(notebook, cells):
    """The explorers among cells that have been run, by the id of their cell."""
    return {cell["id"]: Live(notebook, cell["id"]) for cell in cells if _is_live(cell)}


def _is_live(cell):
    views = [o for o in cell["outputs"] if "image/png" in o.get("data", {})]
    return any("application/vnd.jupyter.widget-view+json" in o["data"] for o in views)


def label(control):
    """The words before a control, and those on it."""
    return control.evaluate(
        "e => [e.closest('.widget-inline-hbox')?.querySelector('label'), e]"
        ".map((e) => e?.textContent).filter(Boolean).join(': ')"
    )
