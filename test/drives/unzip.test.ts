import { describe, expect, it } from 'vitest';
import { unzip } from '../../drives/unzip.js';
import { makeBomb, makeZip } from './make-zip.js';

const MIB = 2 ** 20;

describe('unzip', () => {
  const text = Buffer.from('one part after the other '.repeat(9));

  it('gives back stored and deflated parts', () => {
    const archive = makeZip([
      { name: 'a', content: text },
      { name: 'b', content: text, stored: true },
      { name: 'c', content: Buffer.alloc(0) },
    ]);
    expect([...unzip(archive, MIB)]).toEqual([
      ['a', text],
      ['b', text],
      ['c', Buffer.alloc(0)],
    ]);
  });

  it.each([true, false])('takes exactly what is allowed, and not a byte more (stored: %s)', (stored) => {
    const archive = makeZip([
      { name: 'a', content: text },
      { name: 'b', content: text, stored },
    ]);
    expect(unzip(archive, 2 * text.length).size).toBe(2);
    expect(() => unzip(archive, 2 * text.length - 1)).toThrow('it inflates to more than a drive may have');
  });

  it('takes little memory for a bomb, whatever size the archive states', () => {
    const bomb = makeZip([makeBomb('a', 512)]);
    const before = process.resourceUsage().maxRSS;
    expect(() => unzip(bomb, MIB)).toThrow('it inflates to more than a drive may have');
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(100_000); // kB
  });

  it('counts a part each time that the directory lists it', () => {
    const bomb = makeZip([{ name: 'a', content: Buffer.alloc(MIB / 2) }], { repeats: 100 });
    expect(() => unzip(bomb, 8 * MIB)).toThrow('it inflates to more than a drive may have');
  });

  it('refuses a part whose bytes have changed', () => {
    expect(() => unzip(makeZip([{ name: 'a', content: text, checksum: 1 }]), MIB)).toThrow('the checksum of a');
  });

  it('refuses an archive that is cut short anywhere', () => {
    const archive = makeZip([{ name: 'a', content: text }]);
    for (let length = 0; length < archive.length; length++) {
      expect(() => unzip(archive.subarray(0, length), MIB)).toThrow();
    }
  });
});
