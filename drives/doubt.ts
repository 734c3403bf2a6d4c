/** Something that looks wrong in a drive's signals. */
export type Doubt = {
  text: string;
  /** what sets it right on the command line, where the drive is a file */
  option: string;
  /** no road vehicle does that, so nothing is to be learnt from it */
  impossible: boolean;
};

/** What came of holding signals against each other: a doubt, what goes together, or what was lacking to tell. */
export type Finding = { doubt: Doubt } | { agreeing: string } | { lacking: string };

export const doubtIn = (finding: Finding): Doubt | undefined => ('doubt' in finding ? finding.doubt : undefined);
