// The table of points: sorted by any column, some rows at a time.

const PAGE = 15;
const MANY = 5; // factors, beyond which a table may be wider than the page: then what came out stands before them

function columns() {
  const name = outcome().name;
  const labelled = data.points.label.some(Boolean) ? [{ id: "label", text: say("name"), of: (point) => data.points.label[point], write: String }] : [];
  const levels = factors.map((factor, k) => ({
    id: `factor-${k}`, text: factor.label, small: factor.unit, of: (point) => factor.at[point], number: !factor.levels,
    write: (at) => levelWords(factor, at),
  }));
  const numeric = (id, text, small, values, write) => ({ id, text, small, of: (point) => values[point], number: true, write });
  const value = (one) => shown(one, outcome(), false);
  const unit = outcome().share ? "" : outcome().unit;
  const told = [
    numeric("n", say("runs"), "", data.n[name], String), numeric("mean", say("mean"), unit, data.mean[name], value),
    numeric("low", "5\u00a0%", say("of_runs"), data.low[name], value), numeric("high", "95\u00a0%", say("of_runs"), data.high[name], value),
  ];
  const point = { id: "number", text: say("point"), of: (point) => data.points.number[point], number: true, write: String };
  return [point, ...labelled, ...(levels.length > MANY ? [...told, ...levels] : [...levels, ...told])];
}

/** Before anything is asked, the best come first. */
function sorting() {
  return state.sort || { id: "mean", down: outcome().better !== "less" };
}

function sorted(points, known) {
  const { id, down } = sorting();
  const column = known.find((one) => one.id === id) || known[0];
  const order = (a, b) => (typeof a === "string" ? a.localeCompare(b, "en") : a - b);
  return [...points].sort((p, q) => {
    const [a, b] = [column.of(p), column.of(q)];
    if (a === null || b === null) return (a === null) - (b === null) || p - q;
    return (down ? -order(a, b) : order(a, b)) || p - q;
  });
}

function tablePoints(points) {
  const known = columns();
  state.rows = Math.max(PAGE, state.rows);
  const rows = sorted(points, known);
  byId("points").tHead.replaceChildren(make("tr", {}, ...known.map(head)));
  byId("points").tBodies[0].replaceChildren(...rows.slice(0, state.rows).map((point) => row(point, known)));
  byId("more").hidden = rows.length <= state.rows;
  byId("points-note").textContent = say("listed", { label: capital(outcome().label), meaning: outcome().meaning })
    + (rows.length > state.rows ? say("listed_some", { some: state.rows, count: grouped(rows.length, 0) }) : "");
}

function head(column) {
  const { id, down } = sorting();
  const button = make("button", { type: "button", "data-focus": `sort-${column.id}` }, column.text);
  button.addEventListener("click", () => ask({ sort: { id: column.id, down: id === column.id ? !down : false } }));
  const small = column.small ? [make("small", {}, column.small)] : [];
  return make("th", { scope: "col", class: column.number ? "number" : null, "aria-sort": id === column.id ? (down ? "descending" : "ascending") : null }, button, ...small);
}

function row(point, known) {
  const cells = known.map((column) => {
    const value = column.of(point);
    return make("td", { class: column.number ? "number" : null, "data-value": value }, value === null ? "" : column.write(value));
  });
  return make("tr", { "data-point": data.points.number[point] }, ...cells);
}
