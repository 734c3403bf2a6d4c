import { input, mul } from '../graph/build.js';
import { describe, type Node } from '../graph/node.js';
import { graphOps } from '../graph/ops.js';
import { Random } from '../random.js';
import type { LossOps } from './losses.js';

/** The mask [windows, columns] of one dropout in a network, an input of its training graph. */
export type Mask = { name: string; columns: number; rate: number };

/** The operations with dropout, for a graph of `rows` windows; its masks are appended to `masks` in their order. */
export function dropoutOps(rows: number, masks: Mask[]): LossOps<Node> {
  return {
    ...graphOps,
    dropout(x, rate) {
      if (!(rate >= 0 && rate < 1)) throw new RangeError(`dropout: expected a rate in 0 … 1, got ${rate}`);
      const [windows, columns] = x.shape.slice(-2);
      if (windows !== rows || columns === undefined) {
        throw new RangeError(`dropout: expected [..., ${rows}, C], got ${describe(x)}`);
      }
      const mask: Mask = { name: `mask${masks.length}`, columns, rate };
      masks.push(mask);
      return mul(x, input(mask.name, [rows, columns]));
    },
  };
}

/** Where both engines draw the masks from: apart from the numbers of the split and the batches. */
export const maskStream = ({ seed = 0 }: { seed?: number }): Random => new Random(seed).jumped();

/** Window by window: 0 with the probability `rate`, else what keeps the mean, 1 / (1 − rate). */
export function drawMask(mask: Float32Array, rate: number, random: Random): Float32Array {
  const kept = 1 / (1 - rate);
  for (let k = 0; k < mask.length; k++) mask[k] = random.uniform() < rate ? 0 : kept;
  return mask;
}
