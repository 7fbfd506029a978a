// Sentences and numbers of the language that is chosen, as the classroom page writes them (findings/language.py).

const ONE = "_one";

/** The sentence of a key with facts put in; numbers, and what there is one of, are written as the language does. */
function said(key, facts = {}) {
  const catalogue = page.words[state.language];
  const single = facts.count === 1 || facts.size === 1;
  const sentence = single && catalogue[key + ONE] !== undefined ? catalogue[key + ONE] : catalogue[key];
  return sentence.replace(/\{(\w+)\}/g, (_, name) => shown(facts[name]));
}

/** The words of a key, or others where the catalogue has none. */
function known(key, otherwise) {
  const found = page.words[state.language][key];
  return found === undefined ? otherwise : found;
}

function shown(value) {
  if (typeof value !== "number") return String(value);
  return Number.isInteger(value) || Math.abs(value) >= 100 ? grouped(Math.round(value)) : String(Number(value.toPrecision(3)));
}

function grouped(whole) {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A number short enough to be read from afar: 1,234; 12 million; 1.2 亿. */
function amount(value) {
  const steps = state.language === "zh" ? [[1e8, "亿"], [1e4, "万"]] : [[1e9, " billion"], [1e6, " million"]];
  const step = steps.find(([size]) => Math.abs(value) >= size);
  if (!step) return shown(value);
  const part = value / step[0];
  return (Math.abs(part) >= 20 ? grouped(Math.round(part)) : String(Number(part.toPrecision(3)))) + step[1];
}

/** A share as a percentage; without a fraction from one per cent up. */
function percent(value) {
  return `${fine(value)} %`;
}

/** A difference of two shares in percentage points, with half of its interval where that is known. */
function points(value, half = NaN) {
  const told = [value, half].filter(Number.isFinite).map(fine).join(" ± ");
  return said(told === "1" || told === "-1" ? "curves.point" : "curves.points", { value: told });
}

function fine(share) {
  return (100 * share).toFixed(Math.abs(share) > 0 && Math.abs(share) < 0.01 ? 1 : 0);
}

/** How values of a measure are written, and how differences of them. */
const writer = (column) => (page.shares.includes(column) ? percent : amount);
const differenceWriter = (column) => (page.shares.includes(column) ? points : amount);

/** A sum of money that is kept in steps, to two digits. */
function about(sum) {
  return sum < 1 ? "0" : `≈ ${grouped(Number(sum.toPrecision(2)))}`;
}

function ordinal(number) {
  const ending = known(`ordinals.ending ${number % 10}`, "").replace("{number}", number);
  return known(`ordinals.${number}`, ending || said("ordinals.other", { number: String(number) }));
}

/** One, two and three. */
function listing(words) {
  if (words.length < 2) return words.join("");
  return words.slice(0, -1).join(said("listing.comma")) + said("listing.and") + words[words.length - 1];
}

/** Name of a month of a run; the first is 0. */
function monthName(start, month) {
  const months = Number(start.slice(0, 4)) * 12 + Number(start.slice(5, 7)) - 1 + month;
  return said(`months.${(months % 12) + 1}`, { year: String(Math.floor(months / 12)) });
}

function escaped(text) {
  return String(text).replace(/[&<>"]/g, (letter) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[letter]);
}
