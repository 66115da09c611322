// Where its kernel is not there, a live view of Loss Lab shows its last picture and words. And each
// still figure gets the words that describe it, which JupyterLab leaves in the output.
//
// JupyterLab and Notebook 7 load this file as it stands. A view's output has a type of its own
// beside that of ipywidgets, which is chosen first, trusted or not: while the kernel has the view,
// ipywidgets shows it, and the picture that it reports now and then is kept in the output. At all
// other times that picture stands there, the words under it, and how to make it live again.
(() => {
  const LIVE = "application/vnd.jupyter.widget-view+json";
  const STILL = "application/x.losslab.still+json";
  const PNG = "image/png";
  const WORDS = "text/plain";
  const LOST = ["restarting", "autorestarting", "dead"];

  const element = (tag, css, words = "") => {
    const made = document.createElement(tag);
    made.style.cssText = css;
    made.textContent = words;
    return made;
  };

  function drawn({ data, metadata }) {
    const figure = element("figure", "margin:0");
    figure.className = "losslab-still";
    const words = [].concat(data[WORDS] ?? "").join("");
    if (data[PNG]) {
      const image = element("img", "display:block;max-width:100%;height:auto");
      const { width, height, alt = "" } = metadata[PNG] ?? {};
      image.src = `data:${PNG};base64,${[].concat(data[PNG]).join("")}`;
      image.alt = alt === words ? "" : alt; // the words below are not read twice
      if (width) image.width = width;
      if (height) image.height = height;
      figure.append(image);
    }
    const css = "font-size:16px;line-height:1.5;padding:4px 8px;max-width:900px;white-space:pre-wrap";
    const caption = element("figcaption", `${css};color:var(--jp-content-font-color1,#222)`, words);
    const hint = element("div", "font-weight:bold", data[STILL].hint);
    hint.animate([{ opacity: 0 }, { opacity: 0 }], 1500); // a view that comes soon needs none
    caption.append(hint);
    figure.append(caption);
    return figure;
  }

  // one output: the renderer of ipywidgets, which knows its kernel, told when it is to show what
  function rendered(rendermime, gone) {
    const can = Boolean(rendermime.getFactory(LIVE));
    const host = rendermime.createRenderer(can ? LIVE : WORDS);
    const renderLive = host.renderModel;
    let model = null;
    let shown = null; // the id of the view that is there, or on its way
    let still = null;
    const idOf = () => model?.data[LIVE]?.model_id;
    const showStill = () => {
      host.removeClass("jupyter-widgets"); // the margin of a view, or of an error
      host.node.replaceChildren(still ??= drawn(model));
    };
    const empty = () => {
      for (const view of [...(host.widgets ?? [])]) view.dispose();
      host.show(); // ipywidgets hides the place of a view that is closed
    };
    host.renderModel = async (next) => {
      model = next;
      still = null;
      const id = idOf();
      if (id && id === shown) return; // only its picture was kept
      empty();
      showStill();
      if (!can || !id || !model.trusted || gone.has(id)) return;
      shown = id;
      await renderLive.call(host, next);
      if (!host.widgets?.length) shown = null;
    };
    // ipywidgets says in bare words that it waits for a view, or that there is none
    new MutationObserver(() => {
      if (host.node.firstChild?.nodeType === Node.TEXT_NODE) showStill();
    }).observe(host.node, { childList: true });
    host.node.addEventListener("losslab-still", ({ detail: { png, sentence } }) => {
      if (host.isDisposed || !model) return;
      const { data, metadata } = model;
      model.setData({
        data: { ...data, [PNG]: png, [WORDS]: sentence },
        metadata: { ...metadata, [PNG]: { ...metadata[PNG], alt: sentence } },
      });
    });
    host.lose = () => {
      if (idOf()) gone.add(idOf());
      shown = null;
      empty();
      if (model) showStill();
    };
    return host;
  }

  // JupyterLab's own renderer of pictures, but with the alternative text that the output has
  function described(factory) {
    const createRenderer = (options) => {
      const picture = factory.createRenderer(options);
      const draw = picture.renderModel;
      picture.renderModel = async (model) => {
        await draw.call(picture, model);
        const { alt } = model.metadata[PNG] ?? {};
        const image = picture.node.querySelector("img");
        if (alt && image) image.alt = alt;
      };
      return picture;
    };
    return { ...factory, mimeTypes: [PNG], createRenderer };
  }

  function extend({ content: { rendermime } }, { sessionContext }) {
    const own = rendermime.getFactory(PNG);
    if (own) rendermime.addFactory(described(own), own.defaultRank);
    const hosts = new Set();
    const gone = new Set(); // views of kernels that have ended
    const createRenderer = () => {
      const host = rendered(rendermime, gone);
      hosts.add(host);
      host.disposed.connect(() => hosts.delete(host));
      return host;
    };
    rendermime.addFactory({ safe: true, mimeTypes: [STILL], createRenderer }, -20);
    const lose = () => hosts.forEach((host) => host.lose());
    sessionContext.statusChanged.connect((_, status) => LOST.includes(status) && lose());
    sessionContext.kernelChanged.connect((_, { oldValue }) => oldValue && lose());
  }

  const plugin = {
    id: "losslab:still",
    autoStart: true,
    activate: (app) => app.docRegistry.addWidgetExtension("Notebook", { createNew: extend }),
  };
  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB.losslab = {
    init() {},
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
