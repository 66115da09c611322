"""Loss Lab: the helper library of a course on optimization.

Ideas are in the notebooks; plumbing is here. Each notebook starts with
``losslab.use_language("en")`` or ``("ja")``.
"""

from losslab.language import set_language


def use_language(code):
    """Set the language of all words, and the look of all figures, from here on.

    Parameters
    ----------
    code : {"en", "ja"}

    Raises
    ------
    ValueError
        If the course does not speak that language.
    """
    from losslab.figures.style import use_style

    set_language(code)
    use_style()
