/** The service in a guest with systemd under other configurations, models, instances and drop-ins. */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isBuilt, usePredicting } from './installed.js';
import {
  BUS,
  configure,
  figure,
  journal,
  pid,
  restart,
  SENDING,
  shown,
  systemctl,
  UNIT,
  untilSent,
} from './service-bench.js';
import { run, until, vcan } from './vcan.js';

describe.skipIf(!isBuilt)('the service', () => {
  usePredicting();

  it('swaps its configuration with systemctl reload, and refuses one at fault, every fault told', async () => {
    const before = pid();
    configure(`${SENDING}phases: 2\n`);
    expect(systemctl('reload', UNIT).status).toBe(0);
    await until(() => /, (19|20)\.\d predictions\/s/.test(shown('StatusText')));
    configure(`${SENDING}fases: 1\nrecrd: { path: x }\n`);
    expect(systemctl('reload', UNIT).status).not.toBe(0);
    await until(() =>
      /unknown key "fases" \(nearest: phases\) .*unknown key "recrd" \(nearest: record\)/.test(journal()),
    );
    await untilSent('VALID');
    expect(pid()).toBe(before);
    configure(SENDING);
    expect(systemctl('reload', UNIT).status).toBe(0);
    await untilSent('VALID');
  }, 90_000);

  it('fails once, with one line, where the bundle is corrupt or the model is missing, and starts when it is whole', async () => {
    const damaged = '/var/lib/steercast/models/damaged';
    run('cp', '-r', '/usr/lib/steercast/models/default', damaged);
    appendFileSync(`${damaged}/model.onnx`, 'x');
    for (const [model, told] of [
      [damaged, /^steercast: expected .*sha256 .*damaged\/model\.onnx\)$/m],
      [
        '/var/lib/steercast/models/none',
        /^steercast: expected a model bundle \(card\.json and model\.onnx\), got no such file/m,
      ],
    ] as const) {
      configure(SENDING.replace('/var/lib/steercast/champion', model));
      expect(restart().status).not.toBe(0);
      await until(() => told.test(journal()));
      expect(shown('ActiveState')).toBe('failed');
      expect(shown('ExecMainStatus')).toBe('2');
    }
    configure(SENDING);
    expect(restart().status).toBe(0);
    await untilSent('VALID');
  }, 90_000);

  it('runs an instance for an interface that appears, and refuses two that send the same message', async () => {
    const other = 'vcan5';
    const instances = [other, BUS].map((name) => `/etc/steercast/${name}.yaml`);
    onTestFinished(() => void run('rm', '-f', ...instances));
    writeFileSync(`/etc/steercast/${other}.yaml`, SENDING.replace('/run/steercast/', `/run/steercast-${other}/`));
    writeFileSync(`/etc/steercast/${BUS}.yaml`, SENDING.replace('/run/steercast/', `/run/steercast-${BUS}/`));
    await vcan.add(other);
    await until(() => shown('ActiveState', `steercast@${other}`) === 'active', 30);
    expect(shown('StatusText', `steercast@${other}`)).toContain(`${other} `);
    expect(systemctl('start', `steercast@${BUS}`).status).not.toBe(0);
    const told =
      /expected to be the only one that sends 0x6F0 on vcan0, got another steercast that does \(process \d+\)/;
    await until(() => told.test(journal(`steercast@${BUS}`)));
    systemctl('stop', `steercast@${other}`);
    await vcan.remove(other);
  }, 60_000);

  it.each(['jitless', 'realtime'])(
    'runs with the drop-in %s',
    async (name) => {
      const folder = `/etc/systemd/system/${UNIT}.d`;
      onTestFinished(() => {
        run('rm', `${folder}/${name}.conf`);
        run('systemctl', 'daemon-reload');
      });
      mkdirSync(folder, { recursive: true });
      const example = readFileSync(`/usr/share/steercast/examples/${name}.conf`, 'utf8');
      writeFileSync(`${folder}/${name}.conf`, example.replace('CPUAffinity=1', 'CPUAffinity=0')); // the guest has one
      run('systemctl', 'daemon-reload');
      configure(SENDING);
      expect(restart().status).toBe(0);
      await untilSent('VALID');
      if (name === 'jitless') {
        expect(shown('MemoryDenyWriteExecute')).toBe('yes');
        const told = run('systemd-analyze', 'security', '--no-pager', UNIT);
        figure(`exposure, jitless: ${/exposure level for \S+: ([\d.]+)/.exec(told)?.[1]}`);
      } else expect(run('chrt', '-p', String(pid()))).toContain('SCHED_RR');
    },
    60_000,
  );
});
