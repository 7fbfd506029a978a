// What can be chosen: months, speed, who takes part in each of the two worlds, lessons, languages; by touch and by keyboard.

const SPEEDS = [1, 2, 4, 8, 15];
const KEYS = { " ": "play", ArrowRight: "step", ArrowLeft: "back", y: "year", r: "reset", l: "language", "?": "help" };

/** The switches of a world: who takes part. */
function switches(key, which) {
  const about = page.worlds[key];
  if (about.name) return `<p class="lh-set">${said(about.name)}</p>`;
  return page.players.map((player) => {
    const name = player === "platform" ? said("platform.name") : said(`actors.${player}.name`);
    const fixed = page.vary.includes(player) ? "" : " disabled";
    return `<label class="ls-switch" style="--colour:${page.colours[player] || "var(--accent)"}"><input type="checkbox" role="switch"${takesPart(key, player) ? " checked" : ""}${fixed} data-act="switch" data-which="${which}" data-value="${player}" data-test="switch-${which}-${player}"><i aria-hidden="true"></i><span>${name}</span></label>`;
  }).join("");
}

/** The world in which one player's part is turned over. */
function turned(key, player) {
  return String(Number(key) ^ (1 << page.players.indexOf(player)));
}

function bar() {
  const over = state.month >= stage.own.months;
  const locked = voteFirst();
  return `<button class="ls-button lh-play" data-act="play" data-test="play" aria-pressed="${state.playing}"${locked ? " disabled" : ""}>${state.playing ? "❚❚" : "▶"} ${said(state.playing ? "controls.pause" : "controls.play")}</button>`
    + `<button class="ls-button" data-act="step" data-test="step"${over || locked ? " disabled" : ""}>${said("controls.step")}</button>`
    + `<button class="ls-button" data-act="year" data-test="year"${over || locked ? " disabled" : ""}>${said("controls.year")}</button>`
    + `<button class="ls-button" data-act="reset" data-test="reset"${state.month ? "" : " disabled"}>${said("controls.reset")}</button>`;
}

/** What an act does to the state; whatever changes is drawn afterwards. */
const ACTS = {
  play: () => {
    if (voteFirst()) return;
    if (!state.playing && state.month >= stage.own.months) state.month = 0;
    state.playing = !state.playing;
  },
  step: () => goTo(state.month + 1),
  back: () => goTo(state.month - 1),
  year: () => goTo(state.month + 12),
  reset: () => goTo(0),
  month: (value) => goTo(Number(value)),
  speed: (value) => { state.speed = Number(value); },
  language: (value) => { state.language = value || (state.language === "en" ? "zh" : "en"); },
  lesson: (key) => {
    const lesson = page.lessons.find((one) => one.key === key);
    if (lesson) Object.assign(state, { lesson: key, own: lesson.own, other: lesson.other, month: 0, votes: [], playing: false, told: "own" });
  },
  leave: () => {
    Object.assign(state, { lesson: null, votes: [] });
    if (page.worlds[state.own].name) Object.assign(state, { own: page.first, other: null, month: 0 });
  },
  vote: (value) => { state.votes[Number(value)] = (state.votes[Number(value)] || 0) + 1; for (let k = 0; k < Number(value); k++) state.votes[k] = state.votes[k] || 0; },
  anew: () => { state.votes = []; state.month = 0; state.playing = false; },
  switch: (player, which) => { state[which] = turned(state[which], player); state.lesson = null; },
  beside: () => Object.assign(state, { other: state.other ? null : mateOf(state.own), lesson: null, told: "own" }),
  tab: (value) => { state.tab = value; },
  curves: () => { state.all = !state.all; },
  help: () => { const help = document.querySelector("[data-test=help]"); help.open = !help.open; },
};

/** What a world is compared with at first: itself, to be changed; a lesson's own world with the other one of its lesson. */
function mateOf(key) {
  const lesson = page.worlds[key].name ? page.lessons.find((one) => one.own === key || one.other === key) : null;
  return lesson ? (lesson.own === key ? lesson.other : lesson.own) : key;
}

function goTo(month) {
  if (month > state.month && voteFirst()) return;
  state.month = Math.min(Math.max(month, 0), stage.own.months);
  if (state.month >= stage.own.months) state.playing = false;
}

function listen() {
  document.addEventListener("click", (event) => {
    const at = event.target.closest("[data-act]");
    if (at && at.tagName === "BUTTON") act(at.dataset.act, at.dataset.value, at.dataset.which);
    for (const menu of document.querySelectorAll("details.ls-menu[open]")) if (!menu.contains(event.target) || (at && at.dataset.act === "lesson")) menu.open = false;
  });
  document.addEventListener("change", (event) => {
    const at = event.target;
    if (at.dataset.act === "switch") act("switch", at.dataset.value, at.dataset.which);
    if (at.dataset.act === "speed") act("speed", at.value);
  });
  document.addEventListener("input", (event) => {
    if (event.target.dataset.act === "month") act("month", event.target.value);
  });
  document.addEventListener("keydown", pressed);
}

function pressed(event) {
  const at = event.target;
  if (event.key === "Escape") for (const menu of document.querySelectorAll("details.ls-menu[open]")) menu.open = false;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === " " && ["BUTTON", "SUMMARY", "INPUT"].includes(at.tagName)) return;
  if (event.key.startsWith("Arrow") && ["INPUT", "SELECT"].includes(at.tagName)) return;
  const lesson = page.lessons.find((one) => one.number === event.key);
  const name = lesson ? "lesson" : KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!name) return;
  event.preventDefault();
  act(name, lesson ? lesson.key : undefined);
}
