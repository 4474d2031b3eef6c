import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * One bench at a time on a machine: two would measure each other. A name in the abstract socket namespace (unix(7))
 * vanishes with the process that holds it, however that ends.
 */
export async function holdMachine(): Promise<Disposable> {
  const server = createServer();
  server.unref();
  server.listen('\0tarstrap-bench');
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new Error('another bench is running on this machine', { cause });
  }
  return { [Symbol.dispose]: () => void server.close() };
}
