"""The work that is timed: each function returns the tables of one section of RESULTS.md."""

import time
from functools import partial

import numpy as np
import others
import torch
from threadpoolctl import threadpool_limits
from timing import (
    Contender,
    compare,
    exponent,
    in_words,
    quartiles,
    ratio_in_words,
    seconds_of,
)

from losslab.descent import minibatches
from losslab.losses import accuracy, svm_loss, svm_loss_and_gradient
from losslab.search import local_search, random_search
from losslab.slices import svm_slice_plane
from losslab.svm_gradients import svm_numerical_gradient

GRID = np.linspace(-1, 1, 101, dtype=np.float32)
POINTS, COORDINATES, ATTEMPTS = 5, 5, 20  # samples of what would take minutes or hours
SHARED = "its threads share a step; ours takes one, as two wait for each other on a busy machine"
PRODUCTS = "nearly all the time goes into two products: see the last two lines"


def weights(seed=0, scale=1e-4):
    """Random weights."""
    rng = np.random.default_rng(seed)
    return rng.standard_normal((10, 3073), dtype=np.float32) * np.float32(scale)


def plane(X, y, rounds):
    """A plane slice of 101 x 101 points."""
    W, U, V = (weights(seed) for seed in range(3))
    points = np.random.default_rng(0).choice(GRID, (POINTS, 2))
    return compare(
        Contender("`svm_slice_plane`", lambda: svm_slice_plane(W, U, V, X, y, GRID, GRID)),
        Contender(
            "`svm_loss`, point by point",
            lambda: others.plane_points(W, U, V, X, y, points),
            scale=GRID.size**2 / POINTS,
        ),
        rounds=rounds,
    )


def numerical(X, y, rounds):
    """The slopes of all 30,730 weights by differences."""
    W = weights()
    coordinates = np.random.default_rng(0).choice(W.size, COORDINATES, replace=False)
    return compare(
        Contender("`svm_numerical_gradient`", lambda: svm_numerical_gradient(W, X, y)),
        Contender(
            "weight by weight, forward differences",
            lambda: others.forward_differences(W, X, y, coordinates),
            scale=(W.size + 1) / (COORDINATES + 1),
        ),
        rounds=rounds,
    )


def searches(X, y, rounds):
    """Twenty attempts of each search."""
    found = {}
    plain = (others.plain_random_search, others.plain_local_search)
    options = ({"scale": 1e-4}, {"scale": 1e-3, "step": 1e-4})
    for search, loop, option in zip((random_search, local_search), plain, options, strict=True):
        found[search.__name__] = compare(
            Contender(
                f"`{search.__name__}`",
                lambda search=search, option=option: search(
                    X, y, attempts=ATTEMPTS, rng=np.random.default_rng(0), **option
                ),
            ),
            Contender(
                "the plain loop",
                lambda loop=loop: loop(X, y, ATTEMPTS, np.random.default_rng(0)),
            ),
            rounds=rounds,
        )
    return found


def gradients(X, y, rounds):
    """Loss and gradient."""
    W = weights()
    tensor = torch.tensor(W, requires_grad=True)
    images, labels = others.tensors(X, y)
    rows = X.T
    return compare(
        Contender("`svm_loss_and_gradient`", lambda: svm_loss_and_gradient(W, X, y)),
        Contender("usual NumPy", lambda: others.usual_numpy(W, rows, y), why=PRODUCTS),
        Contender(
            "PyTorch, autograd",
            lambda: others.torch_gradient(tensor, images, labels),
            why=PRODUCTS,
        ),
        *_only_products(rows, images),
        rounds=rounds,
    )


def _only_products(rows, images):
    """The two products of a gradient with nothing around them: what there is to win."""
    W, coefficients = weights(), np.ones((10, len(rows)), np.float32)
    arrays = (W, rows, coefficients)
    tensors = (torch.from_numpy(W), images, torch.from_numpy(coefficients))
    return (
        Contender("the two products alone, NumPy", partial(others.two_products, *arrays)),
        Contender("the two products alone, PyTorch", partial(others.two_products, *tensors)),
    )


def step(X, y, rounds, threads):
    """One step of descent: loss, gradient, and the new weights; with so many threads each."""
    step_size = np.float32(1e-7)
    W, V, tensor = weights(), weights(), torch.tensor(weights(), requires_grad=True)
    images, labels = others.tensors(X, y)
    rows = X.T

    def ours():
        nonlocal W
        W -= step_size * svm_loss_and_gradient(W, X, y)[1]

    def usual():
        nonlocal V
        V -= step_size * others.usual_numpy(V, rows, y)[1]

    descent = torch.optim.SGD([tensor], lr=float(step_size))

    def autograd():
        descent.zero_grad()
        others.torch_loss(tensor, images, labels).backward()
        descent.step()

    why = SHARED if threads > 1 else PRODUCTS
    kept = torch.get_num_threads()
    torch.set_num_threads(threads)
    with threadpool_limits(threads, user_api="blas"):
        lines = compare(
            Contender("`svm_loss_and_gradient`, and subtract", ours),
            Contender("usual NumPy", usual, why=why),
            Contender("PyTorch, autograd and `SGD`", autograd, why=why),
            *_only_products(rows, images),
            rounds=rounds,
        )
    torch.set_num_threads(kept)
    return lines


