/**
 * The linear single-track (bicycle) model: states sideslip β and yaw rate r at the centre of gravity, input the
 * road-wheel angle δ (Rajamani, Vehicle Dynamics and Control, 2nd ed., section 2.3). Divided by the mass, with the
 * yaw inertia m·lf·lr, which real cars come close to:
 *
 *   v·(β' + r) = cf·αf + cr·αr + d       αf = δ − β − lf·r/v
 *   lf·lr·r'   = lf·cf·αf − lr·cr·αr     αr =   − β + lr·r/v
 *
 * where cf = (lr/L)/Df and cr = (lf/L)/Dr with the cornering compliances Df and Dr; understeer gradient K = Df − Dr.
 */
import type { Vehicle } from './vehicle.js';

/** m/s; below it tyres roll where they point, and the equations above turn stiff */
const KINEMATIC_BELOW = 1;

/**
 * m, by which the path of the centre of gravity trails the steering wheel (negative: runs ahead of it): the slope of
 * the phase of (r + β')/δ at low frequency, v·(2ζ/ω) − lr, and the steering's lag. For the yaw inertia above, 2ζ/ω is
 * v·(Df + Dr)/(1 + K·v²/L).
 */
export function answerDistance(vehicle: Vehicle, vEgo: number): number {
  const { wheelbase, frontLoad, rearCompliance, understeerGradient, steeringLag } = vehicle;
  const compliances = 2 * rearCompliance + understeerGradient;
  const yaw = (vEgo ** 2 * compliances) / (1 + (understeerGradient * vEgo ** 2) / wheelbase);
  return vEgo * steeringLag + yaw - frontLoad * wheelbase;
}

export type Controls = {
  /** deg, left positive, without the sensor's offset */
  handWheelDeg: number;
  /** m/s */
  vEgo: number;
  /** m/s², to the left: the crossfall's share of gravity, wind */
  sideways: number;
  /** rad, by which unevenness turns the road wheels to the left (Reimpell, Stoll and Betzler, The Automotive Chassis, section 3.6) */
  bumpSteer: number;
};

export class SingleTrack {
  readonly #ratio: number;
  readonly #lag: number;
  readonly #wheelbase: number;
  readonly #front: { arm: number; stiffness: number };
  readonly #rear: { arm: number; stiffness: number };
  #roadWheel = 0;
  #sideslip = 0;
  #yawRate = 0;
  #lateralAcceleration = 0;

  constructor(vehicle: Vehicle) {
    const { wheelbase, frontLoad, rearCompliance, understeerGradient } = vehicle;
    this.#ratio = (vehicle.steeringRatio * 180) / Math.PI;
    this.#lag = vehicle.steeringLag;
    this.#wheelbase = wheelbase;
    const frontCompliance = rearCompliance + understeerGradient;
    this.#front = { arm: (1 - frontLoad) * wheelbase, stiffness: frontLoad / frontCompliance };
    this.#rear = { arm: frontLoad * wheelbase, stiffness: (1 - frontLoad) / rearCompliance };
  }

  /** rad/s, left positive */
  get yawRate(): number {
    return this.#yawRate;
  }

  /** rad, of the velocity against the car's axis, left positive */
  get sideslip(): number {
    return this.#sideslip;
  }

  /** m/s², v·(β' + r), left positive */
  get lateralAcceleration(): number {
    return this.#lateralAcceleration;
  }

  step({ handWheelDeg, vEgo, sideways, bumpSteer }: Controls, dt: number): void {
    this.#roadWheel += (handWheelDeg / this.#ratio - this.#roadWheel) * (1 - Math.exp(-dt / this.#lag));
    const before = this.#sideslip;
    const angle = this.#roadWheel + bumpSteer;
    if (vEgo < KINEMATIC_BELOW) this.#roll(vEgo, angle);
    else this.#slip(vEgo, { angle, sideways }, dt);
    this.#lateralAcceleration = vEgo * ((this.#sideslip - before) / dt + this.#yawRate);
  }

  #roll(v: number, angle: number): void {
    this.#yawRate = (v * angle) / this.#wheelbase;
    this.#sideslip = (this.#rear.arm * angle) / this.#wheelbase;
  }

  /** Backward Euler, stable at any speed: two equations for the next β and r, by Cramer's rule. */
  #slip(v: number, { angle, sideways }: { angle: number; sideways: number }, dt: number): void {
    const { arm: lf, stiffness: cf } = this.#front;
    const { arm: lr, stiffness: cr } = this.#rear;
    const spin = dt / (lf * lr);
    const moment = lf * cf - lr * cr;
    const a11 = 1 + (dt / v) * (cf + cr);
    const a12 = dt * (moment / v ** 2 + 1);
    const a21 = spin * moment;
    const a22 = 1 + (spin / v) * (lf ** 2 * cf + lr ** 2 * cr);
    const b1 = this.#sideslip + (dt / v) * (cf * angle + sideways);
    const b2 = this.#yawRate + spin * lf * cf * angle;
    const determinant = a11 * a22 - a12 * a21;
    this.#sideslip = (b1 * a22 - a12 * b2) / determinant;
    this.#yawRate = (a11 * b2 - a21 * b1) / determinant;
  }
}
