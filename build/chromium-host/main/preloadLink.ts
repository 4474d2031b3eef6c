import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '../chromium/pages.ts';
import { decode, encode } from '../world/codec.ts';
import type { FromPage, Parameters, ToPage } from '../world/messages.ts';

/**
 * Technique: the main process's end of a page's preload world. Down by `Runtime.evaluate` in that world, up by a binding that
 * only that world has (`Runtime.addBinding`, `executionContextName`), so the page can neither hear nor speak.
 */

const WORLD = 'chromium-host-preload';

export interface PreloadLink {
  /** @param context undefined: the document that is there now. To one that is gone, nothing is said. */
  readonly deliver: (message: ToPage, context?: number) => void;
  /**
   * Resolves when every new document will have the scripts. Chromium navigates before it has passed on to the page's process
   * what was asked earlier, if a debugger (Playwright) holds that up.
   */
  readonly installed: Promise<unknown>;
}

export interface PreloadOptions {
  readonly parameters: Parameters;
  /** File of the app's own script. */
  readonly preload: string | undefined;
  readonly hear: (message: FromPage, context: number) => void;
  /** There is a new document, and its preload has run. */
  readonly renewed: () => void;
}

export function openPreload({ targetId, session }: Page, { parameters, preload, hear, renewed }: PreloadOptions): PreloadLink {
  let current: number | undefined;
  let currentName: string | undefined;
  session.on('Runtime.executionContextCreated', ({ context: { id, uniqueId, name, auxData } }) => {
    if (name !== WORLD || (auxData as { readonly frameId?: string }).frameId !== targetId) return;
    [current, currentName] = [id, uniqueId];
    renewed();
  });
  session.on('Runtime.executionContextDestroyed', ({ executionContextUniqueId }) => {
    // A number may be that of a context in the next process as well.
    if (executionContextUniqueId === currentName) current = undefined;
  });
  session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
    if (name === parameters.binding) hear(decode(JSON.parse(payload)) as FromPage, executionContextId);
  });
  const whenRunning = openPatience(session);
  session.tell('Page.enable');
  session.tell('Runtime.enable');
  const installed = Promise.all([
    session.send('Runtime.addBinding', { name: parameters.binding, executionContextName: WORLD }),
    session.send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorld(parameters) }),
    session.send('Page.addScriptToEvaluateOnNewDocument', { source: preloadWorld(parameters, preload), worldName: WORLD }),
  ]);
  const deliver = (message: ToPage, context = current): void => {
    const expression = `${parameters.deliver}(${JSON.stringify(JSON.stringify(encode(message)))})`;
    // Chromium lets only what a user has asked for touch the clipboard.
    if (context !== undefined) whenRunning(() => session.tell('Runtime.evaluate', { contextId: context, expression, userGesture: message.kind === 'copy' }));
  };
  return { deliver, installed };
}

/** A page that stops to be told the path of a file (`filePaths.ts`) hears no events: what is said meanwhile would be lost. */
function openPatience(session: Page['session']): (say: () => void) => void {
  let isStopped = false;
  const waiting: (() => void)[] = [];
  session.on('Debugger.paused', () => void (isStopped = true));
  session.on('Debugger.resumed', () => {
    isStopped = false;
    for (const say of waiting.splice(0)) say();
  });
  return (say) => (isStopped ? void waiting.push(say) : say());
}

function mainWorld(parameters: Parameters): string {
  return `(() => {${builtScript('main-world')};mainWorld.start(${JSON.stringify({ secret: parameters.secret })})})()`;
}

function preloadWorld(parameters: Parameters, preload: string | undefined): string {
  const own = preload === undefined ? '' : readFileSync(preload, 'utf8');
  return `(() => {${builtScript('preload-world')};preloadWorld.run(${JSON.stringify(parameters)}, (require, process, module, exports) => {${own}\n})})()`;
}

function builtScript(name: string): string {
  return readFileSync(join(__dirname, `${name}.js`), 'utf8');
}
