"""Wrong input to each public function: a ValueError that starts with the argument's name."""

import doctest
import inspect
import pickle

import numpy as np
import pytest

from losslab import descent, gradients, losses, rules, search, slices, svm_gradients
from losslab.kit.training import recorded_descent
from losslab.rules import checked

RNG = np.random.default_rng(0)
C, D, N = 3, 4, 6
W = RNG.standard_normal((C, D))
X = RNG.standard_normal((D, N))
Y = np.array([0, 1, 2, 0, 1, 2])
NAN_X = X.copy()
NAN_X[1, 2] = np.nan


def square(x):
    return float((x**2).sum())


def generator():
    return np.random.default_rng(0)


GOOD = {
    "W": W,
    "X": X,
    "y": Y,
    "U": W + 1,
    "V": W - 1,
    "a": np.array([0.0, 1.0]),
    "b": np.array([0.0, 2.0]),
    "x": W,
    "f": square,
    "gradient": lambda x: 2 * x,
    "n_classes": C,
    "loss_and_gradient": losses.svm_loss_and_gradient,
    "step_size": 0.1,
    "steps": 3,
    "attempts": 3,
    "scale": 0.1,
    "step": 0.1,
    "n": 6,
    "batch_size": 2,
    "rng": generator(),
}

FLOATS = (np.nan, np.inf, "1", None, True, 10**400, 10**5000)
COUNTS = (0, -1, 2.0, "3", None, True, 10**400)
NO_FUNCTIONS = (3, "f", [abs])
NO_ARGUMENT = [(lambda: 1.0, r".* takes \(\), expected a function of")]
MASKED = np.ma.masked_array

NO_ROWS = [
    *(np.array([np.nan]), np.array([np.inf]), np.ones((2, 2)), [], [[1], [1, 2]]),
    *(np.array([1j, 2]), [1j, 2], ["1", "2"], "12", [10**400], MASKED([1.0], [True]), None),
]

