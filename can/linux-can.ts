/** Constants of the Linux kernel's CAN interface (linux/can.h), which its log formats write out. */

/** The bits of an id that are the id. */
export const CAN_ID_MASK = 0x1fff_ffff;
export const CAN_STANDARD_MASK = 0x7ff;
/** Flags beside the id. */
export const CAN_EXTENDED_FLAG = 0x8000_0000;
export const CAN_ERROR_FLAG = 0x2000_0000;
export const CAN_REMOTE_FLAG = 0x4000_0000;
/** Flags of an FD frame: bit rate switch, error state indicator. */
export const CANFD_BRS = 1;
export const CANFD_ESI = 2;
/** bytes */
export const CAN_MAX_LENGTH = 8;
export const CANFD_MAX_LENGTH = 64;
/** bytes of a frame as the kernel's sockets have it; what an interface without FD has is smaller */
export const CANFD_MTU = 72;
