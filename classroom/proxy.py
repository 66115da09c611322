"""The proxy before the hub, configurable-http-proxy: a Node program, kept in the environment."""

import shutil
import subprocess
import sys
from pathlib import Path

PACKAGE = "configurable-http-proxy@5.3.0"
FOLDER = Path(sys.prefix, "proxy")
SCRIPT = FOLDER / "node_modules/configurable-http-proxy/bin/configurable-http-proxy"
NO_NODE = """The proxy before the hub, configurable-http-proxy, is a Node program, but no {} was
found. Install Node 20 or newer with npm (on Debian: sudo apt install npm), then start again."""
NOT_INSTALLED = "npm could not install {}; what it said is above. It needs a network, once."


def command():
    """How to start the proxy: ours if it is installed, or else one that is on the PATH."""
    return [shutil.which("node") or "node", str(SCRIPT)] if SCRIPT.is_file() else [SCRIPT.name]


def install():
    """Install the proxy, unless it is there; leave with the reason where that fails."""
    programs = {name: shutil.which(name) for name in ("node", "npm")}
    for name in ["node"] if SCRIPT.is_file() else ["node", "npm"]:
        if programs[name] is None:
            sys.exit(NO_NODE.format(name))
    if SCRIPT.is_file():
        return
    options = ["--no-audit", "--no-fund", "--prefix", str(FOLDER)]
    if subprocess.run([programs["npm"], "install", *options, PACKAGE]).returncode:
        sys.exit(NOT_INSTALLED.format(PACKAGE))
