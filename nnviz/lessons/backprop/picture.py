"""The network at each phase of a walk: numbers in its neurons and on its links, what works now standing out."""

import numpy as np

from nnviz.core import Array
from nnviz.figures.animation import Animation, Mark, Moves
from nnviz.figures.axes import layout
from nnviz.figures.network import Drawing, Neuron, layer_name, link_names, names
from nnviz.figures.network_marks import (
    FOOT,
    HEAD,
    canvas,
    chosen_marks,
    discs,
    legend,
    link_marks,
    sizes_by_amount,
    texts,
    travellers,
)
from nnviz.figures.palette import ANSWER, ERROR, NEGATIVE, PAGE, POSITIVE, QUIET, TEXT
from nnviz.lessons.backprop.known import (
    Known,
    Words,
    active_links,
    captions,
    end_texts,
    link_texts,
    link_values,
    neuron_texts,
)
from nnviz.lessons.backprop.study import Stop, Walk


def network_phases(walk: Walk) -> Animation:
    """Return the network: numbers in its neurons and on its links, what is computed now standing out."""
    drawing, known = Drawing(walk.run.net.sizes), Known(walk)
    return Animation(
        marks=(
            *_links(drawing, known),
            *_travellers(drawing, known),
            *_neurons(drawing, known),
            _labels(drawing, known),
            _ends(drawing, known),
            legend(drawing, [legend_of(walk, stop) for stop in walk.stops]),
        ),
        layout=layout(
            **canvas(drawing),
            title="",
            shapes=chosen_marks(drawing, walk.neuron, walk.link),
            uirevision=f"{drawing.sizes}",
        ),
        name="The network at this phase: numbers in its neurons and on its links",
        least=(int(drawing.width), drawing.height + HEAD + FOOT),
        focus=focus(walk),
    )


def legend_of(walk: Walk, stop: Stop) -> tuple[str, str]:
    """Return which number a disc shows at a stop, and which a link."""
    where = layer_name(walk.run.net.sizes, stop.layer or 1).removeprefix("hidden ")
    last = stop.layer == len(walk.run.net.sizes) - 1 or len(walk.run.net.sizes) == 2
    back = f"δ at {where}, else a" if last else f"δ from {where} on, else a"
    disc = {"start": "the input", "z": f"z {'at' if last else 'in'} {where}, else a", "a": "a", "loss": "a"}
    link = {"gradient": "gradient", "update": "new weight"}
    return disc.get(stop.phase, back), link.get(stop.phase, "weight")


def focus(walk: Walk) -> Array:
    """Return where on the drawing's width (stops,), 0 to 1, one should look: at the layers that work now.

    Where the neuron chosen is next to the layer that is computed, it is on the screen too.
    """
    drawing, last, chosen = Drawing(walk.run.net.sizes), len(walk.run.net.sizes) - 1, walk.neuron.layer
    places = []
    for stop in walk.stops:
        if stop.phase in ("gradient", "update"):
            ends = walk.link.layer - 1, walk.link.layer
        elif stop.phase == "start":
            ends = (0, 1) if chosen == 1 else (chosen, chosen)
        elif stop.phase != "loss" and chosen == stop.layer + 1:
            ends = stop.layer, chosen
        elif stop.phase == "delta" and chosen != stop.layer - 1:
            ends = stop.layer, min(stop.layer + 1, last)
        else:
            ends = stop.layer - 1, stop.layer
        left, right = (drawing.place(Neuron(layer, 0))[0] for layer in ends)
        places.append((left + right) / 2 / drawing.width)
    return np.array(places)


def _sign_colours(values: Array) -> Words:
    return np.where(values < 0, NEGATIVE.light, POSITIVE.light).astype(object)


def _links(drawing: Drawing, known: Known) -> list[Mark]:
    values = link_values(known)
    widths = 1.2 + sizes_by_amount(values, np.sqrt(drawing.widest)) ** 2
    opacity = np.where(active_links(known), 1.0, 0.4)
    return link_marks(drawing, _sign_colours(values), widths, opacity)


