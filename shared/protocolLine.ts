/** What a line of the protocol (`protocol.ts`) is made of, for those who must not wait for its schemas. */

/** Both sides are of the same. */
export const PROTOCOL_VERSION = 1;

/** A request, as the engine reads it. */
export function requestLine(body: object): string {
  return `${JSON.stringify({ version: PROTOCOL_VERSION, body })}\n`;
}
