/** What `inspect` found: figures for programs, and the same as text for people. */
export type Inspection = { figures: object; text: string };
