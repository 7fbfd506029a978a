// What stands under the curves: what happened, a story, the two worlds in numbers, all seeds together.

const COMPARED = ["stores", "online_households", "headcount", "spending"];
const OVER_SEEDS = ["stores", "online_households", "headcount"];
const TABS = ["events", "story", "whatif", "crowd"];

function panel() {
  const { own, other } = stage;
  return { events: () => events(own, state.month), story: () => story(stage[state.told] || own, state.month), whatif: () => whatIf(own, other), crowd: () => crowd(own, other) }[state.tab]();
}

/** Last year's events, the latest first, one line a month. */
function events(world, month) {
  const latest = world.facts.events.filter(([when]) => when < month && when >= month - 12).sort((a, b) => b[0] - a[0] || b[2] - a[2]);
  if (!latest.length) return `<p class="none">${said(month ? "events.quiet" : "events.none")}</p>`;
  const months = [...new Set(latest.map(([when]) => when))];
  const lines = months.map((when) => `<dt>${monthName(world.facts.start, when)}</dt><dd>${latest.filter((one) => one[0] === when).map(sentence).join(said("story.joined"))}</dd>`);
  return `<dl class="ls-events">${lines.join("")}</dl>`;
}

function sentence([, kind, , facts]) {
  const words = { ...facts };
  if (kind.endsWith("_came")) words.ordinal = ordinal(facts.count);
  if (kind === "stage") words.stage = said(`stages.${facts.stage}`);
  if (kind === "asked") words.programme = known(`programmes.${facts.programme}`, facts.programme);
  if (kind === "festival") words.sales = amount(facts.sales);
  return said(`events.${kind}`, words);
}

/** What differs between the two worlds, and by how much this month. */
function whatIf(own, other) {
  if (!other) return `<p class="none">${said("handout.none_beside")}</p>`;
  const head = ["measure", "ghost", "now", "difference"].map((key) => `<th>${said(`whatif.${key}`)}</th>`).join("");
  const setting = `<tr class="setting"><td>${said("whatif.differs")}</td><td>${worldName(other.key)}</td><td>${worldName(own.key)}</td><td></td></tr>`;
  const rows = COMPARED.filter(() => state.month > 0).map((column) => {
    const [ghost, now] = [other, own].map((world) => world.series(column)[state.month - 1]);
    const write = writer(column);
    return `<tr><td>${said(`curves.${column}`)}</td><td>${write(ghost)}</td><td>${write(now)}</td><td class="difference">${signed(now - ghost, differenceWriter(column))}</td></tr>`;
  });
  return `<table class="ls-table"><thead><tr>${head}</tr></thead><tbody>${setting}${rows.join("")}</tbody></table>`;
}

/** Name of a world: who is absent, or what its lesson sets. */
function worldName(key) {
  const about = page.worlds[key];
  if (about.name) return said(about.name);
  const absent = about.absent.map((player) => (player === "platform" ? said("platform.name") : said(`actors.${player}.name`)));
  return absent.length ? said("handout.without", { actors: listing(absent) }) : said("handout.all");
}

/** All seeds together: where they lie, and the effect of the change where there is a ghost. */
function crowd(own, other) {
  if (secret()) return `<p class="none">${said("handout.secret")}</p>`;
  if (page.seeds.length < 2) return `<p class="none">${said("handout.one_seed")}</p>`;
  const month = state.month || own.months;
  const head = [monthName(own.facts.start, month - 1), ...(other ? [said("crowd.effect")] : []), said("crowd.mean"), said("crowd.spread")].map((text) => `<th>${text}</th>`).join("");
  const rows = OVER_SEEDS.map((column) => {
    const band = own.band(column);
    const write = writer(column);
    const cells = [meanOf(own, column, month), said("crowd.between", { low: write(band.lowest[month - 1]), high: write(band.highest[month - 1]) })];
    const effect = other ? `<td class="difference">${effectOf(own, other, column, month)}</td>` : "";
    return `<tr><td>${said(`curves.${column}`)}</td>${effect}${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  });
  const notes = [other ? said("crowd.paired") : "", said("crowd.legend")].filter(Boolean).map((text) => `<p class="none">${text}</p>`);
  return `<p><b data-test="runs">${seedsTold()}</b></p><table class="ls-table"><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>${notes.join("")}`;
}

function seedsTold() {
  const [first, last] = [page.seeds[0], page.seeds[page.seeds.length - 1]].map(String);
  return said("crowd.runs", { count: page.seeds.length, seeds: first === last ? first : said("crowd.seeds", { first, last }) });
}

/** Mean of all seeds with its interval, as far as the measure itself can go. */
function meanOf(own, column, month) {
  const write = writer(column);
  const one = interval(page.seeds.map((_, place) => own.series(column, place)[month - 1]));
  const ends = [Math.max(one.mean - one.half, 0), page.shares.includes(column) ? Math.min(one.mean + one.half, 1) : one.mean + one.half];
  return said("crowd.mean_between", { mean: write(one.mean), low: write(ends[0]), high: write(ends[1]) });
}

/** Mean difference of runs that share a seed. */
function effectOf(own, other, column, month) {
  const one = interval(page.seeds.map((_, place) => own.series(column, place)[month - 1] - other.series(column, place)[month - 1]));
  if (one.mean === 0 && one.half === 0) return said("crowd.unchanged");
  const sign = one.mean > 0 ? "+" : one.mean < 0 ? "\u2212" : "";
  const size = Math.abs(one.mean);
  return sign + (page.shares.includes(column) ? points(size, one.half) : said("crowd.give_or_take", { mean: amount(size), half: amount(one.half) }));
}
