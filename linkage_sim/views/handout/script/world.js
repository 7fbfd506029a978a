// A recorded world: its village month by month for one seed, its measures for all seeds.

const BITS = { aware: 1, line: 2, reached: 4, carded: 8, poor: 16, gaveUp: 32, founder: 64 };
const STATES = ["other", "poor", "carded", "online"];

class World {
  constructor(key, { facts, tables }) {
    Object.assign(this, { key, facts, tables });
    this.about = page.worlds[key];
    this.plan = page.plans[this.about.scenario];
    this.months = tables.place.columns - 1;
    this.bands = new Map();
  }

  /** What is known of a household after so many months; 0 is before the first. */
  at(name, household, month) {
    const table = this.tables[name];
    return table.data[household * table.columns + month];
  }

  is(bit, household, month) {
    return (this.at("state", household, month) & BITS[bit]) !== 0;
  }

  /** A sum of money, which is kept in steps. */
  money(name, household, month) {
    return 10 ** (this.at(name, household, month) / page.steps) - 1;
  }

  /** State of a household by number; the last that holds is the one that is shown. */
  state(household, month) {
    if (this.at("stores", household, month) > 0) return 3;
    return this.is("carded", household, month) ? 2 : this.is("poor", household, month) ? 1 : 0;
  }

  allAway(household, month) {
    const away = this.at("away", household, month);
    return away > 0 && away >= this.at("workers", household, month);
  }

  /** Stage, whether linked, poverty line, whether anybody keeps a shop; then shipping, supply and whether it pays, from 0 to 1. */
  place(month) {
    const [stage, linked, line, around, ...shares] = Array.from({ length: 7 }, (_, row) => this.at("place", row, month));
    const [ships, supplies, pays] = shares.map((share) => share / page.fine);
    return { stage, linked: linked === 1, line, around: around === 1, ships, supplies, pays };
  }

  /** Units of help that a household received in a month, by provider. */
  help(household, month) {
    const received = this.at("received", household, month);
    if (!received) return [];
    return Object.entries(this.facts.programmes).filter(([number]) => (received >>> Number(number)) & 1).map(([, [name, payer]]) => ({ name, payer }));
  }

  /** A measure of one seed, by the seed's place, month by month. */
  series(column, place = 0) {
    const table = this.tables[`of ${column}`];
    const parts = page.shares.includes(column) ? page.fine : 1;
    return Array.from(table.data.subarray(place * table.columns, (place + 1) * table.columns), (value) => value / parts);
  }

  /** A measure as far as it is known: errors of a register are not before there is one. */
  seen(column) {
    const values = this.series(column);
    if (!page.ofTheRegister.includes(column)) return values;
    const begun = this.series("registered_households").findIndex((count) => count > 0);
    return values.map((value, month) => (begun < 0 || month < begun ? NaN : value));
  }

  /** Mean of all seeds month by month, its 95 % interval, and where nine in ten of them lie. */
  band(column) {
    if (!this.bands.has(column)) this.bands.set(column, bandOf(page.seeds.map((_, place) => this.series(column, place))));
    return this.bands.get(column);
  }
}

function bandOf(rows) {
  const months = rows[0].map((_, month) => rows.map((row) => row[month]));
  const means = months.map(interval);
  return {
    mean: means.map((one) => one.mean),
    low: means.map((one) => one.mean - one.half),
    high: means.map((one) => one.mean + one.half),
    lowest: months.map((values) => quantile(values, 0.05)),
    highest: months.map((values) => quantile(values, 0.95)),
  };
}

/** Mean of some values with half of its 95 % interval (Student's t). */
function interval(values) {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, half: count > 1 ? page.student * Math.sqrt(square / (count - 1) / count) : 0 };
}

function quantile(values, share) {
  const ordered = [...values].sort((a, b) => a - b);
  const at = share * (ordered.length - 1);
  const low = Math.floor(at);
  return ordered[low] + (at - low) * ((ordered[low + 1] === undefined ? ordered[low] : ordered[low + 1]) - ordered[low]);
}
