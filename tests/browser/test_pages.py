"""Site, slides and handouts as `run.py` makes them, read with the network cut."""

import functools
import re
import subprocess
import sys
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from conftest import NOTEBOOKS, ROOT

LANGUAGES = ("en", "ja")
NAMES = sorted(path.stem for path in NOTEBOOKS.glob("en/*.ipynb"))
# What is not drawn: TeX that is still to be read, and errors; code may hold a $.
FORMULAS = """() => {
  const raw = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { parentElement: at, data } = walk.currentNode;
    if (!at.closest("pre, code, script, style") && /\\$|\\\\[(\\[a-z]/.test(data)) raw.push(data);
  }
  const bad = document.querySelectorAll("merror, mjx-merror, [data-mjx-error]");
  return [raw.length + bad.length, document.querySelectorAll("mjx-container").length, raw];
}"""
ALTS = "() => [...document.images].map(i => [i.alt.trim(), i.complete && i.naturalWidth > 0])"
# Beyond the edge, or cut off by what scrolls; the hidden twin of a formula is only heard.
OVERFLOW = """() => {
  const over = [], shown = new Set();
  for (let k = 0; k < Reveal.getTotalSlides(); k++) {
    const slide = Reveal.getSlides()[k], { h, v } = Reveal.getIndices(slide);
    Reveal.slide(h, v, 99);
    const empty = !slide.innerText.trim() && !slide.querySelector("img");
    if (Reveal.getCurrentSlide() !== slide || empty) over.push([k, "not shown"]);
    if (slide.scrollHeight > slide.clientHeight || slide.scrollWidth > slide.clientWidth)
      over.push([k, slide.scrollWidth, slide.scrollHeight]);
    for (const part of slide.querySelectorAll("*")) {
      if (part.closest("mjx-assistive-mml, aside")) continue;
      const { right, bottom, left, top } = part.getBoundingClientRect();
      const cut = part.matches("pre") && part.scrollWidth > part.clientWidth + 1;
      if (right > 1280.5 || bottom > 720.5 || left < 0 || top < 0 || cut)
        over.push([k, part.tagName, right, bottom]);
    }
  }
  return over;
}"""
# A long line of code scrolls; the page does not, and nothing lies under its right edge.
TOO_WIDE = """() => {
  const article = document.querySelector("article") || document.querySelector("main");
  const edge = article.getBoundingClientRect().right + 0.5;
  const parts = [...article.querySelectorAll("*")].filter(
    (part) => !part.closest("pre, mjx-assistive-mml") && part.getBoundingClientRect().right > edge);
  const wide = document.documentElement.scrollWidth > innerWidth ? ["page"] : [];
  return [...wide, ...parts.map((part) => part.outerHTML.slice(0, 80))];
}"""
SMALLEST = """() => {
  let least = Infinity;
  for (const part of document.querySelectorAll(".slides section p, .slides li, .slides pre")) {
    let size = parseFloat(getComputedStyle(part).fontSize);
    for (let at = part; at; at = at.parentElement) size *= parseFloat(at.style.zoom || 1);
    least = Math.min(least, size);
  }
  return least;
}"""


def made(command):
    """Make it as a person would."""
    subprocess.run([sys.executable, str(ROOT / "run.py"), command], check=True, cwd=ROOT)
    return ROOT / "build" / command


@pytest.fixture(scope="session")
def site():
    return made("site")


@pytest.fixture(scope="session")
def slides():
    return made("slides")


@pytest.fixture(scope="session")
def handouts():
    return made("handouts")


