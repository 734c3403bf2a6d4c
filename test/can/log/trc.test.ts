import { describe, expect, it } from 'vitest';
import { makeFrame } from '../frames.js';
import { readBytes } from './read-bytes.js';

const bytes = (...values: number[]) => Uint8Array.from(values);
/** 2017-09-30, 16:42:40.502 */
const START = ';$STARTTIME=43008.69630210648\n';
const START_US = Date.UTC(2017, 8, 30, 16, 42, 40, 502) * 1000;
const read = (version: string, lines: string) => readBytes(`;$FILEVERSION=${version}\n${START};\n${lines}\n`);
const V20 = '2.0\n;$COLUMNS=N,O,T,I,d,l,D';
const V21 = '2.1\n;$COLUMNS=N,O,T,B,I,d,R,L,D';
const rx = (us: number) => ({ timestampUs: START_US + us, direction: 'rx' as const });

describe('a line of a TRC log is a frame:', () => {
  it.each([
    [
      '1.1',
      '     1)      1841.5  Rx         0300  2  00 AB',
      makeFrame({ ...rx(1_841_500), id: 0x300, data: bytes(0, 0xab) }),
    ],
    [
      '1.1',
      '2) 1 Tx 00000300 0',
      makeFrame({ ...rx(1000), direction: 'tx', id: 0x300, extended: true, data: bytes() }),
    ],
    ['1.1', '3) 1 Rx 0100 4 RTR', makeFrame({ ...rx(1000), id: 0x100, remote: true, remoteLength: 4, data: bytes() })],
    [
      '1.1',
      '4) 1 Error 0008 4 00 19 08 08',
      makeFrame({ timestampUs: START_US + 1000, id: 0, error: true, data: bytes() }),
    ],
    ['1.2', '1) 1.0 2 Rx 0300 1 07', makeFrame({ ...rx(1000), id: 0x300, channel: 'can1', data: bytes(7) })],
    ['1.3', '1) 1059.900 1 Rx 0300 - 1 07', makeFrame({ ...rx(1_059_900), id: 0x300, data: bytes(7) })],
    [V20, '1 1059.900 DT 0300 Rx 1 07', makeFrame({ ...rx(1_059_900), id: 0x300, data: bytes(7) })],
    [V20, '1 2 RR 0300 Rx 8', makeFrame({ ...rx(2000), id: 0x300, remote: true, remoteLength: 8, data: bytes() })],
    [
      V20,
      '1 2 FB 18ABCDEF Rx 12 00 01 02 03 04 05 06 07 08 09 0A 0B',
      makeFrame({
        ...rx(2000),
        id: 0x18abcdef,
        extended: true,
        fd: true,
        brs: true,
        data: bytes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
      }),
    ],
    [
      V21,
      '1 2 FE 3 0300 Tx - 9 00 01 02 03 04 05 06 07 08 09 0A 0B',
      makeFrame({
        ...rx(2000),
        direction: 'tx',
        id: 0x300,
        channel: 'can2',
        fd: true,
        esi: true,
        data: bytes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
      }),
    ],
    [
      V21,
      '1 2 ER 1 - Rx - 5 04 00 02 00 00',
      makeFrame({ timestampUs: START_US + 2000, id: 0, error: true, data: bytes() }),
    ],
  ])('version %s: %s', async (version, line, frame) => {
    expect((await read(version, line)).frames).toEqual([frame]);
  });

  it('of version 1.0, which names no version and no direction', async () => {
    const { frames, remarks } = await readBytes(
      ';####\n; PCAN-View\n   1)   1841 0001 2 00 FF\n   2)  1842 FFFFFFFF 4 00 00 00 04\n',
    );
    expect(frames).toEqual([
      { ...makeFrame({ id: 1, timestampUs: 1_841_000, data: bytes(0, 0xff) }), direction: undefined },
    ]);
    expect(remarks).toEqual([
      'it does not say when it began, so its stamps begin at 0 (log)',
      'passed over, as they are no frames: 1 status (log)',
    ]);
  });
});

describe('a TRC log', () => {
  it('has statuses and warnings, which are told and passed over', async () => {
    const { frames, remarks } = await read('1.1', '1) 1 Warng FFFFFFFF 4 00 00 00 08 BUSHEAVY\n2) 2 Rx 0300 0');
    expect(frames).toHaveLength(1);
    expect(remarks).toEqual(['passed over, as they are no frames: 1 Warng (log)']);
    const newer = await read(V21, '1 1 ST 1 - Rx - 4 00 00 00 08\n2 2 DT 1 0300 Rx - 0\n3 3 EV User-defined event');
    expect(newer.frames).toHaveLength(1);
    expect(newer.remarks).toEqual(['passed over, as they are no frames: 1 ST, 1 EV (log)']);
  });

  it.each(['2) 2 Rx 0300 2 00', '2) x Rx 0300 0', '2) 2 Rx 03G0 0', '2) 2 Rx FFFF 0', 'hello'])(
    'refuses %j',
    async (line) => {
      await expect(read('1.1', `1) 1 Rx 0300 0\n${line}`)).rejects.toThrow(
        /^expected a line of a TRC log of version 1\.1 such as ".*", got ".*" \(log:5\)$/,
      );
    },
  );

  it('has messages of more than a frame, which are told, and is refused in a version that is not known', async () => {
    const { frames, remarks } = await read(V20, '1 1 DT 0300 Rx 12 00 01 02 03 04 05 06 07 08 09 0A 0B');
    expect([frames, remarks]).toEqual([[], ['passed over, as they are no frames: 1 messages of several frames (log)']]);
    await expect(read('3.0', '')).rejects.toThrow(
      'expected a TRC log of version 1.0, 1.1, 1.2, 1.3, 2.0, 2.1, got ";$FILEVERSION=3.0" (log:1)',
    );
  });
});
