import { expect, it } from 'vitest';
import { packingWords } from '../../../../electron/engine/capture/words.ts';

it.each([
  ['tar: ./a: file changed as we read it', { kind: 'changed', name: 'a' }],
  ['tar: ./a/b: File shrank by 100 bytes; padding with zeros', { kind: 'changed', name: 'a/b' }],
  ['/usr/bin/tar: ./a: File removed before we read it', { kind: 'gone', name: 'a' }],
  ['tar: ./a: Cannot stat: No such file or directory', { kind: 'gone', name: 'a' }],
  ['tar: ./a: Read error at byte 0, while reading 512 bytes: Input/output error', { kind: 'unreadable', name: 'a', reason: 'Input/output error' }],
  ['tar: ./a: Cannot open: Permission denied', { kind: 'unreadable', name: 'a', reason: 'Permission denied' }],
  ['tar: ./a: Warning: Cannot llistxattrat: Input/output error', { kind: 'unreadable', name: 'a', reason: 'Input/output error' }],
  ['tar: ./a\\: b: file changed as we read it', { kind: 'changed', name: 'a: b' }],
  ['tar: ./a\\nb\\303\\251: file changed as we read it', { kind: 'changed', name: 'a\nb\xc3\xa9' }],
  // A name that says what tar says is a name.
  ['tar: ./x\\: File removed before we read it: file changed as we read it', { kind: 'changed', name: 'x: File removed before we read it' }],
  ['tar: ./a: socket ignored', { kind: 'harmless' }],
  ['tar: ./a: Warning: Cannot acl_get_file_at: Operation not supported', { kind: 'harmless' }],
  ['tar: Exiting with failure status due to previous errors', { kind: 'harmless' }],
  ['Total bytes written: 10240 (10KiB, 1.0MiB/s)', { kind: 'harmless' }],
  ['tar: -: Cannot write: No space left on device', { kind: 'other' }],
  ['tar: -: Wrote only 4096 of 65536 bytes', { kind: 'other' }],
  ['setpriv: no', { kind: 'other' }],
])('%j', (line, meaning) => {
  expect(packingWords(line)).toEqual(meaning);
});
