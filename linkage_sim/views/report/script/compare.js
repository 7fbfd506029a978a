// Two points, or two levels of a factor with all else equal: their difference seed by seed.

const MOST_LISTED = 400;
const MOST_LEVELS = 50;
const MOST_LINES = 200;

/** Factors of which two levels can be compared: other points are equal in all but that factor. */
const comparable = factors.map((factor, k) => k).filter((k) => factors[k].distinct.length <= MOST_LEVELS && matched(k).size > 0);

/** Points that are equal in all factors but one, by what they have in common; only those with a partner. */
function matched(k, points = null) {
  const found = new Map();
  for (const point of points || Array.from({ length: count }, (_, place) => place)) {
    const rest = JSON.stringify(factors.filter((_, other) => other !== k).map((factor) => factor.at[point]));
    if (!found.has(rest)) found.set(rest, new Map());
    found.get(rest).set(factors[k].at[point], point);
  }
  return new Map([...found].filter(([, levels]) => levels.size > 1));
}

function layOutCompare() {
  if (!comparable.length) byId("by-levels").disabled = true;
  chooseFactor(comparable.includes(state.over) ? state.over : comparable[0] ?? 0);
  for (const radio of document.querySelectorAll('input[name="mode"]')) radio.addEventListener("change", () => ask({ mode: radio.value }));
  byId("point-a").addEventListener("change", (event) => ask({ a: Number(event.target.value) }));
  byId("point-b").addEventListener("change", (event) => ask({ b: Number(event.target.value) }));
  byId("factor").append(...options(comparable.map((k) => [k, factors[k].label]), state.factor));
  byId("factor").addEventListener("change", (event) => {
    chooseFactor(Number(event.target.value));
    ask({});
  });
  byId("level-a").addEventListener("change", (event) => ask({ levels: [Number(event.target.value), state.levels[1]] }));
  byId("level-b").addEventListener("change", (event) => ask({ levels: [state.levels[0], Number(event.target.value)] }));
}

function chooseFactor(k) {
  const factor = factors[k];
  state.factor = k;
  state.levels = [0, factor.distinct.length - 1];
  const named = factor.distinct.map((at, place) => [place, levelWords(factor, at, true)]);
  byId("level-a").replaceChildren(...options(named, state.levels[0]));
  byId("level-b").replaceChildren(...options(named, state.levels[1]));
}

/** The two sides of the comparison: what they are called, and their points, one for one. */
function sides(points) {
  if (state.mode === "points") return [[state.a], [state.b]].map((some) => ({ words: pointWords(some[0]), points: some }));
  const factor = factors[state.factor];
  const [low, high] = state.levels.map((place) => factor.distinct[place]);
  const pairs = [...matched(state.factor, chosenPoints(state.factor)).values()].filter((levels) => levels.has(low) && levels.has(high));
  return [low, high].map((at) => ({ words: `${factor.label} ${levelWords(factor, at, true)}`, points: pairs.map((levels) => levels.get(at)) }));
}

function compare(points) {
  byId("choose-points").hidden = state.mode !== "points";
  byId("choose-levels").hidden = state.mode === "points";
  listPoints(points);
  const [a, b] = sides(points);
  const usable = a.points.map((_, k) => k).filter((k) => [a, b].every((side) => meanOf(side.points[k]) !== null));
  const [first, second] = [a, b].map((side) => usable.map((k) => side.points[k]));
  if (!usable.length) return tell([make("p", {}, "Nothing is left to compare: no two points that are shown have runs and are equal in all else.")], [], null);
  const pairs = paired(first, second);
  const change = pairs.length ? student(pairs.map((pair) => pair.change)) : { n: 0, mean: mean(second.map(meanOf)) - mean(first.map(meanOf)), low: NaN, high: NaN };
  tell(sentences(a, b, first, second, pairs, change), pairs, change);
}

/** Both sides, and what lies between them. */
function sentences(a, b, first, second, pairs, change) {
  const one = outcome();
  const levels = pairs.length ? [mean(pairs.map((pair) => pair.a)), mean(pairs.map((pair) => pair.b))] : [first, second].map((some) => mean(some.map(meanOf)));
  const over = state.mode === "levels" ? `, over ${grouped(first.length, 0)} ${first.length === 1 ? "setting" : "settings"} of all else` : "";
  const list = make("dl", { class: "pair" }, ...[["A", a, levels[0]], ["B", b, levels[1]]].flatMap(([name, side, level]) =>
    [make("dt", {}, name), make("dd", {}, `${side.words}: ${shown(level, one)} in the mean${over}`)]));
  const [size, ends] = inWords(change, one);
  const sign = change.mean > 0 ? "+" : "";
  const known = Number.isFinite(change.low) ? ` (95 % interval ${ends}, paired by ${grouped(pairs.length, 0)} seeds)` : ` (${unknown(pairs)})`;
  const text = make("p", { id: "difference", "data-n": change.n, "data-mean": change.mean, "data-low": change.low, "data-high": change.high },
    "B less A: ", make("strong", {}, `${sign}${size}`), `${known}. ${better(pairs, change)}`);
  return [list, text];
}

function unknown(pairs) {
  return pairs.length === 1 ? "one seed, so no interval" : "no interval, for single runs are not in the page or share no seed";
}

