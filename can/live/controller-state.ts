import type { CanFrame } from '../frame.js';

/** Error classes and the states of the controller (linux/can/error.h). */
const CLASS_CONTROLLER = 0x04;
const CLASS_BUS_OFF = 0x40;
const CLASS_RESTARTED = 0x100;
const OVERFLOWED = 0x03;
const PASSIVE = 0x30;
const WARNING_OR_ACTIVE = 0x4c;

/** What the CAN controller of an interface says of itself. */
export type Controller = 'ACTIVE' | 'ERROR_PASSIVE' | 'BUS_OFF';

/** Follows the controller by its error frames, which come with every change of state. */
export class ControllerState {
  state: Controller = 'ACTIVE';
  /** error frames in which the controller said that its own buffers had lost frames */
  overflows = 0;

  /** An error frame or another: with the controller off the bus there are no others. */
  hear({ error, id, data }: CanFrame): void {
    if (!error) {
      if (this.state === 'BUS_OFF') this.state = 'ACTIVE';
      return;
    }
    if (id & CLASS_RESTARTED) this.state = 'ACTIVE';
    if (id & CLASS_CONTROLLER) this.#hearController(data[1] ?? 0);
    if (id & CLASS_BUS_OFF) this.state = 'BUS_OFF';
  }

  /** The interface was set up anew. */
  restart(): void {
    this.state = 'ACTIVE';
  }

  #hearController(status: number): void {
    if (status & OVERFLOWED) this.overflows++;
    if (status & PASSIVE) this.state = 'ERROR_PASSIVE';
    else if (status & WARNING_OR_ACTIVE) this.state = 'ACTIVE';
  }
}
