// The chosen outcome over a factor, coloured by another one.

const MOST_GROUPS = 6;
const MOST_PLACES = 24;
const MOST_MARKS = 2000;
const BINS = 8;
const PER_BIN = 5;

/** Groups of points by the factor that colours them. */
function groups(points) {
  const factor = factors[state.coloured];
  if (!factor) return [{ words: "", points }];
  const known = factor.distinct.filter((at) => points.some((point) => factor.at[point] === at));
  if (known.length <= MOST_GROUPS) {
    return known.map((at) => ({ words: levelWords(factor, at, true), points: points.filter((point) => factor.at[point] === at) }));
  }
  if (factor.levels) {
    const first = known.slice(0, MOST_GROUPS - 1);
    const others = { words: say("others"), points: points.filter((point) => !first.includes(factor.at[point])) };
    return [...first.map((at) => ({ words: factor.levels[at], points: points.filter((point) => factor.at[point] === at) })), others];
  }
  return binned(points, factor, 4).map((bin) => ({ words: `${say("range", { low: brief(bin.low), high: brief(bin.high) })} ${factor.unit}`.trim(), points: bin.points }));
}

/** Points in order of a factor, cut into bins of about equal size; points of one level stay together. */
function binned(points, factor, bins) {
  const ordered = [...points].sort((a, b) => factor.at[a] - factor.at[b]);
  const cuts = Array.from({ length: bins + 1 }, (_, k) => Math.round((k * ordered.length) / bins));
  for (let k = 1; k < bins; k++) {
    cuts[k] = Math.max(cuts[k], cuts[k - 1]);
    while (cuts[k] > 0 && cuts[k] < ordered.length && factor.at[ordered[cuts[k]]] === factor.at[ordered[cuts[k] - 1]]) cuts[k]++;
  }
  return cuts.slice(1).map((end, k) => ordered.slice(cuts[k], end)).filter((some) => some.length).map((some) => ({
    points: some, low: factor.at[some[0]], high: factor.at[some[some.length - 1]], middle: mean(some.map((point) => factor.at[point])),
  }));
}

/** The means along the line of a group: at each level, or in bins where there are many. */
function steps(group, factor, whole) {
  const known = factor.distinct.filter((at) => group.points.some((point) => factor.at[point] === at));
  const parts = factor.levels || factor.distinct.length <= MOST_PLACES
    ? known.map((at) => ({ x: at, points: group.points.filter((point) => factor.at[point] === at), sure: true }))
    : binned(group.points, factor, Math.max(1, Math.min(BINS, Math.floor(group.points.length / PER_BIN)))).map((bin) => ({ x: bin.middle, points: bin.points, sure: false }));
  return parts.map((part) => {
    const values = part.points.map(meanOf).filter((value) => value !== null);
    const y = values.length ? mean(values) : NaN;
    const half = part.sure ? halfWidth(part.points, whole) : NaN;
    return { x: part.x, y, low: y - half, high: y + half };
  }).filter((step) => Number.isFinite(step.y));
}

/** Half of the 95 % interval of some points' difference from the mean of all that are shown, paired by seed: what a seed does to all drops out. */
function halfWidth(points, whole) {
  const some = whole ? bySeed(points) : null;
  const away = (some || []).map((value, k) => (value === null || whole[k] === null ? null : value - whole[k])).filter((value) => value !== null);
  if (away.length < 2) return NaN;
  const reach = student(away);
  return (reach.high - reach.low) / 2;
}

function plot(points) {
  const [factor, one] = [factors[state.over], outcome()];
  const known = points.filter((point) => meanOf(point) !== null);
  const whole = bySeed(known);
  const made = groups(known).map((group) => ({ ...group, steps: steps(group, factor, whole) }));
  key(made);
  caption(points);
  if (!known.length) {
    byId("plot").replaceChildren(make("p", {}, say("no_run")));
    return;
  }
  const width = Math.max(300, byId("plot").clientWidth || 640);
  const height = Math.round(Math.min(400, Math.max(280, width * 0.55)));
  const frame = { left: 62, right: width - 14, top: 26, bottom: height - 46 };
  const y = scale(...limits(made.flatMap((group) => group.steps.flatMap((step) => [step.y, step.low, step.high])).concat(known.map(meanOf))), frame.bottom, frame.top);
  const x = across(factor, known, frame);
  byId("plot").replaceChildren(draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-labelledby": "plot-caption" },
    ...axes(frame, x, y, factor, one), ...dots(known, made, x, y, factor), ...made.flatMap((group, k) => lineOf(group, k, made.length, x, y, factor))));
}

/** The horizontal axis: places for words, a scale for numbers. */
function across(factor, points, frame) {
  const at = points.map((point) => factor.at[point]);
  if (factor.levels) {
    const known = factor.distinct.filter((level) => at.includes(level));
    const step = (frame.right - frame.left) / known.length;
    return { place: (level) => frame.left + step * (known.indexOf(level) + 0.5), ticks: known, step };
  }
  const [low, high] = [Math.min(...at), Math.max(...at)];
  const inset = 26;
  const made = low === high ? scale(low - 1, high + 1, frame.left, frame.right) : scale(low, high, frame.left + inset, frame.right - inset, factor.log && low > 0);
  const known = factor.distinct.filter((level) => at.includes(level));
  return { place: made.place, ticks: known.length <= 7 ? known : made.ticks, step: (frame.right - frame.left) / Math.min(known.length, 7) };
}

