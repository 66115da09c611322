"""Show a lesson on a projector.

    python run.py present [01] [--lang ja] [--dark] [JUPYTER ARGUMENTS]

JupyterLab opens a copy of the notebook as slides, runs it, and draws everything for the room.
PageDown and PageUp turn the pages, as clickers do, and so do N and P; arrow keys do where they
move nothing in an explorer. C folds and unfolds the code of a slide. Nothing is kept: what is
changed on the slides is gone with the copy.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from instructors import parser, say
from messages import language
from slides import divided, folded

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
PRESENTER = Path(__file__).with_name("presenter")
LANGUAGES = Path(__file__).with_name("languages")  # the menus' language, as in `run.py lab`
SETTINGS = {
    "apputils-extension/themes": {"theme": "JupyterLab Light"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {
        "windowingMode": "none",
        "scrollPastEnd": False,
        "codeCellConfig": {"autoClosingBrackets": True, "lineNumbers": False},
    },
}


def main(args=None):
    """Parse the arguments, and present until the server ends."""
    command = parser("present")
    command.add_argument("lesson", nargs="?", default="01", help=say("lesson"))
    command.add_argument("--lang", choices=("en", "ja"), default=language())
    command.add_argument("--dark", action="store_true", help=say("dark"))
    options, rest = command.parse_known_args(args)
    paths = sorted((NOTEBOOKS / options.lang).glob("*.ipynb"))
    found = [path.name for path in paths if path.name.startswith(options.lesson)]
    if len(found) != 1:
        numbers = ", ".join(path.name[:2] for path in paths)
        command.error(say("no lesson", numbers, options.lesson))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        course, config = Path(scratch, "course"), Path(scratch, "config")
        copy_course(course)
        write_settings(config, dark=options.dark)
        started = server(course, options.lang, found[0]) + rest
        child = subprocess.Popen(started, env=os.environ | {"JUPYTER_CONFIG_DIR": str(config)})
        signal.signal(signal.SIGINT, lambda *_: None)  # JupyterLab asks first
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        return child.wait()


def server(course, lang, lesson):
    """The command that serves the copy, and opens a lesson of it, with menus in its language."""
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={course}"]
    command += [f"--LabApp.default_url=/lab/tree/{lang}/{lesson}", "--LabApp.custom_css=True"]
    command += [f"--LabApp.app_settings_dir={LANGUAGES / lang}"]  # defaults, below those for slides
    return [*command, f"--LabApp.extra_labextensions_path={PRESENTER}"]


def copy_course(course):
    """Copy the notebooks, divided into slides, with the code of pictures folded."""
    for path in NOTEBOOKS.glob("??/*.ipynb"):
        target = course / path.relative_to(NOTEBOOKS)
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(folded(divided(nbformat.read(path, as_version=4))), target)


def write_settings(config, *, dark):
    """Write JupyterLab's settings for slides; a lecturer's own are neither read nor changed."""
    settings = dict(SETTINGS)
    if dark:
        settings["apputils-extension/themes"] = {"theme": "JupyterLab Dark"}
    for name, values in settings.items():
        path = config / "lab/user-settings/@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    (config / "custom").mkdir()
    shutil.copy(PRESENTER / "room.css", config / "custom" / "custom.css")


if __name__ == "__main__":
    sys.exit(main())
