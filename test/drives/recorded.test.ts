import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listDrives } from '../../drives/list-drives.js';
import { readDrive } from '../../drives/read-drive.js';
import { medianRowStep } from '../../drives/row-step.js';
import { doubtsOf } from '../../drives/signal-check.js';
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

  it('reads the same from a workbook as from the CSV file of the same clip', async () => {
    const workbook = await readDrive(at('workbook/silverado_0000006c.xlsx'), { rowDt: 0.1 });
    const csv = await readDrive(at('silverado/silverado_0000006c_f420f7aa12_1_2.csv'));
    expect(workbook.rows).toEqual(csv.rows.map((row) => ({ ...row, valid: true }))); // the workbook has no Valid
  });
});
