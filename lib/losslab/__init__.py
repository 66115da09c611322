"""Loss Lab: the helper library of a course on optimization.

Ideas are in the notebooks; plumbing is here. Each notebook starts with
``losslab.use_language("en")`` or ``("ja")``.

A house of three storeys, each of which uses only those below it: `losslab.lessons` has a room for
each notebook, `losslab.kit` is what every lesson is made of, and the modules beside this file
(losses, slices, gradients, search, descent, cifar10) are for your own work.
"""


def use_language(code):
    """Set the language, "en" or "ja", of all words, and the look of all figures, from here on."""
    from losslab.kit.style import use_style
    from losslab.kit.words import set_language

    set_language(code)
    use_style()


def report():
    """What the student has solved in the whole course: a table.

    It stands in ``losslab-progress.json`` beside the notebooks, or in the file that the variable
    LOSSLAB_PROGRESS of the environment names.
    """
    from losslab.kit.report import report_on
    from losslab.lessons import questions

    return report_on(*questions().values())


def yours(key):
    """The student's own function for an exercise, such as ``"step_size.one_step"``.

    It is made again from the code that was kept when the answer was right, and tried once more.
    Where there is none that works, it is the course's own; a sentence says which, and why.

    Raises
    ------
    ValueError
        If `key` names no exercise.
    """
    from losslab.lessons import questions

    known = {q.key: q for room in questions().values() for q in room.values()}
    if key not in known:
        raise ValueError(f"key is {key!r}, expected one of {', '.join(known)}")
    return known[key].yours()
