// The story of a household or an actor, told from what was recorded (as views/app/household.py tells it).

const ENOUGH = 0.5; // a piece that is less than half full is told as missing
const HARD = ["aware", "connected", "hands", "capital"]; // pieces that are there or not
const LACKED = { aware: "information", connected: "broadband", ships: "logistics", supplies: "goods" };
const MOST_HELP = 6;
const MOST_DEEDS = 9;

function story(world, month) {
  if (!state.picked) return `<p class="none">${said("story.none")}</p>`;
  return state.picked.kind === "actor" ? actorStory(world, month, state.picked.key) : householdStory(world, month, state.picked.key);
}

function actorStory(world, month, actor) {
  const lines = [said(`actors.${actor}.who`)];
  const active = takesPart(world.key, actor);
  if (!active) lines.push(said("story.inactive"));
  const flows = flowsOf(world, month);
  const acts = active ? page.stages.map((name) => said(`flows.${name}.${actor}`, { count: flows[name][actor] })) : [];
  return told(said(`actors.${actor}.name`), actor, lines, acts.length ? section("story.acts", bullets(acts, "")) : "");
}

function householdStory(world, month, household) {
  const at = (name) => world.at(name, household, month);
  const title = said("story.household", { number: household + 1, size: at("size"), workers: at("workers"), away: at("away") });
  const lines = [trade(world, household, month), money(world, household, month), ...card(world, household, month)];
  const inPart = pieces(world, household, month).filter((piece) => piece.scarce).map((piece) => LACKED[piece.key]);
  const named = (need) => (inPart.includes(need) ? said("story.in_part", { need: said(`needs.${need}`) }) : said(`needs.${need}`));
  const needs = page.needs.map((need, k) => [need, k]).filter(([, k]) => (at("need") >> k) & 1)
    .map(([need, k]) => `<li${(at("voiced") >> k) & 1 ? ` class="waits" title="${said("story.waiting")}"` : ""}>${named(need)}</li>`);
  const legend = at("voiced") & at("need") ? `<li class="legend">${said("story.waiting")}</li>` : "";
  const parts = [section("story.needs", needs.length ? `<ul class="chips">${needs.join("")}${legend}</ul>` : `<p class="none">${said("story.no_needs")}</p>`)];
  if (!at("stores")) parts.push(section("story.pieces", piecesShown(world, household, month)));
  parts.push(section("story.deeds", bullets(deeds(world, household, month), said("story.no_deeds"))));
  parts.push(section("story.help", bullets(helpTold(world, household, month), said("story.no_help"))));
  return told(title, STATES[world.state(household, month)], lines, parts.join(""));
}

function told(title, mood, lines, rest) {
  return `<article class="ls-story m-${mood}"><h3>${title}</h3>${lines.map((line) => `<p>${line}</p>`).join("")}${rest}</article>`;
}

const section = (key, html) => `<h4>${said(key)}</h4>${html}`;
const bullets = (lines, none) => (lines.length ? `<ul class="list">${lines.map((line) => `<li>${line}</li>`).join("")}</ul>` : `<p class="none">${none}</p>`);

function trade(world, household, month) {
  const at = (name) => world.at(name, household, month);
  if (at("stores")) return said(at("stores") > 1 ? "story.stores" : "story.store", { stores: at("stores"), sales: about(world.money("sales", household, month)) });
  if (world.allAway(household, month)) return said("story.all_away");
  return said(world.is("gaveUp", household, month) ? "story.gave_up" : "story.no_store_online_kin", { count: tiesOnline(world, household, month) });
}

function money(world, household, month) {
  const [income, cash, debt] = ["income", "cash", "debt"].map((name) => world.money(name, household, month));
  const key = world.is("poor", household, month) ? "story.income_below" : "story.income_above";
  const sentence = said(key, { income: about(income), line: world.place(month).line, cash: about(cash) });
  return sentence + (debt >= 1 ? said("story.debt", { debt: about(debt) }) : "");
}

/** The card and its history, and whether it is right. */
function card(world, household, month) {
  const changes = Array.from({ length: month }, (_, m) => m).filter((m) => world.is("carded", household, m) !== world.is("carded", household, m + 1));
  const poor = world.is("poor", household, month);
  if (world.is("carded", household, month)) {
    const line = changes.length ? said("story.card_since", { when: monthName(world.facts.start, changes[changes.length - 1]) }) : said("story.card");
    return poor ? [line] : [line, said("story.card_wrong")];
  }
  if (changes.length) {
    const history = changes.map((m) => dated(world, m, said(world.is("carded", household, m + 1) ? "deeds.carded" : "deeds.uncarded")));
    return [said("story.card_before", { history: history.join(said("listing.comma")) })];
  }
  return [said(poor && month > world.facts.register ? "story.poor_without_card" : "story.no_card")];
}

/** How many of a household's kin and neighbours keep a shop. */
function tiesOnline(world, household, month) {
  if (!world.plan.known) world.plan.known = tiesOf(world.plan);
  return world.plan.known[household].filter((other) => world.at("stores", other, month) > 0).length;
}

function tiesOf(plan) {
  const known = plan.places.map(() => []);
  for (const [a, b] of [...pairs(plan.kin), ...pairs(plan.neighbours)]) {
    known[a].push(b);
    known[b].push(a);
  }
  return known;
}

