import { constants, openSync, writeFileSync } from 'node:fs';

/** A stretch of a file or a drive. */
export interface Span {
  readonly startByte: number;
  readonly sizeByte: number;
}

/**
 * Their list for a program, a line each: where it begins, and its length.
 * @param path private to us
 * @returns a descriptor to read it from
 */
export function openList(spans: readonly Span[], path: string): number {
  writeFileSync(path, spans.map(({ startByte, sizeByte }) => `${startByte} ${sizeByte}\n`).join(''));
  return openSync(path, constants.O_RDONLY);
}
