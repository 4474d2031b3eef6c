import { errnoName } from './errno.ts';

/** What stands in the way of using a file, in a person's words, as the end of a sentence (errno(3), path_resolution(7)). */
const HINDRANCES: Readonly<Record<string, string>> = {
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  ENOTCONN: 'the program that has mounted its folder has ended',
  ECONNABORTED: 'the program that has mounted its folder has ended',
  ESTALE: 'its network folder is not there any more',
  EHOSTDOWN: 'the server of its network folder does not answer',
  ETIMEDOUT: 'the server of its network folder does not answer',
  EIO: 'the drive or network folder that it lies on has failed or is gone',
  EREMOTEIO: 'the drive or network folder that it lies on has failed or is gone',
  ENXIO: 'the drive that it lies on is gone',
  ENODEV: 'the drive that it lies on is gone',
  ENOMEDIUM: 'the drive that it lies on has no card or disc in it',
  ENODATA: 'the drive that it lies on has lost a part of it',
  EUCLEAN: 'the filesystem that it lies on is damaged',
  EBADMSG: 'the filesystem that it lies on is damaged',
  ENOENT: 'it is not there',
  ENOTDIR: 'it is not there',
  EEXIST: 'it is there already',
  EACCES: 'it is not permitted',
  EPERM: 'it is not permitted',
  EROFS: 'it lies on a filesystem that is read-only',
  ENOSPC: 'no room is left there',
  EDQUOT: 'the quota there is used up',
  EFBIG: 'it would be larger than its filesystem allows',
  ENOMEM: 'too little memory is free',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EAGAIN: 'too many programs run',
  EBUSY: 'it is in use',
};

/** What it lies on: another path would not help. */
const OF_THE_MEDIUM = [
  'ENOTCONN',
  'ECONNABORTED',
  'ESTALE',
  'EHOSTDOWN',
  'ETIMEDOUT',
  'EIO',
  'EREMOTEIO',
  'ENXIO',
  'ENODEV',
  'ENOMEDIUM',
  'ENODATA',
  'EUCLEAN',
  'EBADMSG',
];

export interface Hindrance {
  readonly what: string;
  readonly isMedium: boolean;
}

/** undefined for errors of another kind. */
export function hindranceOf(error: unknown): Hindrance | undefined {
  const code = errnoName(error);
  const what = HINDRANCES[code];
  return what === undefined ? undefined : { what, isMedium: OF_THE_MEDIUM.includes(code) };
}
