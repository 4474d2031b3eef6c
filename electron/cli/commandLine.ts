import { isAbsolute } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { TarstrapError } from '../../shared/errors.ts';
import { nearest } from './nearest.ts';

/** A command line, taken apart. Everything that is wrong with it is a `usage` failure. */

export function usage(problem: string): TarstrapError {
  return new TarstrapError('usage', { problem });
}

export interface CommandLine {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, Value>>;
}

/** A list where an option may be given several times. */
export type Value = string | boolean | readonly (string | boolean)[] | undefined;

/** What was given for an option, each time. */
export function listOf(value: Value): readonly string[] {
  return [value].flat().filter((one) => typeof one === 'string');
}

export type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * @param most how often the last operand may be given
 * @throws TarstrapError `usage` for unknown options and a wrong number of operands, `current-folder-gone`
 */
export function parseCommand(args: readonly string[], options: Options, operands: readonly string[], most = 1): CommandLine {
  const { positionals, values } = parse(args, options);
  const more = positionals.length - operands.length;
  if (most > 1 && more >= most) throw usage(`Up to ${most} of ${operands.at(-1)} can be given, not ${more + 1}.`);
  if (more < 0 || more >= most) throw usage(`Expected ${operands.join(' and ') || 'no operands'}, got ${positionals.length ? positionals.join(' ') : 'none'}.`);
  const empty = positionals.indexOf('');
  // A variable of a script that is not set; the empty path would be the folder where it runs.
  if (empty >= 0) throw usage(`${operands[empty] ?? operands.at(-1)} is empty.`);
  if (positionals.some((path) => !isAbsolute(path))) requireCurrentFolder();
  return { positionals, values };
}

function parse(args: readonly string[], options: Options): CommandLine {
  const known = { ...options, help: { type: 'boolean', short: 'h' } } as const satisfies Options;
  // Not strictly: what is wrong is said in our own words.
  const { tokens, positionals, values } = parseArgs({ args: [...args], options: known, allowPositionals: true, strict: false, tokens: true });
  const given = tokens.filter((token) => token.kind === 'option');
  const problem = given.map((token) => wrongWith(token, known)).find((found) => found !== undefined) ?? contradictionIn(given, known);
  if (problem) throw usage(problem);
  return { positionals, values };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function wrongWith({ name, rawName, value, inlineValue }: OptionToken, options: Options): string | undefined {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option) return `There is no option ${rawName} here.${didYouMean(name, Object.keys(options), '--')}`;
  if (option.type === 'boolean') return value === undefined ? undefined : `${rawName} takes no value.`;
  const isNextOption = value !== undefined && !inlineValue && /^-./.test(value);
  return value === undefined || isNextOption ? `${rawName} needs a value.` : undefined;
}

/** The last one would win, and nobody would hear of the others. */
function contradictionIn(given: readonly OptionToken[], options: Options): string | undefined {
  const values = new Map<string, string>();
  for (const { name, rawName, value } of given) {
    if (value === undefined || options[name]?.multiple) continue;
    const before = values.get(name) ?? value;
    if (before !== value) return `${rawName} is given twice, as "${before}" and as "${value}".`;
    values.set(name, value);
  }
  return undefined;
}

/** Whatever is named without a leading slash lies in the folder where we run. @throws TarstrapError `current-folder-gone` */
function requireCurrentFolder(): void {
  try {
    process.cwd();
  } catch (cause) {
    throw new TarstrapError('current-folder-gone', {}, undefined, { cause });
  }
}

/** A question to be put behind a sentence, or nothing. */
export function didYouMean(typed: string, known: readonly string[], prefix = ''): string {
  const meant = nearest(typed, known);
  return meant === undefined ? '' : ` Did you mean ${prefix}${meant}?`;
}

export function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? args.length : end).some((word) => word === '-h' || word === '--help');
}
