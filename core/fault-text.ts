/** What was thrown, as text: its message, or itself where it is no error. */
export const faultText = (fault: unknown): string => (fault instanceof Error ? fault.message : String(fault));

/** The same as an error. */
export const asError = (fault: unknown): Error => (fault instanceof Error ? fault : new Error(String(fault)));
