import { readFileSync } from 'node:fs';
import { valueBehind } from '../../run/lines.ts';

/**
 * `/proc/<pid>/status` (proc_pid_status(5)). The text comes from one read, so its lines belong to one moment.
 */
export interface ProcessStatus {
  /** Command name, at most 15 bytes: tells which image a process runs after `exec`. */
  readonly name: string;
  /** One letter: R running, S sleeping, D waiting for a device, T stopped, Z zombie, X dead. */
  readonly state: string;
  /** Signals with a handler: bit n-1 for signal n. */
  readonly caught: bigint;
  /** Signals that are blocked now, such as the one whose handler runs. */
  readonly blocked: bigint;
}

export const SIGUSR1 = 10;

export function hasSignal(mask: bigint, signal: number): boolean {
  return ((mask >> BigInt(signal - 1)) & 1n) === 1n;
}

/** Parses `Name:\ttar\n…State:\tS (sleeping)\n…SigBlk:\t0000000000000000\n…SigCgt:\t0000000000000200\n`. */
export function parseStatus(text: string): ProcessStatus {
  const field = (key: string): string => valueBehind(text, `${key}:\t`) ?? '';
  const mask = (key: string): bigint => BigInt(`0x${field(key) || '0'}`);
  return { name: field('Name'), state: field('State').charAt(0), caught: mask('SigCgt'), blocked: mask('SigBlk') };
}

/** @returns undefined if there is no such process (any more), or if we may not look. */
export function readStatus(pid: number): ProcessStatus | undefined {
  try {
    return parseStatus(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return undefined;
  }
}

/** Alive, the program that we mean, and ready for the signal, all from one read. */
export function catches(status: ProcessStatus | undefined, name: string, signal: number): boolean {
  return status !== undefined && status.name === name && !'ZX'.includes(status.state) && hasSignal(status.caught, signal);
}
