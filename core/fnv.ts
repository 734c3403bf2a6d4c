/** FNV-1a (Fowler, Noll and Vo), 32 bits: a hash begins with the basis, and each word is mixed in. */
export const FNV_BASIS = 0x811c_9dc5;
export const fnvMixed = (hash: number, word: number): number => Math.imul(hash ^ word, 0x0100_0193);
