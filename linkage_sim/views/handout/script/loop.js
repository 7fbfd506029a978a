// The dial of the loop, drawn as the classroom page draws it (views/app/dial.py), and what flowed in each stage.

/** Acts of a month, stage by stage and actor by actor. */
function flowsOf(world, month) {
  return Object.fromEntries(page.stages.map((name, s) => [name, Object.fromEntries(page.actors.map((actor, a) => [actor, month ? world.at("flows", s * page.actors.length + a, month - 1) : 0]))]));
}

function dial(flows) {
  const parts = page.stages.map((name) => `<path d="${wedge(page.dial.begins[name] + 0.008, page.dial.begins[name] + 0.242, page.dial.inner, page.dial.outer)}" class="quarter"/>`);
  for (const name of page.stages) page.actors.forEach((actor, place) => parts.push(petal(name, place, page.colours[actor], flows[name][actor])));
  parts.push(...page.stages.map(turn));
  return `<svg viewBox="0 0 ${page.dial.size} ${page.dial.size}" class="ring" aria-hidden="true">${parts.join("")}</svg>`;
}

function onRing(share, radius) {
  const angle = 2 * Math.PI * share;
  return `${(page.dial.size / 2 + radius * Math.sin(angle)).toFixed(2)} ${(page.dial.size / 2 - radius * Math.cos(angle)).toFixed(2)}`;
}

function wedge(begin, end, inner, outer) {
  return `M${onRing(begin, outer)}A${outer} ${outer} 0 0 1 ${onRing(end, outer)}L${onRing(end, inner)}A${inner} ${inner} 0 0 0 ${onRing(begin, inner)}Z`;
}

/** Longer the more an actor did, on a logarithmic scale. */
function petal(name, place, colour, acts) {
  const share = Math.min(Math.log1p(acts) / Math.log1p(page.dial.full), 1);
  if (share <= 0) return "";
  const begin = page.dial.begins[name] + 0.014 + (0.2225 * place) / page.actors.length;
  const outer = page.dial.inner + (page.dial.outer - page.dial.inner) * share;
  return `<path d="${wedge(begin + 0.003, begin + 0.2225 / page.actors.length - 0.003, page.dial.inner, outer)}" fill="${colour}"/>`;
}

function turn(name) {
  const end = page.dial.begins[name] + 0.25;
  return `<path d="M-5 -4.5L5 0L-5 4.5Z" class="turn" transform="translate(${onRing(end, page.dial.outer + 5)}) rotate(${360 * end})"/>`;
}

/** The dial with a card for each stage: the three actors that did most. */
function loop(world, month) {
  const flows = flowsOf(world, month);
  const cards = page.stages.map((name) => {
    const most = page.actors.filter((actor) => flows[name][actor] > 0).sort((a, b) => flows[name][b] - flows[name][a]).slice(0, 3);
    const rows = most.map((actor) => `<p><i style="background:${page.colours[actor]}"></i><span>${said(`flows.${name}.${actor}`, { count: flows[name][actor] })}</span></p>`);
    return `<div class="stage ${name}"><h3>${said(`loop.${name}`)}</h3>${rows.join("")}</div>`;
  });
  return `${cards.join("")}<div class="dial">${dial(flows)}</div>`;
}
