import { visible } from '../../shared/visible.ts';
import { launched } from './early.ts';

/**
 * The terminal. What is begun at once is built into this file, all else into another: to read that takes half as long as to start Node, and the engine comes
 * meanwhile.
 */

// Whoever ends without a word has not done his work.
process.exitCode = 1;
import('./program.ts').then(({ run }) => run(launched), endUnread);

/** An update may be under way, or half of it was copied. */
function endUnread(cause: unknown): never {
  process.stderr.write(`tarstrap: A file of this program cannot be read.\n  ${visible(String(cause))}\nInstall Tarstrap again.\n`);
  return process.exit(69);
}
