/** A run's metrics and health on a unix socket and on loopback, and `status`, which reads them to a person. */
import { existsSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describe as describeReport } from '../../cli/status.js';
import { packageRoot } from '../../files/package-root.js';
import { RunMetrics } from '../../runtime/run-metrics.js';
import type { RunReport } from '../../runtime/run-report.js';
import { ask } from './ask.js';
import { useFolders } from './folders.js';
import { refusal, start } from './steercast.js';

const newFolder = useFolders();
const LONG = { timeout: 40_000 };

async function place(metrics: string): Promise<string> {
  const folder = await newFolder();
  await cp(join(packageRoot(), 'models/default'), join(folder, 'model'), { recursive: true });
  await writeFile(
    join(folder, 'a.yaml'),
    `model: model\nvehicle: synthetic\ninterface: nosuchcan\noutput: { stdout: false }\n${metrics}`,
  );
  return folder;
}

describe('metrics', () => {
  it('are Prometheus text and health on a unix socket, which status reads to a person', async () => {
    const folder = await place('metrics: { socket: m.sock }\n');
    const { child, ended } = start(['run', '--config', 'a.yaml'], folder);
    const socketPath = join(folder, 'm.sock');
    const metrics = () =>
      ask({ socketPath, path: '/metrics' }).then(
        ({ text }) => text,
        () => '',
      );
    await expect.poll(metrics, LONG).toMatch(/^steercast_predictions_total\{state="INVALID"\} [1-9]/m);
    const text = await metrics();
    expect(text).toMatch(
      /^steercast_info\{version="[\d.]+",model=".+",model_sha256="[0-9a-f]{64}",vehicle=".+synthetic.yaml"\} 1$/m,
    );
    expect(text).toMatch(/^steercast_reasons_total\{reason="BUS_DOWN"\} [1-9]/m);
    expect(text).toMatch(/^steercast_link_state\{interface="nosuchcan",state="MISSING"\} 1$/m);
    expect(text).toMatch(/^steercast_prediction_latency_seconds_bucket\{le="0\.01"\} \d+$/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
    expect(text).toContain('# TYPE nodejs_gc_duration_seconds histogram');

    const health = await ask({ socketPath, path: '/health' });
    expect(health.status).toBe(200);
    const report = JSON.parse(health.text) as RunReport;
    expect(report).toMatchObject({
      state: 'INVALID',
      overdue: [],
      links: [{ name: 'nosuchcan', state: 'MISSING' }],
      record: null,
      outOfRange: [],
    });
    const fast = {
      ...report,
      outOfRange: [{ input: 'speed', steps: 3, told: 'speed in 3 steps, up to 36.2 m/s (trained: 0.4 to 30)' }],
    };
    expect(describeReport(fast)).toMatch(/^out of range +speed in 3 steps, up to 36\.2 m\/s .*\n/m);
    expect(await new RunMetrics(() => fast).text()).toContain('steercast_out_of_range_steps_total{input="speed"} 3\n');
    expect((await ask({ socketPath, path: '/' })).status).toBe(404);
    expect((await ask({ socketPath, path: '/metrics', method: 'POST' })).status).toBe(405);

    const told = await start(['status', '--config', 'a.yaml'], folder).ended;
    expect(told.stdout).toMatch(
      /^state +INVALID: BUS_DOWN, .*\npredictions +[\d.]+\/s; \d+ INIT, \d+ INVALID\nlatency +p50 /,
    );
    expect(told.stdout).toMatch(/^bus +nosuchcan MISSING\n/m);
    const json = await start(['status', '--config', 'a.yaml', '--json'], folder).ended;
    expect(JSON.parse(json.stdout)).toMatchObject({ pid: child.pid });

    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    expect((await start(['status', '--config', 'a.yaml'], folder).ended).stderr).toMatch(
      /^steercast: expected a run that answers at .*m\.sock, got none; systemctl status steercast says why\n$/,
    );
  }, 120_000);

  it('are on loopback alone where a port is asked for, and nowhere unless they are', async () => {
    const port = 20_000 + (process.pid % 20_000);
    const folder = await place(`metrics: { port: ${port} }\n`);
    const { child, ended } = start(['run', '--config', 'a.yaml'], folder);
    const answer = () =>
      ask({ host: '127.0.0.1', port, path: '/health' }).then(
        ({ status }) => status,
        () => 0,
      );
    await expect.poll(answer, LONG).toBe(200);
    await expect(ask({ host: '127.0.0.2', port, path: '/health' })).rejects.toThrow('ECONNREFUSED');
    child.kill('SIGTERM');
    await ended;
    expect(await refusal(['status', '--config', 'a.yaml'], await place(''))).toMatch(/^steercast: expected metrics: /);
    const usual = existsSync('/etc/steercast/steercast.yaml') ? 'steercast.yaml' : 'config/default.yaml'; // as run takes it
    expect(await refusal(['status'], folder)).toContain(usual);
    expect(await refusal(['run', '--config', 'a.yaml'], await place('metrics: {}\n'))).toContain(
      'expected socket or port',
    );
  }, 120_000);
});
