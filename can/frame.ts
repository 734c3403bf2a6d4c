/** The largest ids of 11 and of 29 bits. */
export const MAX_STANDARD_ID = 0x7ff;
export const MAX_EXTENDED_ID = 0x1fff_ffff;

/** µs; a log's greatest stamp, in the year 2286, well below 2^53 */
export const MAX_STAMP_US = 1e16;

/**
 * One CAN or CAN FD frame, as the bus or a log had it.
 *
 * `timestampUs` is a double that counts whole microseconds: the kernel's receive stamp and candump's log have no finer
 * one, epoch microseconds stay exact until the year 2255 (2^53 µs), and arithmetic on them allocates nothing, where a
 * bigint costs a heap object a frame and nanoseconds since 1970 no longer fit a double.
 */
export type CanFrame = {
  /** 11 bits, or 29 where `extended`; of an error frame the error class bits (linux/can/error.h) */
  id: number;
  extended: boolean;
  /** 0…8 bytes, 0…64 of an FD frame, none of a remote frame */
  data: Uint8Array;
  /** µs, of the kernel's or the log's clock; the epoch where that clock is the wall clock */
  timestampUs: number;
  /** interface name, e.g. "can0" */
  channel: string;
  fd: boolean;
  /** bit rate switch, FD alone */
  brs: boolean;
  /** error state indicator, FD alone: the sender is error passive */
  esi: boolean;
  error: boolean;
  remote: boolean;
  /** bytes that a remote frame asks for, 0 of any other */
  remoteLength: number;
  /** 'tx' where this machine sent the frame; absent where the log does not say */
  direction: 'rx' | 'tx' | undefined;
};

/** Message ids of both formats as one number (a 32-bit integer, negative where extended), the key of every id table. */
export function frameKey(id: number, extended: boolean): number {
  return extended ? id | 0x8000_0000 : id;
}

/** 0x1A0, as people write an id. */
export const formatId = (id: number): string => `0x${id.toString(16).toUpperCase()}`;