/** All that must hold together before a first store is opened. */
function pieces(world, household, month) {
  const at = (name) => world.at(name, household, month);
  const { facts } = world;
  const place = world.place(month);
  const cash = world.money("cash", household, month);
  const hands = at("workers") - at("away");
  const [sees, note, count] = seesIt(world, household, month, place);
  const found = [
    ["aware", Number(world.is("aware", household, month))],
    ["believes", facts.believes[at("will")], { level: percent(at("will") / 100) }],
    ["knows", facts.knows[at("skill")], { level: percent(at("skill") / 100) }],
    ["capital", Math.min(cash / facts.capital, 1), { cash: about(cash), capital: Math.round(facts.capital) }],
    ["connected", Number(world.is("reached", household, month))],
    ["hands", Number(hands >= 1), { hands }],
    ["ships", place.ships],
    ["supplies", place.supplies],
    ["sees", sees, { count }, note],
    ["pays", place.pays],
  ];
  return found.map(([key, level, words = {}, name = "note"]) => {
    const full = HARD.includes(key) && level < 1 ? Math.min(level, 0.49) : level;
    const missing = full < ENOUGH;
    const lacks = key in LACKED && ((at("need") >> page.needs.indexOf(LACKED[key])) & 1) === 1;
    return { key, level: full, missing, scarce: lacks && !missing, label: said(`pieces.${key}.name`), note: said(`pieces.${key}.${name}`, words) };
  });
}

/** How far it sees people like itself keep a shop, the key of its note, and how many of its kin and neighbours do. */
function seesIt(world, household, month, place) {
  const ties = tiesOnline(world, household, month);
  const row = Math.min(ties, world.facts.taken_up.length - 1);
  if (world.is("founder", household, month)) return [1, "founder", ties];
  const level = world.at("seen", row, month) / page.fine;
  if (level >= ENOUGH && ENOUGH > world.facts.taken_up[row]) return [level, "work", ties];
  if (ties === 0) return [level, place.around ? "village" : "nobody", ties];
  return [level, level >= ENOUGH ? "enough" : ties === 1 ? "one" : "few", ties];
}

function piecesShown(world, household, month) {
  const all = pieces(world, household, month);
  const rows = all.map((piece) => `<li${piece.missing ? ' class="missing"' : ""}><span class="mark" aria-hidden="true">${piece.missing ? "✗" : piece.scarce ? "~" : "✓"}</span>`
    + `<span class="label">${piece.label}</span><i><i style="width:${100 * piece.level}%"></i></i><small>${piece.note}</small></li>`);
  return `<p class="verdict">${verdict(all, world, household, month)}</p><ul class="pieces">${rows.join("")}</ul>`;
}

function verdict(all, world, household, month) {
  const missing = all.filter((piece) => piece.missing).map((piece) => piece.label);
  if (missing.length) return said("story.missing", { pieces: listing(missing) });
  const level = Object.fromEntries(all.map((piece) => [piece.key, piece.level]));
  const rate = world.facts.rate * (world.is("gaveUp", household, month) ? world.facts.again : 1);
  const chance = percent(rate * level.believes * level.knows * level.ships * level.supplies * level.sees * level.pays);
  const scarce = all.filter((piece) => piece.scarce).map((piece) => piece.label);
  return scarce.length ? said("story.chance_in_part", { pieces: listing(scarce), chance }) : said("story.chance", { chance });
}

function helpTold(world, household, month) {
  const found = [];
  for (let m = month; m > 0 && found.length < MOST_HELP; m--) {
    for (const { name, payer } of world.help(household, m)) {
      found.push(said("story.helped", { when: monthName(world.facts.start, m - 1), programme: known(`programmes.${name}`, name), provider: said(`actors.${payer}.name`) }));
    }
  }
  return found.slice(0, MOST_HELP);
}

/** What it did, the latest first. */
function deeds(world, household, month) {
  const found = [];
  for (let m = 1; m <= month; m++) found.push(...deedsOf(world, household, m).map(([kind, facts]) => dated(world, m - 1, said(`deeds.${kind}`, facts))));
  return found.slice(-MOST_DEEDS).reverse();
}

function deedsOf(world, household, month) {
  const [before, now] = [month - 1, month];
  const turned = (bit) => world.is(bit, household, now) !== world.is(bit, household, before);
  const found = [];
  if (turned("aware") && world.is("aware", household, now)) found.push(["heard"]);
  if (turned("line") && world.is("line", household, now)) found.push(["connected"]);
  if (turned("carded")) found.push([world.is("carded", household, now) ? "carded" : "uncarded"]);
  const [gone, away] = [world.at("away", household, before), world.at("away", household, now)];
  if (gone !== away) found.push([away > gone ? "left" : "returned"]);
  const [had, has] = [world.at("stores", household, before), world.at("stores", household, now)];
  if (had !== has) {
    const further = (has > had ? "opened" : "closed") + (Math.abs(has - had) > 1 ? "_several" : "");
    found.push([had === 0 ? "opened_first" : has === 0 ? "closed_last" : further, { number: has, count: Math.abs(has - had) }]);
  }
  return found;
}

function dated(world, month, sentence) {
  return said("story.dated", { when: monthName(world.facts.start, month), what: sentence });
}
