// Shows the notebook that is open as slides: runs it, in figures drawn for the room, and turns the
// pages with the keys of a clicker. The slides themselves are jupyterlab-slideshow's.
(() => {
  const FORWARD = { direction: "down", alternate: "forward" };
  const BACK = { direction: "up", alternate: "back" };
  const KEYS = { PageDown: FORWARD, PageUp: BACK, n: FORWARD, p: BACK };
  const OWN = ".losslab-explorer, .jupyter-widgets"; // their arrows and space bar turn no page
  const presenting = () => document.body.dataset.jpDeckMode === "presenting";
  const typing = ({ target }) => target.matches("input, textarea, [contenteditable=true]");

  // a projector's dots, over the nine inches of a figure that fills three quarters of it
  const dots = () => Math.max(200, Math.ceil((0.75 * screen.width * devicePixelRatio) / 9));

  async function show(app, panel) {
    const { sessionContext: context, content: notebook } = panel;
    await Promise.all([panel.revealed, context.ready]);
    const enlarge = `from losslab.kit import style\nstyle.use_room(${dots()})`;
    const execute = () => context.session.kernel.requestExecute({ code: enlarge, silent: true });
    context.statusChanged.connect((_, status) => status === "restarting" && execute());
    execute();
    await app.commands.execute("deck:start");
    notebook.activeCellIndex = 0;
    app.commands.execute("notebook:run-all-cells");
  }

  function turn(app, event) {
    const way = KEYS[event.key];
    if (!presenting() || !way || typing(event) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    app.commands.execute("deck:go", way);
  }

  function keep(event) {
    const own = event.target.closest?.(OWN);
    if (presenting() && own && !(event.key in KEYS)) event.stopPropagation();
  }

  const plugin = {
    id: "losslab-presenter:plugin",
    autoStart: true,
    activate: (app) => {
      window.addEventListener("keydown", (event) => turn(app, event), true);
      app.docRegistry.addWidgetExtension("Notebook", {
        createNew: (panel) => {
          panel.node.addEventListener("keydown", keep);
          show(app, panel);
        },
      });
    },
  };
  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB["losslab-presenter"] = {
    init() {},
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
