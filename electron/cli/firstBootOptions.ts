import { TarstrapError } from '../../shared/errors.ts';
import type { FirstBoot } from '../../shared/firstBoot/answers.ts';
import { visible } from '../../shared/visible.ts';
import { answersOf, type Naming } from '../firstBoot/answersOf.ts';
import { readFirstBootFile } from '../firstBoot/file.ts';
import { type Said, saidTogether } from '../firstBoot/said.ts';
import { readUserFile } from '../firstBoot/userFile.ts';
import { type CommandLine, listOf } from './commandLine.ts';
import { FIRST_BOOT_OPTIONS } from './options.ts';

type Values = CommandLine['values'];

/** @returns undefined where nothing is asked for @throws TarstrapError `usage` */
export function firstBootOf(values: Values): FirstBoot | undefined {
  const names = Object.keys(FIRST_BOOT_OPTIONS).filter((name) => values[name] !== undefined);
  if (names.length === 0) return undefined;
  const file = textOf(values, 'first-boot');
  const switches = switchesOf(values);
  return answersOf(file === undefined ? switches : saidTogether(readFirstBootFile(file), switches), namingOf(file, switches));
}

function textOf(values: Values, name: keyof typeof FIRST_BOOT_OPTIONS): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

function switchesOf(values: Values): Said {
  const text = (name: keyof typeof FIRST_BOOT_OPTIONS): string | undefined => textOf(values, name);
  const keyFiles = values['ssh-key'] === undefined ? undefined : listOf(values['ssh-key']);
  const user = { name: text('user'), password: lineOf('password-file', text('password-file')), 'ssh-key-files': keyFiles };
  const wifi = { ssid: text('wifi'), password: lineOf('wifi-password-file', text('wifi-password-file')), country: text('wifi-country') };
  return {
    hostname: text('hostname'),
    timezone: text('timezone'),
    locale: text('locale'),
    keyboard: text('keyboard'),
    ssh: values['ssh'] === true ? true : undefined,
    grow: values['grow-root'] === true ? true : undefined,
    user: someOf(user),
    wifi: someOf(wifi),
  };
}

function someOf<T extends object>(values: T): T | undefined {
  return Object.values(values).some((value) => value !== undefined) ? values : undefined;
}

/** The first line of a file. */
function lineOf(option: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  const file = readUserFile(path);
  if ('problem' in file) throw new TarstrapError('usage', { problem: `--${option} names ${visible(path)}, but ${file.problem}.` });
  return file.text.split(/\r?\n/, 1)[0];
}

const SWITCHES: Readonly<Record<string, string>> = {
  'user.name': '--user',
  'user.password': '--password-file',
  'user.ssh-key-files': '--ssh-key',
  'user.ssh-keys': '--ssh-key',
  user: '--password-file or --ssh-key',
  'wifi.ssid': '--wifi',
  'wifi.password': '--wifi-password-file',
  'wifi.country': '--wifi-country',
  wifi: '--wifi-password-file or --wifi-country',
  grow: '--grow-root',
};

/** The file has been found right by itself: what is wrong then is what was added. */
function namingOf(file: string | undefined, switches: Said): Naming {
  const isOfFile = (key: string): boolean => file !== undefined && valueOf(switches, key) === undefined;
  return (key) => (isOfFile(key) ? `In ${visible(file ?? '')}, ${key}` : (SWITCHES[key] ?? `--${key}`));
}

function valueOf(said: Said, key: string): unknown {
  return key.split('.').reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined), said);
}
