import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REQUESTS } from '../../shared/ipc.ts';
import { type App, openApp, PLATFORM, stateOf } from '../lab/window.ts';

/** What a page that has gone bad could do: nothing. */

let window: App;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync('/var/tmp/border-');
  window = await openApp();
});
afterAll(async () => {
  await window.close();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * Lets a script do something to the page. The protocol by which it gets there is not bound by the policy; what it does to
 * the page is. @returns what the policy blocked
 */
async function violationsOf(act: string): Promise<string[]> {
  const blocked = await window.page.evaluateHandle(() => {
    const { document, setTimeout } = globalThis as unknown as { document: EventTarget; setTimeout: (done: () => void, ms: number) => void };
    const heard = new Promise<string[]>((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve([(event as unknown as { effectiveDirective: string }).effectiveDirective]), {
        once: true,
      });
      setTimeout(() => resolve([]), 3000);
    });
    return { heard };
  });
  await window.page.evaluate(act);
  return blocked.evaluate(({ heard }) => heard);
}

describe(`the page on ${PLATFORM}`, () => {
  it.each([
    ['an inline script', "const s = document.createElement('script'); s.textContent = 'window.broken = true'; document.body.append(s);", 'script-src-elem'],
    ['a foreign script', "const s = document.createElement('script'); s.src = 'https://example.org/x.js'; document.body.append(s);", 'script-src-elem'],
    ['an inline handler', "document.body.setAttribute('onclick', 'window.broken = true'); document.body.click();", 'script-src-attr'],
    ['a foreign connection', "fetch('https://example.org/').catch(() => {});", 'connect-src'],
    ['a foreign socket', "try { new WebSocket('wss://example.org/'); } catch {}", 'connect-src'],
    ['a foreign picture', "new Image().src = 'https://example.org/x.png';", 'img-src'],
    ['a frame', "const f = document.createElement('iframe'); f.src = 'https://example.org/'; document.body.append(f);", 'frame-src'],
    ['an inline style', "const s = document.createElement('style'); s.textContent = 'body{}'; document.head.append(s);", 'style-src-elem'],
  ])('%s is blocked by its policy', async (_, source, directive) => {
    expect(await violationsOf(source)).toContain(directive);
    expect(await window.page.evaluate(() => 'broken' in globalThis)).toBe(false);
  });

  it('cannot go elsewhere, nor open another window', async () => {
    const before = window.page.url();
    const opened = await window.page.evaluate(() => {
      const page = globalThis as unknown as { open: (url: string) => unknown; location: { href: string } };
      const popup = page.open('https://example.org/');
      page.location.href = 'https://example.org/';
      return popup !== null;
    });
    expect(opened).toBe(false);
    expect((await stateOf(window.page)).archive.kind).toBe('none');
    expect(window.page.url()).toBe(before);
    expect(await window.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  it('has neither Node nor Electron, and a bridge of named intents only', async () => {
    const seen = await window.page.evaluate(() => {
      const page = globalThis as unknown as Record<string, object>;
      return {
        node: ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'].filter((name) => name in page),
        bridge: Object.keys(page['tarstrap'] ?? {}),
      };
    });
    expect(seen.node).toEqual([]);
    expect(seen.bridge.toSorted()).toEqual([...Object.keys(REQUESTS).filter((name) => name !== 'openArchive'), 'dropArchive', 'onState'].toSorted());
  });

  it('is granted no permission', async () => {
    const granted = await window.page.evaluate(async () => {
      const { navigator } = globalThis as unknown as { navigator: { permissions: { query: (what: object) => Promise<{ state: string }> } } };
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi'];
      const states = await Promise.all(names.map((name) => navigator.permissions.query({ name }).then(({ state }) => state)));
      return names.filter((_, i) => states[i] === 'granted');
    });
    expect(granted).toEqual([]);
  });

  it('serves nothing from outside of its folder', async () => {
    const statuses = await window.page.evaluate(async () => {
      const urls = ['/../main.js', '/..%2Fmain.js', '/%2e%2e/engine.js', '/no-such-file.js', '/', '/assets'];
      return Promise.all(urls.map((url) => fetch(url).then(({ status }) => status)));
    });
    expect(statuses.every((status) => status === 404)).toBe(true);
  });
});

describe(`the border between page and main on ${PLATFORM}`, () => {
  /** Those whose payload the preload passes on; the others have none. */
  const names = ['chooseInside', 'chooseTarget', 'chooseDrives', 'setOptions', 'setFirstBoot', 'startJob', 'leaveJob', 'readLog', 'copy'] as const;
  const garbage = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.record({ kind: fc.constantFrom('device', 'image', 'folder', 'other'), path: fc.jsonValue(), extra: fc.jsonValue() }),
    fc.record({ refs: fc.array(fc.record({ kind: fc.constantFrom('device', 'image'), path: fc.jsonValue() }), { maxLength: 40 }) }),
    fc.record({ planId: fc.jsonValue(), confirmation: fc.jsonValue() }),
    fc.record({ layoutId: fc.constant('x'.repeat(100_000)), label: fc.string(), imageBytes: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    fc.record({ hostname: fc.jsonValue(), user: fc.record({ name: fc.jsonValue(), password: fc.constant('x'.repeat(300)) }), wifi: fc.jsonValue() }),
    fc.record({ from: fc.oneof(fc.constant(-1), fc.constant(1.5), fc.constant('0')) }),
    fc.string({ minLength: 5000, maxLength: 20_000 }),
  );

  it('refuses a thousand requests that are not of the contract, and works on', async () => {
    const wrong = fc.tuple(fc.constantFrom(...names), garbage).filter(([name, payload]) => !REQUESTS[name].safeParse(payload).success);
    const answers = await callBridge(window, fc.sample(wrong, { numRuns: 1000, seed: 7 }));
    expect(answers).toHaveLength(1000);
    expect(answers.filter((answer) => !answer.includes('refused: not of the contract'))).toEqual([]);
    expect((await stateOf(window.page)).review).toBeNull();
  });

  it('refuses what is no JSON, or too large, or no file', async () => {
    const answers = await window.page.evaluate(async () => {
      const { tarstrap } = globalThis as unknown as { tarstrap: Record<string, (payload: unknown, more?: unknown) => Promise<unknown>> };
      const odd = [
        undefined,
        Number.NaN,
        1n,
        new Date(),
        new Map([['kind', 'image']]),
        new Set([1]),
        new Uint8Array(9),
        new Error('x'),
        Symbol('x'),
        () => 1,
        'x'.repeat(10_000_000),
      ];
      const calls = ['chooseTarget', 'chooseDrives', 'setOptions', 'startJob', 'copy'].flatMap((name) => odd.map((payload) => [name, payload] as const));
      const tell = async (call: () => unknown): Promise<string> => {
        try {
          return `answered ${JSON.stringify(await call())}`;
        } catch (error) {
          return String(error);
        }
      };
      const refusals = await Promise.all(calls.map(([name, payload]) => tell(() => tarstrap[name]?.(payload))));
      const noFiles = await Promise.all(['/etc/passwd', { path: '/etc/passwd' }, null].map((file) => tell(() => tarstrap['dropArchive']?.(file, null))));
      return [...refusals, ...noFiles];
    });
    expect(answers.filter((answer) => answer.startsWith('answered'))).toEqual([]);
    expect((await stateOf(window.page)).archive.kind).toBe('none');
  });

  it('refuses every request of another window, be it at our own address', async () => {
    const preload = join(folder, 'raw-preload.cjs');
    writeFileSync(
      preload,
      "const { contextBridge, ipcRenderer } = require('electron'); contextBridge.exposeInMainWorld('raw', { invoke: (c, p) => ipcRenderer.invoke(c, p) });",
    );
    const opened = window.app.waitForEvent('window');
    await window.app.evaluate(
      async ({ BrowserWindow }, at) => {
        const other = new BrowserWindow({ webPreferences: { preload: at.preload, sandbox: true, contextIsolation: true } });
        await other.loadURL(at.url);
      },
      { preload, url: 'app://tarstrap/index.html' },
    );
    const stranger = await opened;
    await stranger.waitForURL('**/index.html');
    await stranger.waitForLoadState();
    const answers = await stranger.evaluate(async (channels) => {
      const { raw } = globalThis as unknown as { raw: { invoke: (channel: string, payload?: unknown) => Promise<unknown> } };
      const tries = [...channels.map((name) => `tarstrap:${name}`), 'tarstrap:nothing', 'anything', ''];
      return Promise.all(
        tries.map((channel) =>
          raw.invoke(channel).then(
            (value) => `answered ${channel}: ${JSON.stringify(value)}`,
            (error: unknown) => String(error),
          ),
        ),
      );
    }, Object.keys(REQUESTS));
    await stranger.close();
    const known = answers.slice(0, -3);
    expect(known.filter((answer) => !answer.includes("refused: not asked by the app's window"))).toEqual([]);
    expect(answers.slice(-3).filter((answer) => !answer.includes('No handler registered'))).toEqual([]);
    expect((await stateOf(window.page)).archive.kind).toBe('none');
  });
});

/** Calls intents with payloads that their types do not allow. @returns the rejections, or what came back instead */
function callBridge({ page }: App, calls: readonly (readonly [string, unknown])[]): Promise<string[]> {
  return page.evaluate(async (list) => {
    const { tarstrap } = globalThis as unknown as { tarstrap: Record<string, (payload: unknown) => Promise<unknown>> };
    const answers: string[] = [];
    for (const [name, payload] of list) {
      const call = tarstrap[name];
      const answer = call?.(payload).then(
        (value) => `answered ${name}: ${JSON.stringify(value)}`,
        (error: unknown) => String(error),
      );
      answers.push((await answer) ?? `there is no ${name}`);
    }
    return answers;
  }, calls);
}
