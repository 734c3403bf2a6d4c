/** The message that answers a made-up drive; nobody but its maker receives it. */
export const MADE_UP_OUTPUT = { first: { id: 0x6f0, extended: false }, format: 'fd' } as const;
