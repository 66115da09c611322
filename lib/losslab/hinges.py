# The old names of SvmSlice, until all use it.
from losslab.slices import SvmSlice, svm_slice


def svm_hinges(X, y, W, *directions, margin=1.0):
    cut = svm_slice(W, directions[0], X, y, *directions[1:], margin=margin)
    return [cut.h, cut.u, cut.v][: 1 + len(directions)]


def hinge_plane(h, u, v, a, b):
    return SvmSlice(h, u, v, 1).plane(a, b)


def line_minimum(h, u, n):
    return SvmSlice(h, u, 0, n).minimum()
