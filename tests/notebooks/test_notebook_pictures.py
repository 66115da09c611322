"""Stored pictures lose bytes and no pixel."""

import base64
import io
import sys
from types import SimpleNamespace

import notebook_pictures
import numpy as np
import pytest
from matplotlib.figure import Figure
from nbformat.v4 import new_output
from notebook_checks import hygiene
from PIL import Image


def drawn(*, maps=False, clear=False):
    """A figure as a notebook gets it, with a map of many colours if wished."""
    figure = Figure(figsize=(3, 2), facecolor="none" if clear else "white")
    ax = figure.subplots()
    ax.plot([1, 3, 2])
    if maps:
        ax.imshow(np.random.default_rng(0).random((20, 30, 3)))
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=200)
    return file.getvalue()


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))


FIGURES = {
    "few colours": drawn(),
    "many colours": drawn(maps=True),
    "a clear ground": drawn(clear=True),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_packed_picture_has_the_same_pixels_in_fewer_bytes(name):
    pytest.importorskip("oxipng", reason="only `run.py notebooks` installs it")
    png = FIGURES[name]
    small = notebook_pictures.small(png)
    assert len(small) < 0.9 * len(png)
    assert (pixels(small) == pixels(png)).all()
    assert notebook_pictures.is_packed(base64.b64encode(small).decode())


@pytest.fixture
def compressor(monkeypatch):
    """A function that puts another compressor in the place of oxipng."""

    def put(compress):
        fake = SimpleNamespace(
            optimize_from_memory=lambda png, **_: compress(Image.open(io.BytesIO(png))),
            StripChunks=SimpleNamespace(all=lambda: None),
        )
        monkeypatch.setitem(sys.modules, "oxipng", fake)

    return put


def written(image):
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def with_picture(good):
    data = {"image/png": base64.b64encode(FIGURES["many colours"]).decode()}
    metadata = {"image/png": {"alt": "A map"}}
    good.cells[2].outputs = [new_output("display_data", data, metadata=metadata)]
    return good


def test_a_compressor_that_loses_colours_is_found_out(compressor):
    compressor(lambda image: written(image.convert("RGB").quantize(256)))
    with pytest.raises(ValueError, match="changed the pixels"):
        notebook_pictures.small(FIGURES["many colours"])


def test_a_picture_that_was_not_packed_is_told_and_packed_once(with_picture, compressor):
    assert hygiene(with_picture) == ["mean-loss: its picture takes more bytes than it needs"]
    compressor(lambda image: written(image.convert("RGB")))
    notebook_pictures.pack(with_picture)
    assert hygiene(with_picture) == []
    compressor(lambda image: 1 / 0)
    notebook_pictures.pack(with_picture)
