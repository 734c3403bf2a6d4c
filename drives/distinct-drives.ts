import { createHash } from 'node:crypto';
import type { Drive } from './drive.js';
import { KnownDrives, traceOf } from './drive-trace.js';

/**
 * The drives without those that are there already, be it under another name or as CSV beside the workbook: a twin of a
 * training drive among the test drives would flatter the figures. `remark` gets a line for each that is left out, and for
 * each that has rows of another, as a part or in a format that rounds: which of the two is wanted is for the user to say.
 */
export function distinctDrives(drives: ReadonlyMap<string, Drive>, remark: (text: string) => void): Drive[] {
  const paths = new Map<string, string>();
  const distinct: Drive[] = [];
  const known = new KnownDrives<{ sha256: string; trace: string; path: string }>();
  for (const [path, drive] of drives) {
    const key = contentKey(drive);
    const twin = paths.get(key);
    if (twin === undefined) {
      paths.set(key, path);
      distinct.push(drive);
      if (drives.size === 1) continue;
      const alike = known.find(drive);
      if (alike) remark(`${path} has rows of ${alike.path} in it: one drive, which counts as two`);
      known.add({ sha256: drive.sha256, trace: traceOf(drive), path });
    } else remark(`left out ${path}: the same rows as ${twin}`);
  }
  return distinct;
}

/** A hash of what the rows say of the road and the car, whatever file format they came in. */
function contentKey({ rows }: Drive): string {
  const values = new Float64Array(4 * rows.length);
  rows.forEach(({ time, curvature, vEgo, steeringAngleDeg }, r) => {
    values.set([time, curvature, vEgo, steeringAngleDeg], 4 * r);
  });
  return createHash('sha256').update(values).digest('hex');
}