# What each argument refuses: value, and the words that say what came or what was expected.
BAD_W = [
    (W.tolist(), "W is a list"),
    (W.astype(int), "W holds int64 numbers"),
    (W[0], r"W has shape \(4,\)"),
    (W[:, :3], "W has 3 columns, but X has 4 rows"),
    (W.T, "W has 3 columns, but X has 4 rows|y holds the label"),
    (W[:2], "y holds the label 2, expected 0 to 1"),
    (W[:0], "W is empty"),
    (np.full_like(W, np.nan), "W holds NaN or infinity"),
    (W - [0, 0, 0, np.inf], "W holds NaN or infinity"),
    (MASKED(W, W > 0), "W is a MaskedArray"),
]
BAD_X = [
    (X.tolist(), "X is a list"),
    (X.astype(np.uint8), "X holds uint8 numbers"),
    (X[:, 0], r"X has shape \(4,\)"),
    (X[:, :5], "y has 6 labels, but X has 5 columns"),
    (X.T, "y has 6 labels, but X has 4 columns"),
    (MASKED(X, X > 0), "X is a MaskedArray"),
    (X[:, :0], "X is empty"),
    (NAN_X, "X holds NaN or infinity|X or a direction holds"),
]
BAD_Y = [
    (Y.tolist(), "y is a list"),
    (Y.astype(float), "y holds float64 numbers, expected integers"),
    (MASKED(Y, Y > 1), "y is a MaskedArray"),
    (Y == 1, "y holds bool numbers, expected integers"),
    (Y[:, None], r"y has shape \(6, 1\)"),
    (Y[:5], "y has 5 labels, but X has 6 columns"),
    (Y[:0], "y is empty"),
    (Y + 1, "y holds the label 3, expected 0 to 2"),
    (Y - 1, "y holds the label -1, expected 0 to 2"),
]
BAD = {
    "W": BAD_W,
    "X": BAD_X,
    "y": BAD_Y,
    "margin": [(value, "margin is") for value in (*FLOATS, -1.0)],
    "reg": [(value, "reg is") for value in (*FLOATS, -1.0)],
    "h": [(value, "h is") for value in (*FLOATS, 0.0, -1e-5)],
    "scheme": [
        ("central", "scheme is 'central', expected"),
        (np.array(["forward", "centered"]), "scheme is array"),
    ],
    "scale": [(value, "scale is") for value in (*FLOATS, 0.0)],
    "step": [(value, "step is") for value in (*FLOATS, 0.0)],
    "step_size": [(value, "step_size is") for value in (*FLOATS, 0.0, -1)],
    "steps": [(value, "steps is") for value in COUNTS],
    "attempts": [(value, "attempts is") for value in COUNTS],
    "n": [(value, "n is") for value in (*COUNTS, 10**12)],
    "n_classes": [(value, "n_classes is") for value in (*COUNTS, 1, 10**12)],
    "n_coordinates": [(value, "n_coordinates is") for value in COUNTS],
    "batch_size": [(value, "batch_size is") for value in (*COUNTS[:4], True)],
    "rng": [(0, "rng is a int"), (np.random, "rng is a module")],
    "x": [
        ([1.0], "x is a list"),
        (np.arange(3), "x holds int64"),
        (np.ones(0), "x is empty"),
        (np.array([np.nan]), "x holds NaN"),
        (MASKED([1.0, 2.0], [True, False]), "x is a MaskedArray"),
    ],
    "f": [
        (lambda x: np.nan, "f gives nan"),
        (lambda x: x, "f gives array"),
        (lambda x: (1.0, x), r"f gives \(1.0, array"),  # a forgotten [0]
        (lambda x: None, "f gives None, expected one finite number"),
        (lambda x: "1", "f gives '1'"),
        (lambda x: 1 + 0j, r"f gives \(1\+0j\)"),
        (lambda x: True, "f gives True"),
        (lambda x: 10**400, "f gives 1000"),
        (lambda x: np.ma.masked, "f gives masked"),
        *((value, "f is a .*, expected a function") for value in NO_FUNCTIONS),
        *NO_ARGUMENT,
    ],
    "gradient": [
        (lambda x: x[0], r"gradient gives shape \(4,\), but x has \(3, 4\)"),
        (lambda x: x * np.nan, "gradient holds NaN"),
        (lambda x: None, "gradient is None, expected real numbers"),
        (lambda x: "2x", "gradient is '2x', expected real numbers"),
        (lambda x: x * 1j, "gradient is array.*"),
        (lambda x: MASKED(x, x > 0), "gradient is masked_array"),
        (lambda x: [[1.0], [1.0, 2.0]], r"gradient is \[\[1"),
        *((value, "gradient is a .*, expected a function") for value in NO_FUNCTIONS),
        *NO_ARGUMENT,
    ],
    "coordinates": [
        ([12], "coordinates holds 12 to 12, x has 12 numbers"),
        ([-1], "coordinates holds -1"),
        ([], "coordinates is"),
        ([0.5], "coordinates is"),
        (3, "coordinates is"),
        (MASKED([1, 2], [True, False]), "coordinates is"),
        ([[1], [1, 2]], "coordinates is"),
    ],
    "loss_and_gradient": [
        (lambda W, X, y: (1.0, X), r"loss_and_gradient gives a gradient of shape"),
        (lambda W, X, y: (([1.0], [1.0, 2.0]), W), "loss_and_gradient gives the loss"),
        (lambda W, X, y: (10**400, W), "loss_and_gradient gives the loss 1000"),
        (lambda W, X, y: (1.0, W * 1j), "loss_and_gradient gives a gradient that is a ndarray"),
        (lambda W, X, y: (1.0, MASKED(W, W > 0)), "loss_and_gradient gives .* a MaskedArray"),
        *((value, "loss_and_gradient is a .*, expected a function") for value in NO_FUNCTIONS),
        *NO_ARGUMENT,
    ],
    "on_step": [
        *((value, "on_step is a .*, expected a function") for value in NO_FUNCTIONS),
        *NO_ARGUMENT,
    ],
    "on_attempt": [
        *((value, "on_attempt is a .*, expected a function") for value in NO_FUNCTIONS),
        *NO_ARGUMENT,
    ],
    "U": [
        (W[:2], r"U has shape \(2, 4\), but W has \(3, 4\)"),
        (W.astype(int), "U holds int64"),
    ],
    "V": [
        (W[:2], r"V has shape \(2, 4\), but W has \(3, 4\)"),
        (W.astype(int), "V holds int64"),
    ],
    "a": [(value, "a must be a row of finite numbers") for value in NO_ROWS],
    "b": [(value, "b must be a row of finite numbers") for value in NO_ROWS],
}

