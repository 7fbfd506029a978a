// The picture of a village: households by clan, the five actors around them, who was served.

const SVG = "http://www.w3.org/2000/svg";
const REACH = 26; // pixels from a dot within which a finger finds it

class Picture {
  /** Make the picture of a plan inside an element; `pick` is told what is chosen. */
  constructor(place, pick) {
    this.place = place;
    this.pick = pick;
    this.plan = null;
    place.addEventListener("click", (event) => this.touched(event));
    place.addEventListener("keydown", (event) => this.moved(event));
  }

  /** Draw what stands still. */
  settle(plan) {
    if (this.plan === plan) return;
    this.plan = plan;
    const clans = plan.clans.map(([x, y, radius]) => `<circle class="clan" cx="${x}" cy="${y}" r="${radius}"/>`).join("");
    const dots = plan.places.map(([x, y]) => `<circle cx="${x}" cy="${y}"/>`).join("");
    const ties = pairs(plan.kin).map(([a, b]) => `M${plan.places[a].join(" ")}L${plan.places[b].join(" ")}`).join("");
    this.place.innerHTML = `<svg viewBox="0 0 720 560" role="application" tabindex="0"><ellipse class="environment" cx="360" cy="284" rx="356" ry="274"/>`
      + `<ellipse class="inside" cx="360" cy="286" rx="312" ry="244"/>${clans}<path class="ties" d="${ties}"/><g class="links"></g><g class="dots">${dots}</g><g class="spots">${Object.entries(plan.actors).map(actorSpot).join("")}</g>`
      + `<circle class="picked" r="0"/></svg>${Object.entries(plan.actors).map(actorButton).join("")}`;
    this.svg = this.place.firstChild;
    this.dots = [...this.svg.querySelector(".dots").children];
    this.clans = [...this.svg.querySelectorAll(".clan")];
    this.links = this.svg.querySelector(".links");
  }

  /** Draw a month. */
  show(world, month) {
    this.world = world;
    this.settle(world.plan);
    const helped = new Set();
    const links = [];
    const served = Object.fromEntries(page.actors.map((actor) => [actor, 0]));
    this.plan.places.forEach((spot, household) => {
      const units = {};
      if (month) for (const { payer } of world.help(household, month)) units[payer] = (units[payer] || 0) + 1;
      for (const [actor, count] of Object.entries(units)) {
        served[actor]++;
        helped.add(household);
        links.push(arc(actor, this.plan.actors[actor], spot, count));
      }
    });
    this.links.innerHTML = links.join("");
    this.dots.forEach((dot, household) => {
      dot.setAttribute("r", radius(this.plan.dot, world.at("stores", household, month)));
      dot.setAttribute("class", `s-${STATES[world.state(household, month)]}${world.allAway(household, month) ? " away" : ""}${helped.has(household) ? " helped" : ""}`);
    });
    this.plan.clans.forEach(([, , , members], k) => {
      const online = members.filter((household) => world.at("stores", household, month) > 0).length;
      this.clans[k].style.fillOpacity = 0.05 + (0.3 * online) / members.length;
    });
    this.svg.querySelector(".inside").classList.toggle("linked", world.place(month).linked);
    this.showActors(served);
    this.showPicked();
    this.svg.setAttribute("aria-label", said("village.label", { name: world.facts.village, total: this.plan.places.length, ...this.counts(month) }));
  }

  /** Households by state, and those that are all away. */
  counts(month) {
    const counts = { other: 0, poor: 0, carded: 0, online: 0, away: 0 };
    this.plan.places.forEach((_, household) => {
      counts[STATES[this.world.state(household, month)]]++;
      if (this.world.allAway(household, month)) counts.away++;
    });
    return counts;
  }

  showActors(served) {
    for (const button of this.place.querySelectorAll("button")) {
      const actor = button.dataset.actor;
      button.innerHTML = `${said(`actors.${actor}.name`)}${served[actor] ? `<small>${said("village.served", { count: served[actor] })}</small>` : ""}`;
      button.classList.toggle("off", !takesPart(this.world.key, actor));
      button.classList.toggle("picked", isPicked("actor", actor));
    }
  }

  showPicked() {
    const mark = this.svg.querySelector(".picked");
    const chosen = state.picked && state.picked.kind === "household" ? state.picked.key : -1;
    const dot = this.dots[chosen];
    for (const name of ["cx", "cy"]) mark.setAttribute(name, dot ? dot.getAttribute(name) : 0);
    mark.setAttribute("r", dot ? Number(dot.getAttribute("r")) + 5 : 0);
  }

  /** An actor, or the household that is nearest to the finger. */
  touched(event) {
    const button = event.target.closest("button");
    if (button) return this.picked({ kind: "actor", key: button.dataset.actor });
    const matrix = this.svg.getScreenCTM();
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    const away = this.plan.places.map(([x, y]) => Math.hypot(x - at.x, y - at.y));
    const nearest = away.indexOf(Math.min(...away));
    return away[nearest] * matrix.a <= REACH ? this.picked({ kind: "household", key: nearest }) : undefined;
  }

  /** Pick by touch: on a phone the story is out of sight, and is brought there. */
  picked(chosen) {
    this.pick(chosen);
    if (matchMedia("(max-width: 640px)").matches) find("tabs").scrollIntoView({ behavior: "smooth" });
  }

  moved(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 10, ArrowUp: -10 }[event.key];
    if (!step || event.target !== this.svg) return;
    event.preventDefault();
    event.stopPropagation();
    const count = this.plan.places.length;
    const chosen = state.picked && state.picked.kind === "household" ? state.picked.key : 0;
    this.pick({ kind: "household", key: (chosen + step + count) % count });
  }
}

function pairs(flat) {
  return Array.from({ length: flat.length / 2 }, (_, k) => [flat[2 * k], flat[2 * k + 1]]);
}

function actorButton([actor, [x, y]]) {
  const bright = page.bright.includes(actor) ? " bright" : "";
  return `<button class="lh-actor${bright}" data-actor="${actor}" style="left:${(100 * x) / 720}%;top:${(100 * y) / 560}%;--colour:${page.colours[actor]}"></button>`;
}

/** Where an actor stands: seen where there is no room for its name beside it, which is above the picture then. */
function actorSpot([actor, [x, y]]) {
  return `<circle cx="${x}" cy="${y}" r="13" fill="${page.colours[actor]}"/>`;
}

/** Area grows with the stores. */
function radius(dot, stores) {
  return (dot * Math.sqrt(1 + Math.min(stores, page.mostStores) * 0.15)).toFixed(2);
}

/** A bent line from an actor to a household. */
function arc(actor, [x0, y0], [x1, y1], units) {
  const length = Math.max(Math.hypot(x1 - x0, y1 - y0), 1);
  const bend = 0.12 * length;
  const [x, y] = [(x0 + x1) / 2 - ((y1 - y0) / length) * bend, (y0 + y1) / 2 + ((x1 - x0) / length) * bend];
  return `<path d="M${x0} ${y0}Q${x.toFixed(1)} ${y.toFixed(1)} ${x1} ${y1}" class="a-${actor}" stroke-width="${0.9 + 0.6 * Math.min(units, 3)}"/>`;
}

function isPicked(kind, key) {
  return state.picked !== null && state.picked.kind === kind && state.picked.key === key;
}

/** Whether a player takes part in a world. */
function takesPart(key, player) {
  return page.worlds[key].absent.indexOf(player) < 0;
}
