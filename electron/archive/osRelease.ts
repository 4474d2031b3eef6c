import { visible } from '../../shared/visible.ts';

/** os-release(5): lines of `NAME=value` with the quoting of a shell, but nothing is expanded. */

const LINE = /^\s*([A-Z][A-Z0-9_]*)=(.*)$/;

/** What the distribution calls itself, as people may see it: PRETTY_NAME, else NAME and VERSION. */
export function distributionName(text: string): string | undefined {
  const fields = parseOsRelease(text);
  const name = fields.get('PRETTY_NAME') || [fields.get('NAME'), fields.get('VERSION')].filter(Boolean).join(' ');
  return name ? visible(name) : undefined;
}

function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(/\r?\n/).flatMap((line) => {
    const [, key, value] = LINE.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[key, unquote(value.trim())] as const];
  });
  return new Map(pairs);
}

/** `"a \"b\""`, `'a'` and `a\ b`: between single quotes nothing is escaped. */
function unquote(value: string): string {
  const parts = value.match(/'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^'"\\]+/g) ?? [];
  return parts.map(unquotePart).join('');
}

function unquotePart(part: string): string {
  if (part.startsWith("'")) return part.slice(1, -1);
  if (part.startsWith('"')) return part.slice(1, -1).replace(/\\([$"'\\`])/g, '$1');
  return part.replace(/^\\/, '');
}
