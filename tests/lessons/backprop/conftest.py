"""What tests of the walk share: each of its cases, once for a file."""

import pytest

from tests.lessons.backprop.walks import CASES, Case


@pytest.fixture(params=CASES, scope="module")
def case(request):
    return Case(**CASES[request.param])
