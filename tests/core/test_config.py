"""Configurations: what is refused, and that they are values."""

import pytest

from nnviz.core import TrainConfig


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"loss": "huber"}, "unknown loss 'huber': use one of mse, half_mse"),
        ({"optimizer": "lbfgs"}, "unknown optimizer"),
        ({"learning_rate": -0.1}, "learning_rate must be a finite number of at least 0"),
        ({"learning_rate": float("nan")}, "learning_rate must be"),
        ({"learning_rate": float("inf")}, "learning_rate must be"),
        ({"learning_rate": "fast"}, "learning_rate must be"),
        ({"learning_rate": None}, "learning_rate must be"),
        ({"learning_rate": ()}, "learning_rate must be"),
        ({"learning_rate": (0.1, -0.1)}, "learning_rate must be"),
        ({"batch_size": 0}, "batch_size must be a whole number of at least 1, not 0"),
        ({"batch_size": 2.5}, "batch_size must be"),
        ({"epochs": 0}, "epochs must be"),
        ({"epochs": True}, "epochs must be"),
        ({"seed": -1}, "seed must be a whole number of at least 0"),
        ({"l1": -1.0}, "l1 must be"),
        ({"l2": float("inf")}, "l2 must be"),
        ({"shuffle": 2}, "shuffle must be True or False"),
        ({"l1_clips": 1.0}, "l1_clips must be True or False"),
    ],
)
def test_refuses_a_bad_configuration(arguments, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        TrainConfig(**arguments)


def test_configurations_are_values() -> None:
    config = TrainConfig(learning_rate=[0.1, 0.2])
    assert config == TrainConfig(learning_rate=(0.1, 0.2))
    assert hash(config) == hash(TrainConfig(learning_rate=(0.1, 0.2)))
