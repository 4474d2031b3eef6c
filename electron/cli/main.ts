import { launched } from './early.ts';

/**
 * The terminal. What is begun at once is built into this file, all else into another: to read that takes half as long as to start Node, and the engine comes
 * meanwhile.
 */
void import('./program.ts').then(({ run }) => run(launched));
