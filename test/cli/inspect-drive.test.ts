import { expect, it } from 'vitest';
import { inspectDrive } from '../../cli/inspect-drive.js';
import { parseUnits } from '../../drives/units.js';
import { useFiles } from './folders.js';

const file = useFiles();

it('a drive: rows, step, gaps, ranges and the share of valid rows', async () => {
  const rows = Array.from(
    { length: 20 },
    (_, k) => `${k < 10 ? k / 10 : 5 + k / 10},0.01,${k},${-k},${k % 4 === 0 ? 0 : 1}`,
  );
  const path = await file('a.csv', `t,Curvature,Velocity,Steering_Angle,Valid\n${rows.join('\n')}\n`);
  const { figures } = await inspectDrive(path, {});
  expect(figures).toMatchObject({ rows: 20, step: 0.1, gaps: 1, validShare: 0.75 });
  expect((figures as { ranges: object[] }).ranges).toContainEqual(
    expect.objectContaining({ channel: 'steeringAngleDeg', min: -19, missing: 0 }),
  );
});

it('a drive: its columns by the names of the file, positions, what is not read, and remarks', async () => {
  const rows = Array.from({ length: 20 }, (_, k) => `0.001,${k},${k / 2},48.${k},11.5,x`);
  const path = await file('a.csv', `Curvature,Velocity,Steering_Angle,lat,lon,Driver\n${rows.join('\n')}\n`);
  const { text } = await inspectDrive(path, {});
  expect(text).toContain('20 rows over 1.9 s, one each 0.1 s (10 Hz), 0 gaps');
  expect(text).toContain('100.0 % of the rows are valid; positions as lat, lon');
  expect(text).toMatch(/^Velocity +m\/s +speed +0 +10 +19 +0$/m);
  expect(text).toMatch(/^lat +deg +position, WGS 84 +48 +48\.18 +48\.9 +0$/m);
  expect(text).not.toMatch(/^Ay/m);
  expect(text).toContain('columns that are not read: Driver');
  expect(text).toContain('remark: no column t: rows taken as 0.1 s apart (--row-dt)');
  expect(text).toContain('not checked: signs and units (14 valid rows faster than 5 m/s, 50 wanted)');
  expect(text).not.toContain('nothing looks wrong');
  expect((await inspectDrive(path, { rowDt: 0.05 })).text).not.toContain('remark');
});

it('a drive: a column that may be its time, under a name that is not known', async () => {
  const rows = Array.from({ length: 20 }, (_, k) => `0.001,${k},${k / 2},${50 * k}`);
  const path = await file('a.csv', `Curvature,Velocity,Steering_Angle,time_ms\n${rows.join('\n')}\n`);
  expect((await inspectDrive(path, {})).text).toContain(
    'rows taken as 0.1 s apart (--row-dt); is time_ms the time? --columns t=time_ms',
  );
});

it('a drive: the step of its rows as the user says it, its own times left alone', async () => {
  const rows = Array.from({ length: 20 }, (_, k) => `0.001,${k},${k / 2},${k === 3 ? 'late' : k / 10}`);
  const path = await file('a.csv', `Curvature,Velocity,Steering_Angle,Time\n${rows.join('\n')}\n`);
  await expect(inspectDrive(path, {})).rejects.toThrow('expected a number in Time, got "late"');
  const { figures } = await inspectDrive(path, { rowDt: 0.05 });
  expect(figures).toMatchObject({
    step: 0.05,
    remarks: ['rows taken as 0.05 s apart (--row-dt), so its column Time is not used'],
  });
});

it('a drive: its rows too far apart, its times in another unit, columns of another name', async () => {
  const rows = (step: number) => Array.from({ length: 20 }, (_, k) => `0.001,${k},${k / 2},${k * step}`).join('\n');
  const inspected = async (step: number) =>
    (await inspectDrive(await file('a.csv', `Curvature,Velocity,Steering,Time\n${rows(step)}\n`), {})).text;
  const slow = await inspected(0.5);
  expect(slow).toContain(
    'remark: expected rows at most 0.1 s apart (the step of a model by default), got 0.5 s (train and compare take --dt 0.5)',
  );
  expect(slow).toContain('read: Time as t, Steering as Steering_Angle\n');
  expect(slow).not.toContain('not read');
  const slower = await inspected(100);
  expect(slower).toContain('got 100 s: is t in ms? (--units t=ms)');
  expect(slower).toMatch(/\nnot checked: signs and units \(the times come first\)$/);
  expect(await inspected(0.1)).not.toContain('remark');
});

it('a drive: a column that is left alone for its unit, and the option that has it read', async () => {
  const rows = Array.from({ length: 20 }, (_, k) => `${k / 10},0.001,${k},${k / 2},0.1,1,2`);
  const path = await file(
    'a.csv',
    `t,Curvature,Velocity,Steering_Angle,Ay [m/s/s],Ay [g],Curvature [deg/m]\n${rows.join('\n')}\n`,
  );
  expect((await inspectDrive(path, {})).text).not.toContain('remark');
  const alone = await file(
    'b.csv',
    `t,Curvature,Velocity,Steering_Angle,Ay [m/s/s],lat (rad),Driver\n${rows.join('\n')}\n`,
  );
  const { text } = await inspectDrive(alone, {});
  expect(text).toContain(
    'remark: Ay [m/s/s] is not read, as its unit is not m/s2 or g (--units ay=m/s2, where it is)\n',
  );
  expect(text).toContain('remark: lat (rad) is not read, as its unit is not deg (--units lat=deg, where it is)\n');
  const read = await inspectDrive(alone, { units: parseUnits('ay=m/s2') });
  expect(read.text).not.toContain('Ay [m/s/s] is not read');
});

it('a drive with more gaps than a call has arguments', async () => {
  const rows = Array.from({ length: 260_000 }, (_, k) => `${k % 2 === 0 ? k : k - 0.9},0,1,0`);
  const path = await file('a.csv', `t,Curvature,Velocity,Steering_Angle\n${rows.join('\n')}\n`);
  const { figures } = await inspectDrive(path, {});
  expect(figures).toMatchObject({ gaps: 129_999 });
});
