import type { Change } from '../../../../shared/edits.ts';
import type { FirstBoot } from '../../../../shared/firstBoot/answers.ts';
import { firstBootEdits, firstBootGaps } from '../../../../shared/firstBoot/edits.ts';
import { type Files, viewOf } from './trees.ts';

/** What is done to each path. */
export function changesIn(files: Files, answers: FirstBoot): Readonly<Record<string, Change>> {
  return Object.fromEntries(firstBootEdits(answers, viewOf(files)).map(({ path, change }) => [path, change]));
}

/** Texts, and targets of links behind an arrow; of anything else what is done. */
export function contentsIn(files: Files, answers: FirstBoot): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(changesIn(files, answers)).map(([path, change]) => [path, told(change)]));
}

function told(change: Change): string {
  if (change.kind === 'text') return change.text;
  return change.kind === 'link' ? `-> ${change.target}` : change.kind;
}

export function gapsIn(files: Files, answers: FirstBoot): readonly string[] {
  return firstBootGaps(answers, viewOf(files));
}

export function without(files: Files, name: string): Files {
  return Object.fromEntries(Object.entries(files).filter(([path]) => path !== name));
}
