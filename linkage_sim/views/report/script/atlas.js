// The map of a country: a square for each province, coloured by the month that the slider stands at.

const atlas = JSON.parse(document.getElementById("map-data").textContent);
const SIDE = 56;
const STEP_MS = 180;
const SVG = "http://www.w3.org/2000/svg";
const part = (id) => document.getElementById(id);
let player = 0;

function shown() {
  return atlas.measures[part("map-measure").selectedIndex];
}

/** A sentence of the page's language, with facts put in. */
function say(key, facts = {}) {
  return atlas.words[key].replace(/\{(\w+)\}/g, (_, name) => facts[name]);
}

function written(value) {
  const large = value >= 1e4 && atlas.short.find(([least]) => value >= least);
  if (!large) return value.toLocaleString("en");
  return `${(value / large[0]).toFixed(value < 10 * large[0] ? 1 : 0)}${large[1]}`;
}

function colour(measure, value) {
  if (value === undefined) return atlas.absent;
  if (value <= 0) return atlas.nothing;
  const along = measure.logarithmic
    ? Math.log(value / measure.low) / Math.log(measure.high / measure.low || Math.E)
    : (value - measure.low) / (measure.high - measure.low || 1);
  const last = measure.colours.length - 1;
  return measure.colours[Math.round(Math.min(Math.max(along, 0), 1) * last)];
}

function dark(shade) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(shade.slice(at, at + 2), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue < 130;
}

function made(name, facts, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(facts)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

function tile(unit, measure, month) {
  const value = unit.on ? measure.values[unit.key]?.[month] : undefined;
  const fill = unit.on ? colour(measure, value) : "url(#map-hatched)";
  const ink = unit.on && dark(fill) ? "#fff" : "#111";
  const group = made("g", { transform: `translate(${unit.x * SIDE} ${unit.y * SIDE})` });
  const what = !unit.on ? say("not_simulated") : value === undefined ? say("absent") : `${value.toLocaleString("en")} ${measure.unit}`;
  group.append(made("title", {}, `${unit.name}: ${what}`));
  group.append(made("rect", { width: SIDE - 3, height: SIDE - 3, fill, stroke: "#8c959f", "stroke-width": 0.7 }));
  group.append(made("text", { x: (SIDE - 3) / 2, y: 21, fill: ink, "text-anchor": "middle", "font-size": 14 }, unit.code));
  const amount = value === undefined ? "" : written(value);
  group.append(made("text", { x: (SIDE - 3) / 2, y: 41, fill: ink, "text-anchor": "middle", "font-size": 14, "font-weight": "bold" }, amount));
  return group;
}

function draw() {
  const measure = shown();
  const month = Number(part("map-month").value);
  const hatch = made("defs", {});
  const pattern = made("pattern", { id: "map-hatched", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  pattern.append(made("rect", { width: 6, height: 6, fill: "#fff" }), made("rect", { width: 1.2, height: 6, fill: "#999" }));
  hatch.append(pattern);
  const total = Object.values(measure.values).reduce((sum, values) => sum + values[month], 0);
  part("map-tiles").replaceChildren(hatch, ...atlas.tiles.map((unit) => tile(unit, measure, month)));
  part("map-now").textContent = say("now", { month: atlas.months[month], total: total.toLocaleString("en"), unit: measure.unit || measure.label });
  part("map-month").setAttribute("aria-valuetext", atlas.months[month]);
  const runs = say(atlas.runs > 1 ? "runs" : "run", { count: atlas.runs });
  const scale = measure.logarithmic ? say("logarithmic") : "";
  part("map-caption").textContent = say("caption", { label: measure.label, low: written(measure.low), high: written(measure.high), runs, scale });
}

function stop() {
  clearInterval(player);
  player = 0;
  part("map-play").textContent = say("play");
  part("map-play").setAttribute("aria-pressed", "false");
}

function play() {
  const slider = part("map-month");
  if (player) return stop();
  if (Number(slider.value) === atlas.months.length - 1) slider.value = 0;
  part("map-play").textContent = say("pause");
  part("map-play").setAttribute("aria-pressed", "true");
  player = setInterval(() => {
    slider.value = Number(slider.value) + 1;
    draw();
    if (Number(slider.value) === atlas.months.length - 1) stop();
  }, STEP_MS);
}

function begin() {
  const wide = Math.max(...atlas.tiles.map((unit) => unit.x)) + 1;
  const high = Math.max(...atlas.tiles.map((unit) => unit.y)) + 1;
  part("map-tiles").setAttribute("viewBox", `-2 -2 ${wide * SIDE + 2} ${high * SIDE + 2}`);
  for (const measure of atlas.measures) {
    const option = document.createElement("option");
    option.textContent = measure.label;
    part("map-measure").append(option);
  }
  part("map-month").max = atlas.months.length - 1;
  part("map-month").value = atlas.months.length - 1;
  part("map-measure").addEventListener("change", draw);
  part("map-month").addEventListener("input", () => { stop(); draw(); });
  part("map-play").addEventListener("click", play);
  part("map-unscripted").hidden = true;
  part("atlas").hidden = false;
  draw();
}

begin();
