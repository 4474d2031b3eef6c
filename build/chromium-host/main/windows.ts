import { EventEmitter } from 'node:events';
import type { HostWindow } from './browserWindow.ts';

/** The windows there are. `empty`: the last one is gone; `facts`: one of them has changed. */
export class Windows extends EventEmitter<{ empty: []; facts: [] }> {
  readonly #windows: HostWindow[] = [];
  #lastId = 0;

  /** @returns its id */
  add(window: HostWindow): number {
    this.#windows.push(window);
    this.#lastId += 1;
    return this.#lastId;
  }

  remove(window: HostWindow): void {
    this.#windows.splice(this.#windows.indexOf(window), 1);
    if (this.#windows.length === 0) this.emit('empty');
  }

  all(): HostWindow[] {
    return [...this.#windows];
  }
}
