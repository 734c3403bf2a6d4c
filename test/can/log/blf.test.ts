import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../core/input-error.js';
import { makeFrame } from '../frames.js';
import { blfContainer as container, blfHead, blfObject as object, TEN_MICROSECONDS } from './make-blf.js';
import { readBytes } from './read-bytes.js';

const START = new Date('2021-09-12T03:15:14.717Z');
const START_US = START.getTime() * 1000;
const head = () => blfHead(START);

/** CAN_MESSAGE of channel 1, id 0xD2 and two bytes */
const MESSAGE = Buffer.from('010000' + '02' + 'd2000000' + '0a0b000000000000', 'hex');
const frame = (us = 5000) => makeFrame({ timestampUs: START_US + us, direction: 'rx', data: Uint8Array.of(10, 11) });
const read = (...parts: Buffer[]) => readBytes(Buffer.concat([head(), ...parts]));

/** CAN_FD_MESSAGE_64 of channel 2, id 0x1ABCDEF0 (29 bits), sent, twelve bytes */
function fd64(flags: number): Buffer {
  const body = Buffer.alloc(52);
  body.set([2, 9, 12, 1]);
  body.writeUInt32LE(0x9abcdef0, 4);
  body.writeUInt32LE(flags, 12);
  body.writeUInt8(1, 34);
  for (let k = 0; k < 12; k++) body.writeUInt8(k, 40 + k);
  return body;
}

