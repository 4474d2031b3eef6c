import { TarstrapError } from '../../../shared/errors.ts';

/**
 * Works on a loop device of ours. What fails there is no drive that the user knows, but the file that it stands for.
 * @param blame says what has failed instead
 */
export async function inPlaceOf<T>(device: string, work: () => Promise<T>, blame: (error: TarstrapError) => TarstrapError): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof TarstrapError && isOf(device, error.facts['path']) ? blame(error) : error;
  }
}

function isOf(device: string, path: string | number | undefined): boolean {
  return path === device || String(path).startsWith(`${device}p`);
}
