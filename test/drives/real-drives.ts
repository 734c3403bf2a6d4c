import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.STEERCAST_DRIVES ?? join(import.meta.dirname, '../../../shared/drives');

/** Where recorded drives of real vehicles lie, undefined where there are none; tests on them then skip. */
export const REAL_DRIVES = existsSync(folder) ? folder : undefined;
if (!REAL_DRIVES)
  console.log(`tests on recorded drives skip: none at ${folder} (STEERCAST_DRIVES names another place)`);
