/** The way of a frame to a prediction: what the time goes to. */
export const STAGES = ['read', 'decode', 'sample', 'window', 'inference', 'weigh', 'publish'] as const;
export type Stage = (typeof STAGES)[number];

/**
 * Told that a stage has just ended, or what is learned once the prediction is out; where nobody measures there is none,
 * and nothing is called.
 */
export type StageProbe = (stage: Stage | 'learn') => void;
