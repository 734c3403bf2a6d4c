import { describe, expect, it } from 'vitest';
import { makeFrame } from '../frames.js';
import { readBytes } from './read-bytes.js';

const HEAD =
  'date Thu Apr 20 10:44:03.123 pm 2017\nbase hex  timestamps absolute\ninternal events logged\n// version 9.0.0\n';
const BEGAN_US = Date.UTC(2017, 3, 20, 22, 44, 3, 123) * 1000;
const read = (lines: string, head = HEAD) => readBytes(`${head}${lines}\n`);
const one = async (line: string, head?: string) => (await read(line, head)).frames;
const bytes = (...values: number[]) => Uint8Array.from(values);
const at = (us: number) => ({ timestampUs: BEGAN_US + us, direction: 'rx' as const });

describe('a line of an ASC log is a frame:', () => {
  it.each([
    [
      '   0.015991 1  D2              Rx   d 8 00 00 FF FF 10 00 00 00  Length = 240000 BitCount = 124 ID = 210',
      makeFrame(at(15_991)),
    ],
    [
      '0.1 2 1ABCDEF0x Tx d 1 7f',
      {
        ...makeFrame({ ...at(100_000), id: 0x1abcdef0, extended: true }),
        channel: 'can1',
        direction: 'tx',
        data: bytes(0x7f),
      },
    ],
    ['1.000001 1 7FF Rx d 0', makeFrame({ ...at(1_000_001), id: 0x7ff, data: bytes() })],
    ['1 1 123 Rx r', makeFrame({ ...at(1e6), id: 0x123, remote: true, data: bytes() })],
    ['1 1 123 Rx r 8 Length = 0', makeFrame({ ...at(1e6), id: 0x123, remote: true, remoteLength: 8, data: bytes() })],
    [
      '1 12 ErrorFrame Flags = 0xe CodeExt = 0x20a2',
      makeFrame({ timestampUs: BEGAN_US + 1e6, id: 0, channel: 'can11', error: true, data: bytes() }),
    ],
    [
      '2.5 CANFD   1 Rx        123                                  1 0 9 12 00 01 02 03 04 05 06 07 08 09 0a 0b   130000  130   303000 e0006659 46500250 4b140250 20011736 2001040d',
      makeFrame({ ...at(2.5e6), id: 0x123, fd: true, brs: true, data: bytes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) }),
    ],
    [
      '2.5 CANFD 2 Tx 1234x EngineData 0 1 1 1 aa',
      makeFrame({
        ...at(2.5e6),
        id: 0x1234,
        extended: true,
        fd: true,
        esi: true,
        channel: 'can1',
        direction: 'tx',
        data: bytes(0xaa),
      }),
    ],
    // a classic frame on a channel of CAN FD: without the flag EDL
    [
      '2.5 CANFD 1 Rx 123 0 0 2 2 0a 0b 130000 130 200000 e0006659',
      makeFrame({ ...at(2.5e6), id: 0x123, data: bytes(10, 11) }),
    ],
    [
      '2.5 CANFD 1 Rx 123 0 0 4 0 130000 130 10 0',
      makeFrame({ ...at(2.5e6), id: 0x123, remote: true, remoteLength: 4, data: bytes() }),
    ],
    [
      '2.5 CANFD 1 Rx ErrorFrame Not Acknowledge error',
      makeFrame({ timestampUs: BEGAN_US + 2.5e6, id: 0, error: true, data: bytes() }),
    ],
  ])('%s', async (line, frame) => {
    expect(await one(line)).toEqual([frame]);
  });

  it('in decimal numbers, where the head says so', async () => {
    const [frame] = await one(
      '0.5 1 210 Rx d 2 16 255',
      'date Thu Apr 20 10:44:03.123 pm 2017\nbase dec timestamps absolute\n',
    );
    expect(frame).toEqual(makeFrame({ ...at(500_000), data: bytes(16, 255) }));
  });
});

describe('the stamps of an ASC log', () => {
  const stamps = async (head: string, lines = '0.25 1 D2 Rx d 0\n0.5 1 D2 Rx d 0') =>
    (await read(lines, head)).frames.map(({ timestampUs }) => timestampUs);

  it('count from the date, English or German, or each from the one before', async () => {
    const noonUs = Date.UTC(2023, 2, 7, 12, 0, 5) * 1000;
    expect(await stamps('date Tue Mar 7 12:00:05 pm 2023\nbase hex timestamps absolute\n')).toEqual([
      noonUs + 250_000,
      noonUs + 500_000,
    ]);
    expect(await stamps('date Die Mär 7 12:00:05.000 2023\nbase hex timestamps relative\n')).toEqual([
      noonUs + 250_000,
      noonUs + 750_000,
    ]);
    const midnight = 'date Tue Mar 7 12:00:05 am 2023\nbase hex timestamps absolute\n';
    expect((await stamps(midnight))[0]).toBe(noonUs - 12 * 3600e6 + 250_000);
  });

  it('count from the block that has the start of the measurement in it', async () => {
    const lines =
      'Begin Triggerblock Thu Apr 20 10:44:05.123 pm 2017\n0.000000 Start of measurement\n0.25 1 D2 Rx d 0\nEnd TriggerBlock';
    const later = 'Begin Triggerblock Thu Apr 20 10:50:05.123 pm 2017\n360 1 D2 Rx d 0\nEnd TriggerBlock';
    expect(await stamps(HEAD, `${lines}\n${later}`)).toEqual([BEGAN_US + 2e6 + 250_000, BEGAN_US + 2e6 + 360e6]);
  });

  it('begin at 0 where the date is in another language, which is said', async () => {
    const { frames, remarks } = await read(
      '0.25 1 D2 Rx d 0',
      'date jeu. avril 20 10:44:03 2017\nbase hex timestamps absolute\n',
    );
    expect(frames[0]!.timestampUs).toBe(250_000);
    expect(remarks).toEqual(['it does not say when it began, so its stamps begin at 0 (log)']);
  });
});

