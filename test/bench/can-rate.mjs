// A full CAN FD bus of short frames, 15,060 frames/s (ten wanted ids among fifty), from an in-process source at the rate
// of the wall clock, into samples of 10 Hz. No frame may be lost, and one core may be busy for at most 5 % of the time.
// CPU time is asserted on, since the wall clock belongs to the machine.
// Run after `npm run build`: node test/bench/can-rate.mjs [seconds]
import { parseDbc } from '../../dist/can/dbc/parse.js';
import { FrameSampler } from '../../dist/can/vehicle/frame-sampler.js';
import { vehicleProfileSchema } from '../../dist/can/vehicle/vehicle-profile.js';

const SECONDS = Number(process.argv[2] ?? 60);
const RATE = 15_060;
const IDS = 50;
const DT = 0.1;
const MAX_CORE_SHARE = 0.05;
/** ms from burst to burst, about the 320 frames that a socket's buffer holds */
const BURST = 20;

const dbc = parseDbc(
  Array.from(
    { length: 10 },
    (_, i) => `BO_ ${0x100 + 5 * i} M${i}: 8 X
 SG_ A : 3|12@0- (1.5,0) [0|0] "deg" X
 SG_ B : 39|4@0- (0.1,0) [0|0] "deg" X
 SG_ SPEED : 24|8@1+ (0.2,5) [0|0] "m/s" X
 SG_ YAW : 47|8@0- (0.002,0) [0|0] "rad/s" X`,
  ).join('\n'),
  'bench.dbc',
);
const quantity = (name, unit) => ({ signal: name, unit });
const profile = vehicleProfileSchema.parse({
  name: 'bench',
  signals: {
    steering: { sum: ['M0.A', 'M1.B'], unit: 'deg' },
    speed: { mean: ['M2.SPEED', 'M3.SPEED', 'M4.SPEED', 'M5.SPEED'], unit: 'm/s' },
    yawRate: quantity('M6.YAW', 'rad/s'),
    lateralAcceleration: quantity('M7.B', 'm/s2'),
    latitude: quantity('M8.A', 'deg'),
    longitude: quantity('M9.A', 'deg'),
  },
});

const sampler = new FrameSampler({ profile, dbc, where: 'bench' }, { dt: DT });
const startUs = 1.7e15;
let sent = 0;
let samples = 0;
let valid = 0;

/** Made before the clock runs: what makes frames in a car is the kernel. */
const ring = Array.from({ length: 16 * IDS }, (_, k) => ({
  id: 0x100 + (k % IDS),
  extended: false,
  data: Uint8Array.of(k & 15, k, k >> 3, k, k, k, 0, 0),
  timestampUs: 0,
  channel: 'can0',
  fd: true,
  brs: true,
  esi: false,
  error: false,
  remote: false,
  remoteLength: 0,
  direction: undefined,
}));

function send() {
  const frame = ring[sent % ring.length];
  frame.timestampUs = startUs + Math.round((sent * 1e6) / RATE);
  sent++;
  for (const sample of sampler.push(frame)) {
    samples++;
    if (sample.valid) valid++;
  }
}

const cpu = process.cpuUsage();
const begin = performance.now();
await new Promise((resolve) => {
  const timer = setInterval(() => {
    const due = Math.min(SECONDS * RATE, Math.floor(((performance.now() - begin) / 1000) * RATE));
    while (sent < due) send();
    if (sent < SECONDS * RATE) return;
    clearInterval(timer);
    resolve();
  }, BURST);
});
const { user, system } = process.cpuUsage(cpu);
const share = (user + system) / 1e6 / SECONDS;
const { frames, wanted, faults } = sampler.counts;
console.log(
  `${frames} frames in ${((performance.now() - begin) / 1000).toFixed(1)} s, ${wanted} of wanted ids, ${samples} samples ` +
    `(${valid} valid), ${(100 * share).toFixed(2)} % of one core`,
);
const expected = SECONDS * RATE;
if (frames !== expected || wanted !== expected / 5 || faults.size > 0)
  throw new Error(`expected ${expected} frames, all taken`);
if (Math.abs(samples - SECONDS / DT) > 1 || valid < samples - 1)
  throw new Error(`expected ${SECONDS / DT} valid samples`);
if (share > MAX_CORE_SHARE) throw new Error(`expected at most ${100 * MAX_CORE_SHARE} % of a core`);
