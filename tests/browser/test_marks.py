"""Marks that the player moves by hand lie where plotly.js would have drawn them, and what that rests on holds."""

import re

import pytest

# Each of plotly.js's private names that the player moves marks by, and what it takes for granted of it.
SMALL = """async () => {
  const { loadPlotly } = await import("./plotly.js");
  const Plotly = await loadPlotly("plotly-basic.min.js");
  const plot = document.body.appendChild(document.createElement("div"));
  const line = { mode: "lines", x: [0, 1, 2], y: [0, 1, 4], line: { simplify: false } };
  const area = { ...line, fill: "toself", x: [0, 4, 2], y: [0, 0, 2] };
  const images = ["data:image/png;base64,AA==", "data:image/png;base64,BB=="].map((source, i) => (
    { source, x: 2 * i, y: 8, sizex: 2, sizey: 8, xref: "x", yref: "y", layer: "below" }));
  const layout = { width: 400, height: 300, xaxis: { range: [0, 4] }, yaxis: { range: [0, 8] }, images };
  await Plotly.newPlot(plot, [line, area, { ...line, mode: "markers" }, { ...line, mode: "markers", xaxis: "x2" },
    { mode: "text", x: [2], y: [2], text: ["said"] },
    { ...line, mode: "markers+text", text: ["a", "b", "c"], textposition: "top center" }],
    { ...layout, xaxis2: { range: [0, 8], overlaying: "x" } });
  const { xaxis, yaxis } = plot._fullLayout;
  const close = (at, i) => Math.abs(at - [xaxis, yaxis][i].d2p(1)) < 0.02; // to the point (1, 1)
  Object.assign(window, { plot, close });
}"""
ASSUMED = {
    "_fullData": "plot._fullData.map((full) => full.mode).join() === 'lines,lines,markers,markers,text,markers+text'",
    "_fullData[i].fill": "plot._fullData[0].fill === 'none' && plot._fullData[1].fill === 'toself'",
    "_fullData[i].xaxis": "plot._fullData[0].xaxis === 'x' && plot._fullData[3].xaxis === 'x2'",
    "_fullLayout": "plot._fullLayout.xaxis.range[1] === 4 && plot._fullLayout.xaxis2.range[1] === 8",
    "d2p": """(({ xaxis: x, yaxis: y }) => Math.abs(x.d2p(2) - x._length / 2) < 1e-6 &&
      Math.abs(y.d2p(2) - 0.75 * y._length) < 1e-6)(plot._fullLayout)""",
    ".trace<uid>": "plot._fullData.every((full) => plot.querySelectorAll(`.trace${full.uid}`).length === 1)",
    ".js-line": "plot.querySelectorAll(`.trace${plot._fullData[0].uid} path.js-line`).length === 1",
    ".js-fill": "plot.querySelectorAll(`.trace${plot._fullData[1].uid} path.js-fill`).length === 1",
    ".point": "plot.querySelectorAll(`.trace${plot._fullData[2].uid} path.point`).length === 3",
    ".textpoint": "plot.querySelector(`.trace${plot._fullData[4].uid} .textpoint text`).textContent === 'said'",
    "a line's d": "plot.querySelector('path.js-line').getAttribute('d').match(/[-.0-9]+/g).slice(2, 4).every(close)",
    "a point's transform": """plot.querySelectorAll(`.trace${plot._fullData[2].uid} .point`)[1]
      .getAttribute('transform').match(/[-.0-9]+/g).every(close)""",
    "__data__": "plot.querySelectorAll('.imagelayer image')[1].__data__ === plot._fullLayout.images[1]",
    "_imgSrc": "plot.querySelector('.imagelayer image')._imgSrc === plot.layout.images[0].source",
}  # fmt: skip


@pytest.fixture(scope="module")
def small(modules):
    """Return the page with a small figure that Plotly drew: `window.plot`."""
    modules.evaluate(SMALL)
    return modules


@pytest.mark.parametrize("name", ASSUMED)
def test_plotly_keeps_the_private_names_that_marks_are_moved_by(small, name):
    script = f"() => {{ try {{ return Boolean({ASSUMED[name]}); }} catch {{ return false; }} }}"
    assert small.evaluate(script), (
        f"This plotly.js no longer has `{name}` as assets/player/plotly.js takes it for granted: change that file."
    )


