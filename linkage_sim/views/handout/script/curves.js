// The curves, drawn as the classroom page draws them (views/app/curves.py), with its sizes and colours.

/** One chart as SVG: lines of one or two measures, their ghosts and bands, the evidence. */
function chart(lines, months, start, write, evidence, label, least, years, height) {
  const top = roundUp(Math.max(least, ...lines.map(highest), ...evidence.map((point) => point.value * 1.08)));
  const scale = scaled(months, top, height);
  const parts = [grid(scale, start, write, years), ...lines.map((line) => drawnLine(line, scale)), ...evidence.map((point) => proof(point, scale))];
  const spec = page.chart;
  return `<svg viewBox="0 0 ${spec.width} ${height + (years ? spec.years : 0)}" class="chart" role="img" aria-label="${escaped(label)}">${parts.join("")}</svg>`;
}

function scaled(months, top, height) {
  const { width, left, right, top: above, bottom } = page.chart;
  const x = (month) => tenth(left + ((width - left - right) * month) / Math.max(months, 1));
  const y = (value) => tenth(height - bottom - ((height - above - bottom) * Math.min(Math.max(value, 0), top)) / top);
  const path = (values) => {
    let pen = "M";
    return values.map((value, month) => {
      const told = Number.isFinite(value) ? `${pen}${x(month + 1)} ${y(value)}` : "";
      pen = told ? "L" : "M";
      return told;
    }).join("");
  };
  const area = (low, high) => `${path(high)}${low.map((value, month) => `L${x(month + 1)} ${y(value)}`).reverse().join("")}Z`;
  return { months, top, height, x, y, path, area };
}

const tenth = (value) => Math.round(value * 10) / 10;

function highest(line) {
  const bands = [line.band, line.ghostBand].filter(Boolean).map((band) => band.highest);
  return Math.max(0, ...[line.values, line.ghost, ...bands].flat().filter(Number.isFinite));
}

function drawnLine(line, scale) {
  const colour = page.chart.colours[line.column];
  const parts = [line.ghostBand ? shaded(line.ghostBand, scale, page.chart.grey) : "", line.band ? shaded(line.band, scale, colour) : ""];
  if (line.ghost.length) parts.push(`<path class="ghost" d="${scale.path(line.ghost)}" fill="none" stroke="${page.chart.grey}" stroke-width="1.8" stroke-dasharray="5 3"/>`);
  if (line.values.length) {
    parts.push(`<path class="run" d="${scale.path(line.values)}" fill="none" stroke="${colour}" stroke-width="2.6"/>`);
    const last = line.values[line.values.length - 1];
    if (Number.isFinite(last)) parts.push(`<circle cx="${scale.x(line.values.length)}" cy="${scale.y(last)}" r="4" fill="${colour}"/>`);
  }
  return parts.join("");
}

function shaded(band, scale, colour) {
  return `<path class="spread" d="${scale.area(band.lowest, band.highest)}" fill="${colour}" opacity="0.10"/>`
    + `<path class="band" d="${scale.area(band.low, band.high)}" fill="${colour}" opacity="0.38"/>`;
}

function grid(scale, start, write, years) {
  const { width, left, right, top, bottom, years: below } = page.chart;
  const [year, month] = [Number(start.slice(0, 4)), Number(start.slice(5, 7))];
  const lines = [0, scale.top / 2, scale.top].map((value) => `<line x1="${left}" x2="${width - right}" y1="${scale.y(value)}" y2="${scale.y(value)}" class="grid"/>`);
  for (const value of [0, scale.top]) lines.push(`<text x="${left - 6}" y="${tenth(scale.y(value) + 5)}" class="tick" text-anchor="end">${escaped(write(value))}</text>`);
  const begins = Array.from({ length: Math.floor(scale.months / 12) + 2 }, (_, k) => [year + k, 12 * k - month + 1]).filter(([, at]) => at >= 0 && at <= scale.months);
  const every = Math.max(1, Math.ceil(begins.length / 7));
  for (const [name, at] of begins.filter((_, k) => k % every === 0)) {
    lines.push(`<line x1="${scale.x(at)}" x2="${scale.x(at)}" y1="${top}" y2="${scale.height - bottom}" class="grid"/>`);
    if (years && at < scale.months - 3) lines.push(`<text x="${scale.x(at) + 3}" y="${scale.height + below - 4}" class="tick">${name}</text>`);
  }
  return lines.join("");
}

