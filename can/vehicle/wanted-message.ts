import { MessageTiming } from './message-timing.js';
import type { Reason } from '../../core/prediction.js';
import type { DbcMessage } from '../dbc/dbc.js';
import { isIntact, type Checksum } from '../e2e/e2e.js';
import { CounterCheck } from '../e2e/counter.js';
import type { CanFrame } from '../frame.js';
import { CANFD_MAX_LENGTH } from '../linux-can.js';
import { MessageDecoder } from '../message-decoder.js';
import { compileChecksum } from './profile-checksum.js';
import type { ProfileMessage } from './vehicle-profile.js';

/** A message that quantities are read from, with all its checks. Frames that fail one change no value. */
export class WantedMessage {
  readonly decoder: MessageDecoder;
  readonly timing: MessageTiming;
  /** whether the last frame given was decoded */
  taken = false;
  readonly #checksum: Checksum | undefined;
  readonly #counter: { check: CounterCheck; index: number } | undefined;
  readonly #last = { timeUs: NaN, length: 0, data: new Uint8Array(CANFD_MAX_LENGTH) };

  /** `signals`: names of the wanted ones; they get the indexes of the decoder's values. */
  constructor(message: DbcMessage, signals: readonly string[], profile: ProfileMessage) {
    const { checksum, counter } = profile;
    const names = counter ? [...signals, counter.signal] : signals;
    this.decoder = new MessageDecoder(message, names);
    this.timing = new MessageTiming({ ...profile, cycleTime: message.cycleTime });
    this.#checksum = checksum && compileChecksum(checksum);
    if (counter) {
      const index = signals.length;
      const modulo = counter.modulo ?? 2 ** this.decoder.codecs[index]!.signal.length;
      this.#counter = { check: new CounterCheck(modulo), index };
    }
  }

  /**
   * Decodes a frame that passes the checks and returns what is wrong, which after lost frames is something although
   * the frame is taken. `isStale`: it belongs to a step that is closed.
   */
  take({ id, data, timestampUs }: CanFrame, isStale: boolean): Reason | undefined {
    const { decoder } = this;
    this.taken = false;
    if (this.#isRepeated(timestampUs, data)) return 'DUPLICATE';
    if (isStale || timestampUs < this.#last.timeUs) return 'OUT_OF_ORDER';
    this.#keep(timestampUs, data);
    this.timing.arrive(timestampUs);
    if (data.length < decoder.message.length) return 'SHORT_FRAME';
    if (this.#checksum && !isIntact(this.#checksum, id, data)) return 'CHECKSUM';
    const verdict = this.#counter && this.#judgeCounter(this.#counter, data);
    if (verdict === 'STUCK' || verdict === 'OUT_OF_RANGE') return 'COUNTER';
    decoder.decode(data);
    this.taken = true;
    return verdict === 'SKIPPED' ? 'COUNTER' : undefined;
  }

  #judgeCounter({ check, index }: { check: CounterCheck; index: number }, data: Uint8Array) {
    const { codecs, values } = this.decoder;
    codecs[index]!.decode(data, values, index);
    return check.next(values[index]!);
  }

  restart(): void {
    this.#last.timeUs = NaN;
    this.timing.restart();
    this.#counter?.check.restart();
  }

  #isRepeated(timeUs: number, data: Uint8Array): boolean {
    const last = this.#last;
    if (timeUs !== last.timeUs || data.length !== last.length) return false;
    for (let i = 0; i < data.length; i++) if (data[i] !== last.data[i]) return false;
    return true;
  }

  /** A copy: a live channel may use the frame's bytes again. */
  #keep(timeUs: number, data: Uint8Array): void {
    this.#last.timeUs = timeUs;
    this.#last.length = data.length;
    this.#last.data.set(data);
  }
}
