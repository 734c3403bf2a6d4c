/** The Debian package in a guest with systemd: installed, started, played to, stopped, upgraded, purged. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readLines, start } from './bench.js';
import { isBuilt, upgrade, useInstalled } from './installed.js';
import {
  BUS,
  configure,
  CONFIG,
  fallSilent,
  figure,
  frameOf,
  meanErrorOf,
  messages,
  pid,
  play,
  restart,
  SENDING,
  shown,
  STEP_US,
  systemctl,
  UNIT,
  untilSent,
  WORK,
} from './service-bench.js';
import { readStalls, stalledWithin } from './stalls.js';
import { run, until } from './vcan.js';
/** steering, speed, path and position, without any of which there is no valid input for a map */
const INPUTS = [0x100, 0x101, 0x102, 0x103];

/** The configuration of the package, as somebody edits it who wants a map, and the message on this bus. */
const edited = (shipped: string) =>
  shipped
    .replace('interface: can0', `interface: ${BUS}`)
    .replace('  # can: {', '  can: {')
    .replace('# preview:', 'preview:')
    .replace(/^#   (map|order):/gm, '  $1:');

describe.skipIf(!isBuilt)('the package', () => {
  useInstalled();

  it('brings a user, a state folder with the model in use, and a configuration, and starts nothing', () => {
    expect(run('id', 'steercast')).toMatch(/steercast/);
    expect(run('readlink', '-f', '/var/lib/steercast/champion').trim()).toBe('/usr/lib/steercast/models/default');
    expect(run('stat', '-c', '%U', '/var/lib/steercast/drives').trim()).toBe('steercast');
    expect(run('dpkg-query', '-W', '-f', '${Conffiles}', 'steercast')).toContain(CONFIG);
    expect(shown('ActiveState')).toBe('inactive');
    expect(run('/usr/lib/steercast/bin/node', '--version')).toMatch(/^v24\./);
    const modules = readdirSync('/usr/lib/steercast/node_modules');
    expect(modules).not.toContain('xlsx');
    expect(modules).not.toContain('@tensorflow');
  });

  it('predicts on the bus, from what is played: VALID within five steps and 50 ms, and near what was steered', async () => {
    configure(edited(readFileSync(CONFIG, 'utf8')));
    run('steercast', 'run', '--check', '--config', CONFIG);
    const begin = performance.now();
    expect(systemctl('start', UNIT).status).toBe(0);
    const ready = (performance.now() - begin) / 1000;
    await wait(700); // it has listened for others that send the message
    const all = join(WORK, 'all.log');
    const recording = start('sh', '-c', `exec candump -L ${BUS},6F0~7FF > ${all}`);
    await wait(300);
    const heard = messages.length;
    play();
    await until(() => messages.slice(heard).filter(({ state }) => state === 'VALID').length > 60, 20);
    await recording.stop('SIGINT');
    const valid = messages.slice(heard).filter(({ state }) => state === 'VALID');
    const played = readLines(all).map(frameOf);
    const inputUs = Math.max(...INPUTS.map((input) => played.find(({ id }) => id === input)!.timestampUs));
    const delay = (valid[0]!.timeUs - inputUs) / 1000;
    const error = meanErrorOf(valid, played);
    figure(
      `READY ${ready.toFixed(2)} s after systemctl start; first VALID ${delay.toFixed(0)} ms after the last of its inputs came first; next step within ${error.toFixed(2)} deg of the angle on the bus`,
    );
    const stood = stalledWithin(readStalls(), inputUs / 1000, valid[0]!.timeUs / 1000);
    expect(delay - stood).toBeLessThanOrEqual(5 * (STEP_US / 1000) + 50);
    expect(error).toBeLessThan(1);
    const whole = /^VALID.*, 10\.\d predictions\/s, p99 [\d.]+ ms; vcan0 UP$/;
    let status = '';
    await until(() => whole.test((status = shown('StatusText')))); // once a second, of the second that went by
    expect(status).toMatch(whole);
    expect(shown('NRestarts')).toBe('0');
    expect(run('steercast', 'status')).toMatch(/^state +VALID/);
    expect(readFileSync('/var/lib/steercast/prediction.dbc', 'latin1')).toContain('STEERING_PREDICTION');
    const sock = statSync('/run/steercast/predictions.sock');
    expect(sock.mode & 0o777).toBe(0o660);
  }, 60_000);

  it('is exposed by no more than 1.0, as systemd-analyze sees the running unit', () => {
    const told = run('systemd-analyze', 'security', '--no-pager', UNIT);
    const exposure = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(told)?.[1]);
    figure(`exposure ${exposure}`);
    expect(exposure).toBeLessThanOrEqual(1);
  });

  it('says that it stops, and has stopped within half a second', async () => {
    expect(restart().status).toBe(0);
    await untilSent('VALID');
    const begin = performance.now();
    expect(systemctl('stop', UNIT).status).toBe(0);
    const took = performance.now() - begin;
    await wait(200);
    expect(messages.at(-1)!.state).toBe('INVALID');
    expect(shown('ExecMainStatus')).toBe('0');
    expect(shown('Result')).toBe('success');
    figure(`systemctl stop took ${took.toFixed(0)} ms`);
    expect(took).toBeLessThan(1500); // systemctl and systemd are slow in the guest
  }, 60_000);

  it('is upgraded while it runs, with its configuration kept, removed, and purged', async () => {
    configure(SENDING);
    expect(restart().status).toBe(0);
    const before = pid();
    run('dpkg', '--force-confold', '-i', upgrade!);
    expect(pid()).not.toBe(before);
    expect(shown('ActiveState')).toBe('active');
    expect(readFileSync(CONFIG, 'utf8')).toBe(SENDING);
    await untilSent('VALID');
    fallSilent();

    run('dpkg', '-r', 'steercast');
    expect(existsSync('/usr/lib/steercast')).toBe(false);
    expect(systemctl('is-active', UNIT).stdout.trim()).not.toBe('active');
    expect(existsSync(CONFIG)).toBe(true);
    expect(existsSync('/var/lib/steercast/prediction.dbc')).toBe(true);

    run('dpkg', '-P', 'steercast');
    expect(existsSync('/etc/steercast')).toBe(false);
    expect(existsSync('/var/lib/steercast')).toBe(false);
    expect(existsSync('/run/steercast')).toBe(false);
  }, 120_000);
});
