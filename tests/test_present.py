"""A lesson on a projector: in which language JupyterLab opens, and that its slides stay theirs."""

import sys
from pathlib import Path

import pytest
from jupyterlab_server.settings_utils import get_settings

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tools"))

import present  # noqa: E402


@pytest.fixture
def shown(monkeypatch, tmp_path):
    """A function that presents, but starts nothing: the options, and where the settings are."""
    monkeypatch.setattr(present, "copy_course", lambda course: None)
    monkeypatch.setattr(present.signal, "signal", lambda *given: None)
    settings, write = tmp_path / "config", present.write_settings
    monkeypatch.setattr(present, "write_settings", lambda _, dark: write(settings, dark=dark))
    commands = []

    class Started:
        def __init__(self, command, env):
            commands.append(command)

        def wait(self):
            return 0

    monkeypatch.setattr(present.subprocess, "Popen", Started)

    def show(*arguments):
        assert present.main(arguments) == 0
        options = (part.partition("=") for part in commands.pop() if part.startswith("--"))
        return {name: value for name, _, value in options}, settings

    return show


@pytest.mark.parametrize(
    ("system", "asked", "expected"),
    [
        ("en_US.UTF-8", [], "en"),
        ("ja_JP.UTF-8", [], "ja"),
        ("en_US.UTF-8", ["--lang", "ja"], "ja"),
        ("ja_JP.UTF-8", ["--lang=en"], "en"),
    ],
)
def test_lesson_and_menus_are_in_one_language(shown, monkeypatch, system, asked, expected):
    monkeypatch.setenv("LC_ALL", system)
    options, _ = shown("01", *asked)
    assert f"/{expected}/01_" in options["--LabApp.default_url"]
    assert Path(options["--LabApp.app_settings_dir"]) == ROOT / "tools/languages" / expected


@pytest.mark.parametrize(("asked", "theme"), [([], "Light"), (["--dark"], "Dark")])
def test_menus_in_japanese_leave_the_settings_of_slides_as_they_are(shown, asked, theme):
    options, settings = shown("01", "--lang", "ja", *asked)
    found, warnings = get_settings(
        options["--LabApp.app_settings_dir"],
        str(Path(sys.prefix, "share/jupyter/lab/schemas")),
        str(settings / "lab/user-settings"),
        labextensions_path=[],
    )
    assert not warnings
    by_name = {one["id"].removeprefix("@jupyterlab/"): one for one in found["settings"]}
    language = by_name["translation-extension:plugin"]
    assert language["schema"]["properties"]["locale"]["default"] == "ja_JP"
    assert language["settings"] == {}  # a default: Settings -> Language still changes it
    assert by_name["apputils-extension:themes"]["settings"] == {"theme": f"JupyterLab {theme}"}
    tracker = present.SETTINGS["notebook-extension/tracker"]
    assert by_name["notebook-extension:tracker"]["settings"] == tracker