def _travellers(drawing: Drawing, known: Known) -> list[Mark]:
    """Return what travels: each a forward to the next z, each δ back to the δ before, and to a gradient both."""
    into = np.arange(1, len(drawing.sizes))
    stops = known.walk.stops
    both = np.array([[stop.phase == "gradient"] for stop in stops])
    forward = np.array([(stop.phase == "z") & (into == stop.layer) for stop in stops])
    backward = np.array([(stop.phase == "delta") & (into == stop.layer + 1) for stop in stops])
    return travellers(drawing, forward | both, backward | both)


def _neurons(drawing: Drawing, known: Known) -> tuple[Mark, ...]:
    """Return the neurons' rings, the discs in them, their numbers, and the lines below them."""
    places = [drawing.place(neuron) for neuron in drawing.neurons]
    wide, n_in = 2 * drawing.radius, drawing.sizes[0]
    ring = {"size": wide, "color": PAGE.light, "line": {"color": QUIET.light, "width": 1.5}}
    disc = {"size": 0, "color": POSITIVE.light, "opacity": 0.4, "line": {"width": 0}}
    below = [(x + 8, y - drawing.radius - drawing.caption) for x, y in places]  # left of links that leave downwards
    now = known.computed()
    rings = {
        "marker.line.width": np.where(now, 4.5, 1.5),
        "marker.line.color": np.where(now, TEXT.light, QUIET.light).astype(object),
    }
    choosable = [None] * n_in + list(names(drawing.sizes)[n_in:])  # an input computes nothing
    return (
        discs(places, rings, "neuron", marker=ring, customdata=choosable, hoverinfo="none"),
        discs(places, _amounts(known, wide - 7), marker=disc),
        texts(places, drawing.font, {"text": neuron_texts(known)}),
        texts(below, drawing.below_font, {"text": captions(known)}, textposition="middle left",
              textfont={"color": QUIET.light}),
    )  # fmt: skip


def _amounts(known: Known, largest: float) -> Moves:
    """Return size and colour of the discs in the neurons: by δ where it is known, else by a, else by z.

    Each layer has its own scale, so that a δ says something also where the next layer's are a hundred times as large.
    """
    sizes, values = np.zeros((2, *known.known("z").shape))
    for what in ("z", "a", "delta"):
        values = np.where(known.known(what), known.values[what][known.round], values)
    for layer in range(len(known.sizes)):
        of_layer = known.layer == layer
        sizes[:, of_layer] = sizes_by_amount(values[:, of_layer], largest)
    return {"marker.size": sizes, "marker.color": _sign_colours(values)}


def _labels(drawing: Drawing, known: Known) -> Mark:
    """Return the numbers of the links, each with room to be clicked."""
    moves: Moves = {"text": link_texts(known), "textfont.color": _sign_colours(link_values(known))}
    return texts(
        [drawing.port(link) for link in drawing.links], drawing.font, moves, "link",
        mode="markers+text", customdata=link_names(drawing.sizes), hoverinfo="none",
        marker={"size": min(20, drawing.label_pitch), "opacity": 0},
    )  # fmt: skip


def _ends(drawing: Drawing, known: Known) -> Mark:
    """Return the targets and the losses: above and below one output, beside several."""
    outputs = [place for place, neuron in zip(map(drawing.place, drawing.neurons), drawing.neurons, strict=True)
               if neuron.layer == len(drawing.sizes) - 1]  # fmt: skip
    colours = {"color": [ANSWER.light] * len(outputs) + [ERROR.light]}
    moves: Moves = {"text": end_texts(known)}
    x, y = outputs[-1]
    if len(outputs) == 1:
        above, below = (x, y + drawing.radius + 26), (x, y - drawing.radius - 44)
        return texts([above, below], drawing.font, moves, textfont=colours)
    right = x + drawing.radius + 8
    places = [*((right, y) for _, y in outputs), (right, y - drawing.row / 2)]
    return texts(places, drawing.font, moves, textfont=colours, textposition="middle right")
