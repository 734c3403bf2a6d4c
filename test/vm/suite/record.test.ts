/** What is recorded on a real bus, of a process that is killed and on a disk that is full. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { linesOf, newFolder, PROGRAM, readLines, runningOn, steercast, writeConfig } from './bench.js';
import { BUS, frameOf, keepBuses, listening, playing } from './can-utils.js';
import { run, until } from './vcan.js';

keepBuses();

describe('the record of a session', () => {
  it('loses at most a second when its process is killed, and replays to the beginning of its predictions', async () => {
    const folder = newFolder();
    const log = join(folder, 'session.log');
    const live = await runningOn('--config', writeConfig(folder, BUS), '--record', log);
    const dump = await listening(folder, BUS);
    const player = await playing(folder, { seconds: 10, rate: 100 });
    await wait(3000);
    const killedUs = Date.now() * 1000;
    expect(await live.stop('SIGKILL')).toBe('SIGKILL');
    await player.stop();
    await dump.program.stop();
    const frames = readLines(log).map(frameOf);
    const told = readLines(dump.path).map(frameOf);
    expect(frames.length).toBeGreaterThan(told.filter(({ timestampUs }) => timestampUs < killedUs - 1e6).length);
    expect(frames.length).toBeGreaterThan(500);
    const again = join(folder, 'again.jsonl');
    const model = ['--vehicle', 'synthetic', '--model', join(folder, 'model')];
    run(process.execPath, PROGRAM, 'replay', log, ...model, '--out', again);
    const left = readFileSync(again, 'latin1');
    expect(left.split('\n').length).toBeGreaterThan(20);
    expect(live.stdout().startsWith(left)).toBe(true);
  });

  it('ends whole on a full disk, and the predictions go on; a record does too', async () => {
    const folder = newFolder();
    run('mount', '-t', 'tmpfs', '-o', 'size=64k', 'none', folder);
    try {
      const configs = newFolder();
      const log = join(folder, 'session.log');
      const live = await runningOn('--config', writeConfig(configs, BUS), '--record', log);
      const recording = steercast('record', '--config', writeConfig(configs, BUS), '--out', join(folder, 'all.log'));
      await until(() => recording.stderr().includes('UP'), 20);
      const player = await playing(configs, { seconds: 30, rate: 200 });
      await until(
        () =>
          live
            .stderr()
            .includes(
              'the recording ends here, the predictions go on: expected a disk with space left, got no space left',
            ),
        20,
      );
      const before = linesOf(live.stdout()).length;
      expect(await recording.ended).toBe(2);
      await wait(1000);
      await player.stop();
      await live.stop();
      expect(linesOf(live.stdout()).length).toBeGreaterThan(before + 7);
      for (const line of readLines(log)) frameOf(line);
      expect(readFileSync(log, 'latin1').endsWith('\n')).toBe(true);
      expect(readFileSync(join(folder, 'all.log'), 'latin1')).toMatch(/^$|\n$/); // the other may have had all the space
    } finally {
      run('umount', '-l', folder);
    }
  });
});
