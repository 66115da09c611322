// Layers of SVG with a sentence under them. Reports where the picture is pressed and dragged, in
// its own units; the keys that do something on it stay with it. Names the controls beside it.
const ALOUD = 5000; // milliseconds between two sentences read aloud while a film plays
const LAYERS = ["ground", "kept", "scales", "scene"];
const STILL = 1000; // and after the last change, until the page keeps what is shown

function element(parent, tag, className) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  parent.append(made);
  return made;
}

function render({ model, el }) {
  const figure = element(el, "figure", "losslab");
  const picture = element(figure, "div", "losslab-picture");
  const caption = element(figure, "figcaption");
  const aloud = element(figure, "div", "losslab-aloud");
  aloud.setAttribute("aria-live", "polite");

  const show = (name, act) => { model.on(`change:${name}`, act); act(); };
  show("width", () => {
    const shape = model.get("width") / model.get("height");
    picture.style.aspectRatio = shape;
    picture.style.setProperty("--losslab-shape", shape);
  });
  for (const name of LAYERS) {
    const layer = element(picture, "div").attachShadow({ mode: "open" }); // ids stay apart
    const style = "<style>svg{position:absolute;width:100%;height:100%}</style>";
    show(name, () => { layer.innerHTML = style + model.get(name); });
  }
  picture.setAttribute("role", model.get("clickable") ? "application" : "img");
  show("label", () => picture.setAttribute("aria-label", model.get("label")));
  if (model.get("clickable")) picture.setAttribute("aria-description", model.get("how"));
  if (model.get("clickable")) picture.tabIndex = 0;
  const arrows = model.get("arrows");
  if (arrows.length) picture.setAttribute("aria-keyshortcuts", arrows.join(" "));

  // read aloud: each sentence, but few of those of a film that plays, and its last one
  let last = 0, later = null;
  const say = () => {
    clearTimeout(later);
    const wait = model.get("playing") ? last + ALOUD - Date.now() : 0;
    if (wait > 0) { later = setTimeout(say, wait); return; }
    last = Date.now();
    aloud.textContent = model.get("sentence");
  };
  show("sentence", () => { caption.textContent = model.get("sentence"); say(); });
  model.on("change:playing", say);

  // a while after the last change, the page may keep what is shown: for readers without a kernel
  let still = null;
  const keepStill = () => {
    clearTimeout(still);
    still = setTimeout(() => model.send({ kind: "still" }), STILL);
  };
  for (const name of [...LAYERS, "sentence"]) model.on(`change:${name}`, keepStill);
  model.on("change:png", () => {
    const { buffer, byteOffset, byteLength } = model.get("png");
    const bytes = Array.from(new Uint8Array(buffer, byteOffset, byteLength));
    const png = btoa(bytes.map((byte) => String.fromCharCode(byte)).join(""));
    const detail = { png, sentence: model.get("sentence") };
    el.dispatchEvent(new CustomEvent("losslab-still", { bubbles: true, detail }));
  });

  // a drag or a held key waits until the kernel has seen the one before: a slow kernel skips
  // positions instead of queueing them
  let waiting = null, unseen = false;
  const tell = (message) => { unseen = true; model.send(message); };
  const place = (event) => {
    const box = picture.getBoundingClientRect();
    const x = (event.clientX - box.left) * model.get("width") / box.width;
    const y = (event.clientY - box.top) * model.get("height") / box.height;
    return { x, y };
  };
  const drag = () => {
    if (unseen || !waiting) return;
    tell({ kind: "drag", ...waiting });
    waiting = null;
  };
  const seen = () => { unseen = false; drag(); };
  model.on("msg:custom", seen);
  picture.addEventListener("pointerdown", (event) => {
    if (!model.get("clickable") || event.button !== 0) return;
    waiting = null;
    picture.setPointerCapture(event.pointerId);
    tell({ kind: "press", ...place(event) });
  });
  picture.addEventListener("pointermove", (event) => {
    if (!model.get("clickable") || !(event.buttons & 1)) return;
    waiting = place(event); // the page may move before it is sent
    drag();
  });
  picture.addEventListener("keydown", (event) => {
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) event.stopPropagation();
    if (!arrows.includes(event.key)) return; // but a letter is no command to the notebook
    event.stopPropagation();
    event.preventDefault();
    if (!(event.repeat && unseen)) tell({ kind: "key", key: event.key, shift: event.shiftKey });
  });

  const stop = nameControls(el, model.get("icons"));
  return () => { model.off("msg:custom", seen); clearTimeout(still); clearTimeout(later); stop(); };
}

// What ipywidgets leaves out for screen readers, from what it shows: names, values, states.
function nameControls(el, icons) {
  let root = null, asked = false;
  const set = (node, name, value) => {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  };
  const name = () => {
    asked = false;
    for (const row of root.querySelectorAll(".widget-inline-hbox")) {
      const [label, readout] = [".widget-label", ".widget-readout"].map((c) => row.querySelector(c));
      const handle = row.querySelector(".noUi-handle");
      if (handle) set(handle, "aria-label", label.textContent);
      if (handle) set(handle, "aria-valuetext", readout.textContent);
      if (readout?.isContentEditable) set(readout, "tabindex", "-1");
    }
    for (const group of root.querySelectorAll(".widget-toggle-buttons")) {
      set(group, "role", "group");
      set(group, "aria-label", group.querySelector(".widget-label").textContent);
    }
    for (const button of root.querySelectorAll(".widget-toggle-buttons button, .widget-toggle-button"))
      set(button, "aria-pressed", String(button.classList.contains("mod-active")));
    for (const button of root.querySelectorAll(".widget-play button")) // which has an icon only
      set(button, "aria-label", icons[button.firstChild?.className.split("fa-").pop()] ?? "");
  };
  const soon = () => { if (root && !asked) { asked = true; requestAnimationFrame(name); } };
  const watch = new MutationObserver(soon);
  const find = setInterval(() => { // until the picture is in the page, with its controls
    if (!(root = el.closest(".losslab-explorer"))) return;
    clearInterval(find);
    const changes = { subtree: true, childList: true, characterData: true, attributes: true };
    watch.observe(root, { ...changes, attributeFilter: ["class"] });
    soon();
  }, 100);
  return () => { clearInterval(find); watch.disconnect(); };
}
export default { render };
