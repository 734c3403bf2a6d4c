/** A run whose configuration is read again, with a bus of this process. */
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LiveService } from '../../cli/live-service.js';
import { packageRoot } from '../../files/package-root.js';
import type { ServiceManager } from '../../runtime/systemd-notify.js';
import { FakeDriver } from '../can/live/fake-driver.js';
import { useFolders } from './folders.js';

const newFolder = useFolders();
const nothing = () => {};
const MANAGER = { ready: nothing, reloading: nothing, stopping: nothing, status: nothing, alive: nothing };

async function started(record: string) {
  const folder = await newFolder();
  await cp(join(packageRoot(), 'models/default'), join(folder, 'model'), { recursive: true });
  await mkdir(join(folder, 'drives'));
  const config = join(folder, 'run.yaml');
  const lines = ['model: model', 'vehicle: synthetic', 'interface: can0', 'output: { stdout: false }'];
  const write = (more = '') => writeFile(config, `${[...lines, `record: { path: ${record} }`, more].join('\n')}\n`);
  await write();
  const driver = new FakeDriver();
  driver.add('can0');
  const remarks: string[] = [];
  const options = { config, dry: false, driver, remark: (text: string) => remarks.push(text) };
  const service = await LiveService.start(options, MANAGER as unknown as ServiceManager); // as: all that is asked of it
  let fault: unknown;
  service.failed.catch((error: unknown) => (fault = error));
  return { folder, service, remarks, write, fault: () => fault };
}

describe('a reload', () => {
  it.each(['drive.log', 'drives/'])('goes on with the record in %s, in a file of its own', async (record) => {
    const { folder, service, remarks, fault } = await started(record);
    await service.reload();
    await service.reload();
    expect(fault()).toBeUndefined();
    expect(remarks.filter((text) => text.startsWith('reloaded'))).toHaveLength(2);
    await service.stop();
    const names = await readdir(record.endsWith('/') ? join(folder, record) : folder);
    const logs = names.filter((name) => name.endsWith('.log.events')).sort();
    expect(logs).toHaveLength(3);
    if (record === 'drive.log') expect(logs).toEqual(['drive-2.log.events', 'drive-3.log.events', 'drive.log.events']);
  });

  it('that is refused leaves the run as it was, its record going on', async () => {
    const { service, remarks, write, fault } = await started('drive.log');
    await write('output: 3');
    await service.reload();
    expect(fault()).toBeUndefined();
    expect(remarks.at(-1)).toMatch(/^the reload is refused, and what ran before goes on: /);
    await service.stop();
  });
});
