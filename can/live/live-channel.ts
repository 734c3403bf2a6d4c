import { InputError } from '../../core/input-error.js';
import type { CanFrame } from '../frame.js';
import type { CanDriver, CanSocket, Interface, MessageId, OutgoingFrame } from './can-driver.js';
import { ControllerState } from './controller-state.js';

/** µs without a frame until a link is silent: longer than the slowest usual cycle */
const SILENCE = 1e6;

/**
 * How an interface is. MISSING: there is none of this name; NO_CAN: it is one of another kind; DOWN: not set up;
 * REFUSED: the system lets no socket be opened; NO_FD: up, and sends no FD frame, which is wanted; SILENT: up, and no
 * wanted frame comes, as in a parked car.
 */
export const LINK_STATES = [
  'UP',
  'SILENT',
  'NO_FD',
  'ERROR_PASSIVE',
  'BUS_OFF',
  'REFUSED',
  'DOWN',
  'NO_CAN',
  'MISSING',
] as const;
export type LinkState = (typeof LINK_STATES)[number];

/** What to do about a state. */
const ADVICE: Partial<Record<LinkState, string>> = {
  MISSING: 'there is no such interface (CAN interfaces: THERE)',
  NO_CAN: 'this is no CAN interface',
  DOWN: 'the interface is not up (ip link set NAME up)',
  REFUSED:
    'the system lets no CAN socket be opened: load its module (modprobe can-raw), and allow AF_CAN where sockets are restricted (systemd: RestrictAddressFamilies=AF_CAN)',
  NO_FD: 'the interface sends no CAN FD (ip link set NAME type can … fd on; of a vcan: mtu 72)',
  BUS_OFF: 'the controller has left the bus (cable, bit rate; restart-ms brings it back)',
  ERROR_PASSIVE: 'the controller sees too many errors (cable, bit rate, no other node)',
};

/** A state with what to do about it, for people. */
export function describeLink(name: string, state: LinkState, driver: CanDriver): string {
  const there = () => driver.list().join(', ') || 'none';
  const advice = ADVICE[state]?.replaceAll('NAME', name).replace('THERE', there);
  return `${name}: ${state}${advice === undefined ? '' : `: ${advice}`}`;
}

type Options = {
  driver: CanDriver;
  name: string;
  ids: readonly MessageId[] | 'all';
  /** FD frames are to be sent */
  fd: boolean;
  onFrame: (frame: CanFrame) => void;
  onState: (state: LinkState) => void;
};

/**
 * A CAN interface that may come and go: `check`, called ten times a second, opens a socket as soon as one can be had,
 * closes that of an interface that is no more, and notices what the kernel does not tell a socket.
 */
export class LiveChannel {
  readonly #options: Options;
  readonly #controller = new ControllerState();
  #state: LinkState | undefined;
  #socket: CanSocket | undefined;
  /** of the interface that the socket is bound to */
  #index = NaN;
  #heard = false;
  #heardUs = NaN;

  constructor(options: Options) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  /** undefined before the first check */
  get state(): LinkState | undefined {
    return this.#state;
  }

  /** error frames that told of frames lost in the controller */
  get overflows(): number {
    return this.#controller.overflows;
  }

  /** `nowUs`: of a clock that goes on without frames */
  check(nowUs: number): void {
    const found = this.#options.driver.look(this.name);
    if (found?.index !== this.#index) this.#drop();
    if (found?.isCan && found.up && !this.#socket) this.#open(found.index);
    if (!found?.up) this.#controller.restart();
    if (this.#heard || !(found?.up && this.#socket)) this.#heardUs = nowUs;
    this.#heard = false;
    this.#tell(this.#stateOf(found, nowUs));
  }

  /** False where the frame is not taken. */
  send(frame: OutgoingFrame): boolean {
    return this.#socket?.send(frame) ?? false;
  }

  close(): void {
    this.#drop();
  }

  #open(index: number): void {
    const { driver, name, ids } = this.#options;
    try {
      this.#socket = driver.open(name, {
        ids,
        onFrame: (frame) => this.#hear(frame),
        onStopped: () => this.#drop(),
      });
      this.#index = index;
      this.#heard = true; // silence counts from here
    } catch {
      this.#socket = undefined; // the driver knows no reason: the state says what it may be
    }
  }

  #hear(frame: CanFrame): void {
    const before = this.#controller.state;
    this.#controller.hear(frame);
    if (this.#controller.state !== before) this.#tell(this.#stateOfController());
    if (frame.error) return;
    this.#heard = true;
    if (this.#state === 'SILENT') this.#tell(this.#stateOfController());
    this.#options.onFrame(frame);
  }

  #drop(): void {
    this.#socket?.close();
    this.#socket = undefined;
    this.#index = NaN;
    this.#controller.restart();
  }

  #stateOf(found: Interface | undefined, nowUs: number): LinkState {
    if (!found) return 'MISSING';
    if (!found.isCan) return 'NO_CAN';
    if (!found.up) return 'DOWN';
    if (!this.#socket) return 'REFUSED';
    if (this.#controller.state !== 'ACTIVE') return this.#controller.state;
    if (this.#options.fd && !found.fd) return 'NO_FD';
    return nowUs - this.#heardUs > SILENCE ? 'SILENT' : 'UP';
  }

  #stateOfController(): LinkState {
    const { state } = this.#controller;
    return state === 'ACTIVE' ? 'UP' : state;
  }

  #tell(state: LinkState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState(state);
  }
}

/** Refuses what no waiting mends: an interface that is there and is no CAN interface, or has not the FD that is asked. */
export function checkInterface(driver: CanDriver, name: string, { fd, where }: { fd: boolean; where: string }): void {
  const found = driver.look(name);
  if (found && !found.isCan) {
    throw new InputError(
      `expected a CAN interface (${driver.list().join(', ') || 'there is none'}), got ${name} (${where})`,
    );
  }
  if (found && fd && !found.fd) {
    throw new InputError(`expected an interface with CAN FD, got ${name}, which has none (${where})`);
  }
}
