import { describe, expect, it } from 'vitest';
import type { BusPlan } from '../../runtime/bus-plan.js';
import { claimMessage } from '../../runtime/message-claim.js';

const message = (name: string, id: number, extended = false): NonNullable<BusPlan['output']> => ({
  interface: name,
  address: { first: { id, extended }, format: 'fd', period: 0.1 },
});

describe('claimMessage', () => {
  it('refuses a second sender of a message on an interface, naming the first, until that one lets go', async () => {
    const name = `test${process.pid}`;
    const first = await claimMessage(message(name, 0x6f0));
    await expect(claimMessage(message(name, 0x6f0))).rejects.toThrow(
      `expected to be the only one that sends 0x6F0 on ${name}, got another steercast that does (process ${process.pid})`,
    );
    const others = [message(name, 0x6f1), message(`${name}b`, 0x6f0), message(name, 0x6f0, true)];
    for (const claim of await Promise.all(others.map(claimMessage))) await claim.close();
    await first.close();
    await (await claimMessage(message(name, 0x6f0))).close();
  });
});
