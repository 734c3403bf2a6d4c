/** A socket that is closed and collected in one turn of the event loop, which closes its handles at the turn's end. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { start } from './bench.js';
import { vcan } from './vcan.js';

const BUS = 'vcan0';
const DRIVER = join(import.meta.dirname, '../../../dist/can/live/socketcan.js');
const PROGRAM = `
import { loadSocketcan } from ${JSON.stringify(DRIVER)};
const driver = loadSocketcan();
let left = 200;
setTimeout(function round() {
  driver.open('${BUS}', { ids: 'all', onFrame() {}, onStopped() {} }).close();
  gc();
  if (--left > 0) setTimeout(round, 0);
});
`;

it('a socket outlives its handles, however soon it is collected', async () => {
  if (!vcan.isThere(BUS)) await vcan.add(BUS);
  const program = start(process.execPath, '--expose-gc', '--input-type=module', '-e', PROGRAM);
  expect(await program.ended, program.stderr()).toBe(0);
}, 60_000);