def epoch(X, y, rounds):
    """One epoch in batches of 256; scikit-learn takes its images one by one."""
    sgd = others.hinge_sgd()
    return compare(
        Contender("ours", lambda: _ours(X, y, np.zeros_like(weights()), np.random.default_rng(0))),
        Contender("PyTorch", lambda: _torch(X, y, torch.zeros(10, 3073), np.random.default_rng(0)),
                  why="it copies each batch with two threads, NumPy with one"),
        Contender("scikit-learn, `SGDClassifier`", lambda: sgd.partial_fit(X.T, y, range(10))),
        rounds=rounds,
    )  # fmt: skip


def _ours(X, y, W, rng, *, reg=0.0, step=1e-7):
    step = W.dtype.type(step)
    batches = minibatches(len(y), 256, rng=rng)
    for _ in range(-(-len(y) // 256)):
        batch = next(batches)
        _, gradient = svm_loss_and_gradient(W, X[:, batch], y[batch], reg=reg)
        W -= step * gradient
    return W


def _torch(X, y, W, rng, *, reg=0.0, step=1e-7):
    images, labels = others.tensors(X, y)
    W.requires_grad_()
    batches = minibatches(len(y), 256, rng=rng)
    for _ in range(-(-len(y) // 256)):
        batch = torch.from_numpy(next(batches))
        others.torch_gradient(W, images[batch], labels[batch])
        with torch.no_grad():
            W -= step * (W.grad + 2 * reg * W)
    return W


def growth(X, y):
    """Exponents of the time in the number of images, of weights, and of points."""
    W, U, V = (weights(seed) for seed in range(3))
    counts, sides = np.array([1250, 2500, 5000]), np.array([25, 51, 101])
    images = {
        "`svm_loss_and_gradient`": lambda n: svm_loss_and_gradient(W, X[:, :n], y[:n]),
        "`svm_slice_plane`, 101 × 101": lambda n: svm_slice_plane(
            W, U, V, X[:, :n], y[:n], GRID, GRID
        ),
        "`svm_numerical_gradient`": lambda n: svm_numerical_gradient(W, X[:, :n], y[:n]),
    }
    rows = [(name, "images", *_fitted(run, counts)) for name, run in images.items()]
    pixels = np.array([768, 1536, 3073])
    parts = {int(d): (np.ascontiguousarray(W[:, :d]), _first(X, d)) for d in pixels}
    weighty = {
        "`svm_loss_and_gradient`": lambda d: svm_loss_and_gradient(*parts[d], y),
        "`svm_numerical_gradient`": lambda d: svm_numerical_gradient(*parts[d], y),
    }
    rows += [(name, "weights", *_fitted(run, pixels)) for name, run in weighty.items()]

    def points(side):
        grid = np.linspace(-1, 1, side, dtype=np.float32)
        svm_slice_plane(W, U, V, X, y, grid, grid)

    rows.append(("`svm_slice_plane`", "grid points", *_fitted(points, sides, power=2)))
    lines = ["| | grows with | exponent | from … to |", "|---|---|--:|---|"]
    return "\n".join(lines + [f"| {a} | {b} | {p:.2f} | {ends} |" for a, b, p, ends in rows])


def _first(X, d):
    return np.ascontiguousarray(X[:d].T).T


def _fitted(run, sizes, power=1, rounds=7):
    times = []
    for size in map(int, sizes):
        run(size)
        times.append(np.median([seconds_of(partial(run, size)) for _ in range(rounds)]))
    return exponent(sizes**power, times), " … ".join(map(in_words, (times[0], times[-1])))


def training(data, rounds, *, goal=0.35, most=100):
    """Seconds of training until the test accuracy reaches the goal, checked after each epoch."""
    X, y = data.X_train, data.y_train

    def until(epoch):
        spent = 0.0
        for count in range(1, most + 1):
            start = time.perf_counter()
            trained = epoch()
            spent += time.perf_counter() - start
            W = np.asarray(trained, dtype=np.float32)
            if accuracy(W, data.X_test, data.y_test) >= goal:
                return spent, count
        return np.nan, most

    def contestants(seed):
        same, order = (np.random.default_rng(seed) for _ in range(2))  # both see the same batches
        W, tensor, sgd = np.zeros_like(weights()), torch.zeros(10, 3073), others.hinge_sgd(seed)
        yield "ours", lambda: _ours(X, y, W, same, reg=1e4)
        yield "PyTorch", lambda: _torch(X, y, tensor, order, reg=1e4).detach()
        yield "scikit-learn, `SGDClassifier`", lambda: sgd.partial_fit(X.T, y, range(10)).coef_

    found = {}
    for seed in range(rounds):
        for name, epoch in contestants(seed):
            found.setdefault(name, []).append(until(epoch))
    lines = ["| | time | in units of ours (quartiles) | epochs |", "|---|--:|--:|--:|"]
    ours = np.array(found["ours"])[:, 0]
    for name, runs in found.items():
        seconds, epochs = np.array(runs).T
        if np.isnan(seconds).any():
            lines.append(f"| {name} | not in {most} epochs | | |")
            continue
        ratio = ratio_in_words(*quartiles(seconds / ours))
        lines.append(
            f"| {name} | {in_words(np.median(seconds))} | {ratio} | {np.median(epochs):g} |"
        )
    return "\n".join(lines)


def svm_loss_of_both(X, y):
    """The loss by ours and by PyTorch: a comparison of two things must compare the same."""
    W = weights()
    images, labels = others.tensors(X, y)
    theirs = others.torch_loss(torch.from_numpy(W), images, labels).item()
    return svm_loss(W, X, y), theirs, others.usual_numpy(W, X.T, y)[0]
