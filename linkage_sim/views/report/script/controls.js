// What the reader can ask: the lists to choose from and the filters.

const byId = (id) => document.getElementById(id);

function layOutControls() {
  byId("outcome").append(...options(data.outcomes.map((one, k) => [k, labelled(one)]), state.outcome));
  const named = factors.map((factor, k) => [k, factor.label]);
  byId("over").append(...options(named, state.over));
  byId("coloured").append(...options([[-1, say("nothing")], ...named], state.coloured));
  layOutFilters();
  byId("outcome").addEventListener("change", (event) => ask({ outcome: Number(event.target.value), sort: null }));
  byId("over").addEventListener("change", (event) => ask({ over: Number(event.target.value) }));
  byId("coloured").addEventListener("change", (event) => ask({ coloured: Number(event.target.value) }));
  byId("filters").addEventListener("reset", (event) => {
    event.preventDefault();
    ask({ filters: noFilters() });
    layOutFilters();
  });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
}

function layOutFilters() {
  byId("fields").replaceChildren(...factors.map((factor, k) => (factor.chips ? chips(factor, k) : range(factor, k))));
}

function titled(factor, ...children) {
  const unit = factor.unit ? [make("span", {}, ` ${factor.unit}`)] : [];
  return make("fieldset", { "data-factor": factor.name }, make("legend", {}, factor.label, ...unit), ...children);
}

/** A box to tick for each level. */
function chips(factor, k) {
  const boxes = factor.distinct.map((at) => {
    const box = make("input", { type: "checkbox", value: at, checked: "" });
    box.addEventListener("change", () => {
      state.filters[k][box.checked ? "add" : "delete"](at);
      ask({});
    });
    return make("label", {}, box, levelWords(factor, at));
  });
  return titled(factor, make("div", { class: "chips" }, ...boxes));
}

/** Two sliders, from and to. */
function range(factor, k) {
  const last = factor.steps.length - 1;
  const rows = ["from", "to"].map((name, end) => {
    const id = `range-${k}-${name}`;
    const word = say(name);
    const slider = make("input", { type: "range", id, min: 0, max: last, step: 1, value: end ? last : 0, "aria-label": `${factor.label} ${word}` });
    const output = make("output", { for: id });
    const tell = () => {
      const text = tickWords(Number(factor.steps[Number(slider.value)].toPrecision(3)));
      output.textContent = text;
      slider.setAttribute("aria-valuetext", text);
    };
    slider.addEventListener("input", () => {
      const kept = state.filters[k];
      kept[end] = end ? Math.max(Number(slider.value), kept[0]) : Math.min(Number(slider.value), kept[1]);
      slider.value = kept[end];
      tell();
      ask({});
    });
    tell();
    return [make("label", { for: id }, word), slider, output];
  });
  return titled(factor, make("div", { class: "ends" }, ...rows.flat()));
}

/** Take note of what is asked, and show it with the next picture that the browser draws. */
function ask(changes) {
  Object.assign(state, changes);
  if (!ask.waiting) {
    ask.waiting = true;
    requestAnimationFrame(() => {
      ask.waiting = false;
      show();
    });
  }
}