FUNCTIONS = [
    losses.svm_loss,
    losses.svm_gradient,
    losses.svm_loss_and_gradient,
    losses.softmax_loss,
    losses.softmax_gradient,
    losses.softmax_loss_and_gradient,
    losses.accuracy,
    search.random_search,
    search.local_search,
    gradients.numerical_gradient,
    gradients.svm_numerical_gradient,
    gradients.svm_kinks_within,
    gradients.check_gradient,
    gradients.relative_error,
    descent.minibatches,
    descent.gradient_descent,
    slices.slice_line,
    slices.slice_plane,
    slices.svm_slice_line,
    slices.svm_slice_plane,
    slices.svm_line_kinks,
    slices.svm_line_minimum,
    slices.svm_slice,
]
OWN_TABLES = {
    ("relative_error", "a"): [
        (np.ones((2, 1)), r"a has shape \(2, 1\), but b has \(2,\)"),
        (np.array([np.nan, 0]), "a holds NaN"),
        (np.array([1j, 0]), "a is array.*"),
        ("1", "a is '1', expected real numbers"),
        (MASKED([1.0, 2.0], [True, False]), "a is masked_array"),
    ],
    ("relative_error", "b"): [
        (np.ones(3), r"a has shape \(2,\), but b has \(3,\)"),
        (np.array([np.inf, 0]), "b holds NaN"),
    ],
}
# slices of any f: W may have any shape
OWN_TABLES |= {(name, "W"): [BAD_W[0], *BAD_W[-3:]] for name in ("slice_line", "slice_plane")}


def cases():
    return [
        pytest.param(function, name, value, words, id=f"{function.__name__}-{name}-{number}")
        for function in FUNCTIONS
        for name in inspect.signature(function).parameters
        for number, (value, words) in enumerate(
            OWN_TABLES.get((function.__name__, name), BAD.get(name, []))
        )
    ]


def arguments(function):
    """Good values for all that a function needs, and for a few more that it knows."""
    names = inspect.signature(function).parameters
    return {name: GOOD[name] for name in names if name in GOOD}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_good_input_passes(function):
    function(**arguments(function))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("function, name, value, words", cases())
def test_wrong_input_is_named(function, name, value, words):
    with pytest.raises(ValueError, match=rf"^({words})"):
        function(**{**arguments(function), name: value})


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_large_but_finite_weights_are_not_refused(dtype):
    losses.svm_loss(np.full((C, D), np.finfo(dtype).max, dtype=dtype), X.astype(dtype), Y)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ["W", "U", "V"])
@pytest.mark.parametrize("reg", [0.0, 1.0])
def test_a_slice_of_huge_weights_has_no_nan(name, reg):
    huge = np.full_like(W, 1e300) * [1, -1, 1, 1]
    options = {**arguments(slices.svm_slice_plane), name: huge, "a": [0, 1e10], "reg": reg}
    try:
        assert not np.isnan(slices.svm_slice_plane(**options)).any()
    except ValueError as error:
        assert str(error).startswith("W or a direction is so large")


def test_a_slice_names_the_sum_that_overflows():
    with pytest.raises(ValueError, match=r"^W or a direction is so large that the sum holds"):
        slices.slice_line(lambda w: 1.0, W, np.full_like(W, 1e300), [1e10])


def test_more_stations_than_memory_are_refused():
    problem = losses.svm_loss_and_gradient, W, X, Y
    with pytest.raises(ValueError, match=r"^stations is 1e\+12, expected at most 100,000,000"):
        recorded_descent(*problem, step_size=0.1, steps=3, stations=10**12)


def test_every_public_function_is_in_the_table():
    modules = losses, search, gradients, svm_gradients, descent, slices
    helpers = {"hinges", "scores_of", "penalty_plane", "columns_of"}
    public = {
        f"{module.__name__}.{name}"
        for module in modules
        for name, member in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and member.__module__ == module.__name__ and name not in helpers
    }
    listed = {f"{function.__module__}.{function.__name__}" for function in FUNCTIONS}
    assert public <= listed


@checked
def echo(W, X, y, label=0, *, margin=1.0, reg=-1.0, rng=None, colour=None):
    """Give back what came."""
    return locals()


def refused(*args, **options):
    """Python's own words about a call, of the function without rules."""
    with pytest.raises(TypeError) as error:
        echo.__wrapped__(*args, **options)
    return str(error.value)


