// The numbers in the page, what the reader has chosen, and which points that leaves.

const count = data.points.number.length;
const MOST_CHIPS = 10;
const STEPS = 100;

const factors = data.factors.map((factor) => {
  const distinct = factor.levels ? factor.levels.map((_, k) => k) : [...new Set(factor.at)].sort((a, b) => a - b);
  const chips = factor.levels !== null || (!factor.range && distinct.length <= MOST_CHIPS);
  const steps = chips ? [] : distinct.length <= STEPS + 1 ? distinct : spread(distinct[0], distinct[distinct.length - 1], factor.log);
  return { ...factor, distinct, chips, steps };
});

/** Evenly from one number to another. */
function spread(low, high, log) {
  const at = (k) => (log ? low * (high / low) ** (k / STEPS) : low + ((high - low) * k) / STEPS);
  return Array.from({ length: STEPS + 1 }, (_, k) => (k === 0 ? low : k === STEPS ? high : at(k)));
}

const state = {
  outcome: 0,
  over: Math.max(0, factors.findIndex((factor) => factor.name === data.first.factors[0])),
  coloured: factors.findIndex((factor) => factor.name === data.first.factors[1]),
  filters: [],
  sort: null,
  rows: 0,
};

function noFilters() {
  return factors.map((factor) => (factor.chips ? new Set(factor.distinct) : [0, factor.steps.length - 1]));
}
state.filters = noFilters();

const outcome = () => data.outcomes[state.outcome];
const meanOf = (point) => data.mean[outcome().name][point];

/** Whether a point passes all filters, or all but that of one factor. */
function passes(point, but = -1) {
  return factors.every((factor, k) => {
    if (k === but) return true;
    const at = factor.at[point];
    const kept = state.filters[k];
    return factor.chips ? kept.has(at) : at >= factor.steps[kept[0]] && at <= factor.steps[kept[1]];
  });
}

function chosenPoints(but = -1) {
  return Array.from({ length: count }, (_, point) => point).filter((point) => passes(point, but));
}

/** A level in words, with or without its unit. */
function levelWords(factor, at, unit = false) {
  const words = factor.levels ? factor.levels[at] : brief(at);
  return unit && factor.unit ? `${words} ${factor.unit}` : words;
}

function pointWords(point) {
  const label = data.points.label[point];
  return label || factors.map((factor) => `${factor.label} ${levelWords(factor, factor.at[point], true)}`).join(say("comma"));
}

/** Values of a point seed by seed; none where single runs are not in the page. */
function runsOf(point) {
  return data.values ? data.values[outcome().name][point] : null;
}

const student = (values) => interval(values, data.student, data.pilot);

/** Seed by seed, the mean of some points; only seeds at which all of them have a run. */
function bySeed(points) {
  if (!data.values) return null;
  return data.seeds.map((_, seed) => {
    const values = points.map((point) => runsOf(point)[seed]);
    return values.includes(null) ? null : mean(values);
  });
}
