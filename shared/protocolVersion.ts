/** Both sides of the protocol (`protocol.ts`) are of the same. */
export const PROTOCOL_VERSION = 1;
