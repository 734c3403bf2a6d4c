import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatCandumpLine } from '../../can/log/candump-format.js';
import { driveFor } from '../can/vehicle/make-vehicle.js';
import { DEFAULT_MODEL, smallDrive, toCsv } from './drive-files.js';
import { useFolders } from './folders.js';
import { listing, refusal, steercast } from './steercast.js';

const newFolder = useFolders();

const PROFILE = `name: a car
dbc: car.dbc
signals:
  steering: { signal: STEERING.ANGLE, unit: deg }
  speed: { signal: SPEED.FRONT, unit: km/h }
  yawRate: { signal: MOTION.YAW_RATE, unit: rad/s }
`;
const DBC = `BO_ 37 STEERING: 8 X
 SG_ ANGLE : 3|12@0- (1.5,0) [0|0] "deg" X
BO_ 180 SPEED: 8 X
 SG_ FRONT : 7|16@0+ (0.01,0) [0|0] "km/h" X
BO_ 36 MOTION: 8 X
 SG_ YAW_RATE : 0|32@1- (1,0) [0|0] "rad/s" X
SIG_VALTYPE_ 36 YAW_RATE : 1;
`;

async function carFolder(): Promise<string> {
  const folder = await newFolder();
  await writeFile(join(folder, 'car.yaml'), PROFILE);
  await writeFile(join(folder, 'car.dbc'), DBC);
  await writeFile(
    join(folder, 'car.log'),
    driveFor(0, 4000)
      .map((frame) => `${formatCandumpLine(frame)}\n`)
      .join(''),
  );
  return folder;
}

it.concurrent('writes the samples of a log as a drive, on stdout or to a file, on the grid of --dt', async () => {
  const folder = await carFolder();
  const { stdout, stderr } = await steercast(['decode', 'car.log', '--vehicle', 'car.yaml', '--dt', '0.05'], folder);
  expect(stdout.split('\n')[0]).toMatch(
    /^t,Curvature,Velocity,Steering_Angle,Valid,Yaw_Rate,Curvature_Age,.*,Reasons$/,
  );
  expect(stdout.split('\n')).toHaveLength(1 + 81 + 1);
  expect(stderr).toMatch(
    /^car\.log: 603 frames, 603 of wanted messages: no faults\n(?:.*\n)?81 samples of 0\.05 s, 81 valid\n$/,
  );
  await steercast(['decode', 'car.log', '--vehicle', 'car.yaml', '--dt', '0.05', '--out', 'out/a.csv'], folder);
  expect(await readFile(join(folder, 'out/a.csv'), 'utf8')).toBe(stdout);
  expect(Object.keys(await listing(folder))).not.toContain('out/a.csv.tmp');
  await steercast(['evaluate', 'out/a.csv', '--model', DEFAULT_MODEL], folder);
});

it.concurrent('refuses what is no log, a log of another car and another output, and writes nothing', async () => {
  const folder = await carFolder();
  await writeFile(join(folder, 'drive.csv'), toCsv(smallDrive(40)));
  await writeFile(join(folder, 'other.log'), '(1600000000.000000) can0 123#00\n');
  const refused = (log: string, ...more: string[]) =>
    refusal(['decode', log, '--vehicle', 'car.yaml', '--out', 'new/out.csv', ...more], folder);
  expect(await refused('drive.csv')).toBe(
    'steercast: expected a CAN log (candump, ASC, BLF, TRC), got another file or none (drive.csv)',
  );
  expect(await refused('other.log')).toBe('steercast: expected messages of car.yaml, got none in 1 frame (other.log)');
  expect(await refused('car.log', '--out', 'a.xlsx')).toBe(
    'steercast: expected a file that ends in .csv, got "a.xlsx" (--out)',
  );
});
