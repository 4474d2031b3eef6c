import type * as Electron from 'electron';
import { extname } from 'node:path';

/** zenity(1) for Electron's dialogs: arguments, and what its answers mean. Pure. */

/** Electron's own two shapes of one set of options: what is not of one dialog is never set. */
type FileOptions = Electron.OpenDialogOptions | Electron.SaveDialogOptions;

function fileSelection({ title, defaultPath, filters = [] }: FileOptions): string[] {
  return [
    '--file-selection',
    ...(title === undefined ? [] : [`--title=${title}`]),
    ...(defaultPath === undefined ? [] : [`--filename=${defaultPath}`]),
    ...filters.map(
      ({ name, extensions }) => `--file-filter=${name} | ${extensions.map((extension) => (extension === '*' ? '*' : `*.${extension}`)).join(' ')}`,
    ),
  ];
}

export function openArguments(options: Electron.OpenDialogOptions): string[] {
  return [...fileSelection(options), ...(options.properties?.includes('openDirectory') ? ['--directory'] : [])];
}

export function saveArguments(options: Electron.SaveDialogOptions): string[] {
  return [...fileSelection(options), '--save', '--confirm-overwrite'];
}

/** A chosen path ends with one line feed, which is not its own. */
export function pathOf(stdout: string): string {
  return stdout.replace(/\n$/, '');
}

/** A name typed without an extension gets the first one asked for, as GTK's dialog does under Electron. */
export function withExtension(path: string, { filters = [] }: Electron.SaveDialogOptions): string {
  const extension = filters[0]?.extensions[0];
  return extension === undefined || extension === '*' || extname(path) !== '' ? path : `${path}.${extension}`;
}

/** The button of `cancelId` is the one for Escape, `defaultId` says which is the one for Enter, any other stands beside the two. */
export function messageArguments(options: Electron.MessageBoxOptions): string[] {
  const { title, message, detail } = options;
  const { buttons, okId, cancelId } = rolesOf(options);
  const isCancelDefault = buttons.length > 1 && (options.defaultId ?? 0) === cancelId;
  const extra = buttons.flatMap((label, index) => (index === okId || index === cancelId ? [] : [`--extra-button=${label}`]));
  return [
    ...(buttons.length > 1 ? ['--question', `--cancel-label=${buttons[cancelId] ?? ''}`] : ['--info']),
    `--ok-label=${buttons[okId] ?? ''}`,
    ...extra,
    ...(isCancelDefault ? ['--default-cancel'] : []),
    '--no-markup',
    ...(title === undefined ? [] : [`--title=${title}`]),
    `--text=${detail === undefined ? message : `${message}\n\n${detail}`}`,
  ];
}

/** OK exits with 0; the others with 1, of which an extra button prints its label. */
export function responseOf(options: Electron.MessageBoxOptions, { exitCode, stdout }: { readonly exitCode: number; readonly stdout: string }): number {
  const { buttons, okId, cancelId } = rolesOf(options);
  if (exitCode === 0) return okId;
  const pressed = buttons.indexOf(pathOf(stdout));
  return stdout === '' || pressed < 0 ? cancelId : pressed;
}

interface Roles {
  readonly buttons: readonly string[];
  readonly okId: number;
  readonly cancelId: number;
}

/** Electron's rule for a missing `cancelId`: the button that is called so, else 0. */
function rolesOf({ buttons = [], cancelId, defaultId }: Electron.MessageBoxOptions): Roles {
  const labels = buttons.length === 0 ? ['OK'] : buttons;
  const called = labels.findIndex((label) => /^(cancel|no)$/i.test(label));
  const cancel = cancelId ?? Math.max(called, 0);
  const preferred = defaultId ?? 0;
  return { buttons: labels, cancelId: cancel, okId: preferred === cancel && labels.length > 1 ? labels.findIndex((_, index) => index !== cancel) : preferred };
}
