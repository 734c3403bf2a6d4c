import { VirtualTimeScheduler } from 'rxjs';
import { expect, it } from 'vitest';
import type { LiveChannel } from '../../can/live/live-channel.js';
import { PredictionEncoder } from '../../can/output/prediction-encoder.js';
import { CanOutput } from '../../runtime/can-output.js';

it('is closed once and for all, whoever is heard afterwards', async () => {
  const taken: boolean[] = [];
  const address = { first: { id: 0x6f0, extended: false }, format: 'fd', period: 0.1 } as const;
  const output = new CanOutput({
    channel: { send: () => true } as unknown as LiveChannel, // as: all that is asked of it
    encoder: new PredictionEncoder(address, '0'.repeat(64)),
    onTaken: (isTaken) => taken.push(isTaken),
    scheduler: new VirtualTimeScheduler(),
  });
  await output.close();
  output.hearForeign();
  expect(taken).toEqual([]);
});
