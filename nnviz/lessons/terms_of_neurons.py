"""The terms of the course that a single neuron needs, by their groups and in the order in which they come."""

from nnviz.lessons.terms import DESCENT, LINE, NETWORK, SHAPES, Term

NEURONS: dict[str, tuple[Term, ...]] = {
    "A neuron": (
        Term(
            "weight", "w", LINE,
            "The number a neuron multiplies an input by: how much that input counts, and in which direction. "
            "Learning means changing weights and biases.",
        ),
        Term(
            "bias", "b", LINE,
            "The number a neuron adds after its inputs were weighed. It shifts the result up or down, whatever the "
            "inputs are.",
        ),
        Term(
            "slope and intercept", "m, c", LINE,
            "The two numbers of a straight line ŷ = m·x + c: how steep it is, and where it is at x = 0. For a "
            "neuron that draws a line, m is its weight and c its bias.",
        ),
        Term(
            "weighted sum", "z", SHAPES,
            "All inputs, each times its weight, added up, and the bias added: z = w₁·x₁ + w₂·x₂ + … + b.",
        ),
        Term(
            "activation function", "φ", SHAPES,
            "The function a neuron sends its weighted sum through: a = φ(z). All but the identity bend or step, and"
            " that is why layers of neurons can draw more than straight lines.",
        ),
        Term(
            "activation", "a", NETWORK,
            "What a neuron hands on: a = φ(z). The activation of the last layer is the prediction.",
        ),
        Term(
            "prediction", "ŷ, y", LINE,
            "ŷ (say “y hat”) is what the neuron answers, y is the true value from the data. Learning brings ŷ "
            "nearer to y.",
        ),
    ),
    "How wrong it is": (
        Term(
            "error", "ŷ − y", LINE,
            "How far a prediction is off, with its sign: positive where it is too high. The field also calls y − ŷ "
            "the residual. The orange sticks are the errors of the points.",
        ),
        Term(
            "loss", "L", LINE,
            "One number for how wrong the predictions are: the mean, over the examples, of the squared errors, or "
            "of half of each. Squares, so that errors above and below do not cancel, and a large error counts for "
            "much more than a small one. The ½ changes nothing about where the best line lies; it only makes the "
            "gradient plainer, because the slope of ½·e² is e. Other losses are used for other answers.",
        ),
        Term(
            "least squares", "", LINE,
            "The line, of all lines, whose squared errors have the smallest sum. It can be computed at once, "
            "without learning, and so shows where a run should go.",
        ),
        Term(
            "outlier", "", LINE,
            "A point far from where the others lie. Because errors are squared, a single one can pull the whole "
            "line towards itself.",
        ),
        Term(
            "Anscombe", "", LINE,
            "Four small data sets that Francis Anscombe made in 1973. Their least-squares lines are almost the "
            "same, and they look entirely different: so draw data before you trust a number.",
        ),
    ),
    "Learning": (
        Term(
            "partial derivative", "∂", LINE,
            "∂L/∂w says how fast the loss L grows when the one number w grows a little and everything else stays as"
            " it is. Read it as “the change of L with w”.",
        ),
        Term(
            "gradient", "", LINE,
            "All the partial derivatives of the loss together, one for each weight and bias. It points to where the"
            " loss grows fastest, so learning goes the other way.",
        ),
        Term(
            "gradient descent", "", LINE,
            "Learning by small steps downhill: change each weight by minus the learning rate times its gradient, w "
            "← w − η · ∂L/∂w, and again.",
        ),
        Term(
            "learning rate", "η", LINE,
            "η (say “eta”) says how large the steps are: each is η times the gradient, downhill. Too small, and "
            "learning takes for ever; too large, and each step overshoots.",
        ),
        Term(
            "step", "", LINE,
            "One change of all weights and biases. Step 0 is the start, before anything was learned.",
        ),
        Term(
            "batch", "", LINE,
            "The examples that are looked at for one step. The gradient is that of the batch, which is often only a"
            " part of the data: cheaper, and a little off.",
        ),
        Term(
            "epoch", "", LINE,
            "One pass through all examples. With 50 examples and batches of 10, an epoch has 5 steps.",
        ),
        Term(
            "diverge", "", LINE,
            "To get worse without end: each step overshoots by more than the last, and the numbers grow until a "
            "computer cannot hold them. A smaller learning rate cures it.",
        ),
        Term(
            "limit of the rate", "2/λmax", LINE,
            "λmax (say “lambda max”) is how strongly the loss of a line curves where it curves most. Gradient "
            "descent with all points at once settles with a learning rate below 2/λmax, swings for ever at exactly "
            "that, and diverges above it. Other optimizers and smaller batches have other limits.",
        ),
        Term(
            "Hessian", "", LINE,
            "The table of all second derivatives of the loss: how it curves in each direction. λmax is its largest "
            "eigenvalue.",
        ),
        Term(
            "standardize", "", LINE,
            "To shift and scale an input so that its mean is 0 and its standard deviation is 1: x ← (x − mean) / "
            "standard deviation. The loss of a line then curves alike in all directions, and one learning rate "
            "suits both m and c.",
        ),
        Term(
            "optimizer", "", LINE,
            "The rule that makes a step out of the gradient. Gradient descent is the plainest; others remember "
            "earlier gradients.",
        ),
        Term(
            "momentum", "v", LINE,
            "An optimizer that keeps some of its speed, like a ball rolling downhill: v ← 0.9·v + gradient, and the"
            " step is −η·v.",
        ),
        Term(
            "Adam", "", LINE,
            "An optimizer with two memories for each weight: a running mean of its gradients (where to) and one of "
            "their squares (how large they usually are). It divides the first by the root of the second, so that "
            "every weight takes steps of a similar size, about η at first.",
        ),
        Term(
            "seed", "", LINE,
            "The number that a random start is made from. The same seed gives the same start, so a run can be shown"
            " again; another seed, another start.",
        ),
        Term(
            "condition number", "κ", DESCENT,
            "How many times more the loss curves across its valley than along it: κ = λmax/λmin, the largest "
            "eigenvalue of the Hessian over the smallest. At κ = 1 it is a round bowl; the larger κ, the more steps "
            "gradient descent needs at its best rate.",
        ),
    ),
}  # fmt: skip
