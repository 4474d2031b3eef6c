import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Edit } from '../../../../shared/edits.ts';
import { type FirstBoot, firstBoot } from '../../../../shared/firstBoot/answers.ts';
import { describeFirstBoot } from '../../../../shared/firstBoot/describe.ts';
import { firstBootEdits, firstBootGaps } from '../../../../shared/firstBoot/edits.ts';
import { KNOWN_NAMES } from '../../../../shared/firstBoot/known.ts';
import { ECDSA, HASH, KEY, PSK } from './samples.ts';
import { ALL, applied, type Files, plannedView, viewOf } from './trees.ts';

const HASHES = [HASH, `$y$j9T$${'a'.repeat(22)}$${'b'.repeat(43)}`, `$5$rounds=9000$salt$${'c'.repeat(43)}`];

/** Whatever the schema lets through, odd things more often than not. */
const label = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9-]{0,10}[A-Za-z0-9])?$/);
const comment = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/[\p{C}\p{Zl}\p{Zp}]/u.test(text));
const key = fc.oneof(
  fc.constantFrom(KEY, ECDSA),
  comment.map((text) => `${ECDSA} ${text}`),
);
const ssid = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    fc.stringMatching(/^[A-Za-z0-9 ;'"\\=#[\]$%./-]{1,32}$/),
    fc.constantFrom('..', '.', ' x ', '12;', '%n'),
  )
  .filter((name) => firstBoot.safeParse({ wifi: { ssid: name } }).success);

const answer = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const answers: fc.Arbitrary<FirstBoot> = fc
  .record({
    hostname: answer(fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'))),
    user: answer(
      fc.record({
        name: fc.oneof(fc.constantFrom('anna', 'pi', 'alarm', 'xbuilder'), fc.stringMatching(/^[a-z][a-z0-9_-]{0,30}$/)),
        passwordHash: answer(fc.constantFrom(...HASHES)),
        sshKeys: fc.array(key, { maxLength: 4 }),
        administrator: fc.boolean(),
      }),
    ),
    rootSshKeys: answer(fc.array(key, { minLength: 1, maxLength: 3 })),
    ssh: fc.constantFrom(true as const, undefined),
    timezone: fc.constantFrom('Europe/Berlin', 'UTC', 'Etc/GMT+5', 'America/Argentina/Buenos_Aires', undefined),
    locale: fc.constantFrom('de_DE.UTF-8', 'C.UTF-8', 'POSIX', 'sr_RS.UTF-8@latin', undefined),
    keymap: fc.constantFrom('de', 'us', 'de-latin1-nodeadkeys', 'uk', undefined),
    wifi: answer(
      fc.record({ ssid, psk: fc.constantFrom(PSK, undefined), country: fc.constantFrom('DE', undefined), hidden: fc.constantFrom(true, false, undefined) }),
    ),
    grow: fc.constantFrom(true as const, undefined),
  })
  .map((drawn) => firstBoot.safeParse(JSON.parse(JSON.stringify(drawn))))
  .filter(({ success }) => success)
  .map(({ data }) => data as FirstBoot);

const tree = fc.constantFrom(...Object.values(ALL));

/** For each kind of system and each draw of answers. */
function always(judge: (done: { readonly drawn: FirstBoot; readonly files: Files; readonly edits: readonly Edit[] }) => void): void {
  fc.assert(
    fc.property(answers, tree, (drawn, files) => judge({ drawn, files, edits: firstBootEdits(drawn, viewOf(files)) })),
    { numRuns: 150 },
  );
}

/** Lines of a file of which each has so many fields. */
function fieldsOf(text: string): string[][] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(':'));
}

const DATABASES: Readonly<Record<string, number>> = { 'etc/passwd': 7, 'etc/shadow': 9, 'etc/group': 4, 'etc/gshadow': 4 };

