import type { CanFrame } from '../frame.js';

/** A frame to be sent. */
export type OutgoingFrame = { id: number; extended: boolean; data: Uint8Array; fd: boolean };

/** What tells messages apart: an id of 11 or 29 bits. */
export type MessageId = { id: number; extended: boolean };

/** A network interface as the kernel has it at this moment; `index` is another one once it was removed and added. */
export type Interface = { index: number; isCan: boolean; up: boolean; fd: boolean };

export type SocketOptions = {
  /** data frames of these ids are received; others may slip in while the socket is opened */
  ids: readonly MessageId[] | 'all';
  /** Hears of data frames, and of error frames whatever the ids. The frame's bytes are the driver's again afterwards. */
  onFrame: (frame: CanFrame) => void;
  /** The socket is dead, as when its interface is removed; called once, and not after `close`. */
  onStopped: () => void;
};

/** What the system has of CAN: interfaces, and sockets that are bound to one. */
export interface CanDriver {
  /** Cheap enough for ten times a second; undefined where there is no interface of the name. */
  look(name: string): Interface | undefined;
  /** Throws where the kernel refuses. Frames come from the next turn of the event loop on. */
  open(name: string, options: SocketOptions): CanSocket;
  /** Names of the CAN interfaces there are. */
  list(): string[];
}

/** An open socket. An interface that goes down and comes up again leaves it open; one that is removed kills it. */
export interface CanSocket {
  /**
   * Sends at once or not at all: false where the kernel does not take the frame (link down or gone, its queue full, an
   * FD frame on a classic interface). A socket does not hear its own frames.
   */
  send(frame: OutgoingFrame): boolean;
  /** No listener is called after it. May be called twice, and on a dead socket. */
  close(): void;
}
