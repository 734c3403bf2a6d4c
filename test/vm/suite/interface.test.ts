/** `steercast run` and `record` on interfaces that fail, and beside others on the same one. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { linesOf, newFolder, readLines, runningOn, start, steercast, writeConfig, type Running } from './bench.js';
import { BUS, frameOf, ID, keepBuses, listening, OTHER, replay, SENDING, writeLog } from './can-utils.js';
import { run, until, vcan } from './vcan.js';
import { j1850 } from './written-crc.js';

keepBuses();

/** Open descriptors of a program, without those that it has for a moment as it looks at the interfaces. */
async function descriptorsOf({ child }: Running): Promise<number> {
  let fewest = Infinity;
  for (let look = 0; look < 10; look++) {
    fewest = Math.min(fewest, readdirSync(`/proc/${child.pid}/fd`).length);
    await wait(7);
  }
  return fewest;
}

describe('an interface of run', () => {
  it('tells what befalls its interface, and predicts on when it is back', async () => {
    const folder = newFolder();
    const live = steercast('run', '--config', writeConfig(folder, OTHER));
    await until(() => live.stderr().includes(`${OTHER}: MISSING`), 20);
    await vcan.add(OTHER);
    await until(() => live.stderr().includes(`${OTHER}: UP`));
    await vcan.down(OTHER);
    await until(() => live.stderr().includes(`${OTHER}: DOWN: the interface is not up (ip link set ${OTHER} up)`));
    await vcan.up(OTHER);
    run('cansend', OTHER, '20000040#0000000000000000');
    await until(() => live.stderr().includes(`${OTHER}: BUS_OFF`));
    run('cansend', OTHER, '20000100#0000000000000000');
    run('cansend', OTHER, '20000004#0020000000000000');
    await until(() => live.stderr().includes(`${OTHER}: ERROR_PASSIVE`));
    await until(() => live.stdout().includes('BUS_ERRORS'));
    run('cansend', OTHER, '20000004#0040000000000000');
    await until(() => live.stderr().includes(`${OTHER}: SILENT`));
    await vcan.remove(OTHER);
    await until(() => live.stderr().split('MISSING').length === 3);
    const reasons = new Set(linesOf(live.stdout()).flatMap((line) => line.reasons));
    expect([...reasons]).toEqual(expect.arrayContaining(['BUS_DOWN', 'BUS_ERRORS', 'SIGNAL_AWAITED']));
    expect(await live.stop()).toBe(0);
  });

  it('is back within 0.5 s of its interface, 100 times, with as many descriptors as before; a replay goes through it all', async () => {
    const folder = newFolder();
    const log = join(folder, 'session.log');
    await vcan.add(OTHER);
    const config = writeConfig(folder, OTHER, `phases: 5\n${SENDING}`);
    const live = await runningOn('--config', config, '--record', log);
    const recording = steercast('record', '--config', config, '--out', join(folder, 'all.log'));
    await until(() => recording.stderr().includes('UP'), 20);
    const programs = [live, recording];
    const lastLine = (text: string) => text.slice(0, text.lastIndexOf('\n')).split('\n').at(-1)!;
    const isLost = () =>
      lastLine(live.stdout().slice(-2000)).includes('BUS_DOWN') &&
      / (DOWN|MISSING):/.test(lastLine(recording.stderr()));
    const isBack = () =>
      !lastLine(live.stdout().slice(-2000)).includes('BUS_DOWN') && / (UP|SILENT)$/.test(lastLine(recording.stderr()));
    let slowest = 0;
    let before: number[] = [];
    for (let round = 0; round < 100; round++) {
      const isRemoved = round % 2 === 1;
      await (isRemoved ? vcan.remove(OTHER) : vcan.down(OTHER));
      await until(isLost);
      await (isRemoved ? vcan.add(OTHER) : vcan.up(OTHER));
      slowest = Math.max(slowest, await until(isBack));
      if (round === 9) before = await Promise.all(programs.map(descriptorsOf));
    }
    const after = await Promise.all(programs.map(descriptorsOf));
    console.log(
      `figure: predictions are back within ${slowest.toFixed(3)} s; descriptors of run and record ${before.join(' and ')} → ${after.join(' and ')}`,
    );
    expect(slowest).toBeLessThan(0.5);
    for (const [k, count] of after.entries()) expect(count).toBeLessThanOrEqual(before[k]!);

    const player = start('canplayer', '-I', await writeLog(folder, { seconds: 8, rate: 50 }), `${OTHER}=can0`);
    for (const shift of ['+1 hour', '-1 hour', '-2 seconds']) {
      await wait(1000);
      run('date', '-s', run('date', '-d', shift, '+%F %T.%N').trim());
    }
    await wait(1000);
    await player.stop();
    run('cansend', OTHER, `100#00`); // too short
    await live.stop();
    await recording.stop();
    expect(live.stderr()).toContain('3 CLOCK_STEP');
    const predictions = join(folder, 'live.jsonl');
    writeFileSync(predictions, live.stdout());
    const verified = replay(log, folder, predictions);
    expect(verified.stderr).toContain('all as in');
    expect(verified.status).toBe(0);
  });

  it('keeps its steps and its newest prediction while the bus takes nothing', async () => {
    const folder = newFolder();
    const live = await runningOn('--config', writeConfig(folder, BUS, SENDING));
    await wait(600);
    run('tc', 'qdisc', 'replace', 'dev', BUS, 'root', 'tbf', 'rate', '8bit', 'burst', '100', 'limit', '100');
    await wait(1500);
    run('tc', 'qdisc', 'delete', 'dev', BUS, 'root');
    const dump = await listening(folder, `${BUS},${ID}:7FF`);
    await until(() => readLines(dump.path).length > 2);
    await live.stop();
    const replaced = Number(/(\d+) replaced by a newer one/.exec(live.stderr())![1]);
    expect(replaced).toBeGreaterThan(5);
    const times = linesOf(live.stdout()).map(({ t }) => t);
    for (let k = 1; k < times.length; k++) expect(times[k]! - times[k - 1]!).toBeCloseTo(0.1, 6);
  });

  it('is one of two that are told apart by their ids; a third is refused, and it gives way to a stranger', async () => {
    const folder = newFolder();
    const first = await runningOn('--config', writeConfig(folder, BUS, SENDING));
    const second = await runningOn(
      '--config',
      writeConfig(folder, BUS, 'output: { can: { id: 0x700, format: classic } }\n'),
    );
    await wait(700);
    const third = steercast('run', '--config', writeConfig(folder, BUS, SENDING));
    expect(await third.ended).toBe(2);
    expect(third.stderr()).toBe(
      `steercast: expected to be the only one that sends 0x${ID} on ${BUS}, got another steercast that does (process ${first.child.pid})\n`,
    );
    const dump = await listening(folder, BUS);
    await wait(1000);
    run('cansend', BUS, `${ID}##1${'00'.repeat(24)}`);
    await wait(500);
    await dump.program.stop();
    const counts = new Map<number, number>();
    for (const { id } of readLines(dump.path).map(frameOf)) counts.set(id, (counts.get(id) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual([0x6f0, 0x700, 0x701]);
    const classic = readLines(dump.path)
      .map(frameOf)
      .filter(({ id }) => id !== 0x6f0);
    for (const [k, { id, data, fd }] of classic.entries()) {
      expect(fd).toBe(false);
      expect(data).toHaveLength(8);
      expect(data[0]).toBe(j1850(data));
      expect(Buffer.from(data.subarray(2, 6)).toString('hex')).toBe('00800080'); // no angles without inputs
      if (k > 0 && id === 0x701) expect(data[1]).toBe(classic[k - 1]!.data[1]);
    }
    expect(counts.get(0x6f0)).toBeGreaterThan(5);
    const messages = readLines(dump.path)
      .map(frameOf)
      .filter(({ id }) => id === 0x6f0);
    const stranger = messages.findIndex(({ data }) => data.every((byte) => byte === 0));
    expect(messages.length - stranger).toBeLessThanOrEqual(2);
    expect(first.stderr()).toContain('somebody else sends the message of the predictions, 0x6F0: nothing is sent');
    expect(second.stderr()).not.toContain('somebody else');
  });
});
