import type { Plan } from './types.ts';

/** Bytes of the target, as it will be. */
export function sizeOf({ target, sizeByte }: Plan): number {
  return target.kind === 'disk' ? target.size : sizeByte;
}
