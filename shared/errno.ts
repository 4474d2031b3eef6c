/** What Linux says and libuv has no name for: it becomes `Unknown system error -117` (errno-base.h and errno.h, generic numbers). */
const UNNAMED: Readonly<Record<number, string>> = { 74: 'EBADMSG', 116: 'ESTALE', 117: 'EUCLEAN' };

/** Name of the system's error (errno(3)); empty for any other. */
export function errnoName(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  const number = 'errno' in error && typeof error.errno === 'number' ? -error.errno : 0;
  return UNNAMED[number] ?? String(error.code);
}
