/** The service manager, as sd_notify(3) has it: the one file that knows systemd, and the one importer of unix-dgram. */
import { InputError } from '../core/input-error.js';

/** As far as it is used here; the package brings no types. */
type Dgram = { createSocket(type: 'unix_dgram'): DgramSocket };
type DgramSocket = {
  send(bytes: Buffer, offset: number, length: number, path: string, done: (error?: Error) => void): void;
  close(): void;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Tells the service manager how the service is; does nothing where there is none. */
export class ServiceManager {
  /** ms between two pings of the watchdog, half of what systemd waits for one; undefined where it waits for none */
  readonly pingInterval: number | undefined;
  #socket: DgramSocket | undefined;
  readonly #path: string;

  private constructor(environment: Environment, socket: DgramSocket | undefined) {
    const { NOTIFY_SOCKET = '', WATCHDOG_USEC, WATCHDOG_PID } = environment;
    const isMeant = WATCHDOG_PID === undefined || Number(WATCHDOG_PID) === process.pid;
    this.pingInterval = socket && WATCHDOG_USEC && isMeant ? Number(WATCHDOG_USEC) / 2000 : undefined;
    this.#socket = socket;
    this.#path = NOTIFY_SOCKET;
  }

  /** Rejects where systemd waits for word and the package that sends it is missing. */
  static async connect(environment: Environment = process.env): Promise<ServiceManager> {
    const path = environment.NOTIFY_SOCKET;
    if (!path) return new ServiceManager(environment, undefined);
    if (!path.startsWith('/')) throw new InputError(`expected a path in NOTIFY_SOCKET, got ${path}`);
    return new ServiceManager(environment, (await loadDgram()).createSocket('unix_dgram'));
  }

  get isThere(): boolean {
    return this.#socket !== undefined;
  }

  /** The service does its work: after the start, and after a reload. */
  ready(status: string): void {
    this.#tell(`READY=1\n${statusLine(status)}`);
  }

  status(status: string): void {
    this.#tell(statusLine(status));
  }

  reloading(): void {
    this.#tell(`RELOADING=1\nMONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`);
  }

  /** The watchdog's ping. */
  alive(): void {
    this.#tell('WATCHDOG=1');
  }

  stopping(status: string): void {
    this.#tell(`STOPPING=1\n${statusLine(status)}`);
  }

  close(): void {
    this.#socket?.close();
    this.#socket = undefined; // the package ends the process where one is closed twice
  }

  /** What systemd has no room for is lost; the next one comes in a second. */
  #tell(message: string): void {
    const bytes = Buffer.from(message);
    this.#socket?.send(bytes, 0, bytes.length, this.#path, () => {});
  }
}

const statusLine = (status: string) => `STATUS=${status.replaceAll('\n', ' ')}`;

async function loadDgram(): Promise<Dgram> {
  // The name is a variable, so that the types don't need a package that may not be there.
  const name = 'unix-dgram';
  try {
    return ((await import(name)) as { default: Dgram }).default; // as: a module of CommonJS is its default
  } catch (error) {
    const got = error instanceof Error ? error.message.split('\n')[0] : String(error);
    const wanted =
      'the optional package unix-dgram, which a service of systemd needs (a C++ compiler and make, then npm ci)';
    throw new InputError(`expected ${wanted}, got: ${got}`, { cause: error });
  }
}
