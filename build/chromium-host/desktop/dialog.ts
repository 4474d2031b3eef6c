import type * as Electron from 'electron';
import { type Ran, runTool, runToolAndWait } from './tool.ts';
import { messageArguments, openArguments, pathOf, responseOf, saveArguments, withExtension } from './zenity.ts';

/**
 * `dialog`, by zenity. Its functions are plain properties: tests put their own in their place. Without zenity every question
 * is answered as the user would by closing the dialog.
 */

/** A window may stand before the options; zenity's dialogs belong to none. */
type Asked<Options> = [Options] | [Electron.BaseWindow, Options];

function optionsOf<Options>(args: Asked<Options>): Options {
  return args.at(-1) as Options;
}

async function ask(args: readonly string[]): Promise<Ran> {
  const ran = await runTool('zenity', args);
  if (!ran) process.stderr.write('electron: a dialog was answered by closing it: no desktop, or no zenity to show it (apt-get install zenity)\n');
  return ran ?? { exitCode: 1, stdout: '' };
}

export const dialog = {
  showOpenDialog: async (...args: Asked<Electron.OpenDialogOptions>) => {
    const { exitCode, stdout } = await ask(openArguments(optionsOf(args)));
    return exitCode === 0 ? { canceled: false, filePaths: [pathOf(stdout)] } : { canceled: true, filePaths: [] };
  },
  showSaveDialog: async (...args: Asked<Electron.SaveDialogOptions>) => {
    const options = optionsOf(args);
    const { exitCode, stdout } = await ask(saveArguments(options));
    return exitCode === 0 ? { canceled: false, filePath: withExtension(pathOf(stdout), options) } : { canceled: true, filePath: '' };
  },
  showMessageBox: async (...args: Asked<Electron.MessageBoxOptions>) => {
    const options = optionsOf(args);
    return { response: responseOf(options, await ask(messageArguments(options))), checkboxChecked: false };
  },
  showErrorBox: (title: string, content: string) => {
    process.stderr.write(`${title}\n${content}\n`);
    runToolAndWait('zenity', ['--error', '--no-markup', `--title=${title}`, `--text=${content}`]);
  },
} satisfies Pick<Electron.Dialog, 'showOpenDialog' | 'showSaveDialog' | 'showMessageBox' | 'showErrorBox'>;
