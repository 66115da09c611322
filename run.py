"""Set up Loss Lab in .venv (once), then run one of its commands.

python run.py lab [JUPYTER ARGUMENTS]      open the course in JupyterLab
python run.py test [PYTEST ARGUMENTS]      prove that it works: lint, tests, doctests, notebooks
python run.py browser [PYTEST ARGUMENTS]   drive the notebooks in a real browser
python run.py notebooks [ARGUMENTS]        for authors: make both languages agree, run, normalise
python run.py reproduce [ARGUMENTS]        measure again what the note quotes: data/ledger.csv
python run.py bench [ARGUMENTS]            time the library beside others: benchmarks/RESULTS.md
"""

# Nothing but Python is needed here, and every Python can read this far: an old one is told so.
import glob
import hashlib
import os
import shutil
import signal
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "Scripts\\python.exe" if os.name == "nt" else "bin/python")
BROWSERS = ["chromium", "chromium-browser", "google-chrome", "chrome", "msedge"] + [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    os.path.expandvars("${ProgramFiles}\\Google\\Chrome\\Application\\chrome.exe"),
    os.path.expandvars("${ProgramFiles(x86)}\\Microsoft\\Edge\\Application\\msedge.exe"),
]

TOO_OLD = "Loss Lab needs Python 3.11 or newer, but {} is Python {}.{}."
NO_VENV = """
Python could not make the folder .venv; what it said is above.
On Debian and Ubuntu: sudo apt install python3-venv, then start again."""
NO_PACKAGES = """
The packages could not be installed; what pip said is above.
The first start needs a network (behind a proxy, set HTTPS_PROXY). Start again to try again."""
NO_BROWSER = """No Chromium, Chrome or Edge was found. Install one (on Debian: sudo apt install
chromium), or set the variable LOSSLAB_BROWSER to the path of its program."""


def install(extra):
    """Install the lock and the package in .venv, unless that was done for these very files."""
    stamp = os.path.join(VENV, "losslab" + extra + ".stamp")
    wanted = hashlib.sha256(os.fsencode(ROOT))  # an environment does not survive a move
    for name in ("requirements.txt", "pyproject.toml"):
        with open(os.path.join(ROOT, name), "rb") as file:
            wanted.update(file.read())
    for path in glob.glob(os.path.join(glob.escape(VENV), "*.stamp")):
        with open(path) as file:
            made_for = file.read()
        if made_for != wanted.hexdigest():  # what pip does now, or half does, undoes that
            os.remove(path)
    if os.path.exists(PYTHON) and os.path.exists(stamp):
        return
    sys.stderr.write("Setting up .venv: this takes a minute or two, once.\n")
    usable = [PYTHON, "-c", "import pip, sys; sys.exit(sys.version_info < {})".format(OLDEST)]
    if not os.path.exists(PYTHON) or subprocess.call(usable, stderr=subprocess.DEVNULL) != 0:
        if subprocess.call([sys.executable, "-m", "venv", "--clear", VENV]) != 0:
            sys.exit(NO_VENV)
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
    if subprocess.call(pip + ["-r", "requirements.txt", "-e", "." + extra], cwd=ROOT) != 0:
        sys.exit(NO_PACKAGES)
    # exported pages then describe their pictures: nbconvert finds the course's template there
    shutil.copytree(os.path.join(ROOT, "tools", "jupyter"), VENV, dirs_exist_ok=True)
    with open(stamp, "w") as file:
        file.write(wanted.hexdigest())


def run(command):
    """Run the Python of .venv to its end. Ctrl-C is its to answer: JupyterLab asks first."""
    signal.signal(signal.SIGINT, lambda *_: None)
    child = subprocess.Popen([PYTHON] + command, cwd=ROOT)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    return child.wait()


def lab(args):
    root = "--ServerApp.root_dir=" + os.path.join(ROOT, "notebooks")
    quiet = "--LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"
    return run(["-m", "jupyterlab", root] + quiet.split() + args)


def test(args):
    lint = [] if args else [["ruff", "check"], ["ruff", "format", "--check"]]
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # two workers, each with two: they thrash
    pytest = "pytest -n 2 --dist loadfile --nbval --nbval-current-env --nbval-cell-timeout=60"
    failed = [step[0] for step in lint + [pytest.split() + args] if run(["-m"] + step)]
    return "Failed: " + ", ".join(failed) if failed else 0


def browser(args):
    found = [shutil.which(name) for name in [os.environ.get("LOSSLAB_BROWSER", "")] + BROWSERS]
    if not any(found):
        return NO_BROWSER
    os.environ["LOSSLAB_BROWSER"] = next(filter(None, found))
    return run(["-m", "pytest", "tests/browser"] + args)


# Each command: the extra of pyproject.toml that it needs, and what it does.
COMMANDS = {
    "lab": ("", lab),
    "test": ("", test),
    "browser": ("[browser]", browser),
    "notebooks": ("", lambda args: run(["tools/notebooks.py"] + args)),
    "reproduce": ("", lambda args: run(["tools/reproduce.py"] + args)),
    "bench": ("[bench]", lambda args: run(["benchmarks/bench.py"] + args)),
}

if __name__ == "__main__":
    if sys.version_info < OLDEST:
        sys.exit(TOO_OLD.format(sys.executable, *sys.version_info[:2]))
    if sys.argv[1:2] == [] or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    extra, command = COMMANDS[sys.argv[1]]
    try:
        install(extra)
        sys.exit(command(sys.argv[2:]))
    except KeyboardInterrupt:
        sys.exit(130)
