import type { Edit, TreeView } from '../edits.ts';
import type { FirstBoot } from './answers.ts';
import { assign, replaceFirst } from './lines.ts';
import { linkEdit, NOTHING, type Part, textEdit } from './part.ts';
import { ownUnit } from './services.ts';
import { hasAny, initOf } from './system.ts';

/**
 * locale.conf(5), which systemd and Void read, and what Debian, Gentoo with OpenRC and Alpine have in its place or beside it. musl has all locales; glibc wants
 * those other than C to be compiled, which is done at the first boot where the tree has what does it.
 */
export function localePart({ locale }: FirstBoot, tree: TreeView): Part {
  if (locale === undefined) return NOTHING;
  const what = `locale ${locale}`;
  if (tree.has('etc/alpine-release')) return { edits: [alpineEdit(locale, what)], gaps: [] };
  const edits = initOf(tree) === 'openrc' && tree.has(GENTOO) ? gentooEdits(locale, what, tree) : confEdits(locale, what, tree);
  if (locale === 'POSIX' || locale === 'C' || locale === 'C.UTF-8') return { edits, gaps: [] };
  return { edits: [...edits, ...compileEdits(locale, what, tree)], gaps: localeGaps(locale, tree) };
}

/** Alpine's own 20locale.sh leaves a LANG alone that is set before. */
function alpineEdit(locale: string, what: string): Edit {
  return textEdit('etc/profile.d/00-tarstrap-locale.sh', what, `export LANG=${locale}\n`, { mode: 0o644 });
}

const GENTOO = 'etc/profile.env';

/** What `eselect locale` writes, and what `env-update` makes of it, which nobody runs before the first login. */
function gentooEdits(locale: string, what: string, tree: TreeView): Edit[] {
  const place = 'etc/env.d/02locale';
  return [
    textEdit(place, what, assign(tree.read(place), 'LANG', `"${locale}"`)),
    textEdit(GENTOO, what, assign(tree.read(GENTOO), 'export LANG', `'${locale}'`)),
  ];
}

/** Debian has an older name for it, which logins read by pam_env, and which is a link since Debian 13. */
function confEdits(locale: string, what: string, tree: TreeView): Edit[] {
  const [conf, older] = ['etc/locale.conf', 'etc/default/locale'];
  const text = textEdit(conf, what, assign(tree.read(conf) ?? tree.read(older), 'LANG', locale));
  return tree.has('etc/debian_version') ? [text, linkEdit(older, what, '../locale.conf')] : [text];
}

const COMPILER = ['usr/sbin/locale-gen', 'usr/bin/locale-gen'];
/** Where the wanted ones stand: of Debian, Arch and Gentoo; of Void. */
const LISTS = ['etc/locale.gen', 'etc/default/libc-locales'];

function compileEdits(locale: string, what: string, tree: TreeView): Edit[] {
  const lists = LISTS.filter((path) => tree.has(path)).map((path) => textEdit(path, what, withLocale(tree.read(path), locale)));
  const unit = canCompile(tree) ? ownUnit('tarstrap-locale.service', `${what}, compiled at the first boot`, compileUnit(locale)) : [];
  return [...lists, ...unit];
}

function canCompile(tree: TreeView): boolean {
  return initOf(tree) === 'systemd' && hasAny(tree, COMPILER) && tree.has('etc/locale.gen');
}

/** Its line is there as a comment, as a rule (locale.gen(5)). */
function withLocale(text: string | undefined, locale: string): string {
  const line = `${locale} UTF-8`;
  return replaceFirst(text, (candidate) => candidate.replace(/^[#\s]+/, '').trimEnd() === line, line);
}

function compileUnit(locale: string): string {
  return `[Unit]
Description=Compile the locale ${locale}

[Service]
Type=oneshot
ExecStart=sh -c 'locale -a | grep -qxF ${compiledName(locale)} || locale-gen'
ExecStartPost=systemctl --no-reload disable tarstrap-locale.service

[Install]
WantedBy=multi-user.target
`;
}

/** As glibc has it on disk, and `locale -a` says it. */
function compiledName(locale: string): string {
  return locale.replace('.UTF-8', '.utf8');
}

/** All of them lie in one archive, where there is one; else each is a folder. */
function localeGaps(locale: string, tree: TreeView): string[] {
  const archive = 'usr/lib/locale/locale-archive';
  const mayBeFolder = !tree.has('etc/debian_version') && tree.has(`usr/lib/locale/${compiledName(locale)}`);
  const mayBeInside = tree.has(archive) && (tree.read(archive)?.includes(compiledName(locale)) ?? true);
  if (canCompile(tree) || mayBeFolder || mayBeInside) return [];
  return [`The locale ${locale} is set, but it is not compiled in the archive, and nothing there compiles it at the first boot. C.UTF-8 needs nothing.`];
}
