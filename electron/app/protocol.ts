import { protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

/** `app://tarstrap/…`: the built page from disk, and nothing else, under a policy that allows nothing else. */

const SCHEME = 'app';
const HOST = 'tarstrap';
export const PAGE = `${SCHEME}://${HOST}/index.html`;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Before the app is ready. */
export function claimScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

/** When the app is ready. @param root folder of the built page */
export function serve(root: string): void {
  protocol.handle(SCHEME, async ({ url }) => {
    const path = fileOf(url, root);
    const type = path === undefined ? undefined : TYPES[extname(path)];
    const body = path === undefined || type === undefined ? undefined : await readFile(path).catch(() => undefined);
    if (body === undefined || type === undefined) return new Response('not found', { status: 404 });
    const headers = { 'content-type': type, 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };
    return new Response(new Uint8Array(body), { headers });
  });
}

/** Below the root, whatever the URL says; undefined for another host. */
function fileOf(url: string, root: string): string | undefined {
  const { host, pathname } = new URL(url);
  if (host !== HOST) return undefined;
  try {
    return join(root, normalize(decodeURIComponent(pathname)));
  } catch {
    return undefined;
  }
}

export function isOurPage(url: string): boolean {
  return url === PAGE || url.startsWith(`${PAGE}#`) || url.startsWith(`${PAGE}?`);
}