/** In how many seeds B is better, and whether the mean can be told from zero. */
function better(pairs, change) {
  const one = outcome();
  if (!pairs.length) return "";
  const zero = pairs.every((pair) => pair.change === 0) ? "No seed differs." : change.low <= 0 && change.high >= 0 ? "It cannot be told from zero." : "";
  if (!one.better || zero === "No seed differs.") return zero;
  const wins = pairs.filter((pair) => (one.better === "more" ? pair.change > 0 : pair.change < 0)).length;
  const ties = pairs.filter((pair) => pair.change === 0).length;
  return `B is better (${one.better}) in ${wins} of ${pairs.length} seeds${ties ? `, and ${ties} do not differ` : ""}. ${zero}`.trim();
}

function tell(told, pairs, change) {
  byId("verdict").replaceChildren(...told);
  const drawn = change !== null && pairs.length > 1;
  byId("pairs").replaceChildren(...(drawn ? [pairPlot(pairs, change)] : []));
  byId("pairs-caption").textContent = drawn
    ? "Left: each seed's run of A and of B, joined; black: their means. Right: the differences, with their mean and its 95 % interval." : "";
}

/** Lines from A to B on the left, the differences on the right. */
function pairPlot(pairs, change) {
  const one = outcome();
  const width = Math.min(760, Math.max(300, byId("pairs").clientWidth || 640));
  const height = 260;
  const [top, bottom, left, right] = [26, height - 26, 62, width - 8];
  const middle = left + (right - left) * 0.42;
  const y = scale(...limits(pairs.flatMap((pair) => [pair.a, pair.b])), bottom, top);
  const other = middle + 70;
  const d = scale(...limits([0, change.low, change.high, ...pairs.map((pair) => pair.change)]), bottom, top);
  const [xa, xb] = [left + 22, middle - 22];
  const every = Math.ceil(pairs.length / MOST_LINES);
  const thin = pairs.filter((_, k) => k % every === 0);
  const lines = thin.map((pair) => line(xa, y.place(pair.a), xb, y.place(pair.b), { stroke: pair.change === 0 ? "#8c959f" : tone(pair.change), opacity: 0.45, "stroke-width": 1.2 }));
  const ends = thin.flatMap((pair) => [[xa, pair.a], [xb, pair.b]].map(([x, value]) => mark("circle", x, y.place(value), 2.6, { fill: "#57606a", opacity: 0.7 })));
  const levels = [[xa, mean(pairs.map((pair) => pair.a))], [xb, mean(pairs.map((pair) => pair.b))]];
  const means = levels.map(([x, value]) => line(x - 14, y.place(value), x + 14, y.place(value), { stroke: "#000", "stroke-width": 2.4 }));
  const spots = strip(thin, d, other, right);
  const whisker = [line(right - 24, d.place(change.low), right - 24, d.place(change.high), { stroke: "#000", "stroke-width": 2 }), mark("circle", right - 24, d.place(change.mean), 4.5, { fill: "#000" })];
  return draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-labelledby": "pairs-caption", style: `max-width:${width}px` },
    ...side(y, left, middle, one), ...side(d, other, right, one), line(other, d.place(0), right, d.place(0), { stroke: "#1b1f23" }),
    words(xa, height - 8, "A", { "text-anchor": "middle", "font-weight": 700 }), words(xb, height - 8, "B", { "text-anchor": "middle", "font-weight": 700 }),
    words((other + right) / 2, height - 8, "B less A", { "text-anchor": "middle", "font-weight": 700 }),
    words(2, 12, cut(one.share ? `${one.label}, %` : one.unit, width), { class: "soft" }), ...lines, ...ends, ...means, ...spots, ...whisker);
}

function side(y, left, right, one) {
  return y.ticks.flatMap((value) => [line(left, y.place(value), right, y.place(value), { class: "grid" }),
    words(left - 6, y.place(value) + 4, tickWords(value, one), { "text-anchor": "end" })]);
}

/** Dots of the differences, spread sideways in order of the seeds. */
function strip(pairs, d, left, right) {
  const room = right - left - 60;
  return pairs.map((pair, k) => fill(mark("circle", left + 14 + (room * (k + 0.5)) / pairs.length, d.place(pair.change), 3.2, { fill: pair.change === 0 ? "#8c959f" : tone(pair.change), opacity: 0.8 }), {},
    [draw("title", {}, `seed ${pair.seed}: ${shown(pair.change, outcome())}`)]));
}

/** Blue for better, vermillion for worse, as in the other figures; purple where neither direction is. */
function tone(change) {
  const better = outcome().better;
  return !better ? "#7a4a86" : (change > 0) === (better === "more") ? "#0072b2" : "#d55e00";
}

/** The lists of points to choose from: those that are shown, and the two that are chosen. */
function listPoints(points) {
  for (const [id, chosen] of [["point-a", state.a], ["point-b", state.b]]) {
    const listed = points.slice(0, MOST_LISTED);
    const all = listed.includes(chosen) ? listed : [chosen, ...listed];
    const more = points.length > MOST_LISTED ? [make("option", { disabled: "" }, `${grouped(points.length - MOST_LISTED, 0)} more: filter, or choose in the table below`)] : [];
    byId(id).replaceChildren(...options(all.map((point) => [point, `${data.points.number[point]}: ${pointWords(point)}`]), chosen), ...more);
  }
}
