// The state of the page, and how it is drawn: whatever an act has changed, all is drawn anew from the state.

const state = {
  own: page.first, other: null, month: 0, playing: false, speed: 2, lesson: null, votes: [], tab: "events", picked: null, told: "own", all: false,
  language: page.language || (/^zh/i.test(navigator.language) ? "zh" : "en"),
};
const stage = { own: null, other: null };
const find = (id) => document.getElementById(id);
const pictures = Object.fromEntries(["own", "other"].map((which) => [which, new Picture(find(`picture-${which}`), (picked) => {
  Object.assign(state, { picked, told: which, tab: "story" });
  draw();
})]));
let asked = 0;

/** Do an act, unpack the worlds that it asks for, and draw. */
async function act(name, value, which) {
  ACTS[name](value, which);
  await settle();
}

async function settle() {
  const number = ++asked;
  const [own, other] = await Promise.all([opened(state.own), state.other ? opened(state.other) : null]);
  if (number !== asked) return; // another act has come meanwhile
  Object.assign(stage, { own, other });
  state.month = Math.min(state.month, own.months);
  draw();
}

/** Replace what stands in an element if it has changed; what had the focus keeps it. */
function fill(element, html) {
  if (element.lastHtml === html) return;
  const focused = element.contains(document.activeElement) ? document.activeElement.dataset.test : null;
  element.lastHtml = html;
  element.innerHTML = html;
  const again = focused ? element.querySelector(`[data-test="${focused}"]`) : null;
  if (again) again.focus({ preventScroll: true });
}

function draw() {
  document.documentElement.lang = state.language;
  document.title = said("page.title");
  drawHead();
  fill(find("bar"), bar());
  drawScrub();
  find("lesson").hidden = !state.lesson;
  fill(find("lesson"), lessonShown());
  for (const which of ["own", "other"]) drawPane(which);
  document.body.classList.toggle("both", stage.other !== null);
  fill(find("charts"), charts());
  fill(find("key"), keyShown());
  fill(find("tabs"), TABS.map(tabButton).join(""));
  fill(find("panel"), panel());
  fill(find("about"), aboutShown());
  document.body.dataset.shown = `${state.own}/${state.other || ""}/${state.month}/${state.language}`;
}

function drawHead() {
  const { facts, months } = stage.own;
  fill(find("name"), `<strong>${said("page.title")}</strong><span>${said("handout.kind", { model: page.about.model })}</span>`);
  const when = monthName(facts.start, Math.max(state.month - 1, 0));
  fill(find("clock"), `<b data-test="when">${state.month ? when : said("page.month_before", { when })}</b><small>${said("page.of_months", { month: state.month, months })}</small>`);
  const now = stage.own.place(state.month).stage;
  fill(find("stages"), [1, 2, 3, 4].map((k) => `<li class="${k === now ? "now" : k < now ? "past" : ""}">${said(`stages.${k}`)}</li>`).join(""));
  fill(find("lessons"), `<summary>${said("lessons.choose")}</summary><div>${page.lessons.map((one) => `<button data-act="lesson" data-value="${one.key}" data-test="lesson-${one.key}" class="${one.key === state.lesson ? "on" : ""}">${said(`lessons.${one.key}.name`)}</button>`).join("")}</div>`);
  fill(find("help"), helpShown());
  fill(find("languages"), Object.entries(page.languages).map(([key, name]) => `<button lang="${key}" data-act="language" data-value="${key}" data-test="language-${key}" aria-pressed="${key === state.language}" class="${key === state.language ? "on" : ""}">${name}</button>`).join(""));
}

function helpShown() {
  const terms = page.terms.map((key) => `<dt><i class="h-${key}" aria-hidden="true"></i>${said(`help.terms.${key}.name`)}</dt><dd>${said(`help.terms.${key}.text`)}</dd>`);
  const keys = page.keys.map(([key, name]) => `<dt><kbd>${key}</kbd></dt><dd>${said(name)}</dd>`);
  return `<summary aria-label="${said("help.title")}">?</summary><div class="ls-help"><div><h2>${said("help.title")}</h2><dl>${terms.join("")}</dl></div><div><h2>${said("help.keys_title")}</h2><dl class="keys">${keys.join("")}</dl></div></div>`;
}

