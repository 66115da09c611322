// What does not fit on a slide of 1280 × 720 goes on to the next one; what never fits is made smaller.
"use strict";
const WIDE = 1160, HIGH = 640;
const isHeading = (block) => /^H[1-6]$/.test(block.tagName);

function blocksOf(part) {
  if (part.classList.contains("fragment") || part.tagName === "ASIDE") return [part];
  if (!part.classList.contains("cell")) return [part];
  const blocks = [...part.children].filter((block) => block.childElementCount || block.textContent.trim());
  // a link to a cell leads to what it shows
  const shown = blocks.find((block) => block.querySelector("figure")) || blocks[0];
  if (shown) shown.dataset.cell = part.id;
  if (part.classList.contains("prediction")) blocks.forEach((b) => b.classList.add("asked"));
  return blocks;
}

// A picture is as large as what is printed with it leaves room for.
function fitPictures(root, high) {
  for (const picture of root.querySelectorAll("figure img")) {
    const [w, h] = [picture.getAttribute("width"), picture.getAttribute("height")].map(Number);
    const rest = picture.closest(".outputs").getBoundingClientRect().height - picture.height;
    const scale = Math.min(WIDE / w, Math.max(high - rest, 0.5 * high) / h);
    picture.dataset.width = Math.min(w, w * scale);
    resize(picture, w * scale);
  }
}

function resize(picture, width) {
  picture.height = Math.floor(width * picture.height / picture.width);
  picture.width = Math.floor(width);
}

// A picture makes room for the words before it, down to its size in the notebook.
function squeezed(page, block, stage) {
  const picture = block.querySelector("figure img");
  if (!picture) return false;
  const { width, height } = picture;
  const scale = (height - (heightOf([...page, block], stage) - HIGH) - 2) / height;
  if (width * scale < picture.dataset.width) return false;
  resize(picture, width * scale);
  const fits = heightOf([...page, block], stage) <= HIGH;
  if (!fits) Object.assign(picture, { width, height });
  return fits;
}

function heightOf(blocks, stage) {
  stage.replaceChildren(...blocks);
  const inside = stage.getBoundingClientRect();
  return Math.max(inside.height, stage.scrollHeight);
}

function repeated(heading, word) {
  const copy = document.createElement("p");
  copy.className = "continued";
  copy.textContent = `${heading.textContent} (${word})`;
  return copy;
}

function pagesOf(blocks, stage, word) {
  const pages = [];
  let page = [], heading = null;
  for (const block of blocks) {
    const first = page.every((b) => b.tagName === "ASIDE");
    if (!first && heightOf([...page, block], stage) > HIGH && !squeezed(page, block, stage)) {
      const alone = page.every((b) => isHeading(b) || b.className === "continued");
      if (!alone) {
        const carried = isHeading(page.at(-1)) ? [page.pop()] : [];
        pages.push(page);
        page = carried.length || !heading ? carried : [repeated(heading, word)];
      }
    }
    page.push(block);
    if (isHeading(block)) heading = block;
  }
  if (page.length) pages.push(page);
  return pages;
}

function shrunk(page, stage) {
  const section = document.createElement("section");
  const inside = document.createElement("div");
  const high = heightOf(page, stage);
  const wide = Math.max(WIDE, ...page.map((block) => block.scrollWidth));
  inside.append(...page);
  const scale = Math.min(1, HIGH / high, WIDE / wide);
  if (scale < 1) inside.style.zoom = Math.floor(scale * 100) / 100;
  inside.style.width = `${WIDE / (scale < 1 ? Math.floor(scale * 100) / 100 : 1)}px`;
  section.append(inside);
  for (const block of page) {
    if (block.dataset.cell) block.id = block.dataset.cell;
    if (block.tagName === "ASIDE") section.append(block);
  }
  return section;
}

async function divide(reveal) {
  const slides = reveal.querySelector(".slides");
  const stage = document.createElement("div");
  stage.style.display = "flow-root";
  reveal.append(stage);
  fitPictures(slides, 560);
  for (const stack of [...slides.children]) {
    const made = [];
    for (const part of [...stack.children]) {
      const blocks = [...part.children].flatMap(blocksOf);
      for (const page of pagesOf(blocks, stage, reveal.dataset.continued)) made.push(shrunk(page, stage));
    }
    stack.replaceChildren(...made);
  }
  stage.remove();
}

window.addEventListener("DOMContentLoaded", async () => {
  const reveal = document.querySelector(".reveal");
  await MathJax.startup.promise;
  await Promise.all([...document.images].map((image) => image.decode().catch(() => null)));
  await divide(reveal);
  reveal.classList.remove("measuring");
  await Reveal.initialize({
    width: 1280, height: 720, margin: 0, minScale: 0.2, maxScale: 4, center: false, hash: true,
    navigationMode: "linear", slideNumber: "c/t", transition: "none", plugins: [RevealNotes],
  });
  document.documentElement.dataset.ready = "true";
});
