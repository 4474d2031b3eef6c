import Module from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';

/**
 * Technique: `node --require hook.cjs APP`. Both of Node's loaders take the host for `electron`, and the object is one and
 * the same: what a test replaces in it, the app finds replaced.
 */

const NAME = /^electron(\/(main|common))?$/;
const HOST = join(__dirname, 'host.cjs');
const HOST_FOR_IMPORT = pathToFileURL(join(__dirname, 'host.mjs')).href;

/** Node's own lookup for `require`, which it lets others wrap. */
interface Resolver {
  _resolveFilename: (request: string, ...rest: unknown[]) => string;
}

function aliasRequire(loader: Resolver): void {
  const resolve = loader._resolveFilename;
  loader._resolveFilename = (request, ...rest) => (NAME.test(request) ? HOST : resolve.call(loader, request, ...rest));
}

/** Runs in a thread of its own, so it comes as text. */
function aliasImport(): void {
  const answer = JSON.stringify({ url: HOST_FOR_IMPORT, shortCircuit: true, format: 'module' });
  const source = `export const resolve = (name, context, next) => (${NAME}.test(name) ? ${answer} : next(name, context));`;
  Module.register(`data:text/javascript,${encodeURIComponent(source)}`);
}

// That thread is given this file as well, and a second Chromium is one too many.
if (isMainThread) {
  Module.createRequire(__filename)(HOST);
  aliasRequire(Module as unknown as Resolver);
  aliasImport();
}
