/** As many digits of a hash (hex) as tell two files apart at a glance; a stored model's name ends in them. */
export const shortHash = (sha256: string): string => sha256.slice(0, 12);
