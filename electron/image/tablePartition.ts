import type { ImagePartition } from '../../shared/imageFacts.ts';

/** A partition as its table has it: nobody has looked into it. */
export type TablePartition = Pick<ImagePartition, 'number' | 'kind' | 'startByte' | 'sizeByte' | 'type' | 'name'>;
