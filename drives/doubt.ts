/** Something that looks wrong in a drive's signals. */
export type Doubt = {
  text: string;
  /** what sets it right on the command line, where the drive is a file */
  option: string;
  /** no road vehicle does that, so nothing is to be learnt from it */
  impossible: boolean;
};

/** What came of holding signals against each other: a doubt, what goes together, or what was lacking to tell. */
export type Finding =
  | { doubt: Doubt; agreeing?: never; lacking?: never }
  | { doubt?: never; agreeing: string; lacking?: never }
  | { doubt?: never; agreeing?: never; lacking: string };

/** Fewer samples say nothing. */
export const FEWEST_SAMPLES = 50;
/** What most rows do is the unit's doing; a few are noise. */
export const MOST = 0.5;
