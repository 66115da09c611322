"""Artists as SVG: Matplotlib's own renderer, without what it would find again and again."""

import hashlib
import io

from matplotlib.backends.backend_svg import RendererSVG

_SIZES = {}  # of the words measured so far: few are new from one scene to the next
_NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))


def svg_of(artists, width, height):
    """These artists, and nothing else, as an image (SVG) of this size."""
    file = io.StringIO()
    renderer = _Renderer(width, height, file, image_dpi=100, metadata=_NO_METADATA)
    for artist in artists:
        artist.draw(renderer)
    renderer.finalize()
    return file.getvalue().partition("<svg")[2].join(("<svg", ""))


class _Renderer(RendererSVG):
    def _make_id(self, type, content):
        return type + hashlib.sha256(str(content).encode()).hexdigest()[:10]  # the same every time

    def get_text_width_height_descent(self, s, prop, ismath):
        key = s, hash(prop), ismath
        if key not in _SIZES:
            if len(_SIZES) >= 10_000:
                _SIZES.clear()
            _SIZES[key] = super().get_text_width_height_descent(s, prop, ismath)
        return _SIZES[key]

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None):
        self.writer.start("g", style=self._get_style(gc, rgbFace))  # once, not for each mark
        self._get_style = lambda *_: ""
        super().draw_markers(gc, marker_path, marker_trans, path, trans, rgbFace)
        del self._get_style
        self.writer.end("g")
