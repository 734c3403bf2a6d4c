import { readFileSync } from 'node:fs';

const NANOSECONDS = 1e6;

/**
 * ms in which the main thread of this process had work and other threads of the machine had the processors, since it
 * started: the second field of /proc/self/schedstat (Documentation/scheduler/sched-stats of the Linux kernel). What a
 * host takes away is not in it. Undefined where the system does not tell.
 */
export function waitingTime(): number | undefined {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / NANOSECONDS;
  } catch {
    return undefined; // not Linux, or a kernel without CONFIG_SCHED_INFO
  }
}
