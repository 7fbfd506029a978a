// The recorded worlds: unpacked when they are first wanted, and kept. The form is that of views/handout/packing.py.

const page = JSON.parse(document.getElementById("page-data").textContent);
const worlds = new Map();

/** A world by its key, unpacked; the same promise each time. */
function opened(key) {
  if (!worlds.has(key)) worlds.set(key, unpacked(document.getElementById(`world-${key}`).textContent).then((packed) => new World(key, packed)));
  return worlds.get(key);
}

async function unpacked(text) {
  const whole = new Uint8Array(await inflated(Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0))));
  let at = 4 + new DataView(whole.buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(whole.subarray(4, at)));
  const tables = {};
  for (const [name, [rows, columns, width]] of Object.entries(head.tables)) {
    tables[name] = { rows, columns, data: levels(whole, at, rows, columns, width) };
    at += rows * columns * width;
  }
  return { facts: head.facts, tables };
}

function inflated(bytes) {
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
}

/** What changes add up to: planes of bytes, the lowest first; the sign of a change is its lowest bit. */
function levels(whole, at, rows, columns, width) {
  const kinds = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array };
  const found = new kinds[width](rows * columns);
  const size = rows * columns;
  for (let row = 0; row < rows; row++) {
    let level = 0;
    for (let place = row * columns; place < (row + 1) * columns; place++) {
      let folded = 0;
      for (let byte = width - 1; byte >= 0; byte--) folded = (folded << 8) | whole[at + byte * size + place];
      level = (level + ((folded >>> 1) ^ -(folded & 1))) | 0;
      found[place] = level;
    }
  }
  return found;
}