describe('an ASC log', () => {
  it('has other events and requests to send, which are told and passed over', async () => {
    const { frames, remarks } = await read(
      [
        'Begin Triggerblock Thu Apr 20 10:44:03.123 pm 2017',
        '0.000000 Start of measurement',
        '0.1 CAN 1 Status:chip status error active',
        '0.2 1 Statistic: D 0 R 0 XD 0 XR 0 E 0 O 0 B 0.00%',
        '0.3 1 Statistic: D 0 R 0 XD 0 XR 0 E 0 O 0 B 0.00%',
        '0.4 1 D2 TxRq d 1 00',
        '0.5 1 EngineData Rx d 1 00',
        '0.6 CANFD Start of measurement',
        'my marker 42',
        'date Mon Jan 1 00:00:00 am 2001',
        '0.7 1 D2 Rx d 1 00',
        'End TriggerBlock',
      ].join('\n'),
    );
    expect(frames).toEqual([makeFrame({ ...at(700_000), data: bytes(0) })]);
    expect(remarks).toEqual([
      'passed over, as they are no frames: 2 Statistic:, 1 CAN, 1 TxRq, 1 messages with names in the place of ids, 1 texts without a stamp (log)',
    ]);
  });

  it.each(['0.', '0.2 1 D2 Rx d 2 00', '0.2 1 D2 Rx d 2 00 F', 'End Trig'])(
    'has a last line without an end, %j, left out',
    async (torn) => {
      const { frames, remarks } = await readBytes(`${HEAD}0.1 1 D2 Rx d 1 00\n${torn}`);
      expect(frames).toHaveLength(1);
      expect(remarks).toEqual(['the last line is torn and left out (log:6)']);
    },
  );

  it('has a last line without an end that is whole by its DLC; a decimal byte may have had more digits', async () => {
    const whole = await readBytes(`${HEAD}0.1 1 D2 Rx d 2 00 FF`);
    expect([whole.frames.length, whole.remarks]).toEqual([1, []]);
    const decimal = await readBytes(`${HEAD.replace('hex', 'dec')}0.1 1 210 Rx d 2 0 25`);
    expect([decimal.frames.length, decimal.remarks.length]).toEqual([0, 1]);
  });

  it.each([
    ...['0.6 1 D2 Rx d 2 00', '0.6 1 D2 Rx d 2 00 F', '0.6 1 D2 Rx d 2 0\0 FF', '0.6 1 D2 Rx d 1 100'],
    ...['0.6 CANFD 1 Rx 123 0 0 4 4 00 01 02', '0.6 CANFD 1 Rx 123 0 0 9 12 00 01 02 03 04 05 06 07 08 09 0a 0b 1 1 0'],
  ])('has a frame that is damaged, %j, refused with its line', async (line) => {
    await expect(read(`0.1 1 D2 Rx d 1 00\n${line}`)).rejects.toThrow(
      /^expected a line of an ASC log such as ".*", got ".*" \(log:6\)$/,
    );
  });

  it.each(['99999999999999999999.0', '9'.repeat(400), '.'])('has no frame at %s s', async (stamp) => {
    const { frames } = await read(`0.1 1 D2 Rx d 1 00\n${stamp} 1 D2 Rx d 1 00`);
    expect(frames).toHaveLength(1);
  });

  it('has lines of any kind of event, as long as they are, wherever reads of the file cut them', async () => {
    const ethernet = `0.2 ETH 1 Rx ${'00'.repeat(3000)}`;
    const lines = Array.from({ length: 40 }, () => `${ethernet}\n0.3 1 D2 Rx d 1 00`).join('\n');
    const { frames, remarks } = await read(lines);
    expect(frames).toHaveLength(40);
    expect(remarks).toEqual(['passed over, as they are no frames: 40 ETH (log)']);
  });

  it('is known by its head, with a mark before it or a date of any kind in it', async () => {
    for (const head of [`\ufeff${HEAD}`, 'date 11.07.2019 12:10:33\nbase hex timestamps absolute\n'])
      expect((await read('0.1 1 D2 rx d 1 00', head)).frames).toHaveLength(1);
  });
});
