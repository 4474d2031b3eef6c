import { counted } from '../../../shared/counted.ts';
import type { ArchiveFacts } from '../../../shared/facts.ts';
import type { FirstBoot } from '../../../shared/firstBoot/answers.ts';
import type { FirstBootPatch } from '../../../shared/ipc.ts';
import { hasFatRoot, type Layout } from '../../../shared/layout.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import type { FirstBootView } from '../../../shared/view.ts';
import { answersOf, type Naming } from '../../firstBoot/answersOf.ts';
import { readFirstBootFile } from '../../firstBoot/file.ts';
import type { Said, SaidUser, SaidWifi } from '../../firstBoot/said.ts';

/** What the system is to know at its first boot. Of a password only what it becomes is kept, and not even that is shown. */
export interface FirstBootDesk {
  /** @param patch null forgets everything @throws TarstrapError `usage`, and nothing has changed */
  readonly set: (patch: FirstBootPatch | null) => void;
  /** Everything is as a file says. @throws TarstrapError `usage`, and nothing has changed */
  readonly read: (path: string) => void;
  readonly view: () => FirstBootView;
  /** @returns undefined where nothing is said @throws TarstrapError `usage` where something is still missing */
  readonly answers: () => FirstBoot | undefined;
}

export function firstBootDesk(): FirstBootDesk {
  let said: Said = {};
  let edition = 0;
  const replace = (now: Said): void => {
    said = now;
    edition += 1;
  };
  return {
    set: (patch) => (patch ? void (said = sealed(patched(said, patch))) : replace({})),
    read: (path) => replace(sealed(readFirstBootFile(path))),
    view: () => ({ ...viewOf(said), edition }),
    answers: () => (isSaid(said) ? answersOf(withoutNobody(said), naming) : undefined),
  };
}

/** Whether there is a system that boots, on a Linux filesystem of its own. @param layout undefined where it cannot be used */
export function hasFirstBoot({ rootFilesystem }: ArchiveFacts, kind: TargetFacts['kind'], layout: Layout | undefined): boolean {
  return rootFilesystem && kind !== 'directory' && (layout === undefined || (layout.table !== null && !hasFatRoot(layout)));
}

/** As the fields are called. */
const NAMES: Readonly<Partial<Record<Parameters<Naming>[0], string>>> = {
  hostname: 'Host name',
  timezone: 'Time zone',
  locale: 'Locale',
  keyboard: 'Keyboard',
  user: 'The user',
  'user.name': 'User',
  'user.password': 'Password',
  'user.password-hash': 'Password',
  'user.ssh-keys': 'SSH keys',
  wifi: 'Wi-Fi',
  'wifi.ssid': 'Wi-Fi name',
  'wifi.password': 'Wi-Fi password',
  'wifi.country': 'Country',
};

const naming: Naming = (key) => NAMES[key] ?? key;

/** An empty text takes back what was said. */
function patched(said: Said, { user, wifi, ssh, ...texts }: FirstBootPatch): Said {
  return {
    ...merged(said, texts),
    ...(ssh === undefined ? {} : { ssh: ssh || undefined }),
    ...(user ? { user: patchedUser(said.user ?? {}, user) } : {}),
    ...(wifi ? { wifi: patchedWifi(said.wifi ?? {}, wifi) } : {}),
  };
}

function patchedUser(said: SaidUser, { sshKeys, ...rest }: NonNullable<FirstBootPatch['user']>): SaidUser {
  const hash = rest.password === undefined ? said['password-hash'] : undefined;
  return merged({ ...said, 'password-hash': hash, ...(sshKeys ? { 'ssh-keys': sshKeys } : {}) }, rest);
}

/** What a passphrase becomes is for one network. */
function patchedWifi(said: SaidWifi, patch: NonNullable<FirstBootPatch['wifi']>): SaidWifi {
  const isOther = patch.ssid !== undefined && patch.ssid !== said.ssid;
  return merged({ ...said, password: isOther ? undefined : said.password }, patch);
}

function merged<T extends object>(said: T, patch: Partial<T>): T {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  return { ...said, ...Object.fromEntries(given.map(([key, value]) => [key, value === '' ? undefined : value])) };
}

/** Proven, and without any password. @throws TarstrapError `usage` */
function sealed(said: Said): Said {
  if (!isSaid(said)) return {};
  const { user, wifi, timezone, locale } = answersOf(completed(said), naming);
  const secret = { password: undefined, 'password-hash': user?.passwordHash, 'ssh-keys': user?.sshKeys, 'ssh-key-files': undefined };
  return {
    ...said,
    timezone,
    locale,
    ...(said.user ? { user: { ...said.user, ...secret } } : {}),
    ...(said.wifi ? { wifi: { ...said.wifi, password: wifi?.psk, country: wifi?.country } } : {}),
  };
}

/** A name may still come; but without that of a network nothing becomes of its passphrase. */
function completed({ user, wifi, ...rest }: Said): Said {
  return {
    ...rest,
    ...(user ? { user: { ...user, name: user.name ?? 'somebody' } } : {}),
    ...(wifi ? { wifi: { ...wifi, ssid: wifi.ssid ?? (wifi.password === undefined ? 'somewhere' : undefined) } } : {}),
  };
}

function isSaid(said: Said): boolean {
  const { user, wifi, root, ...rest } = withoutNobody(said);
  return [rest, user, wifi, root].some((part) => Object.values(part ?? {}).some((value) => value !== undefined));
}

/** That nobody is an administrator says nothing. */
function withoutNobody({ user, ...rest }: Said): Said {
  const { administrator: _, ...named } = user ?? {};
  const isSomebody = Object.values(named).some((value) => value !== undefined && value.length > 0);
  return isSomebody ? { ...rest, user } : rest;
}

function viewOf(said: Said): Omit<FirstBootView, 'edition'> {
  const { hostname = '', timezone = '', locale = '', keyboard = '', ssh = false, user = {}, wifi = {} } = said;
  return { hostname, timezone, locale, keyboard, ssh, user: userView(user), wifi: wifiView(wifi), more: moreOf(said) };
}

function userView({ name = '', 'password-hash': hash, 'ssh-keys': sshKeys = [], administrator = true }: SaidUser): FirstBootView['user'] {
  return { name, hasPassword: hash !== undefined, sshKeys, administrator };
}

function wifiView({ ssid = '', password, country = '' }: SaidWifi): FirstBootView['wifi'] {
  return { ssid, hasPassword: password !== undefined, country };
}

/** What only a file can say. */
function moreOf({ root, wifi, grow }: Said): string[] {
  return [
    ...(root?.['ssh-keys'] ? [`${counted(root['ssh-keys'].length, 'SSH key')} for root`] : []),
    ...(wifi?.hidden ? ['a hidden network'] : []),
    ...(grow ? ['grows to the end of its drive'] : []),
  ];
}