function axes(frame, x, y, factor, one) {
  const rows = y.ticks.flatMap((value) => [
    line(frame.left, y.place(value), frame.right, y.place(value), { class: "grid" }),
    words(frame.left - 7, y.place(value) + 4, tickWords(value, one), { "text-anchor": "end" }),
  ]);
  const few = [3, 4, 5].find((count) => new Set(x.ticks.map((value) => value.toPrecision(count))).size === x.ticks.length) || 6;
  const brief = (value) => tickWords(Number.isInteger(value) ? value : Number(value.toPrecision(few)));
  const columns = x.ticks.flatMap((value) => [
    line(x.place(value), frame.bottom, x.place(value), frame.bottom + 4, { class: "axis" }),
    words(x.place(value), frame.bottom + 18, factor.levels ? cut(factor.levels[value], x.step) : brief(value), { "text-anchor": "middle" }),
  ]);
  const unit = factor.unit ? say("labelled", factor) : factor.label;
  return [...rows, line(frame.left, frame.bottom, frame.right, frame.bottom, { class: "axis" }), ...columns,
    words(2, 12, cut(labelled(one), frame.right), { class: "soft" }),
    words((frame.left + frame.right) / 2, frame.bottom + 39, cut(unit, frame.right - frame.left), { "text-anchor": "middle", class: "soft" })];
}

/** How far a group is moved aside, so that groups at one place do not hide each other. */
function aside(k, groups, x, factor) {
  return (k - (groups - 1) / 2) * Math.min(factor.levels ? x.step * 0.12 : 5, 14);
}

function dots(points, made, x, y, factor) {
  const every = Math.ceil(points.length / MOST_MARKS);
  const lone = made.every((group) => group.steps.length === group.points.length) && made.length * MOST_PLACES >= points.length;
  if (lone) return [];
  return made.flatMap((group, k) => group.points.filter((_, place) => place % every === 0).map((point) =>
    fill(mark(MARKS[k], x.place(factor.at[point]) + aside(k, made.length, x, factor), y.place(meanOf(point)), 3, { fill: COLOURS[k], opacity: 0.4 }), {},
      [draw("title", {}, `${pointWords(point)}: ${shown(meanOf(point), outcome())}`)])));
}

function lineOf(group, k, groups, x, y, factor) {
  const place = (step) => x.place(step.x) + aside(k, groups, x, factor);
  const path = group.steps.map((step, at) => `${at ? "L" : "M"}${place(step).toFixed(1)} ${y.place(step.y).toFixed(1)}`).join("");
  const joined = factor.levels ? [] : [draw("path", { d: path, fill: "none", stroke: COLOURS[k], "stroke-width": 1.8, opacity: 0.85 })];
  const bars = group.steps.filter((step) => Number.isFinite(step.low)).map((step) =>
    line(place(step), y.place(step.low), place(step), y.place(step.high), { stroke: COLOURS[k], "stroke-width": 1.8 }));
  const tops = group.steps.map((step) => fill(mark(MARKS[k], place(step), y.place(step.y), 5, { fill: COLOURS[k], stroke: "#fff", "stroke-width": 0.8 }), {},
    [draw("title", {}, `${[group.words, levelWords(factor, step.x, true)].filter(Boolean).join(say("comma"))}: ${shown(step.y, outcome())}`)]));
  return [...joined, ...bars, ...tops];
}

function key(made) {
  const items = made.filter((group) => group.words).map((group, k) =>
    make("li", {}, draw("svg", { class: "swatch", viewBox: "0 0 12 12", "aria-hidden": "true" }, mark(MARKS[k], 6, 6, 5, { fill: COLOURS[k] })), group.words));
  const factor = factors[state.coloured];
  byId("plot-key").replaceChildren(...(factor ? [make("li", {}, make("strong", {}, `${factor.label}:`)), ...items] : []));
}

function caption(points) {
  const [over, coloured] = [factors[state.over], factors[state.coloured]];
  const binned = !over.levels && over.distinct.length > MOST_PLACES;
  const bars = binned ? say("binned") : data.values && data.seeds.length > 1 ? say("paired") : "";
  const colour = coloured ? say("coloured", { label: coloured.label }) : "";
  byId("plot-caption").textContent = say("caption", { outcome: capital(outcome().label), factor: over.label, colour, bars }) + filterWords();
  byId("count").textContent = say(points.length === count ? "all_shown" : "some_shown", { some: grouped(points.length, 0), count: grouped(count, 0) });
}

/** What the filters leave, in words, for paper. */
function filterWords() {
  const told = factors.map((factor, k) => {
    const kept = state.filters[k];
    if (factor.chips) return kept.size === factor.distinct.length ? "" : `${factor.label} ${[...kept].sort((a, b) => a - b).map((at) => levelWords(factor, at)).join(say("or")) || say("none")}`;
    const [low, high] = kept;
    return low === 0 && high === factor.steps.length - 1 ? "" : say("from_to", { label: factor.label, low: levelWords(factor, factor.steps[low]), high: levelWords(factor, factor.steps[high]) });
  }).filter(Boolean);
  return told.length ? say("only", { told: told.join(say("semicolon")) }) : "";
}
