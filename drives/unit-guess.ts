/** What is usual, and a quarter more on either side: a unit is guessed where it brings the gain back here. */
const USUAL_GAINS = [1200, 10_000] as const;
/** of the steering wheel's angle to that of the road wheels: 12 to 20 */
const USUAL_RATIO = 16;
/** m/s in 1 km/h and 1 mph */
const KMH = 1 / 3.6;
const MPH = 0.44704;
const SAME_RATIO = 1.15;

/** Which unit may be wrong, and the option that says so. */
export type Guess = { question: string; option: string };
const UNKNOWN: Guess = { question: 'is a unit wrong?', option: '--units' };
const SPEED_IN_KMH: Guess = { question: 'is the speed in km/h?', option: '--units velocity=km/h' };
const SPEED_IN_MPH: Guess = { question: 'is the speed in mph?', option: '--units velocity=mph' };

/**
 * What brings a gain (deg·m) back to what is usual: a factor of 57 (rad; deg/s under a curvature), of 1000 (1/km), or
 * both.
 */
export function gainGuess(gain: number): Guess {
  const isUsualTimes = (factor: number) => isWithin(gain * factor, USUAL_GAINS);
  const roadWheels = isUsualTimes(USUAL_RATIO);
  if (isUsualTimes(180 / Math.PI))
    return {
      question: `is the steering in rad, ${roadWheels ? 'or of the road wheels, ' : ''}or the yaw rate in deg/s?`,
      option: '--units steering=rad',
    };
  if (roadWheels)
    return {
      question: 'is it the angle of the road wheels?',
      option: 'Steering_Angle is that of the steering wheel',
    };
  if (isUsualTimes(1000)) return { question: 'is the curvature in 1/km?', option: '--units curvature=1/km' };
  if (isUsualTimes((1000 * 180) / Math.PI))
    return {
      question: 'is the steering in rad and the curvature in 1/km?',
      option: '--units steering=rad,curvature=1/km',
    };
  return UNKNOWN;
}

/** Of speed² × curvature over the lateral acceleration. */
export const lateralGuess = (ratio: number): Guess =>
  guessOf(ratio, [
    [KMH ** -2, SPEED_IN_KMH],
    [9.80665, { question: 'is the lateral acceleration in g?', option: '--units ay=g' }],
    [MPH ** -2, SPEED_IN_MPH],
    [1000, { question: 'is the curvature in 1/km?', option: '--units curvature=1/km' }],
  ]);

/** Of the way by the speed over that by the positions. */
export const wayGuess = (ratio: number): Guess =>
  guessOf(ratio, [
    [1 / KMH, SPEED_IN_KMH],
    [1 / MPH, SPEED_IN_MPH],
  ]);

function guessOf(ratio: number, guesses: readonly [factor: number, guess: Guess][]): Guess {
  const isNear = (factor: number) => isWithin(ratio / factor, [1 / SAME_RATIO, SAME_RATIO]);
  return guesses.find(([factor]) => isNear(factor))?.[1] ?? UNKNOWN;
}

export const isWithin = (value: number, [from, to]: readonly [number, number]): boolean => value > from && value < to;
