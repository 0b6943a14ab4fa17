"""The terms of the course that networks bring, in the order in which they come."""

from nnviz.lessons.terms import GPUS, NETWORK, NETWORKS, PLAYGROUND, SHAPES, SIMPLE, Term

OF_NETWORKS: dict[str, tuple[Term, ...]] = {
    "Networks": (
        Term(
            "layer", "", NETWORK,
            "Neurons side by side that all get the same inputs. The last layer gives the answer; those between the "
            "inputs and it are hidden layers, because neither their inputs nor their outputs are in the data.",
        ),
        Term(
            "parameters", "θ", NETWORKS,
            "All the weights and biases of a network, the numbers that change when it learns. A layer of m neurons "
            "after one of n has n · m weights and m biases. θ (say “theta”) stands for all of them together.",
        ),
        Term(
            "deep", "", NETWORKS,
            "A network is called deep if it has three or more layers of weights, that is, two or more hidden layers: "
            "each works with what the one before has made of the inputs.",
        ),
        Term(
            "share", "w · a", NETWORKS,
            "What one neuron of the last hidden layer adds to the weighted sum of the output: its activation times the "
            "weight that leads on. All shares and the output's bias add up to the output's z.",
        ),
        Term(
            "hidden space", "", NETWORKS,
            "Where the points are for a hidden layer: it has one direction for each of its neurons, and a point lies "
            "where their outputs a say. Two neurons make it a plane. The next layer sees nothing else of the points.",
        ),
        Term(
            "principal component", "", NETWORKS,
            "A direction in which points lie wide apart: the first is the one in which they do most, the second the "
            "one of those at right angles to it, and so on. Points with many directions are drawn along the first "
            "two, and it is said how much of their spread these hold.",
        ),
        Term(
            "forward pass", "", NETWORK,
            "Computing from the inputs to the answer, layer by layer: z, then a, then the next layer.",
        ),
        Term(
            "backward pass", "", NETWORK,
            "Computing from the loss back to the inputs, layer by layer: δ for every neuron, and from it the "
            "gradient of every weight.",
        ),
        Term(
            "backpropagation", "", NETWORK,
            "The method that finds the gradients of all weights in one forward and one backward pass. It is the "
            "chain rule, done once for each neuron, from the last layer to the first.",
        ),
        Term(
            "delta", "δ", NETWORK,
            "How fast the loss of one example would change with a small change of a neuron's z: δ = ∂loss/∂z. The "
            "gradient of a weight is the mean, over the examples, of the δ of the neuron it leads to times the a of"
            " the neuron it comes from. The δ are no shares of the error: they need not add up to it.",
        ),
        Term(
            "saturated", "", SHAPES,
            "A neuron whose z lies where φ is nearly flat. The slope φ′(z) is close to 0 there, and so is its δ: it"
            " hardly learns, however large the error is.",
        ),
        Term(
            "silent", "", NETWORK,
            "A neuron is silent on an example where its z is 0 or less and its slope φ′(z) exactly 0, as for ReLU: "
            "this neuron's own weights learn nothing from that example.",
        ),
        Term(
            "dead", "", SHAPES,
            "A neuron that is silent on every example. The gradients of its own weights and its bias are exactly 0,"
            " so gradient descent leaves them as they are.",
        ),
        Term(
            "vanishing gradient", "", NETWORK,
            "On the way back, δ is multiplied by weights and slopes in every layer. Where these products are small,"
            " the gradients shrink from layer to layer, and the first layers hardly learn. Where they are large, "
            "the gradients explode.",
        ),
        Term(
            "held-out loss", "", SIMPLE,
            "The loss on points that training never uses: how well the network does on what it has not seen.",
        ),
        Term(
            "overfitting", "", SIMPLE,
            "Learning what is particular to the points trained on, their noise, along with what is general: the "
            "held-out loss is above the training loss, and the gap says how far. Early stopping ends the training "
            "where the held-out loss is lowest.",
        ),
        Term(
            "L2 penalty", "λ", SIMPLE,
            "λ/2 times the sum of all squared weights (not biases), added to the loss that is minimized.",
        ),
        Term(
            "matrix product", "X·W", GPUS,
            "A table of numbers made of two others: each cell is a row of the first times a column of the second, "
            "product by product, added up. Z = X·W + b is a whole layer: every neuron’s z for every example.",
        ),
        Term(
            "GPU", "", GPUS,
            "A graphics processor: a chip that is built to run thousands of equal computations side by side. The cells "
            "of a matrix product are such computations.",
        ),
        Term(
            "test points", "", PLAYGROUND,
            "Points that a network does not learn from: how well it does on them shows what it has learned beyond "
            "the points for training. For classes one counts how many are right, the accuracy; for values R² says "
            "how much of their scatter is explained, 1 being all of it.",
        ),
        Term(
            "penalty", "λ", PLAYGROUND,
            "What large weights cost beside the loss: L1 λ·|w| for each, which takes some of them to 0, L2 ½·λ·w².",
        ),
    ),
}  # fmt: skip
