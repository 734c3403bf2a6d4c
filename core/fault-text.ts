/** What was thrown, as text: its message, or itself where it is no error. */
export const faultText = (fault: unknown): string => (fault instanceof Error ? fault.message : String(fault));
