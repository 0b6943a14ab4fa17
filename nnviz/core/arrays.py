"""The arrays that everything here is made of, and the doubles between which numbers are kept."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Steps = NDArray[np.int64]

# Arrays without dimensions, because NumPy takes them faster than Python's numbers.
ZERO: Array = np.array(0.0)
ONE: Array = np.array(1.0)
BELOW_ONE: Array = np.array(np.nextafter(1.0, 0.0))  # the largest double below 1
EXP_LIMIT: Array = np.array(708.0)  # exp(±708) is still a normal double
ABOVE_ZERO: Array = np.array(np.finfo(np.float64).tiny)  # the smallest normal double
