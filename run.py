"""Set up Loss Lab in .venv (once), then run one of its commands.

python run.py lab [--lang ja] [ARGUMENTS]  open your own copy of the course in JupyterLab
python run.py test [PYTEST ARGUMENTS]      prove that it works: lint, tests, doctests, notebooks
python run.py browser [PYTEST ARGUMENTS]   drive the notebooks in a real browser
python run.py present [01] [--lang ja]     show a lesson as live slides on a projector
python run.py notebooks [ARGUMENTS]        for authors: make both languages agree, run, normalise
python run.py site                         make pages of all notebooks: build/site
python run.py slides                       make slides of them: build/slides
python run.py handouts                     print them and their exercises as PDF: build/handouts
python run.py reproduce [ARGUMENTS]        measure again what the note quotes: data/ledger.csv
python run.py bench [ARGUMENTS]            time the library beside others: benchmarks/RESULTS.md
python run.py classroom [ARGUMENTS]        try a class out on one server: see docs/classroom.en.md
python run.py latency                      time the explorers beside others, in a browser
python run.py grade FOLDER [-o scores.csv] for instructors: who solved what, from their notebooks
python run.py offline FOLDER [ARGUMENTS]   fill a USB stick for a class without a network
"""

# Nothing but Python is needed here, and every Python can read this far: an old one is told so.
import argparse
import ast
import glob
import hashlib
import os
import shutil
import signal
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(ROOT, "tools"))
from messages import language, say  # noqa: E402  found through the line above

VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "Scripts\\python.exe" if os.name == "nt" else "bin/python")
BROWSERS = ["chromium", "chromium-browser", "google-chrome", "chrome", "msedge"] + [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    os.path.expandvars("${ProgramFiles}\\Google\\Chrome\\Application\\chrome.exe"),
    os.path.expandvars("${ProgramFiles(x86)}\\Microsoft\\Edge\\Application\\msedge.exe"),
]
# What a reader's shell may say to other Pythons and other figures; here it would break the course.
NOT_FOR_US = ["PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "MPLBACKEND", "MATPLOTLIBRC"]
# Of pip's own settings, those that reach the packages; the others say where to put them.
PIP_KEEPS = ["index_url", "extra_index_url", "find_links", "no_index", "proxy", "cert"]
PIP_KEEPS += ["client_cert", "trusted_host", "timeout", "retries", "cache_dir", "no_cache_dir"]


def install(extra):
    """Install the lock and the library in .venv, unless that was done for these very files."""
    parts = extra.split() or [""]
    stamps = [os.path.join(VENV, "losslab" + part + ".stamp") for part in parts]
    wanted = hashlib.sha256(os.fsencode(ROOT))  # an environment does not survive a move
    jupyter = os.path.join(ROOT, "tools", "jupyter")  # what Jupyter shall know of the course
    files = [os.path.join(ROOT, name) for name in ("requirements.txt", "pyproject.toml", "run.py")]
    for folder, _, names in os.walk(jupyter):
        files += [os.path.join(folder, name) for name in names]
    for path in sorted(files):
        with open(path, "rb") as file:
            wanted.update(file.read())
    for path in glob.glob(os.path.join(glob.escape(VENV), "*.stamp")):
        with open(path) as file:
            made_for = file.read()
        if made_for != wanted.hexdigest():  # what pip does now, or half does, undoes that
            os.remove(path)
    if all(map(os.path.exists, [PYTHON] + stamps)):
        return
    sys.stderr.write(say("setting up"))
    make_venv()
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "-r", "requirements.txt"]
    if os.path.isdir(os.path.join(ROOT, "wheels")):  # put there by `offline`: all but the extras
        pip += ["--find-links", "wheels"] + ([] if extra else ["--no-index"])
    pip += [package for part in parts for package in extras().get(part, [])]
    call(pip, "no packages", pip_environment())
    for folder in glob.glob(os.path.join(glob.escape(VENV), "[Ll]ib", "**", "site-packages")):
        # relative: Python reads this file in the system's encoding, and the path may have others
        with open(os.path.join(folder, "losslab.pth"), "w") as file:
            file.write(os.path.relpath(os.path.join(ROOT, "lib"), folder) + "\n")
    shutil.copytree(jupyter, VENV, dirs_exist_ok=True)
    for stamp in stamps:
        with open(stamp, "w") as file:
            file.write(wanted.hexdigest())


def make_venv():
    """Make .venv, unless there is one that works."""
    if os.path.lexists(VENV) and not os.path.isdir(VENV):
        sys.exit(say("in the way", VENV))
    usable = [PYTHON, "-c", "import pip, sys; sys.exit(sys.version_info < {})".format(OLDEST)]
    if os.path.exists(PYTHON) and subprocess.call(usable, stderr=subprocess.DEVNULL) == 0:
        return
    try:
        os.makedirs(VENV, exist_ok=True)
    except OSError:
        sys.exit(say("read only", ROOT))
    call([sys.executable, "-m", "venv", "--clear", VENV], "no venv", os.environ)


def call(command, failure, environment):
    """Run a command to its end, or leave with the message `failure`; Ctrl-C ends it quietly."""
    apart = {"start_new_session": True} if os.name == "posix" else {"creationflags": 0x200}
    child = subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, errors="replace", **apart
    )
    full = False
    try:
        for line in child.stderr:
            sys.stderr.write(line)
            full = full or "No space left on device" in line or "Errno 28" in line
        if child.wait() != 0:
            full = full or shutil.disk_usage(ROOT).free < 50e6
            sys.exit(say("no space", ROOT) if full else say(failure))
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
        sys.stderr.write(say("stopped"))
        sys.exit(130)


