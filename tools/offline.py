"""Fill a folder, such as that of a USB stick, from which a class installs the course offline.

python run.py offline FOLDER [--platform windows macos …] [--python 3.12 …] [--no-wheels]
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from instructors import parser, say
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.12", "3.13")
# What pip calls each system, the names that markers have for it, and how pip finds its wheels.
LINUX = [f"manylinux_2_{minor}" for minor in range(5, 35)] + ["manylinux2014", "manylinux1"]
WINDOWS = {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"}
MAC = {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"}
UNIX = {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"}
PLATFORMS = {
    "windows": (WINDOWS, "AMD64", ["win_amd64"]),
    "macos-arm": (MAC, "arm64", ["macosx_13_0_arm64"]),  # wheels for 13 do on newer ones, too
    "macos-intel": (MAC, "x86_64", ["macosx_13_0_x86_64"]),
    "linux": (UNIX, "x86_64", [f"{tag}_x86_64" for tag in LINUX]),
}
GROUPS = {"macos": ["macos-arm", "macos-intel"]}


def wanted(lock, names, machine, python):
    """The requirements (plain ``name==version``) of a lock for a system and a Python, sorted.

    pip itself would read the markers for the Python that it runs on, here and now.
    """
    found = set()
    for patch in ("0", "99"):  # a marker may ask for some of the releases of one Python
        full = {"python_version": python, "python_full_version": f"{python}.{patch}"}
        whose = {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
        here = {**names, **full, **whose, "platform_machine": machine, "extra": ""}
        for line in lock:
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate(here):
                found.add(f"{requirement.name}{requirement.specifier}")
    return sorted(found)


def fetch_wheels(folder, platform, python):
    """Fetch the wheels of the lock for one system and one Python."""
    names, machine, tags = PLATFORMS[platform]
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    options = ["--disable-pip-version-check", "--quiet", "--no-deps", "--only-binary=:all:"]
    options += ["--ignore-requires-python"]  # it takes 3.11 for 3.11.0; the lock knows better
    options += ["--implementation", "cp", "--python-version", python, "--find-links", str(folder)]
    options += [part for tag in tags for part in ("--platform", tag)]
    with tempfile.TemporaryDirectory() as scratch:
        # one call for each version of a name: pip refuses two of them at once
        for number, lines in enumerate(_apart(wanted(lock, names, machine, python))):
            file = Path(scratch) / f"{number}.txt"
            file.write_text("\n".join(lines) + "\n", encoding="utf-8")
            command = [sys.executable, "-m", "pip", "download", "--dest", str(folder)]
            if subprocess.call([*command, *options, "-r", str(file)], cwd=scratch) != 0:
                sys.exit(say("not fetched"))


def _apart(lines):
    """The lines in as few lists as can be, none of which has a name twice."""
    lists = []
    for line in lines:
        name = line.partition("==")[0]
        free = (some for some in lists if all(name != other.partition("==")[0] for other in some))
        some = next(free, None)
        if some is None:
            lists.append(some := [])
        some.append(line)
    return lists


def copy_course(target):
    """Copy the files of the course, and none of the reader's own: those that git knows."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        sys.exit(say("no clone"))
    for name in listed.decode("utf-8").rstrip("\0").split("\0"):
        source, copy = ROOT / name, target / name
        if source.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy)


def size(folder):
    """How many megabytes the files of a folder have."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main(args):
    command = parser("offline")
    command.add_argument("folder", type=Path, help=say("stick"))
    choices = [*PLATFORMS, *GROUPS]
    command.add_argument("--platform", nargs="+", choices=choices, default=list(PLATFORMS))
    command.add_argument("--python", nargs="+", choices=PYTHONS, default=PYTHONS)
    command.add_argument("--no-wheels", action="store_true", help=say("no wheels"))
    options = command.parse_args(args)
    course = options.folder.resolve() / "loss-lab"
    if course == ROOT or ROOT in course.parents:
        sys.exit(say("inside", options.folder))
    try:
        course.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sys.exit(say("no place", options.folder, error.strerror))
    copy_course(course)
    for path in (ROOT / "tools/offline").iterdir():
        shutil.copy2(path, options.folder)
    platforms = [name for choice in options.platform for name in GROUPS.get(choice, [choice])]
    for platform in [] if options.no_wheels else dict.fromkeys(platforms):
        for python in options.python:
            print(say("fetching", platform, python), flush=True)
            fetch_wheels(course / "wheels", platform, python)
    print(say("filled", options.folder, size(options.folder)))


if __name__ == "__main__":
    main(sys.argv[1:])
