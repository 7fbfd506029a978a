// Plays a world that to_wasm.py has written: in Node (node play.mjs FOLDER) or in a browser (index.html).
const STAGES = ['input_stage', 'integration_stage', 'help_stage', 'trade_stage', 'feedback_stage'];
const LINE = 64, TIMES = 40;

// Put a world into the memory of the rules; return a function that plays all its months.
function laid(rules, plan, world) {
  const start = (rules.__heap_base.value + 4096 + LINE - 1) & -LINE, scratch = rules.__heap_base.value + LINE;
  const lookup = (start + plan.bytes + LINE) & -LINE;
  const call = (stage, last) => rules[plan.names[stage]](scratch, scratch + LINE, BigInt(lookup), 0n, BigInt(last));
  return {
    record() {
      const { offset, bytes } = plan.places.find((place) => place.name === 'record');
      return new Float64Array(rules.memory.buffer.slice(start + offset, start + offset + bytes));
    },
    play() {
      new Uint8Array(rules.memory.buffer, start).set(new Uint8Array(world));
      const slots = new BigInt64Array(rules.memory.buffer, lookup, plan.slots.length);
      plan.slots.forEach((slot, at) => { slots[at] = BigInt(slot); });
      for (const { slot, offset } of plan.places) slots[slot] = BigInt(start + offset);
      for (let month = 0; month < plan.months; month++) {
        call('open_month', 1);
        for (const stage of STAGES) call(stage, plan.villages);
        call('close_month', 1);
      }
    },
  };
}

// Play, compare with what Python recorded, and tell how long it took.
export async function measured(read) {
  const plan = JSON.parse(new TextDecoder().decode(await read('plan.json')));
  const code = await read('rules.wasm'), world = await read('world.bin'), expected = new Float64Array(await read('record.bin'));
  const began = performance.now();
  const { instance } = await WebAssembly.instantiate(code, { env: { ...mathematics(), exp2: (power) => 2 ** power } });
  const ready = performance.now(), village = laid(instance.exports, plan, world);
  village.play();
  const first = performance.now(), record = village.record();
  let fastest = Infinity;
  for (let time = 0; time < TIMES; time++) {
    const start = performance.now();
    village.play();
    fastest = Math.min(fastest, performance.now() - start);
  }
  const apart = record.map((number, at) => (number === expected[at] ? 0 : Math.abs(number - expected[at]) / Math.abs(expected[at])));
  return {
    bytes: code.byteLength, world_bytes: world.byteLength, memory: instance.exports.memory.buffer.byteLength,
    load_ms: ready - began, first_ms: first - ready, fastest_ms: fastest,
    numbers: record.length, equal: apart.filter((one) => one === 0).length, farthest_apart: Math.max(...apart),
  };
}

function mathematics() {
  return Object.fromEntries(Object.getOwnPropertyNames(Math).map((name) => [name, Math[name]]).filter(([, one]) => typeof one === 'function'));
}

if (typeof process !== 'undefined') {
  const { readFile } = await import('node:fs/promises');
  const read = async (name) => Uint8Array.from(await readFile(`${process.argv[2]}/${name}`)).buffer;
  console.log(JSON.stringify(await measured(read)));
}
