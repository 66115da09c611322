// Shows the notebook that is open as slides: runs it, in figures drawn for the room, turns the
// pages with the keys of a clicker, and makes what stands on a slide fit. What is on which slide,
// and what is seen of a notebook, is jupyterlab-slideshow's.
(() => {
  const ANYWHERE = { PageDown: 1, PageUp: -1, n: 1, p: -1 };
  const BESIDE = { ArrowRight: 1, ArrowDown: 1, " ": 1, Enter: 1, ArrowLeft: -1, ArrowUp: -1 };
  const OWN = ".losslab-explorer, .jupyter-widgets, button"; // their arrows and space turn no page
  const TYPED = ".cm-content, input:not([type=radio], [type=checkbox]), textarea, select";
  const STOPS = ["slide", "subslide", "fragment"];
  const SMALLEST = 0.7; // of the type that room.css sets: still 1/45 of a screen's height
  const presenting = () => document.body.dataset.jpDeckMode === "presenting";
  const sheet = 9 * 0.93; // inches that a figure of the course is wide in the room: style.py

  // a projector's dots, over a figure that fills three quarters of it
  const dots = () => Math.max(200, Math.ceil((0.75 * screen.width * devicePixelRatio) / sheet));

  const isShown = (cell) => cell.node.classList.contains("jp-deck-mod-visible");

  function turn(notebook, way) {
    const kind = (cell) => cell.model.getMetadata("slideshow")?.slide_type;
    const stops = notebook.widgets.flatMap((cell, k) => (STOPS.includes(kind(cell)) ? [k] : []));
    const here = stops.filter((k) => k <= notebook.activeCellIndex).length - 1;
    const next = stops[here + way];
    if (next !== undefined) notebook.activeCellIndex = next;
  }

  function fold(notebook) {
    const code = notebook.widgets.filter((cell) => isShown(cell) && cell.model.type === "code");
    const open = code.some((cell) => !cell.inputHidden);
    for (const cell of code) cell.inputHidden = open;
  }

  // Type that gets smaller, down to a limit, until the slide fits; it never grows while it is shown
  function fitted(notebook) {
    const { node, viewportNode } = notebook;
    let scale = 1, asked = false;
    const fit = () => {
      asked = false;
      for (const explorer of node.querySelectorAll(".jp-deck-mod-visible .losslab-explorer")) {
        const low = (name) => explorer.querySelector(name)?.getBoundingClientRect().bottom;
        if (low("figcaption") > low(".losslab-picture")) explorer.classList.add("room-below");
      }
      const set = () => node.style.setProperty("--room-scale", scale);
      for (set(); viewportNode.offsetHeight > innerHeight && scale > SMALLEST; set())
        scale = Math.max(SMALLEST, scale - 0.03);
    };
    const soon = () => {
      if (!asked && presenting()) requestAnimationFrame(fit);
      asked = true;
    };
    const anew = () => { scale = 1; asked = false; soon(); };
    const watch = new ResizeObserver(soon);
    for (const { node } of notebook.widgets) watch.observe(node);
    addEventListener("resize", anew);
    notebook.activeCellChanged.connect(anew);
    notebook.disposed.connect(() => { watch.disconnect(); removeEventListener("resize", anew); });
    anew();
  }

  async function show(app, panel) {
    const { sessionContext: context, content: notebook } = panel;
    await Promise.all([panel.revealed, context.ready]);
    const code = `from losslab.kit import style\nstyle.use_room(${dots()})`;
    const enlarge = () => context.session.kernel.requestExecute({ code, silent: true });
    context.statusChanged.connect((_, status) => status === "restarting" && enlarge());
    enlarge();
    await app.commands.execute("deck:start");
    const run = app.commands.execute("notebook:run-all-cells");
    notebook.activeCellIndex = 0;
    fitted(notebook);
    await run;
  }

  // heard before all else of the page, so that they do wherever the focus is
  function pressed(app, event) {
    const { key, target } = event;
    const notebook = app.shell.currentWidget?.content;
    if (!presenting() || !notebook?.widgets || target.closest(TYPED)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = ANYWHERE[key] ?? (target.closest(OWN) ? undefined : BESIDE[key]);
    if (way) turn(notebook, key === " " && event.shiftKey ? -1 : way);
    else if (key === "c") fold(notebook);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const plugin = {
    id: "losslab-presenter:plugin",
    autoStart: true,
    activate: (app) => {
      addEventListener("keydown", (event) => pressed(app, event), true);
      const createNew = (panel) => void show(app, panel);
      app.docRegistry.addWidgetExtension("Notebook", { createNew });
    },
  };
  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB["losslab-presenter"] = {
    init() {},
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