def test_marks_moved_by_hand_lie_where_plotly_would_have_drawn_them(small):
    script = """async () => {
      const { glide } = await import("./plotly.js");
      const marks = () => [0, 1, 2, 3, 5].map((i) => plot._fullData[i]).map(({ uid, mode }) => mode !== "lines"
        ? [...plot.querySelectorAll(`.trace${uid} .point`)].map((mark) => mark.getAttribute("transform"))
          .concat([...plot.querySelectorAll(`.trace${uid} .textpoint text`)].map((text) =>
            `${text.getAttribute("x")},${text.getAttribute("y")},${text.parentNode.getAttribute("transform")}`))
        : [...plot.querySelectorAll(`.trace${uid} :is(.js-line, .js-fill)`)].map((mark) => mark.getAttribute("d")));
      const patch = { x: [1.13, 2.37, 3.71], y: [3.19, 2.41, 5.3] };
      const glided = glide(plot, new Map([0, 1, 2, 3, 5].map((i) => [i, patch])));
      const byHand = marks();
      await Plotly.redraw(plot);
      const others = [
        new Map([[0, { text: ["a"] }]]),                 // more than a place
        new Map([[2, { x: [1], y: [3] }]]),                // another number of markers
        new Map([[0, { x: [1, 2], y: [1, 1e9] }]]),      // far outside
      ];
      return [glided, byHand, marks(), others.map((patches) => glide(plot, patches))];
    }"""
    glided, by_hand, drawn, others = small.evaluate(script)
    assert glided
    for ours, theirs in zip(by_hand, drawn, strict=True):
        assert len(ours) == len(theirs) > 0
        for one, other in zip(ours, theirs, strict=True):
            numbers = [[float(n) for n in re.findall(r"-?[\d.]+", text)] for text in (one, other)]
            assert numbers[0] == pytest.approx(numbers[1][: len(numbers[0])], abs=0.02)
    assert others == [False, False, False]


def test_texts_changed_by_hand_stay_what_plotly_would_have_written(small):
    script = """async () => {
      const { glide } = await import("./plotly.js");
      const said = () => plot.querySelector(`.trace${plot._fullData[4].uid} .textpoint text`).textContent;
      const results = [["−1.50"], ["x < y"], ["<b>bold</b>"], [""], ["one", "two"], "z = 3"]
        .map((text) => [glide(plot, new Map([[4, { text }]])), said()]);
      await Plotly.redraw(plot);
      return [results, said()];
    }"""
    results, drawn = small.evaluate(script)
    assert [done for done, _ in results] == [True, False, False, False, False, True]
    assert [said for _, said in results] == ["−1.50"] * 5 + ["z = 3"]
    assert drawn == "z = 3"


def test_a_picture_changed_by_hand_stays_and_its_neighbour_too(small):
    script = """async () => {
      const { repaint } = await import("./plotly.js");
      const seen = () => [...plot.querySelectorAll(".imagelayer image")].map((image) => image.href.baseVal.slice(-4));
      const done = repaint(plot, 1, "data:image/png;base64,CC==");
      const byHand = seen();
      await Plotly.redraw(plot);
      const drawn = seen();
      await Plotly.relayout(plot, { "images[1].source": "data:image/png;base64,BB==" });
      return [done, byHand, drawn, seen()];
    }"""
    changed = ["AA==", "CC=="]
    assert small.evaluate(script) == [True, changed, changed, ["AA==", "BB=="]]


def test_marks_lie_on_each_other_in_their_order_whatever_part_of_them_is_drawn_again(small):
    script = """async () => {
      const { inOrder } = await import("./plotly.js");
      await Plotly.animate(plot, { data: [{ y: [1, 2, 3] }, { y: [3, 2, 1] }], traces: [0, 2] },
        { mode: "immediate", frame: { duration: 0, redraw: false }, transition: { duration: 0 } });
      inOrder(plot);
      const number = ({ classList }) => plot._fullData.findIndex(({ uid }) => classList.contains(`trace${uid}`));
      return [...plot.querySelectorAll(".scatterlayer")].map((layer) => [...layer.children].map(number));
    }"""
    assert small.evaluate(script)[0] == [0, 1, 2, 4, 5]