def extras():
    """The packages of each extra, by the name in brackets."""
    import tomllib

    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        optional = tomllib.load(file)["project"]["optional-dependencies"]
    return {"[{}]".format(name): packages for name, packages in optional.items()}


def pip_environment():
    """The environment for pip: it installs into .venv, whatever the reader's settings say."""
    kept = {}
    listed = subprocess.run(
        [PYTHON, "-m", "pip", "config", "list"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    for line in listed.stdout.decode("utf-8", "replace").splitlines():
        key, _, value = line.partition("=")
        name = key.split(".")[-1].replace("-", "_")
        if name in PIP_KEEPS and key.startswith(("global.", "install.", ":env:.")):
            kept["PIP_" + name.upper()] = ast.literal_eval(value)
    rest = {name: value for name, value in clean().items() if not name.startswith("PIP_")}
    return dict(rest, PIP_CONFIG_FILE=os.devnull, **kept)


def clean():
    """The environment for our own programs: the reader's, without what would break the course."""
    environment = {name: os.environ[name] for name in os.environ if name not in NOT_FOR_US}
    home = os.path.expanduser("~")
    if not (os.path.isdir(home) and os.access(home, os.W_OK)):
        own = os.path.join(VENV, "home")
        os.makedirs(own, exist_ok=True)
        environment.update(HOME=own, USERPROFILE=own)
    return environment


def run(command, folder=ROOT):
    """Run the Python of .venv to its end. Ctrl-C is its to answer: JupyterLab asks first."""
    signal.signal(signal.SIGINT, lambda *_: None)
    child = subprocess.Popen([PYTHON] + command, cwd=folder, env=clean())
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    return child.wait()


def lab(args):
    parser = argparse.ArgumentParser("run.py lab", add_help=False, allow_abbrev=False)
    parser.add_argument("--lang", choices=("en", "ja"), default=language())
    parser.add_argument("--published", action="store_true")  # to write the course, not to take it
    ours, rest = parser.parse_known_args(args)
    root = os.path.join(ROOT, "notebooks" if ours.published else "my-course")
    failed = 0 if ours.published else run(["tools/own_copy.py", ours.lang])
    return failed or run(["-m", "jupyterlab"] + lab_options(root, ours.lang) + rest)


def lab_options(root, lang):
    """The options of JupyterLab for the course in `root`, which a reader's own come after."""
    begin = os.path.join(root, "ja") if lang == "ja" else root
    # what a reader has chosen in Settings -> Language stays: these are only the defaults
    words = "--LabApp.app_settings_dir=" + os.path.join(ROOT, "tools", "languages", lang)
    quiet = "--LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"
    places = ["--ServerApp.root_dir=" + root, "--ServerApp.preferred_dir=" + begin]
    return places + [words] + quiet.split()


def test(args):
    lint = [] if args else [["ruff", "check"], ["ruff", "format", "--check"]]
    in_pairs()
    pytest = "pytest -n 2 --dist loadfile --nbval --nbval-current-env --nbval-cell-timeout=60"
    failed = [step[0] for step in lint + [pytest.split() + args] if run(["-m"] + step)]
    return "Failed: " + ", ".join(failed) if failed else 0


def browser(args):
    in_pairs()
    return in_browser(["-m", "pytest", "tests/browser", "-n", "2", "--dist", "loadscope"] + args)


def in_pairs():
    """Two processes will test at once, and two threads in each of them would thrash."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def tool(name, args):
    """Run a tool whose arguments are paths: they start where the reader stands."""
    return run([os.path.join(ROOT, "tools", name)] + args, os.getcwd())


def in_browser(command):
    """Run a command that drives a browser, which it finds in LOSSLAB_BROWSER."""
    found = [shutil.which(name) for name in [os.environ.get("LOSSLAB_BROWSER", "")] + BROWSERS]
    if not any(found):
        return say("no browser")
    os.environ["LOSSLAB_BROWSER"] = next(filter(None, found))
    return run(command)


# Each command: the extras of pyproject.toml that it needs, and what it does.
COMMANDS = {
    "lab": ("", lab),
    "test": ("", test),
    # pages are made while other tests run: what they need is there before
    "browser": ("[browser] [present] [site] [slides] [handouts]", browser),
    "present": ("[present]", lambda args: run(["tools/present.py"] + args)),
    "notebooks": ("[authors]", lambda args: run(["tools/notebooks.py"] + args)),
    "site": ("[site]", lambda args: run(["tools/build_site.py"] + args)),
    "slides": ("[slides]", lambda args: run(["tools/build_slides.py"] + args)),
    "handouts": ("[handouts]", lambda args: in_browser(["tools/build_handouts.py"] + args)),
    "reproduce": ("", lambda args: run(["tools/reproduce.py"] + args)),
    "bench": ("[bench]", lambda args: run(["benchmarks/bench.py"] + args)),
    "classroom": ("[classroom]", lambda args: run(["classroom/try_out.py"] + args)),
    "latency": ("[browser]", lambda args: in_browser(["benchmarks/latency.py"] + args)),
    "grade": ("", lambda args: tool("grade.py", args)),
    "offline": ("", lambda args: tool("offline.py", args)),
}

if __name__ == "__main__":
    if sys.version_info < OLDEST:
        sys.exit(say("too old", sys.executable, *sys.version_info[:2]))
    if sys.argv[1:2] == [] or sys.argv[1] not in COMMANDS:
        sys.exit(say("usage", __doc__))
    extra, command = COMMANDS[sys.argv[1]]
    try:
        install(extra)
        sys.exit(command(sys.argv[2:]))
    except KeyboardInterrupt:
        sys.exit(130)
