// node stall-watch.mjs FILE: writes when this CPU was not to be had, `BEGIN END` in ms since 1970, a line for each time.
// Started on the guest's CPU with a priority above the guest's own, it is late only where nobody there could run: another
// machine had the CPU, or the kernel. What the guest itself does, however long it takes, it never sees.
import { appendFileSync, writeFileSync } from 'node:fs';

/** ms between two looks */
const PERIOD = 4;
/** ms; a timer may be so late on a machine that stands still for nobody */
const USUAL = 1;

const [file] = process.argv.slice(2);
const nobody = new Int32Array(new SharedArrayBuffer(4));
writeFileSync(file, '');
for (let due = performance.now() + PERIOD; ;) {
  Atomics.wait(nobody, 0, 0, Math.max(0, due - performance.now()));
  const looked = performance.now();
  const late = looked - due;
  due = looked + PERIOD; // from before the line is written, or what befalls it meanwhile is not seen
  if (late < USUAL) continue;
  const now = Date.now();
  appendFileSync(file, `${(now - late).toFixed(1)} ${now}\n`);
}
