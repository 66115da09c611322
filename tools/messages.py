# -*- coding: utf-8 -*-
"""What run.py says: in the system's language, where the console can show it, or else in English.

Nothing but Python is needed here, and every Python can read this: an old one is told that it is.
"""

import os
import subprocess
import sys

# In English and in Japanese.
MESSAGES = {
    "usage": (
        "{}",
        """Loss Lab を .venv に準備し（初回のみ）、コマンドを 1 つ実行します。

python run.py lab [--lang ja] [引数]       自分用のコピーを JupyterLab で開く
python run.py test [PYTEST の引数]         正しく動くか確かめる：コード、テスト、ノートブック
python run.py browser [PYTEST の引数]      ノートブックを本物のブラウザーで動かして確かめる
python run.py present [01] [--lang ja]     レッスンを、動かせるスライドとして映す
python run.py notebooks [引数]             作者用：2 つの言語をそろえ、実行し、形を整える
python run.py site                         すべてのノートブックをウェブページにする：build/site
python run.py slides                       スライドにする：build/slides
python run.py handouts                     ノートブックと演習を PDF にする：build/handouts
python run.py reproduce [引数]             講義ノートの数字を測り直す：data/ledger.csv
python run.py bench [引数]                 ほかのライブラリと速さをくらべる：benchmarks/RESULTS.md
python run.py classroom [引数]             1 台のサーバーで授業を試す：docs/classroom.ja.md
python run.py latency                      動かせる図の速さを、ブラウザーでくらべる
python run.py grade FOLDER [-o scores.csv] 教員用：提出されたノートブックから、解けた演習を調べる
python run.py offline FOLDER [引数]        ネットワークのない授業のために、USB メモリーを用意する
""",
    ),
    "too old": (
        "Loss Lab needs Python 3.11 or newer, but {} is Python {}.{}.",
        "Loss Lab には Python 3.11 以降が必要ですが、{} は Python {}.{} です。",
    ),
    "in the way": (
        "{} is a file, but Loss Lab keeps its packages in a folder of that name. Move it away.",
        "{} というファイルがあります。Loss Lab はこの名前のフォルダーにパッケージを入れるので、"
        "このファイルを別の場所に移してください。",
    ),
    "read only": (
        "Loss Lab cannot write into its folder, {}. Copy it to a place that is yours.",
        "Loss Lab のフォルダー {} に書き込めません。フォルダーごと、自分の書き込める場所に"
        "コピーしてください。",
    ),
    "setting up": (
        "Setting up .venv: this takes a minute or two, once.\n",
        ".venv を準備しています。1、2 分かかりますが、初回だけです。\n",
    ),
    "no venv": (
        """
Python could not make the folder .venv; what it said is above.
On Debian and Ubuntu: sudo apt install python3-venv, then start again.""",
        """
フォルダー .venv を作れませんでした。上に Python のメッセージがあります。
Debian と Ubuntu では、sudo apt install python3-venv を実行してから、もう一度起動してください。""",
    ),
    "no packages": (
        """
The packages could not be installed; what pip said is above.
The first start needs a network (behind a proxy, set HTTPS_PROXY), or a folder wheels for this
system and this Python, made by run.py offline. Start again to try again.""",
        """
パッケージをインストールできませんでした。上に pip のメッセージがあります。
初回の起動にはネットワーク（プロキシ経由なら HTTPS_PROXY の設定）か、この OS とこの Python のために
run.py offline で作ったフォルダー wheels が必要です。用意できたら、もう一度起動してください。""",
    ),
    "no space": (
        """
The disk is full: Loss Lab needs about 700 MB in {}. Make room, then start again.""",
        """
ディスクがいっぱいです。Loss Lab は {} に約 700 MB を使います。空きを作ってから、もう一度
起動してください。""",
    ),
    "no browser": (
        """No Chromium, Chrome or Edge was found. Install one (on Debian: sudo apt install
chromium), or set the variable LOSSLAB_BROWSER to the path of its program.""",
        """Chromium、Chrome、Edge のどれも見つかりません。どれかをインストールするか（Debian では
sudo apt install chromium）、環境変数 LOSSLAB_BROWSER にそのプログラムのパスを設定してください。""",
    ),
    "beside": (
        "A new version lies beside your own, which is as you left it: {}",
        "ノートブックの新しい版を、書き込み済みのものの隣に置きました（書き込んだ内容はそのままです）：{}",
    ),
    "no copy": (
        "Loss Lab cannot write your own copy of the notebooks, {}: {}",
        "自分用のノートブックを {} に書き込めません：{}",
    ),
    "stopped": (
        "\nStopped. Start again to go on.\n",
        "\n中断しました。もう一度起動すると、続きから始まります。\n",
    ),
}


def say(key, *values, **options):
    """Return a message with its values filled in; `lang` and `stream` may be given by name."""
    english, japanese = MESSAGES[key]
    wanted = options.get("lang") or language()
    shown = wanted == "ja" and can_show(japanese, options.get("stream", sys.stderr))
    return (japanese if shown else english).format(*values)


def can_show(text, stream):
    """Whether a stream takes the characters of a text; the bare console of Linux has no fonts."""
    if os.environ.get("TERM") == "linux" and stream.isatty():
        return False
    try:
        text.encode(stream.encoding or "ascii")
    except (UnicodeError, LookupError, AttributeError):
        return False
    return True


def language():
    """The system's language: ``"ja"`` for Japanese, ``"en"`` for all others."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):  # as everywhere: the first that is set
        if os.environ.get(name):
            return _code(os.environ[name])
    if sys.platform == "win32":
        return _of_windows()
    if sys.platform == "darwin":
        return _of_macos()
    return "en"


def _code(name):
    """The language of a locale, such as ja_JP.UTF-8, ja-JP, or Japanese_Japan.932."""
    first = name.lower().replace("-", "_").replace(".", "_").split("_")[0]
    return "ja" if first in ("ja", "japanese") else "en"


def _of_windows():
    import ctypes

    primary = ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF
    return "ja" if primary == 0x11 else "en"


def _of_macos():
    try:  # it answers a list: ("ja-JP", "en-US"), over several lines
        found = subprocess.check_output(["defaults", "read", "-g", "AppleLanguages"])
    except (OSError, subprocess.CalledProcessError):
        return "en"
    names = found.decode("utf-8", "replace").strip("() \n").split(",")
    return _code(names[0].strip('" \n'))
