import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspectArchive } from '../../../electron/archive/inspect.ts';
import { partOf } from '../../../electron/archive/parts.ts';
import { explain, exitCodeOf } from '../../../shared/explain.ts';
import { tarHeader, tarOf } from '../../lab/tarHeader.ts';
import { failureOf, make, NOISE, workshop } from './workshop.ts';

const folder = workshop();
const path = (name: string): string => join(folder, name);

beforeAll(() => {
  mkdirSync(path('tree'));
  writeFileSync(path('tree/noise'), NOISE.subarray(0, 400_000));
  writeFileSync(path('tree/text'), 'a line of text\n'.repeat(20_000));
  make(folder, 'tar', ['-cf', 'rootfs.tar', '--sort=name', 'tree']);
  for (const [name, tool] of [
    ['gz', 'gzip'],
    ['xz', 'xz'],
    ['zst', 'zstd'],
  ] as const)
    make(folder, tool, ['-qc', 'rootfs.tar'], `rootfs.tar.${name}`);
});

describe('what split(1) makes of an archive is named as a part, whichever it is', () => {
  it.each(['rootfs.tar', 'rootfs.tar.gz', 'rootfs.tar.xz', 'rootfs.tar.zst'])('%s', async (whole) => {
    const kinds = [['.'], ['.part-'], ['.part'], [''], ['.', '-d', '-a', '3']] as const;
    const made = kinds.flatMap(([more, ...options]) => split(whole, `${whole}${more}`, options));
    for (const part of [...made, ...split(whole, 'x', [])]) {
      const failure = await failureOf(inspectArchive(part));
      expect([part, failure.code]).toEqual([part, 'archive-in-parts']);
    }
  });

  /** @returns the paths of three parts, in a folder of their own */
  function split(whole: string, prefix: string, options: readonly string[]): string[] {
    const own = mkdtempSync(path('parts-'));
    make(folder, 'split', ['-n', '3', ...options, whole, join(own, prefix)]);
    return readdirSync(own).map((name) => join(own, name));
  }

  it('with the command that puts them together', async () => {
    make(folder, 'mkdir', ['-p', 'two words']);
    make(folder, 'split', ['-n', '3', 'rootfs.tar.gz', 'two words/rootfs.tar.gz.part-']);
    const failure = await failureOf(inspectArchive(path('two words/rootfs.tar.gz.part-aa')));
    const { next } = explain(failure, 'untouched');
    make(folder, 'sh', ['-c', next.replace(/^.*: (?=cat )/, '')]);
    expect(readFileSync(path('two words/rootfs.tar.gz')).equals(readFileSync(path('rootfs.tar.gz')))).toBe(true);
    expect(exitCodeOf(failure.code)).toBe(65);
  });

  it('also where the first part ends with a member', async () => {
    writeFileSync(path('border.tar.aa'), tarHeader({ name: 'file' }));
    expect(await failureOf(inspectArchive(path('border.tar.aa')))).toMatchObject({ code: 'archive-in-parts' });
  });
});

describe('what is called like a part', () => {
  it('and is a whole archive, is one', async () => {
    writeFileSync(path('whole.tar.aa'), tarOf([{ name: 'file' }]));
    expect(await inspectArchive(path('whole.tar.aa'))).toMatchObject({ entries: { total: 1 } });
  });

  it('and is something else, is that', async () => {
    writeFileSync(path('program.001'), readFileSync('/bin/true'));
    expect(await failureOf(inspectArchive(path('program.001')))).toMatchObject({ code: 'archive-not-tar', facts: { what: 'it is a program' } });
  });

  it.each(['rootfs.tar', 'rootfs.tar.gz', 'rootfs.tar.xz', 'rootfs.lz', 'debian-12', 'stage3-20240101', 'alpine-3.19', 'rootfs.tbz', 'tax', 'a/part'])(
    'is not %s',
    (name) => expect(partOf(name)).toBeUndefined(),
  );
});

describe('what was saved in place of an archive', () => {
  const LFS = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n';
  it.each([
    ['a pointer of Git LFS', LFS, /git lfs pull/],
    ['a web page', '<!DOCTYPE html>\n<html lang="en"><head><title>404</title>', /download the file itself/],
    ['a web page', '\n<html>', /download the file itself/],
    ['a web page', '\ufeff<?xml version="1.0"?>\n<!-- saved -->\n<!DOCTYPE HTML PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">', /download the file itself/],
  ])('%s: %j', async (what, text, advice) => {
    for (const name of ['saved.tar.gz', 'saved.tar.gz.aa']) {
      writeFileSync(path(name), text);
      const failure = await failureOf(inspectArchive(path(name)));
      expect(failure).toMatchObject({ code: 'archive-stand-in', facts: { path: path(name), what } });
      expect(explain(failure, 'untouched').next).toMatch(advice);
      expect(exitCodeOf(failure.code)).toBe(65);
    }
    make(folder, 'gzip', ['-f', 'saved.tar.gz']);
    expect(await failureOf(inspectArchive(path('saved.tar.gz.gz')))).toMatchObject({ facts: { what: `${what}, compressed with gzip` } });
  });

  it('not a text that only speaks of one', async () => {
    writeFileSync(path('text'), 'A line before <!DOCTYPE html>\n');
    expect(await failureOf(inspectArchive(path('text')))).toMatchObject({ code: 'archive-not-tar' });
  });
});
