import type { Quantity } from './quantity.js';
import type { SignalPart } from './signal-part.js';
import type { WantedMessage } from './wanted-message.js';

/** A wanted message and what is made of it. */
export type BusMessage = {
  wanted: WantedMessage;
  parts: SignalPart[];
  quantities: Quantity[];
  /** its interface, where the profile names it */
  channel: string | undefined;
  /** frames with its id on other interfaces, by their names */
  elsewhere: Map<string, number>;
};
