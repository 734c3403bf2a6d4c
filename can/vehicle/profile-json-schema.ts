/** The vehicle profile's JSON Schema, for editors. `node dist/can/vehicle/profile-json-schema.js` writes it to its file. */
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { commitFiles } from '../../files/commit-files.js';
import { VEHICLES_FOLDER } from './read-vehicle.js';
import { vehicleProfileSchema } from './vehicle-profile.js';

export function profileJsonSchema(): object {
  return {
    title: 'Steercast vehicle profile',
    ...z.toJSONSchema(vehicleProfileSchema, { io: 'input', reused: 'ref' }),
  };
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const json = `${JSON.stringify(profileJsonSchema(), null, 2)}\n`;
  await commitFiles(new Map([[join(VEHICLES_FOLDER, 'schema.json'), json]]));
}
