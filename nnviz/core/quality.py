"""How good a network's answers are: accuracy and confusion matrix of classes, R² of values."""

import numpy as np

from nnviz.core.arrays import Array, Steps


def classes_of(y: Array, middle: float = 0.0) -> Steps:
    """Return which class each row of targets or outputs y (..., N, n_out) is, (..., N).

    One column means two classes: 0 below the middle between their targets, 1 from there on. More columns are one for
    each class: the largest wins, the first of equals.
    """
    if y.shape[-1] == 1:
        return (y[..., 0] >= middle).astype(np.int64)
    return np.asarray(y.argmax(axis=-1), np.int64)


def confusion(actual: Steps, said: Steps, n_classes: int) -> Steps:
    """Return how many examples (n_classes, n_classes) of each actual class (rows) were said to be of which (columns).

    Both arguments (N,) number classes from 0. (Stehman, Selecting and interpreting measures of thematic
    classification accuracy, 1997.)
    """
    counts = np.bincount(n_classes * actual + said, minlength=n_classes**2)
    return np.asarray(counts.reshape(n_classes, n_classes), np.int64)


def accuracy(actual: Steps, said: Steps) -> Array:
    """Return the share (...) of examples whose class was said: `actual` (N,), `said` (..., N)."""
    return np.asarray((said == actual).mean(axis=-1))


def r_squared(y: Array, said: Array) -> Array:
    """Return R² = 1 − Σ (y − ŷ)² / Σ (y − ȳ)² (...) for targets y (N, 1) and outputs (..., N, 1).

    0 is what the mean alone comes to, 1 is perfect, and worse than the mean is below 0. Where all targets are equal
    it is 1 for outputs that are exactly they, and else 0, as scikit-learn has it.
    """
    left = ((y - said) ** 2).sum(axis=(-2, -1))
    all_ = float(((y - y.mean(axis=0)) ** 2).sum())
    if all_ == 0.0:
        return np.where(left == 0.0, 1.0, 0.0)
    return np.asarray(1.0 - left / all_)
