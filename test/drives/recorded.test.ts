import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listDrives } from '../../drives/list-drives.js';
import { readDrive } from '../../drives/read-drive.js';
import { medianRowStep } from '../../drives/row-step.js';
import { doubtsOf, judge } from '../../drives/signal-check.js';
import { REAL_DRIVES } from './real-drives.js';

describe.skipIf(!REAL_DRIVES)('recorded drives', () => {
  const at = (path: string) => join(REAL_DRIVES!, path);

  it('reads every clip at its rate', async () => {
    const clips = await listDrives([at('silverado'), at('lincoln_mkz')]);
    expect(clips).toHaveLength(19);
    for (const clip of clips) {
      const { rows } = await readDrive(clip);
      expect(rows.length).toBeGreaterThanOrEqual(599);
      expect(medianRowStep(rows)).toBeCloseTo(clip.includes('20hz') ? 0.05 : 0.1, 6);
    }
  });

  it('has no doubts about any of them', async () => {
    const drives = await listDrives([at('silverado'), at('lincoln_mkz'), at('subaru_wrx_sti/derived_50hz.csv')]);
    for (const drive of drives) expect(doubtsOf((await readDrive(drive)).rows), drive).toEqual([]);
  });

  it('proves no steering by a sign the wrong way round, and refuses it where there are bends enough', async () => {
    const drives = await listDrives([at('silverado'), at('lincoln_mkz'), at('subaru_wrx_sti/derived_50hz.csv')]);
    let refused = 0;
    for (const drive of drives) {
      const { rows } = await readDrive(drive);
      const flipped = judge(rows.map((row) => ({ ...row, steeringAngleDeg: -row.steeringAngleDeg })));
      expect(flipped.agreeing.join(), drive).not.toContain('steering');
      expect(flipped.doubts.length + flipped.unchecked.filter((one) => one.includes('steering')).length).toBe(1);
      refused += flipped.doubts.filter(({ impossible }) => impossible).length;
    }
    expect(refused).toBe(5);
  });

  it('holds the positions of a drive against its speed and curvature', async () => {
    const { rows } = await readDrive(at('lincoln_mkz/hmb1_first_131s_20hz.csv'));
    expect(judge(rows)).toEqual({
      doubts: [],
      agreeing: ['steering against curvature (4 bends)', 'positions against speed and curvature (3.0 km)'],
      unchecked: [],
    });
    const swapped = rows.map((row) => ({ ...row, latitude: row.longitude!, longitude: row.latitude! }));
    expect(judge(swapped).doubts).toMatchObject([
      { text: expect.stringContaining('are lat and lon swapped?') as string },
    ]);
  });

  it('reads the same from a workbook as from the CSV file of the same clip', async () => {
    const workbook = await readDrive(at('workbook/silverado_0000006c.xlsx'), { rowDt: 0.1 });
    const csv = await readDrive(at('silverado/silverado_0000006c_f420f7aa12_1_2.csv'));
    expect(workbook.rows).toEqual(csv.rows.map((row) => ({ ...row, valid: true }))); // the workbook has no Valid
  });
});