@pytest.fixture
def read(new_page):
    """Open a file in a page that has no network; what it asks for, and says is wrong, is kept."""
    page, wrong = new_page(), []
    page.set_viewport_size({"width": 1280, "height": 720})

    def answer(route):
        if route.request.url.startswith(("file:", "data:")):
            return route.continue_()
        wrong.append(route.request.url)
        return route.abort()

    page.route("**/*", answer)
    page.on("websocket", lambda socket: wrong.append(socket.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: wrong.append(request.url))

    def opened(path, query=""):
        page.goto(path.as_uri() + query)
        page.evaluate("() => window.MathJax?.startup?.promise")
        return page

    yield opened
    page.close()
    assert not wrong


def stored_alts(language, name):
    notebook = nbformat.read(NOTEBOOKS / language / f"{name}.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    given = [output.get("metadata", {}).get("image/png") for output in outputs]
    return sorted(picture["alt"] for picture in given if picture)


def check_formulas(page, name):
    bad, drawn, raw = page.evaluate(FORMULAS)
    assert not bad, (name, raw)
    assert drawn or name not in NAMES


def check_pictures(page, language, name):
    found = page.evaluate(ALTS)
    assert all(alt and drawn for alt, drawn in found), name
    if name in NAMES:
        assert sorted(alt for alt, _ in found) == stored_alts(language, name)


@functools.cache
def links_and_places(path):
    """Where the links of a page lead, and where others may lead to; pictures are left out first."""
    text = re.sub(r'src="data:[^"]*"', "", path.read_text(encoding="utf-8"))
    links = re.findall(r"""<(?:a|link)\b[^>]*?\shref="([^"]+)\"""", text)
    return {link.replace("&amp;", "&") for link in links}, set(re.findall(r'\sid="([^"]+)"', text))


def broken(folder):
    """Links of all pages that lead to no file, or to no place in it."""
    for path in folder.rglob("*.html"):
        for link in links_and_places(path)[0] - {"#", "#top"}:
            target = urlsplit(link)
            if target.scheme:
                continue
            other = (path.parent / unquote(target.path)).resolve() if target.path else path
            place = unquote(target.fragment).removeprefix("/")
            if place and other.suffix == ".html" and other.is_file():
                led = place in links_and_places(other)[1]
            else:
                led = other.is_file()
            if not led:
                yield path.name, link


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_of_the_site_is_whole(site, read, language):
    pages = sorted(path.stem for path in (site / language).glob("*.html"))
    guides = {path.name.split(".")[0] for path in (ROOT / "docs").glob(f"*.{language}.md")}
    assert {*NAMES, *guides, "index", "search"} <= set(pages)
    for name in pages:
        page = read(site / language / f"{name}.html")
        assert page.evaluate("document.documentElement.lang") == language
        check_formulas(page, name)
        check_pictures(page, language, name)
        assert not page.evaluate(TOO_WIDE), name
        other = page.locator("a.other-language")
        assert other.get_attribute("lang") != language


@pytest.mark.parametrize("language", LANGUAGES)
def test_exercises_have_folded_hints(site, read, language):
    page = read(site / language / "01_loss_landscape.html")
    folded = page.locator("details")
    assert folded.count() > 12
    assert page.evaluate("() => [...document.querySelectorAll('details')].every(d => !d.open)")
    solutions = page.locator("details pre").all_text_contents()
    assert any("(n_classes - 1) * margin" in solution for solution in solutions)


@pytest.mark.parametrize(("language", "word"), [("en", "subgradient"), ("ja", "勾配")])
def test_the_search_finds_a_word(site, read, language, word):
    page = read(site / language / "search.html", f"?q={word}")
    page.locator("#search-results li a").first.wait_for()


@pytest.mark.parametrize("kind", ["site", "slides"])
def test_links_lead_somewhere(request, kind):
    folder = request.getfixturevalue(kind)
    assert not list(broken(folder))
    page = (folder / "en/06_summary.html").read_text(encoding="utf-8")
    written = (NOTEBOOKS / "en/06_summary.ipynb").read_text(encoding="utf-8")
    links = len(re.findall(r"01_loss_landscape\.ipynb#cell-id=", written))
    assert len(re.findall(r"01_loss_landscape\.html#\S*cell-", page)) == links > 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_each_slide_fits(slides, read, language, name):
    page = read(slides / language / f"{name}.html")
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.evaluate("Reveal.getTotalSlides()") > 15
    assert not page.evaluate(OVERFLOW)
    assert page.evaluate(SMALLEST) >= 16
    assert page.evaluate("document.documentElement.lang") == language
    assert page.title() == page.locator("h1").first.text_content()
    check_formulas(page, name)
    check_pictures(page, language, name)


@pytest.mark.parametrize("tags", [("slide", "slide", "subslide", "skip"), ("", "", "", "skip")])
def test_tags_say_where_slides_begin_else_headings(tags):
    from build_slides import deck

    sources = ["# One", "## Two", "### Three", "unseen"]
    cells = [
        nbformat.v4.new_markdown_cell(source, metadata={"tags": [tag] if tag else []})
        for source, tag in zip(sources, tags, strict=True)
    ]
    spoken = nbformat.v4.new_markdown_cell("for the speaker", metadata={"tags": ["notes"]})
    setup = nbformat.v4.new_code_cell("import this", metadata={"tags": ["setup"]})
    notebook = nbformat.v4.new_notebook(cells=[*cells, spoken, setup], metadata={"title": "One"})
    made = deck(notebook, "en")
    slides = re.sub(r"<(?!/?section|aside)[^>]*>|\s+", "", made[made.index("<section>") :])
    assert slides.count("<section>") == 2 + 3
    assert "<section><section>Two</section><section>Three" in slides
    assert '<asideclass="notes">forthespeaker' in slides
    assert "unseen" not in made and "import" not in slides


def test_slides_show_what_code_defines_and_not_how_it_draws(slides):
    deck = (slides / "en/01_loss_landscape.html").read_text(encoding="utf-8")
    code = re.sub(r"<[^>]+>", "", re.sub(r'src="data:[^"]*"', "", deck))
    assert "def hinges" in code
    assert "draw_examples" not in code and "import matplotlib" not in code


def test_a_link_to_a_cell_opens_its_slide(slides, read):
    page = read(slides / "en/01_loss_landscape.html", "#/cell-chord-figure")
    page.wait_for_selector("html[data-ready]", state="attached")
    picture = page.locator("section.present section.present img")
    assert picture.get_attribute("alt").startswith("SVM: 0 % below ground")


def in_pdf(alt, paper):
    """Whether a description is in it: as bytes, or as hexadecimal digits of UTF-16."""
    escaped = re.sub(r"([()\\\\])", r"\\\1", alt).encode("ascii", "replace")
    return b"/Alt (" + escaped + b")" in paper or (
        b"/Alt <FEFF" + alt.encode("utf-16-be").hex().upper().encode() + b">" in paper
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_handouts_say_their_language_and_describe_their_pictures(handouts, language):
    for name in [*NAMES, "exercises", "solutions"]:
        paper = (handouts / language / f"{name}.pdf").read_bytes()
        assert paper.startswith(b"%PDF") and b"/StructTreeRoot" in paper
        assert f"/Lang ({language})".encode() in paper
        assert b"file:" not in paper and not re.search(rb"Date \(D:", paper)
        if name in NAMES:
            assert not [alt for alt in stored_alts(language, name) if not in_pdf(alt, paper)]
