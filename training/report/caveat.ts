/** Something that a reader must know before quoting a figure; a warning says why it may be worth less than it looks. */
export type Caveat = { warning: boolean; text: string };
