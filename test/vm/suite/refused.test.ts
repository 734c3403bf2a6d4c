/** What `run` and `record` refuse on a real system: interfaces, permissions, sockets that are not allowed. */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { newFolder, PROGRAM, start, steercast, writeConfig } from './bench.js';
import { BUS, keepBuses, OTHER, SENDING } from './can-utils.js';
import { run, until, vcan } from './vcan.js';

keepBuses();

describe('what no waiting mends', () => {
  const refused = async (...args: string[]) => {
    const one = steercast(...args);
    expect(await one.ended).toBe(2);
    expect(one.stdout()).toBe('');
    return one.stderr();
  };

  it('is refused in one line: no CAN interface, no FD', async () => {
    const folder = newFolder();
    expect(await refused('run', '--config', writeConfig(folder, 'lo'))).toMatch(
      /^steercast: expected a CAN interface \(vcan0.*\), got lo \(.*\)\n$/,
    );
    await vcan.add(OTHER, { mtu: 16 });
    expect(await refused('run', '--config', writeConfig(folder, OTHER, SENDING))).toMatch(
      /^steercast: expected an interface with CAN FD, got vcan2, which has none/,
    );
  });

  it('is refused to another user in one line: a socket, a record, a model', async () => {
    const folder = newFolder();
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'private'), { mode: 0o700 });
    const config = writeConfig(folder, BUS, 'output: { socket: private/p.sock }\n');
    const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, PROGRAM];
    const told = async (...args: string[]) => {
      const one = start('setpriv', ...nobody, ...args);
      expect(await one.ended).toBe(2);
      return one.stderr();
    };
    expect(await told('run', '--config', config)).toMatch(
      /^steercast: expected a unix socket that can be made, got no permission \(.*private\/p\.sock\)$/m,
    );
    const refusals = [
      [folder, 'a folder that can be written'],
      [join(folder, 'private'), 'a file that can be made'],
    ] as const;
    for (const [place, expected] of refusals) {
      expect(await told('record', '--config', config, '--out', join(place, 'a.log'))).toMatch(
        new RegExp(`^steercast: expected ${expected}, got no permission \\(${place}.*\\)$`, 'm'),
      );
    }
    chmodSync(join(folder, 'model/model.onnx'), 0o600);
    expect(await told('run', '--config', config)).toMatch(
      /^steercast: expected a model bundle \(card\.json and model\.onnx\), got no permission \(.*model\.onnx\)$/m,
    );
  });

  it('is told where sockets are not allowed: what to do, and it waits', async () => {
    const config = writeConfig(newFolder(), BUS);
    const program = [process.execPath, PROGRAM, 'run', '--config', config];
    const live = start(
      'systemd-run',
      '--pipe',
      '--wait',
      '--quiet',
      '-p',
      'RestrictAddressFamilies=AF_UNIX',
      '-u',
      'refused',
      ...program,
    );
    await until(() => live.stderr().includes('RestrictAddressFamilies=AF_CAN'), 20);
    await wait(500);
    expect(live.stderr()).toMatch(/^vcan0: REFUSED: the system lets no CAN socket be opened: load its module/m);
    run('systemctl', 'stop', 'refused'); // which fails where it has ended
    expect(await live.ended).toBe(0);
  });
});
