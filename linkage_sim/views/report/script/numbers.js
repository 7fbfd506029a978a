// Words and numbers as the report's sentences write them, and the interval of paired differences.

const data = JSON.parse(document.getElementById("data").textContent);

/** A sentence of the page's language, with facts put in. */
function say(key, facts = {}) {
  return data.words[key].replace(/\{(\w+)\}/g, (_, name) => facts[name]);
}

/** Three digits, or all those before the point; large numbers in millions, or what the language counts in. */
function brief(value) {
  if (value === null || !Number.isFinite(value)) return say("unknown");
  const size = Math.abs(value);
  const large = data.large.find(([least]) => size >= least);
  if (large) return `${digits(value / large[0], 3)}${large[1]}`;
  return size >= 100 || Number.isInteger(value) ? grouped(value, 0) : digits(value, 3);
}

/** So many significant digits, without needless zeros. */
function digits(value, count) {
  return signed(value.toLocaleString("en-US", { maximumSignificantDigits: count }));
}

function grouped(value, places) {
  const options = { minimumFractionDigits: places, maximumFractionDigits: places };
  return signed((value + 0).toLocaleString("en-US", options).replace(/^-(?=[0.,]*$)/, ""));
}

/** Hyphens as minus signs. */
function signed(text) {
  return text.replace("-", "\u2212");
}

function capital(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** An outcome's value with its unit; shares in per cent. */
function shown(value, outcome, unit = true) {
  if (outcome.share) return `${brief(value === null ? null : 100 * value)} %`;
  return unit ? `${brief(value)} ${outcome.unit}`.trim() : brief(value);
}

/** An outcome's name with its unit, unless the name says it already. */
function labelled(one) {
  return !one.share && one.label.includes(one.unit) ? one.label : say("labelled", { label: one.label, unit: one.share ? "%" : one.unit });
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values) {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

/**
 * Mean with Student's 95 % interval. Where the first seeds decided how many there are, the wider of two intervals: with the spread of these,
 * and with that of all.
 */
function interval(values, student, pilot) {
  const n = values.length;
  const middle = mean(values);
  if (n < 2) return { n, mean: middle, low: NaN, high: NaN };
  const looks = pilot > 1 && pilot < n ? [pilot, n] : [n];
  const half = Math.max(...looks.map((size) => (student[size - 2] * deviation(values.slice(0, size))) / Math.sqrt(n)));
  return { n, mean: middle, low: middle - half, high: middle + half };
}
