import type { RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { LivePage } from '../../../cli/live-page/live-page.js';
import type { Moment } from '../../../cli/live-page/moment.js';
import type { Prediction, Reason } from '../../../core/prediction.js';
import type { VehicleSample } from '../../../core/vehicle-sample.js';
import { ask } from '../ask.js';
import { Visitor } from './visitor.js';

const ABOUT = { title: 'a <car>', dt: 0.1, horizonSteps: 5 };
const pages: LivePage[] = [];
afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
});

async function open(facts: () => string[][] = () => []): Promise<LivePage> {
  const page = await LivePage.open({ port: 0, about: ABOUT, facts });
  pages.push(page);
  return page;
}

const sampleAt = (time: number): VehicleSample => ({
  time,
  curvature: 0.001,
  vEgo: 20,
  steeringAngleDeg: 3,
  valid: true,
});
const saidAt = (time: number, first = 1): Prediction => ({
  ...{ time, state: 'VALID', reasons: ['PREVIEW_MAP'] },
  steeringAngleDeg: Float32Array.from({ length: 5 }, (_, k) => first + k),
  lower: [0, 0, 0, 0, 0],
  upper: [9, 9, 9, 9, 9],
});
const timesOf = (visitor: Visitor) => visitor.of<Moment[]>('moments').flatMap((some) => some.map(({ t }) => t));

const asked = (address: string, options: RequestOptions = {}) => {
  const { hostname, port, pathname: path } = new URL(address);
  return ask({ hostname, port, path, ...options });
};

describe('the live page', () => {
  it('tells a visitor what went before, what comes, each once, how it is, and that it has ended', async () => {
    let asked = 0;
    const page = await open(() => [['states', `asked ${++asked}`]]);
    page.next({ time: 0, state: 'INIT', reasons: ['WINDOW_FILLING'] }, undefined);
    const prediction = saidAt(0.1);
    page.next(prediction, sampleAt(0.1));
    (prediction.steeringAngleDeg as Float32Array).fill(99); // as at the next step
    const first = new Visitor(page.address);
    await expect.poll(() => timesOf(first)).toEqual([0, 0.1]);
    page.next(saidAt(0.2), sampleAt(0.2));
    page.next(saidAt(0.3), sampleAt(0.3));
    const second = new Visitor(page.address);
    await expect.poll(() => timesOf(second)).toEqual([0, 0.1, 0.2, 0.3]);
    await expect.poll(() => timesOf(first)).toEqual([0, 0.1, 0.2, 0.3]);
    const [empty, full] = first.of<Moment[]>('moments')[0]!;
    expect(empty).toEqual({
      ...{ t: 0, state: 'INIT', reasons: ['WINDOW_FILLING'] },
      ...{ steering: null, speed: null, curvature: null, step: null },
    });
    expect(full).toEqual({
      ...{ t: 0.1, state: 'VALID', reasons: ['PREVIEW_MAP'], steering: 3, speed: 20, curvature: 0.001 },
      ...{ step: [1, 2, 3, 4, 5], lower: [0, 0, 0, 0, 0], upper: [9, 9, 9, 9, 9] },
    });
    await expect.poll(() => first.of('facts').length, { timeout: 3000 }).toBeGreaterThan(1);
    page.next(saidAt(0.4), sampleAt(0.4));
    await page.close();
    await Promise.all([first.ended, second.ended]);
    for (const { told } of [first, second]) expect(told.at(-1)).toEqual({ event: 'end', data: null });
    expect(timesOf(first).at(-1)).toBe(0.4);
  });

  it('keeps no more than the last 1,500 steps for those who come', async () => {
    const page = await open();
    for (let step = 0; step < 10_000; step++) page.next(saidAt(step), undefined);
    const visitor = new Visitor(page.address);
    await expect.poll(() => timesOf(visitor)).toEqual(Array.from({ length: 1500 }, (_, k) => 8500 + k));
  });

  it('is for this machine alone, by its own name, and for nothing but to look', async () => {
    const { address } = await open();
    const page = await asked(address);
    expect(page.status).toBe(200);
    expect(page.text).toContain('<h1>a &lt;car&gt;</h1>');
    expect(page.text).toContain('connect-src &#39;self&#39;');
    expect(page.text).not.toMatch(/https?:\/\/(?!127)/);
    expect(await asked(address, { headers: { host: 'rebound.example:9465' } })).toMatchObject({ status: 403 });
    expect(await asked(address, { headers: { host: 'localhost:8000' } })).toMatchObject({ status: 200 }); // a tunnel's end
    expect(await asked(address, { method: 'POST' })).toMatchObject({ status: 405 });
    expect(await asked(`${address}other`, {})).toMatchObject({ status: 404 });
    await expect(asked(address.replace('127.0.0.1', '127.0.0.2'))).rejects.toThrow('ECONNREFUSED');
  });

  it('refuses a port that is taken', async () => {
    const { address } = await open();
    const port = Number(new URL(address).port);
    await expect(LivePage.open({ port, about: ABOUT, facts: () => [] })).rejects.toThrow(
      `expected a free port, got ${port}, which is taken (--page)`,
    );
  });

  it('cuts off who has it open and does not read, and goes on for the others', async () => {
    const page = await open();
    const visitor = new Visitor(page.address);
    const sleeper = connect(Number(new URL(page.address).port), '127.0.0.1');
    sleeper.pause().write('GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await expect.poll(() => visitor.told.length).toBeGreaterThan(0);
    const wordy: Prediction = { ...saidAt(0), reasons: Array<Reason>(60).fill('PREVIEW_MAP') };
    let step = 0;
    for (let round = 0; round < 40; round++) {
      for (let k = 0; k < 1000; k++) page.next({ ...wordy, time: step++ }, undefined);
      await wait(60);
    }
    await expect.poll(() => timesOf(visitor).length).toBe(step);
    const closed = new Promise((resolve) => sleeper.on('close', resolve).on('error', resolve));
    sleeper.resume(); // what the system has kept for it comes, and then the end
    await closed;
    expect(sleeper.bytesRead).toBeLessThan(20e6); // of 37e6
    page.next(saidAt(step), undefined);
    await expect.poll(() => timesOf(visitor).length).toBe(step + 1);
  });
});
