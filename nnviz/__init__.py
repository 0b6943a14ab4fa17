"""nnviz: see how a neuron, and a network of neurons, learns."""
