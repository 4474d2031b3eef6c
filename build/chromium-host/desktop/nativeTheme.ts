import type * as Electron from 'electron';
import { EventEmitter } from 'node:events';
import type { Windows } from '../main/windows.ts';

/** `nativeTheme`: what the pages see of the desktop, unless the app says otherwise. */
export class NativeTheme extends EventEmitter<{ updated: [] }> implements Pick<Electron.NativeTheme, 'themeSource' | 'shouldUseDarkColors'> {
  readonly #windows: Windows;
  #source: Electron.NativeTheme['themeSource'] = 'system';
  #wasDark = false;

  constructor(windows: Windows) {
    super();
    this.#windows = windows;
    windows.on('facts', () => this.#tell());
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? this.#windows.all().some((window) => window.isDark()) : this.#source === 'dark';
  }

  get themeSource(): Electron.NativeTheme['themeSource'] {
    return this.#source;
  }

  set themeSource(source) {
    this.#source = source;
    const features = [{ name: 'prefers-color-scheme', value: source === 'system' ? '' : source }];
    for (const { webContents } of this.#windows.all()) webContents.devTools.tell('Emulation.setEmulatedMedia', { features });
    this.#tell();
  }

  #tell(): void {
    const isDark = this.shouldUseDarkColors;
    if (isDark === this.#wasDark) return;
    this.#wasDark = isDark;
    this.emit('updated');
  }
}
