import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Sentence } from '../../shared/sentences/sentence.ts';
import { SENTENCES } from '../../shared/sentences.ts';

/** What the papers say is so. */

const ROOT = new URL('../..', import.meta.url).pathname;
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');
const { version } = JSON.parse(read('package.json')) as { readonly version: string };

/** Of what is counted, for its plural. */
const MANY = 77;

describe('the version is the same', () => {
  it.each([
    ['CHANGELOG.md', `\n## ${version} (`],
    ['build/linux/tarstrap.1', `"Tarstrap ${version}"`],
    ['build/linux/io.github.tarstrap.metainfo.xml', `<release version="${version}"`],
  ])('in %s', (name, written) => expect(read(name)).toContain(written));
});

describe('README', () => {
  it('explains headlines that the app has', () => {
    // Some say something else where these are known.
    const special = ['filesystem', 'kept'];
    const factOf = (name: string): string | number => (['count', 'room'].includes(name) ? MANY : '…');
    const blanks = [[], special].map((unknown) => new Proxy({}, { get: (_, fact) => (unknown.includes(String(fact)) ? undefined : factOf(String(fact))) }));
    const known: string[] = Object.values<Sentence>(SENTENCES).flatMap(({ headline }) => blanks.map((blank) => headline(blank).replaceAll(`${MANY}`, '…')));
    const [, table = ''] = read('README.md').split('## When something goes wrong');
    // The door speaks before there is an app.
    const door = read('build/linux/AppRun');
    const explained = [...table.matchAll(/^\| ([^-].+?) +\| /gm)]
      .map((match) => match[1] ?? '')
      .filter((text) => text !== 'headline' && !text.startsWith('The AppImage does not start') && !door.includes(text));
    expect(explained.length).toBeGreaterThan(10);
    for (const headline of explained) expect(known).toContain(headline);
  });

  it('says where the window of an AppImage needs the deb instead, and what the source needs', () => {
    expect(read('README.md')).toMatch(/^\| `tarstrap-….AppImage` .*Ubuntu 23\.10 and later its terminal only/m);
    const { engines } = JSON.parse(read('package.json')) as { readonly engines: { readonly node: string } };
    expect(read('README.md')).toContain(`Node ${engines.node.slice(2)} or later`);
  });

  it('has three pictures, and names files that are there', () => {
    const text = read('README.md');
    const pictures = [...text.matchAll(/!\[[^\]]*\]\((.+?)\)/g)].map((match) => match[1] ?? '');
    expect(pictures).toHaveLength(3);
    const named = [...text.matchAll(/`((?:build|electron|shared|test|renderer)\/[\w./-]+)`/g)].map((match) => match[1] ?? '');
    for (const name of [...pictures, ...named, 'LICENSE', 'CHANGELOG.md']) expect(existsSync(join(ROOT, name)) ? name : `${name} is not there`).toBe(name);
  });

  it('and build/CONTRIBUTING.md name commands that npm has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
    const named = [...`${read('README.md')}${read('build/CONTRIBUTING.md')}`.matchAll(/npm (?:run (\w+)|(test|start))\b/g)].map(
      (match) => match[1] ?? match[2] ?? '',
    );
    for (const name of named) expect(Object.keys(scripts)).toContain(name);
  });

  it('build/CONTRIBUTING.md names files that are there', () => {
    const named = [...read('build/CONTRIBUTING.md').matchAll(/`((?:build|electron|shared|test|renderer)\/[\w./-]+)`/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(10);
    for (const name of named) expect(existsSync(join(ROOT, name)) ? name : `${name} is not there`).toBe(name);
  });
});
