"""What a board leaves out while it plays on a slow computer: nothing older than two frames; at rest all is exact."""

# Whether each of seven things has its turn within any three frames, on a computer that is slow; on one that is not, and
# at rest, always. What is slow is told by frames that come late.
TURNS = """async () => {
  const { Pace } = await import("./board_pace.js");
  const frames = (length) => {
    let now = 0;
    Object.defineProperty(document.timeline, "currentTime", { get: () => now, configurable: true });
    window.requestAnimationFrame = (call) => call(now + length);
    const pace = new Pace();
    pace.take(false);
    const turns = [];
    for (let k = 0; k < 40; k++, now += length) {
      pace.take(true);
      turns.push([pace.slow, Array.from({ length: 7 }, (_, i) => pace.has(i, 3))]);
    }
    pace.take(false);
    return [...turns, [pace.slow, Array.from({ length: 7 }, (_, i) => pace.has(i, 3))]];
  };
  return [frames(17), frames(40)];
}"""

# By how much the links' pixels differ from links drawn whole from the same θ: after a frame with little change, in
# which nothing is drawn; after one with much, on a fast computer; after one, two
# and three frames on a slow one; and at rest.
DRAWN = """async () => {
  const { Links } = await import("./board_links.js");
  const sizes = [3, 4, 4, 2], look = { room: { width: 400, height: 200 }, strongest: 1,
    inks: { positive: "#0b62c4", negative: "#b84f0e", text: "#000000" } };
  const columns = sizes.map((n, layer) => Array.from({ length: n }, (_, index) =>
    ({ layer, index, at: [40 + 100 * layer, 100 + 40 * (index - (n - 1) / 2)] })));
  const made = () => {
    const links = new Links(document.createElement("div"), {});
    links.lay(columns, sizes, 30);
    return links;
  };
  const P = 3 * 4 + 4 + 4 * 4 + 4 + 4 * 2 + 2;
  const theta = (shift) => Float64Array.from({ length: P }, (_, i) => Math.sin(i + 1 + shift));
  const pixels = ({ canvas }) => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const links = made();
  const off = (now, pointed) => {
    const whole = made();
    whole.draw(now, { ...look, pointed });
    const [a, b] = [pixels(links), pixels(whole)];
    return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
  };
  let turn = 0;
  const [fast, slow] = [{ has: () => true }, { has: (i, every) => (i + turn) % every === 0 }];
  const found = {};
  links.draw(theta(0), look);
  found.first = off(theta(0));
  const before = pixels(links);
  links.draw(theta(0.001), look, fast);
  found.little = String(pixels(links)) === String(before);
  links.draw(theta(1), look, fast);
  found.fast = off(theta(1));
  found.slow = [1, 2, 3].map((k) => {
    turn = k;
    links.draw(theta(2), look, slow);
    return off(theta(2));
  });
  links.draw(theta(2), { ...look, pointed: 4 }, slow);
  found.pointed = off(theta(2), 4);
  links.draw(theta(2.001), look, slow);
  links.draw(theta(2.001), look);
  found.rest = off(theta(2.001));
  return found;
}"""


def test_on_a_slow_computer_each_thing_is_drawn_within_three_frames_and_at_rest_all_are(modules):
    fast, slow = modules.evaluate(TURNS)
    assert not any(late for late, _ in fast)
    assert all(all(turns) for _, turns in fast)
    begins = [late for late, _ in slow].index(True)
    assert 3 < begins < 20, "one late frame makes no slow computer, many do"
    drawn = [turns for _, turns in slow[begins:-1]]
    for three in zip(drawn, drawn[1:], drawn[2:], strict=False):
        assert [sum(one) for one in zip(*three, strict=True)] == [1] * 7
    assert slow[-1] == [False, [True] * 7]


def test_links_that_are_left_out_come_within_three_frames_and_at_rest_every_pixel_is_exact(modules):
    found = modules.evaluate(DRAWN)
    assert found["little"], "what nobody would see is not drawn"
    first, second, third = found["slow"]
    assert min(first, second) > 0, "not all at once"
    assert third == found["first"] == found["fast"] == found["pointed"] == found["rest"] == 0
