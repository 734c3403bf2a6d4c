import * as z from 'zod';
import type { Checksum } from '../e2e/e2e.js';
import { autosarProfile1, autosarProfile2, autosarProfile5 } from '../e2e/autosar.js';
import { j1850Checksum, xorChecksum } from '../e2e/one-byte.js';
import { hondaChecksum } from '../e2e/honda.js';
import { toyotaChecksum } from '../e2e/toyota.js';

const at = z.int().min(-64).max(63).optional().describe('index of its byte, negative from the end (default: the last)');
const dataId = z.int().min(0).max(0xffff).describe('data id of the message');

/** A message's checksum as a vehicle profile names it. */
export const checksumSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('toyota') }),
  z.strictObject({ kind: z.literal('honda') }),
  z.strictObject({ kind: z.literal('xor'), at }),
  z.strictObject({ kind: z.literal('j1850'), at }),
  z.strictObject({
    kind: z.literal('autosar-1'),
    dataId,
    mode: z.enum(['both', 'alternating', 'nibble', 'low']).describe('which bytes of the data id count'),
  }),
  z.strictObject({ kind: z.literal('autosar-2'), dataIds: z.array(z.int().min(0).max(255)).length(16) }),
  z.strictObject({ kind: z.literal('autosar-5'), dataId, offset: z.int().min(0).max(61).optional() }),
]);

export function compileChecksum(given: z.output<typeof checksumSchema>): Checksum {
  switch (given.kind) {
    case 'toyota':
      return toyotaChecksum();
    case 'honda':
      return hondaChecksum();
    case 'xor':
      return xorChecksum(given);
    case 'j1850':
      return j1850Checksum(given);
    case 'autosar-1':
      return autosarProfile1(given);
    case 'autosar-2':
      return autosarProfile2(given);
    case 'autosar-5':
      return autosarProfile5(given);
  }
}
