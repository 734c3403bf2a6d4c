import type { Dbc, DbcMessage } from '../dbc/dbc.js';
import { frameSeconds } from './frame-bits.js';
import { frameKey, type CanFrame } from '../frame.js';
import { IntervalStatistics } from './interval-statistics.js';
import { SignalRanges } from './signal-ranges.js';

/** What a log has of one id on one interface. */
export type MessageStatistics = {
  channel: string;
  id: number;
  extended: boolean;
  /** in the DBC; absent without one, or where it has no such id */
  message?: DbcMessage;
  intervals: IntervalStatistics;
  /** smallest and largest payload in bytes */
  lengths: [min: number, max: number];
  ranges?: SignalRanges;
};

/** What a log has of one interface. */
export type ChannelStatistics = {
  frames: number;
  errorFrames: number;
  firstUs: number;
  lastUs: number;
  /** µs from frame to frame, as far as the stamps go on: a clock that was set back takes none away */
  spanUs: number;
  busySeconds: number;
};

/** bit/s of arbitration and of the data of FD frames with a rate switch */
export type Bitrates = { bitrate: number; dataBitrate: number };

/** Counts a log's frames: by interface and id, with the values of those in the DBC. */
export class LogStatistics {
  readonly channels = new Map<string, ChannelStatistics>();
  readonly #byChannel = new Map<string, Map<number, MessageStatistics>>();
  readonly #known = new Map<number, DbcMessage>();
  readonly #rates: Bitrates;

  constructor(rates: Bitrates, dbc?: Dbc) {
    this.#rates = rates;
    for (const message of dbc?.messages ?? []) this.#known.set(frameKey(message.id, message.extended), message);
  }

  add(frame: CanFrame): void {
    const { channel, timestampUs, data } = frame;
    const bus = this.#channel(frame);
    bus.frames++;
    bus.spanUs += Math.max(0, timestampUs - bus.lastUs);
    bus.lastUs = timestampUs;
    if (frame.error) {
      bus.errorFrames++;
      return;
    }
    bus.busySeconds += frameSeconds(frame, this.#rates.bitrate, this.#rates.dataBitrate);
    if (frame.remote) return;
    const message = this.#message(channel, frame);
    message.intervals.add(timestampUs);
    message.lengths[0] = Math.min(message.lengths[0], data.length);
    message.lengths[1] = Math.max(message.lengths[1], data.length);
    message.ranges?.add(data);
  }

  /** By interface and id. */
  get messages(): MessageStatistics[] {
    const all = [...this.#byChannel.values()].flatMap((messages) => [...messages.values()]);
    return all.sort((a, b) => a.channel.localeCompare(b.channel) || a.id - b.id);
  }

  #channel({ channel, timestampUs }: CanFrame): ChannelStatistics {
    let found = this.channels.get(channel);
    if (!found) {
      found = { frames: 0, errorFrames: 0, firstUs: timestampUs, lastUs: timestampUs, spanUs: 0, busySeconds: 0 };
      this.channels.set(channel, found);
      this.#byChannel.set(channel, new Map());
    }
    return found;
  }

  #message(channel: string, { id, extended, data }: CanFrame): MessageStatistics {
    const messages = this.#byChannel.get(channel)!;
    const key = frameKey(id, extended);
    let found = messages.get(key);
    if (!found) {
      const message = this.#known.get(key);
      found = { channel, id, extended, intervals: new IntervalStatistics(), lengths: [data.length, data.length] };
      if (message) Object.assign(found, { message, ranges: new SignalRanges(message) });
      messages.set(key, found);
    }
    return found;
  }
}
