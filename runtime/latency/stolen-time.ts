import { readFileSync } from 'node:fs';

/** The fields of the line `cpu` are in USER_HZ, 1/100 s on every architecture; the eighth is `steal` (proc(5)). */
const MS_A_TICK = 10;
const STEAL = 8;

/**
 * ms, of all processors since the machine started, in which one had work and the host of the virtual machine ran something
 * else; 0 on a machine of its own, undefined where the system does not tell.
 */
export function stolenTime(): number | undefined {
  try {
    return stolenOf(readFileSync('/proc/stat', 'utf8'));
  } catch {
    return undefined; // not Linux
  }
}

/** The same, of the text of /proc/stat. */
export function stolenOf(stat: string): number | undefined {
  const fields = /^cpu .*$/m.exec(stat)?.[0].split(/\s+/);
  return fields?.[STEAL] === undefined ? undefined : MS_A_TICK * Number(fields[STEAL]);
}
