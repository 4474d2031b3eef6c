import type * as Electron from 'electron';
import { EventEmitter } from 'node:events';
import { runTool } from './tool.ts';

/** `Notification`, by notify-send. Without it nothing is to be seen, as on a desktop that shows none. */
export class Notification extends EventEmitter implements Pick<Electron.Notification, 'title' | 'body' | 'show' | 'close'> {
  title: string;
  body: string;

  constructor({ title = '', body = '' }: Electron.NotificationConstructorOptions = {}) {
    super();
    this.title = title;
    this.body = body;
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    void runTool('notify-send', ['--', this.title, this.body]);
    this.emit('show');
  }

  close(): void {
    this.emit('close');
  }
}