@pytest.mark.parametrize(
    ("args", "options"),
    [
        ((), {}),
        ((W, X), {}),
        ((), {"X": X, "y": Y}),
        ((W, X, Y, 0, 1.0), {}),
        ((W, X, Y), {"W": W}),
        ((W, X, Y), {"weight": 1}),
        ((W, X), {"weight": 1}),
        ((W, X, Y), {"margin": -1, "weight": 1}),
        (([], X), {}),
    ],
)
def test_a_call_that_does_not_fit_gets_the_words_of_python(args, options):
    with pytest.raises(TypeError) as error:
        echo(*args, **options)
    assert str(error.value) == refused(*args, **options)


def test_arguments_come_through_by_place_and_by_name_in_any_order():
    by_place = echo(W, X, Y, 2, margin=0.5)
    by_name = echo(margin=0.5, label=2, y=Y, X=X, W=W)
    for got in (by_place, by_name):
        assert got["W"] is W and got["X"] is X and got["y"] is Y
        assert (got["label"], got["margin"], got["colour"]) == (2, 0.5, None)


def test_a_default_is_not_checked_but_the_same_value_given_may_be():
    assert echo(W, X, Y)["reg"] == -1.0
    with pytest.raises(ValueError, match=r"^reg is -2\.0, expected at least 0"):
        echo(W, X, Y, reg=-2.0)
    assert echo(W, X, Y, rng=None)["rng"] is None
    with pytest.raises(ValueError, match=r"^rng is a int"):
        echo(W, X, Y, rng=0)
    with pytest.raises(ValueError, match=r"^margin is None, expected a number"):
        echo(W, X, Y, margin=None)


def test_numbers_arrive_as_those_of_python():
    got = echo(W, X, Y, np.int8(2), margin=np.float64(0.5))
    assert type(got["label"]) is int and type(got["margin"]) is float


def test_a_rule_looks_at_the_other_arguments():
    with pytest.raises(ValueError, match=r"^label is 3, expected 0 to 2"):
        echo(label=C, W=W, X=X, y=Y)
    with pytest.raises(ValueError, match=r"^batch_size is 7, but there are only 6 examples"):
        descent.minibatches(6, batch_size=7, rng=generator())
    with pytest.raises(ValueError, match=r"^y holds the label 2, expected 0 to 1"):
        search.random_search(X, Y, attempts=1, scale=1.0, rng=generator(), n_classes=2)


def test_methods_and_lists_of_numbers_are_checked_too():
    class Walk:
        @checked
        def go(self, lengths, *, dimensions=()):
            return lengths, dimensions

    assert Walk().go([np.float32(2)], dimensions=[np.int8(3)]) == ((2.0,), (3,))
    with pytest.raises(ValueError, match=r"^lengths is 0, expected more than 0"):
        Walk().go([1, 0])
    with pytest.raises(ValueError, match=r"^dimensions is 1, expected at least 2"):
        Walk().go([1], dimensions=[2, 1])


def test_a_checked_function_looks_like_itself():
    assert list(inspect.signature(echo).parameters)[:4] == ["W", "X", "y", "label"]
    assert inspect.signature(echo) == inspect.signature(echo.__wrapped__)
    assert (echo.__name__, echo.__module__, echo.__doc__) == (
        "echo",
        __name__,
        "Give back what came.",
    )
    assert pickle.loads(pickle.dumps(losses.svm_loss)) is losses.svm_loss


def test_images_of_many_pixels_are_not_looked_at_one_by_one():
    passed = echo(W, NAN_X, Y)
    assert passed["X"] is NAN_X


DOCTESTS = {
    rules: {"checked"},
    losses: {
        "svm_loss", "svm_gradient", "svm_loss_and_gradient", "softmax_loss", "softmax_gradient",
        "softmax_loss_and_gradient", "accuracy",
    },
    slices: {
        "slice_line", "slice_plane", "svm_slice_line", "svm_slice_plane", "svm_line_kinks",
        "svm_line_minimum", "SvmSlice",
    },
    gradients: {"numerical_gradient", "relative_error", "check_gradient"},
    svm_gradients: {"svm_numerical_gradient", "svm_kinks_within"},
    search: {"random_search", "local_search"},
    descent: {"minibatches", "gradient_descent"},
}  # fmt: skip


@pytest.mark.parametrize("module", DOCTESTS, ids=lambda module: module.__name__)
def test_doctest_finds_the_examples_of_checked_functions(module):
    found = doctest.DocTestFinder(exclude_empty=True).find(module)
    names = {test.name.removeprefix(f"{module.__name__}.") for test in found if test.examples}
    assert names == DOCTESTS[module]
