"""Peak memory: each work in a process of its own, beyond what its data take.

python benchmarks/memory.py NAME embedded|full      prints megabytes
"""

import subprocess
import sys
import threading
import time

import psutil

NAMES = (
    "one product, `X.T @ W.T`",
    "plane slice",
    "plane slice, point by point",
    "numerical gradient",
    "random search",
    "random search, plain loop",
    "loss and gradient",
    "loss and gradient, usual NumPy",
    "loss and gradient, PyTorch",
)


def peak_of(name, which):
    """Megabytes, measured in a new process."""
    command = [sys.executable, __file__, name, which]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _measure(name, which):
    import numpy as np
    import others
    import torch
    import work

    from losslab.cifar10 import load_cifar10
    from losslab.losses import svm_loss_and_gradient
    from losslab.search import random_search
    from losslab.slices import svm_slice_plane
    from losslab.svm_gradients import svm_numerical_gradient

    data = load_cifar10(which)
    X, y = data.X_train, data.y_train
    W, U, V = (work.weights(seed) for seed in range(3))
    points = work.GRID[[0, 50, 100]].reshape(-1, 1).repeat(2, axis=1)
    rng, tensor = np.random.default_rng(0), torch.tensor(W, requires_grad=True)
    jobs = (
        lambda X, y: X.T @ W.T,
        lambda X, y: svm_slice_plane(W, U, V, X, y, work.GRID, work.GRID),
        lambda X, y: others.plane_points(W, U, V, X, y, points),
        lambda X, y: svm_numerical_gradient(W, X, y),
        lambda X, y: random_search(X, y, attempts=20, scale=1e-4, rng=rng),
        lambda X, y: others.plain_random_search(X, y, 5, rng),
        lambda X, y: svm_loss_and_gradient(W, X, y),
        lambda X, y: others.usual_numpy(W, X.T, y),
        lambda X, y: others.torch_gradient(tensor, *others.tensors(X, y)),
    )
    job = dict(zip(NAMES, jobs, strict=True))[name]
    job(X[:, :200], y[:200])  # libraries make their own buffers at the first call
    return peak_during(lambda: job(X, y))


def peak_during(run):
    """How far the memory of this process rises during a call, in megabytes."""
    process, done, top = psutil.Process(), threading.Event(), []

    def watch():
        while not done.is_set():
            top.append(process.memory_info().rss)
            time.sleep(0.0005)

    watcher = threading.Thread(target=watch)
    before = process.memory_info().rss
    watcher.start()
    try:
        run()
    finally:
        done.set()
        watcher.join()
    return (max(top) - before) / 1e6


if __name__ == "__main__":
    print(_measure(*sys.argv[1:]))
