import { errnoName } from '../../shared/errno.ts';
import { type Failure, TarstrapError, toFailure } from '../../shared/errors.ts';

/** How a job failed, from whatever was thrown on its way. */

/** A step failed, and then putting away failed, too (`await using`). */
export function isSuppressed(error: unknown): error is Error & { error: unknown; suppressed: unknown } {
  return error instanceof Error && error.name === 'SuppressedError';
}

/**
 * What our own looks at the target end in when the device is failing or gone (errno(3)), or gives back what was never written to
 * it: filesystems say so by EUCLEAN and EBADMSG (a checksum that is wrong).
 */
const DEVICE_ERRORS = ['EIO', 'ENXIO', 'ENODEV', 'EUCLEAN', 'EBADMSG', 'EREMOTEIO', 'ENODATA'];

/** @param consequence what was thrown in the end, where that is not the cause: its words become the detail */
export function failureOf(error: unknown, consequence: unknown = error): Failure {
  if (consequence !== error) return { ...toFailure(error), detail: failureOf(consequence).detail ?? failureOf(consequence).code };
  if (isSuppressed(error)) {
    const first = failureOf(error.suppressed);
    const later = failureOf(error.error);
    return { ...first, detail: [first.detail, `Afterwards: ${later.detail ?? later.code}`].filter(Boolean).join('\n') };
  }
  return toFailure(isDeviceError(error) ? new TarstrapError('drive-io', { path: 'the target' }, error.message) : error);
}

export function isDeviceError(error: unknown): error is Error {
  return error instanceof Error && DEVICE_ERRORS.includes(errnoName(error));
}
