/** What the units start Node with, see systemd/steercast.service. */
export const SERVICE_FLAGS = ['--max-semi-space-size=2', '--no-memory-reducer', '--no-parallel-scavenge'];
