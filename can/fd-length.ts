/** Bytes of each data length code of CAN FD (ISO 11898-1:2015, 10.4.2.4.5). */
const LENGTHS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64];

/** bytes; NaN of what is no data length code */
export const lengthOfDlc = (dlc: number): number => LENGTHS[dlc] ?? NaN;
