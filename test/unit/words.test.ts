import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DONE } from '../../shared/closing.ts';
import { targetFacts } from '../../shared/targetFacts.ts';

/** One word for one thing: the table of terms in build/CONTRIBUTING.md. */

const ROOT = new URL('../..', import.meta.url).pathname;
const FOLDERS = ['shared', 'renderer', 'electron', 'build/linux'];
const files = ['README.md', ...FOLDERS.flatMap((at) => readdirSync(join(ROOT, at), { recursive: true, encoding: 'utf8' }).map((name) => join(at, name)))];

const isPaper = (name: string): boolean => /\.(?:md|xml|policy|desktop|1|bash|fish)$|_tarstrap$|AppRun$/.test(name);

/** Text of code that has several words, between quotation marks or tags; of a paper every line. */
function saidIn(name: string): string[] {
  const text = readFileSync(join(ROOT, name), 'utf8');
  return isPaper(name) ? text.split('\n') : (text.match(/(?<=['`>])[^'`<>\n]*[a-z] [a-z][^'`<>\n]*(?=['`<])/g) ?? []);
}

it.each(files.filter((name) => isPaper(name) || /\.tsx?$/.test(name)))('%s says nothing for which there is a better word', (name) => {
  const better = /taken? away|did not foresee|put away first|(?<!\.)\bdirector(?:y|ies)\b(?!`)/i;
  expect(saidIn(name).filter((words) => better.test(words))).toEqual([]);
});

it.each(targetFacts.shape.kind.options)('%s: it is said what it is when it is done', (kind) => {
  const drive = 'The drive is safe to unplug.';
  expect(DONE[kind]).toBe({ disk: drive, partition: drive, directory: 'The folder is filled.', image: 'The image is ready.' }[kind]);
});
