// Small helpers that make elements, scales and marks.

// Okabe and Ito's palette without yellow, which is too pale on white; each colour has a mark of its own as well.
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];
const MARKS = ["circle", "square", "triangle", "diamond", "cross", "ring", "bar"];
const NAMESPACE = "http://www.w3.org/2000/svg";

/** Make an HTML element with attributes and children; text is text, never markup. */
function make(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

function draw(name, attributes = {}, ...children) {
  return fill(document.createElementNS(NAMESPACE, name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** A place on an axis for each value; ticks in round numbers. */
function scale(low, high, from, to, log = false) {
  const [a, b] = log ? [Math.log(low), Math.log(high)] : [low, high];
  const place = (value) => from + ((to - from) * ((log ? Math.log(value) : value) - a)) / (b - a || 1);
  return { place, ticks: log ? logTicks(low, high) : ticks(low, high), low, high };
}

function ticks(low, high, most = 6) {
  const rough = (high - low || 1) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9));
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) found.push(k * step);
  return found.map((value) => Number(value.toPrecision(12)));
}

function logTicks(low, high) {
  const found = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const factor of [1, 2, 5]) if (factor * 10 ** power >= low * 0.999 && factor * 10 ** power <= high * 1.001) found.push(factor * 10 ** power);
  }
  return found.length > 1 ? found : [low, high];
}

/** Limits of an axis that holds all values, with zero where it is near. */
function limits(values) {
  const known = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const room = 0.05 * (high - low) || Math.abs(high) * 0.1 || 1;
  return [low >= 0 && low < high - low ? 0 : low - room, high <= 0 && -high < high - low ? 0 : high + room];
}

/** Write a tick as briefly as an axis needs it. */
function tickWords(value, one) {
  if (one && one.share) return `${Number((100 * value).toPrecision(6))} %`;
  const size = Math.abs(value);
  const large = size >= 1e5 && data.short.find(([least]) => size >= least);
  if (large) return signed(`${value / large[0]}${large[1]}`);
  return Number.isInteger(value) ? grouped(value, 0) : signed(String(Number(value.toPrecision(6))));
}

/** One of a few marks that differ in shape. */
function mark(kind, x, y, size, attributes) {
  const at = (dx, dy) => `${(x + dx * size).toFixed(1)} ${(y + dy * size).toFixed(1)}`;
  const shapes = {
    square: `M${at(-0.85, -0.85)}L${at(0.85, -0.85)}L${at(0.85, 0.85)}L${at(-0.85, 0.85)}Z`,
    triangle: `M${at(0, -1.15)}L${at(1.05, 0.8)}L${at(-1.05, 0.8)}Z`,
    diamond: `M${at(0, -1.25)}L${at(1.1, 0)}L${at(0, 1.25)}L${at(-1.1, 0)}Z`,
    cross: `M${at(-1, -0.35)}L${at(-0.35, -0.35)}L${at(-0.35, -1)}L${at(0.35, -1)}L${at(0.35, -0.35)}L${at(1, -0.35)}L${at(1, 0.35)}L${at(0.35, 0.35)}L${at(0.35, 1)}L${at(-0.35, 1)}L${at(-0.35, 0.35)}L${at(-1, 0.35)}Z`,
    bar: `M${at(-0.4, -1.1)}L${at(0.4, -1.1)}L${at(0.4, 1.1)}L${at(-0.4, 1.1)}Z`,
  };
  if (kind === "ring") return draw("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: size * 0.85, ...attributes, fill: "#fff", stroke: attributes.fill, "stroke-width": size / 2.2 });
  if (!shapes[kind]) return draw("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: size, ...attributes });
  return draw("path", { d: shapes[kind], ...attributes });
}

function line(x1, y1, x2, y2, attributes = {}) {
  return draw("line", { x1: x1.toFixed(1), y1: y1.toFixed(1), x2: x2.toFixed(1), y2: y2.toFixed(1), ...attributes });
}

function words(x, y, text, attributes = {}) {
  return draw("text", { x: x.toFixed(1), y: y.toFixed(1), ...attributes }, text);
}

/** Text cut to a width, as far as letters of middling width tell. */
function cut(text, width) {
  const most = Math.max(3, Math.floor(width / 6.6));
  return text.length > most ? `${text.slice(0, most - 1)}\u2026` : text;
}

const options = (list, chosen) => list.map(([value, text]) => make("option", { value, selected: String(value) === String(chosen) ? "" : null }, text));
