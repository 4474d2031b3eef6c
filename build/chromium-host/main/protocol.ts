import type * as Electron from 'electron';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Handler } from './requests.ts';

/** `protocol` and `net`: who answers for a scheme, and files for those who do. */

export function openProtocol() {
  const handlers = new Map<string, Handler>();
  const protocol = {
    // Every scheme of the app is a secure origin of its own, because inside it is https.
    registerSchemesAsPrivileged: (_schemes: Electron.CustomScheme[]) => {},
    handle: (scheme: string, handler: Handler) => void handlers.set(scheme, handler),
    unhandle: (scheme: string) => void handlers.delete(scheme),
    isProtocolHandled: (scheme: string) => handlers.has(scheme),
  } satisfies Pick<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle' | 'unhandle' | 'isProtocolHandled'>;
  return { protocol, handlerOf: (scheme: string) => handlers.get(scheme) };
}

/** @throws TypeError for what is no file, as any address would on a machine without a network */
async function fetchFile(input: string | Request): Promise<Response> {
  const url = typeof input === 'string' ? input : input.url;
  if (!url.startsWith('file:')) throw new TypeError(`net::ERR_INTERNET_DISCONNECTED ${url}`);
  return new Response(new Uint8Array(await readFile(fileURLToPath(url))));
}

export const net = { fetch: fetchFile } satisfies Pick<Electron.Net, 'fetch'>;
