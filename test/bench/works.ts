import type { Work } from './contest.ts';
import { MEDIA } from './device.ts';
import { own, VERIFIED } from './ours.ts';
import { BMAPTOOL, BY_HAND, BY_HAND_COMPARED, BY_HAND_LZ4, DD, OTHERS, piped } from './peers.ts';

const CHOSEN = own('chosen');
const DIRECT = own('direct');
const STAGED = own('staged');
/** As on a desktop where of all that is made for it only gzip was installed. There Python's zlib is at hand, and quicker. */
const ONLY_GZIP = own('chosen', { name: 'Tarstrap, only gzip', without: ['igzip', 'pigz'] });
/** And where not even Python is: gzip by itself takes three quarters of the time by hand. */
const BARE_GZIP = own('chosen', { name: 'Tarstrap, no Python', without: ['igzip', 'pigz', 'python3'] });
const BOTH = [BY_HAND, CHOSEN, STAGED];
const SLOWLY = [BY_HAND, CHOSEN, DIRECT, STAGED];
const PIPED = [BY_HAND, CHOSEN];
/** Of disk images. */
const VERIFIED_IMAGE = own('chosen', { name: 'Tarstrap, read back', verify: 'full' });
const COMPARED = [BY_HAND_COMPARED, VERIFIED];

/** About three quarters of an hour. */
export const FULL: readonly Work[] = [
  { input: 'rootfs.tar', medium: MEDIA.fast, contestants: [...BOTH, ...COMPARED, ...OTHERS], rounds: 3 },
  { input: 'big.tar', medium: MEDIA.fast, contestants: BOTH, rounds: 3 },
  { input: 'tiny.tar', medium: MEDIA.fast, contestants: BOTH, rounds: 3 },
  { input: 'rootfs.tar.gz', medium: MEDIA.fast, contestants: [...PIPED, ...COMPARED, ONLY_GZIP, BARE_GZIP], rounds: 3 },
  { input: 'rootfs.tar.zst', medium: MEDIA.fast, contestants: PIPED, rounds: 3 },
  { input: 'rootfs.tar.lz4', medium: MEDIA.fast, contestants: [BY_HAND_LZ4, CHOSEN], rounds: 3 },
  { input: 'part.tar.bz2', medium: MEDIA.fast, contestants: PIPED, rounds: 3 },
  { input: 'part.multi.tar.xz', medium: MEDIA.fast, contestants: PIPED, rounds: 3 },
  { input: 'part.single.tar.xz', medium: MEDIA.fast, contestants: PIPED, rounds: 3 },
  { input: 'part.tar', medium: MEDIA.card, contestants: SLOWLY, rounds: 3 },
  { input: 'part.tar', medium: MEDIA.bad, contestants: SLOWLY, rounds: 2 },
  { input: 'part.single.tar.xz', medium: MEDIA.slow, contestants: SLOWLY, rounds: 2 },
  { input: 'card.img', medium: MEDIA.fast, contestants: [DD, CHOSEN, VERIFIED_IMAGE], rounds: 3 },
  { input: 'card.img.zst', medium: MEDIA.fast, contestants: [piped('zstdcat'), CHOSEN, VERIFIED_IMAGE], rounds: 3 },
  { input: 'card.img.xz', medium: MEDIA.fast, contestants: [piped('xzcat'), CHOSEN], rounds: 3 },
  { input: 'mapped.img', medium: MEDIA.fast, contestants: [BMAPTOOL, CHOSEN, VERIFIED_IMAGE], rounds: 3 },
  { input: 'card.img', medium: MEDIA.card, contestants: [CHOSEN, VERIFIED_IMAGE], rounds: 1 },
];

/** Less than three minutes, once the inputs are there. */
export const QUICK: readonly Work[] = [
  { input: 'rootfs.tar', medium: MEDIA.fast, contestants: BOTH, rounds: 1 },
  { input: 'rootfs.tar.gz', medium: MEDIA.fast, contestants: [...PIPED, ...COMPARED], rounds: 1 },
  { input: 'part.tar', medium: MEDIA.card, contestants: SLOWLY, rounds: 1 },
];