describe('whatever is answered, on whichever system', () => {
  it('no secret is said', () =>
    always(({ drawn, files, edits }) => {
      const said = [...edits.flatMap(({ path, what }) => [path, what]), ...describeFirstBoot(edits), ...firstBootGaps(drawn, viewOf(files))].join('\n');
      for (const secret of [...HASHES, PSK]) expect(said).not.toContain(secret);
    }));

  it('every path is plain, is edited once, and lies below the root', () =>
    always(({ edits }) => {
      const paths = edits.map(({ path }) => path);
      expect(new Set(paths).size).toBe(paths.length);
      for (const path of paths) {
        expect(path).toMatch(/^[\x20-\x7e]+$/);
        for (const part of path.split('/')) expect(['', '.', '..']).not.toContain(part);
      }
      for (const { what } of edits) expect(what).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }));

  it('files are of bytes, and their last line ends', () =>
    always(({ edits }) => {
      for (const { path, change } of edits)
        if (change.kind === 'text' && !path.includes('/.b') && !path.endsWith('/.profile'))
          expect([path, change.text]).toEqual([path, expect.stringMatching(/^[\x00-\xff]*\n$/)]);
    }));

  it('users and groups stay what they are, and each has its number', () =>
    always(({ files, edits }) => {
      const after = applied(files, edits);
      for (const [path, count] of Object.entries(DATABASES)) {
        const lines = fieldsOf(after[path] ?? '');
        for (const line of lines) expect([path, line, line.length]).toEqual([path, line, count]);
        const names = lines.map(([name]) => name);
        expect(new Set(names).size).toBe(names.length);
        for (const name of fieldsOf(files[path] ?? '').map(([first]) => first)) expect(names).toContain(name);
      }
      const numbers = fieldsOf(after['etc/passwd'] ?? '').map(([, , uid]) => uid);
      expect(new Set(numbers).size).toBe(numbers.length);
    }));

  it('no answer puts a line of its own into a file', () =>
    always(({ drawn, edits }) => {
      for (const { path, change } of edits) {
        if (change.kind !== 'text') continue;
        const lines = change.text.split('\n');
        if (path.endsWith('authorized_keys')) for (const line of lines.slice(0, -1)) expect(line).toMatch(/^(?:ssh|ecdsa)-/);
        if (path.endsWith('.nmconnection')) for (const line of lines) expect(line).toMatch(/^$|^\[[a-z0-9-]+\]$|^[a-z-]+=[\x20-\x7e]+$/);
        if (path.includes('wpa_supplicant')) expect(lines.filter((line) => line.startsWith('\tssid='))).toHaveLength(1);
        if (path.startsWith('etc/sudoers.d/')) expect(lines.at(-2)).toMatch(new RegExp(`^${drawn.user?.name ?? ''} ALL=`));
      }
    }));

  it('done twice it is as done once', () =>
    always(({ drawn, files, edits }) => {
      const once = applied(files, edits);
      expect(applied(once, firstBootEdits(drawn, viewOf(once)))).toEqual(once);
    }));

  it('a plan says no less than what is done, in the same words', () =>
    always(({ drawn, files, edits }) => {
      const planned = new Set(firstBootEdits(drawn, plannedView(files)).map(({ path, what }) => `${path}: ${what}`));
      for (const { path, what } of edits) expect(planned).toContain(`${path}: ${what}`);
      const gaps = firstBootGaps(drawn, viewOf(files));
      for (const gap of firstBootGaps(drawn, plannedView(files))) expect(gaps).toContain(gap);
    }));

  it('only known names are asked for, but for those that an answer is a part of', () =>
    always(({ drawn, files }) => {
      const asked: string[] = [];
      const { has, read } = viewOf(files);
      const view = { read, has: (path: string) => (asked.push(path), has(path)) };
      firstBootEdits(drawn, view);
      firstBootGaps(drawn, view);
      const others = asked.filter((path) => !KNOWN_NAMES.includes(path));
      for (const path of others) expect(path).toMatch(/^usr\/share\/(?:zoneinfo|bkeymaps)\/|^usr\/lib\/locale\/\w+\.utf8/);
    }));
});
