import type { Page } from '../chromium/pages.ts';
import type { Events, Session } from '../chromium/protocol.ts';
import { toOutside } from './addresses.ts';

/**
 * Technique: every request of a page stops in `Fetch.requestPaused` and is answered here, by the handler that the app gave
 * to `protocol.handle`. What no handler answers for fails: nothing goes to a network.
 */

type Paused = Events['Fetch.requestPaused'];
export type Handler = (request: Request) => Response | Promise<Response>;

export interface RequestOptions {
  readonly handlerOf: (scheme: string) => Handler | undefined;
  /** Asked for the document of the main frame. @param url as the app knows it */
  readonly mayNavigate: (url: string) => boolean;
  /** The document of the main frame cannot be had. */
  readonly failed: (url: string) => void;
}

export function answerRequests({ targetId, session }: Page, options: RequestOptions): void {
  session.on('Fetch.requestPaused', (paused) => {
    const { requestId, resourceType, frameId, request } = paused;
    const isOurDocument = resourceType === 'Document' && frameId === targetId;
    if (request.url.startsWith('data:') || request.url.startsWith('blob:')) return session.tell('Fetch.continueRequest', { requestId });
    // ERR_ABORTED leaves the old document where it is; any other would bring a page of Chromium's own.
    if (isOurDocument && !options.mayNavigate(toOutside(request.url))) return session.tell('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
    const handler = isFavicon(paused) ? undefined : options.handlerOf(new URL(toOutside(request.url)).protocol.slice(0, -1));
    void answer({ session, paused, handler, failed: isOurDocument ? options.failed : () => {} });
  });
  session.tell('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
}

/** Chromium asks for one; Electron does not. */
function isFavicon({ resourceType, request }: Paused): boolean {
  return resourceType === 'Other' && new URL(request.url).pathname === '/favicon.ico';
}

interface Answering {
  readonly session: Session;
  readonly paused: Paused;
  readonly handler: Handler | undefined;
  readonly failed: (url: string) => void;
}

async function answer({ session, paused: { requestId, request }, handler, failed }: Answering): Promise<void> {
  try {
    if (!handler) throw new Error('nobody answers for it');
    const response = await handler(requestOf(request));
    const body = Buffer.from(await response.arrayBuffer()).toString('base64');
    const responseHeaders = [...response.headers].map(([name, value]) => ({ name, value }));
    session.tell('Fetch.fulfillRequest', { requestId, responseCode: response.status, responseHeaders, body });
  } catch (error) {
    if (handler) process.stderr.write(`electron: ${toOutside(request.url)}: ${String(error)}\n`);
    session.tell('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
    failed(toOutside(request.url));
  }
}

function requestOf({ url, method, headers, postData }: Paused['request']): Request {
  return new Request(toOutside(url), { method, headers: { ...headers }, ...(postData === undefined ? {} : { body: postData }) });
}