function proof(point, scale) {
  const [first, last, y] = [scale.x(point.start), scale.x(point.end), scale.y(point.value)];
  const x = (first + last) / 2;
  const ink = `stroke="${page.chart.black}"`;
  const mark = point.low < point.value
    ? `<rect x="${first}" y="${y}" width="${tenth(last - first)}" height="${tenth(scale.y(point.low) - y)}" fill="none" ${ink} stroke-width="1.4"/>`
    : `<path d="M${x} ${tenth(y - 5)}l5 5l-5 5l-5 -5z" fill="white" ${ink} stroke-width="1.6"/>`;
  const label = `<text x="${tenth(first - 8)}" y="${tenth(y + 4)}" class="proof" text-anchor="end">${escaped(point.label[state.language])}</text>`;
  return `<g class="evidence"><line x1="${first}" x2="${last}" y1="${y}" y2="${y}" ${ink} stroke-width="1.4"/>${mark}${label}</g>`;
}

/** The next round number, so that the axis does not move with every month. */
function roundUp(value) {
  let ten = value >= 1 ? 10 ** String(Math.floor(value)).length : 1;
  while (ten / 10 >= value) ten /= 10;
  return [0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1].map((part) => part * ten).find((next) => next >= value * 0.9999);
}

/** The charts that are shown: three, or all five. */
function charts() {
  const { own, other } = stage;
  const keys = chartKeys();
  return keys.map((key, k) => {
    const columns = page.charts[key];
    const write = writer(columns[0]);
    const lines = columns.map((column) => lineOf(column, own, other));
    const evidence = page.evidence[own.about.scenario].filter((point) => point.column === columns[0]);
    const height = state.all ? page.chart.low : page.chart.tall;
    const svg = chart(lines, own.months, own.facts.start, write, evidence, said(`curves.${key}`), page.least[key], k === keys.length - 1, height);
    return `<figure data-test="chart-${key}"><figcaption><b>${said(`curves.${key}`)}</b>${lines.map((line) => valueOf(line, key, write)).join("")}${differenceOf(lines)}</figcaption>${svg}</figure>`;
  }).join("");
}

function chartKeys() {
  if (state.all) return Object.keys(page.charts);
  const lesson = lessonOpen();
  return lesson && page.ofTheRegister.includes(lesson.column) ? ["online_households", "headcount", "register"] : ["stores", "online_households", "headcount"];
}

function lineOf(column, own, other) {
  const open = !secret();
  return {
    column,
    values: own.seen(column).slice(0, state.month),
    ghost: other ? other.seen(column).slice(0, open ? own.months : state.month) : [],
    band: open && page.seeds.length > 1 ? own.band(column) : null,
    ghostBand: open && other && page.seeds.length > 1 ? other.band(column) : null,
  };
}

function valueOf(line, key, write) {
  const last = line.values.length ? line.values[line.values.length - 1] : NaN;
  const name = { inclusion_error: said("curves.inclusion"), exclusion_error: said("curves.exclusion") }[line.column] || "";
  const colour = page.chart.inks[page.chart.colours[line.column]] || page.chart.colours[line.column];
  const none = key === "register" && !Number.isFinite(last);
  const text = none ? "" : Number.isFinite(last) ? (counted(line.column) || write)(last) : "";
  const small = none ? (line.column === "exclusion_error" ? said("curves.no_register") : "") : name;
  return `<span class="value" style="color:${colour}">${text}<small>${small}</small></span>`;
}

/** A share of a few households is written as so many of so many. */
function counted(column) {
  const of = page.counted[column] && state.month ? stage.own.series(page.counted[column])[state.month - 1] : NaN;
  return of < page.few ? (share) => said("curves.of", { some: Math.round(share * of), all: Math.round(of) }) : null;
}

function differenceOf([line, second]) {
  if (second || !line.ghost.length || !line.values.length) return "";
  const difference = line.values[line.values.length - 1] - line.ghost[line.values.length - 1];
  if (!Number.isFinite(difference)) return "";
  return `<em>${said("curves.against", { difference: signed(difference, differenceWriter(line.column)) })}</em>`;
}

function signed(difference, write) {
  return (difference > 0 ? "+" : difference < 0 ? "\u2212" : "±") + write(Math.abs(difference));
}