function drawScrub() {
  const slider = find("month");
  slider.max = stage.own.months;
  slider.value = state.month;
  slider.disabled = voteFirst();
  slider.setAttribute("aria-label", said("handout.scrub"));
  slider.setAttribute("aria-valuetext", find("clock").textContent);
  const speeds = SPEEDS.map((speed, k) => `<option value="${k}"${k === state.speed ? " selected" : ""}>${said("controls.speed_value", { speed })}</option>`);
  fill(find("speed"), `<select data-act="speed" data-test="speed" aria-label="${said("controls.speed")}">${speeds.join("")}</select>`);
}

function drawPane(which) {
  const world = stage[which];
  find(`pane-${which}`).hidden = !world;
  if (!world) return;
  const name = stage.other ? `<b>${said(which === "own" ? "whatif.now" : "whatif.ghost")}</b> ` : "";
  const beside = which === "own" ? `<button class="quiet" data-act="beside" data-test="beside">${said(stage.other ? "handout.alone" : "handout.beside")}</button>` : "";
  fill(find(`title-${which}`), `<span>${name}${worldName(world.key)}</span>${beside}`);
  pictures[which].show(world, state.month);
  const counts = pictures[which].counts(state.month);
  const legend = ["online", "carded", "poor", "other", "away"].map((name) => `<li><svg viewBox="0 0 14 14" aria-hidden="true"><circle cx="7" cy="7" r="5.2" class="${name === "away" ? "s-other away" : `s-${name}`}"/></svg>${said(`states.${name}`)} <b>${counts[name]}</b></li>`);
  fill(find(`legend-${which}`), legend.join(""));
  fill(find(`switches-${which}`), switches(world.key, which));
  const ring = find(`loop-${which}`);
  ring.classList.toggle("linked", world.place(state.month).linked);
  fill(ring, loop(world, state.month));
}

function tabButton(name) {
  return `<button role="tab" aria-selected="${name === state.tab}" class="${name === state.tab ? "on" : ""}" data-act="tab" data-value="${name}" data-test="tab-${name}">${said(`${name}.title`)}</button>`;
}

function keyShown() {
  const more = `<button class="quiet" data-act="curves" data-test="all-curves" aria-expanded="${state.all}">${said(state.all ? "curves.fewer" : "curves.more")}</button>`;
  const ghost = stage.other ? `<span><i class="dashes"></i>${said("curves.ghost")}</span>` : "";
  return more + ghost + (page.evidence[stage.own.about.scenario].length ? `<span>${said("curves.evidence")}</span>` : "");
}

/** What is played back, and how to run one's own. */
function aboutShown() {
  const { about } = page;
  const world = stage.own;
  const facts = { ...about, scenario: world.about.scenario, hash: world.facts.hash.slice(0, 12), seeds: seedsTold(), seed: String(page.seeds[0]) };
  return `<h2>${said("handout.about")}</h2><p>${said("handout.played", facts)}</p><p>${said("handout.kept", facts)}</p>`
    + `<h2>${said("handout.own")}</h2><p>${said("handout.needs")}</p><pre>${escaped(world.about.command)}\nlinkage-sim ui</pre>`;
}

function tick() {
  if (!state.playing) return;
  const due = 1000 / SPEEDS[state.speed];
  const now = performance.now();
  if (now - tick.last < due) return;
  tick.last = now;
  goTo(state.month + 1);
  draw();
}
tick.last = 0;

listen();
settle().then(() => {
  find("opening").hidden = true;
  find("page").hidden = false;
  const next = () => { tick(); requestAnimationFrame(next); };
  requestAnimationFrame(next);
}, (error) => { find("opening").textContent = `${find("opening").textContent} ${error}`; });