describe('a BLF log', () => {
  it('is read from containers, compressed or not, and from objects of their own; its stamps count ns or 10 µs', async () => {
    const compressed = container(object(1, MESSAGE));
    const plain = container(object(86, Buffer.concat([MESSAGE, Buffer.alloc(8)])), { method: 0 });
    const alone = object(1, MESSAGE, { flags: TEN_MICROSECONDS, ticks: 700n });
    const { frames, remarks } = await read(compressed, plain, alone);
    expect(frames).toEqual([frame(), frame(), frame(7000)]);
    expect(remarks).toEqual([]);
  });

  it('has objects that begin in one container and end in another', async () => {
    const objects = Buffer.concat([object(1, MESSAGE), object(1, MESSAGE), object(1, MESSAGE)]);
    for (const cut of [1, 20, 49, 70]) {
      const { frames } = await read(container(objects.subarray(0, cut)), container(objects.subarray(cut)));
      expect(frames).toHaveLength(3);
    }
  });

  it('has frames of CAN FD as Vector writes them now', async () => {
    const { frames } = await read(
      container(Buffer.concat([object(101, fd64(0x7000)), object(101, fd64(0)), object(101, fd64(0x10))])),
    );
    const given = {
      timestampUs: START_US + 5000,
      channel: 'can1',
      id: 0x1abcdef0,
      extended: true,
      direction: 'tx' as const,
    };
    const data = Uint8Array.from({ length: 12 }, (_, k) => k);
    expect(frames).toEqual([
      makeFrame({ ...given, data, fd: true, brs: true, esi: true }),
      makeFrame({ ...given, data: data.subarray(0, 8) }), // without EDL
      makeFrame({ ...given, data: new Uint8Array(), remote: true, remoteLength: 8 }),
    ]);
  });

  it('has error frames of CAN and CAN FD', async () => {
    const [classic, fd] = [Buffer.from([2, 0, 0, 0]), Buffer.from([3, 0, 0, 0])];
    const { frames } = await read(object(2, classic), object(73, classic), object(104, fd));
    expect(frames.map(({ channel, error, id }) => [channel, error, id])).toEqual([
      ['can1', true, 0],
      ['can1', true, 0],
      ['can2', true, 0],
    ]);
  });

  it('has other objects, which are told and passed over', async () => {
    const { frames, remarks } = await read(
      container(Buffer.concat([object(65, MESSAGE), object(1, MESSAGE), object(96, MESSAGE)])),
    );
    expect(frames).toEqual([frame()]);
    expect(remarks).toEqual(['passed over, as they are no frames: 1 texts, 1 markers (log)']);
  });

  it('gives all that can be had where its end is torn, of a container as far as it goes', async () => {
    const whole = container(object(1, MESSAGE));
    for (const [length, count] of [
      [whole.length - 5, 2],
      [40, 1],
      [20, 1],
    ] as const) {
      const { frames, remarks } = await read(whole, whole.subarray(0, length));
      expect(frames).toEqual(Array(count).fill(frame()));
      expect(remarks).toEqual(['the end is torn and left out (log)']);
    }
    const zeros = await read(whole, Buffer.alloc(5000));
    expect(zeros).toEqual({ frames: [frame()], remarks: ['the end is torn and left out (log)'] });
  });

  it('has requests to send, losses and kinds that nobody knows, which are told by their names', async () => {
    const asked = Buffer.from(MESSAGE);
    asked[2] = 2;
    const asked64 = fd64(0x1000);
    asked64[34] = 2;
    const nowhere = Buffer.from(MESSAGE);
    nowhere[0] = 0;
    const short = object(200, Buffer.alloc(0)).subarray(0, 16);
    short.writeUInt32LE(16, 8);
    const { frames, remarks } = await read(
      ...[object(1, asked), object(101, asked64), object(125, MESSAGE), object(1, nowhere), short, object(1, MESSAGE)],
    );
    expect(frames).toEqual([frame()]);
    expect(remarks).toEqual([
      'passed over, as they are no frames: 2 TxRq, 1 begins of a loss of data in the logger, 1 of channel 0, 1 of type 200 (log)',
    ]);
  });

  it('has stamps from 0 where its head has no date, which is said', async () => {
    for (const date of [0, 0xff]) {
      const undated = head().fill(date, 40, 56);
      const { frames, remarks } = await readBytes(Buffer.concat([undated, object(1, MESSAGE)]));
      expect(frames[0]!.timestampUs).toBe(5000);
      expect(remarks).toEqual(['it does not say when it began, so its stamps begin at 0 (log)']);
    }
  });

  it('has an object of many reads put together once', async () => {
    const size = 48e6;
    const begin = performance.now();
    const { frames } = await read(object(65, Buffer.alloc(size)), object(1, MESSAGE));
    expect(frames).toEqual([frame()]);
    expect(performance.now() - begin).toBeLessThan(5000); // 20 s where it is put together at each of 700 reads
  });

  it('is read or refused, whatever befell its bytes', async () => {
    const whole = Buffer.concat([
      head(),
      container(Buffer.concat([object(1, MESSAGE), object(101, fd64(0x1000))])),
      object(1, MESSAGE),
    ]);
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.nat(whole.length),
        async (changes, length) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          const found = await readBytes(bytes.subarray(0, length)).catch((error: unknown) => error);
          if (found instanceof Error) expect(found).toBeInstanceOf(InputError);
          else expect((found as { frames: unknown[] }).frames.length).toBeLessThan(4); // as: what readBytes gives
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each([
    [
      'no more than a part of the head',
      [Buffer.alloc(0)],
      /^expected a BLF log with a whole head, got 90 bytes \(log\)$/,
      90,
    ],
    [
      'a container that is damaged',
      [container(Buffer.alloc(0), { data: Buffer.from('no zlib at all') })],
      /^expected a container that can be inflated, got .* \(log\)$/,
    ],
    [
      'bytes that are no object',
      [Buffer.from('something else, and more of it')],
      /^expected an object of a BLF log \(LOBJ\), got "something else, " at byte 144 \(log\)$/,
    ],
    [
      'a message that is cut off',
      [container(object(1, MESSAGE.subarray(0, 9)))],
      /^expected a whole object of type 1, got one of 41 bytes \(log\)$/,
    ],
  ])('refuses %s', async (_, parts, told, length = Infinity) => {
    await expect(readBytes(Buffer.concat([head(), ...parts]).subarray(0, length))).rejects.toThrow(told);
  });
});
