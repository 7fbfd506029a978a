// Begin, and show anew whatever was asked.

function show() {
  const points = chosenPoints();
  const focused = document.activeElement?.dataset.focus; // buttons of the table are made anew
  byId("meaning").textContent = `${outcome().meaning}${outcome().better ? say(outcome().better) : ""}`;
  plot(points);
  tablePoints(points);
  if (focused) document.querySelector(`[data-focus="${focused}"]`)?.focus();
}

byId("unscripted").hidden = true;
byId("explorer").hidden = false;
layOutControls();
byId("more").addEventListener("click", () => ask({ rows: state.rows + 4 * PAGE }));
show();
let width = document.documentElement.clientWidth;
window.addEventListener("resize", () => {
  if (document.documentElement.clientWidth !== width) {
    width = document.documentElement.clientWidth;
    ask({});
  }
});
