import { execFileSync } from 'node:child_process';
import { mkdirSync, rmdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openArchive } from '../../../electron/archive/open.ts';
import { explain, exitCodeOf } from '../../../shared/explain.ts';
import { failureOf, workshop } from './workshop.ts';

const folder = workshop();

/** What is said of an archive that is not opened: headline and next step. */
async function refusalOf(path: string): Promise<readonly [number, string, string]> {
  const failure = await failureOf(Promise.resolve().then(() => openArchive(path)[Symbol.dispose]()));
  const { headline, next } = explain(failure, 'untouched');
  return [exitCodeOf(failure.code), headline, next];
}

describe('what is no path of this machine is answered with what to do', () => {
  it.each([
    ['-', '- is standard input, not a file.', 'Save it to a file first, then give that file.'],
    ['file:///srv/a%20b.tar', 'file:///srv/a%20b.tar is a URL, not a file.', "Give the path instead: '/srv/a b.tar'"],
    ['FILE:///srv/r.tar', 'FILE:///srv/r.tar is a URL, not a file.', 'Give the path instead: /srv/r.tar'],
    ['file://elsewhere/r.tar', 'file://elsewhere/r.tar is a URL, not a file.', 'Give the path instead: /…'],
    [
      'https://x.org/r.tar.xz',
      'https://x.org/r.tar.xz is an address, not a file.',
      'Download it first (curl -fLO https://x.org/r.tar.xz), then give the file.',
    ],
    ['http://x.org/?a=b&c', 'http://x.org/?a=b&c is an address, not a file.', "Download it first (curl -fLO 'http://x.org/?a=b&c'), then give the file."],
    ['sftp://me@x.org/r.tar', 'sftp://me@x.org/r.tar is an address, not a file.', 'Copy it to this machine first, then give the file.'],
  ])('%s', async (given, headline, next) => expect(await refusalOf(given)).toEqual([66, headline, next]));

  it('a pipe', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(await refusalOf(pipe)).toEqual([65, `${pipe} is a pipe, not an archive.`, 'Save what comes through it to a file first, then give that file.']);
  });
});

describe('a path that is not UTF-8 is refused at once, and named', () => {
  const strange = Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9])]);
  const inside = Buffer.concat([strange, Buffer.from('/r.tar')]);
  beforeAll(() => {
    mkdirSync(strange);
    writeFileSync(inside, 'any');
    symlinkSync(inside, join(folder, 'link.tar'));
  });
  afterAll(() => {
    unlinkSync(inside);
    rmdirSync(strange);
  });

  it.each([
    ['as it is given', `${folder}/caf\ufffd/r.tar`],
    ['behind a link', join(folder, 'link.tar')],
  ])('%s', async (_, path) => {
    const next = 'Rename the file, or the folder with such a name that it lies in, then start again.';
    expect(await refusalOf(path)).toEqual([66, `The path ${folder}/caf\ufffd/r.tar has bytes that are not UTF-8.`, next]);
  });

  it('a real name is not taken for one', () => {
    const name = join(folder, 'a \ufffd.tar');
    writeFileSync(name, 'any');
    using archive = openArchive(name);
    expect(archive.identity.path).toBe(name);
  });
});
