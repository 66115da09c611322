// A PNG with a sentence under it, as large as the reader's page allows. Reports where it is
// pressed and dragged, in pixels of the picture; the keys pressed on it stay with it.
function render({ model, el }) {
  const figure = document.createElement("figure");
  figure.className = "losslab";
  figure.style.cssText = "margin:0;max-width:900px";
  const image = document.createElement("img");
  image.className = "losslab-picture";
  image.draggable = false;
  image.style.cssText = "display:block;max-width:100%;height:auto;touch-action:none";
  const caption = document.createElement("figcaption");
  caption.setAttribute("aria-live", "polite");
  caption.style.cssText = "font-size:16px;line-height:1.5;min-height:3em;padding:4px 8px;color:var(--jp-content-font-color1,#222)";
  figure.append(image, caption);
  el.append(figure);

  let url = null;
  const showPicture = () => {
    const next = URL.createObjectURL(new Blob([model.get("png")], { type: "image/png" }));
    image.src = next;
    if (url) URL.revokeObjectURL(url);
    url = next;
  };
  const showSentence = () => {
    image.alt = model.get("sentence");
    caption.textContent = model.get("sentence");
  };
  const showSize = () => { image.width = model.get("width"); image.height = model.get("height"); };
  const showClickable = () => {
    const clickable = model.get("clickable");
    image.style.cursor = clickable ? "crosshair" : "default";
    if (clickable) image.tabIndex = 0; else image.removeAttribute("tabindex");
  };
  model.on("change:png", showPicture);
  model.on("change:sentence", showSentence);
  model.on("change:clickable", showClickable);
  showSize(); showPicture(); showSentence(); showClickable();

  // a while after the last change, the page may keep what is shown: for readers without a kernel
  let still = null;
  const keepStill = () => {
    clearTimeout(still);
    still = setTimeout(() => {
      const { buffer, byteOffset, byteLength } = model.get("png");
      const bytes = new Uint8Array(buffer, byteOffset, byteLength);
      const png = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
      const detail = { png, sentence: model.get("sentence") };
      el.dispatchEvent(new CustomEvent("losslab-still", { bubbles: true, detail }));
    }, 1000);
  };
  model.on("change:png change:sentence", keepStill);

  // a drag or a held key waits until the kernel has seen the one before: a slow kernel skips
  // positions instead of queueing them
  let waiting = null;
  let unseen = false;
  const tell = (message) => { unseen = true; model.send(message); };
  const send = (kind, event) => {
    const box = image.getBoundingClientRect();
    const x = (event.clientX - box.left) * model.get("width") / box.width;
    const y = (event.clientY - box.top) * model.get("height") / box.height;
    tell({ kind, x, y });
  };
  const drag = () => {
    if (unseen || !waiting) return;
    send("drag", waiting);
    waiting = null;
  };
  const seen = () => { unseen = false; drag(); };
  model.on("msg:custom", seen);
  image.addEventListener("pointerdown", (event) => {
    if (!model.get("clickable") || event.button !== 0) return;
    waiting = null;
    image.setPointerCapture(event.pointerId);
    send("press", event);
  });
  image.addEventListener("pointermove", (event) => {
    if (!model.get("clickable") || !(event.buttons & 1)) return;
    waiting = event;
    drag();
  });
  image.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      if (!(event.repeat && unseen)) tell({ kind: "key", key: event.key, shift: event.shiftKey });
    }
  });
  return () => {
    model.off("msg:custom", seen);
    model.off("change:png change:sentence", keepStill);
    clearTimeout(still);
    if (url) URL.revokeObjectURL(url);
  };
}
export default { render };
