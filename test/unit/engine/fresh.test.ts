import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { limitsToSet } from '../../../electron/engine/fresh.ts';

/** `/proc/PID/limits` of Linux 6.1, of a user's session. */
const USER = `Limit                     Soft Limit           Hard Limit           Units     
Max cpu time              unlimited            unlimited            seconds   
Max file size             unlimited            unlimited            bytes     
Max data size             unlimited            unlimited            bytes     
Max stack size            8388608              unlimited            bytes     
Max core file size        0                    unlimited            bytes     
Max resident set          unlimited            unlimited            bytes     
Max processes             62877                62877                processes 
Max open files            1024                 524288               files     
Max locked memory         2067267584           2067267584           bytes     
Max address space         unlimited            unlimited            bytes     
Max file locks            unlimited            unlimited            locks     
Max pending signals       62877                62877                signals   
Max msgqueue size         819200               819200               bytes     
Max nice priority         0                    0                    
Max realtime priority     0                    0                    
Max realtime timeout      unlimited            unlimited            us        
`;

const AS_WANTED = USER.replace('0                    unlimited            bytes', '0                    0                    bytes')
  .replace(/^(Max processes +).*$/m, '$1unlimited unlimited processes')
  .replace(/^(Max open files +).*$/m, '$165536 65536 files')
  .replace(/^(Max pending signals +).*$/m, '$165536 65536 signals');

it('sets what is otherwise; what takes a privilege comes last, because nothing behind it is set where that is missing', () => {
  expect(limitsToSet(USER)).toEqual(['--core=0:0', '--nproc=unlimited:unlimited', '--sigpending=65536:65536', '--nofile=65536:65536']);
  const caught = USER.replace(/^(Max address space +).*$/m, '$11000000 1000000 bytes').replace(/^(Max stack size +)8388608/m, '$1unlimited');
  expect(limitsToSet(caught)).toEqual([
    '--core=0:0',
    '--stack=8388608:unlimited',
    '--as=unlimited:unlimited',
    '--nproc=unlimited:unlimited',
    '--sigpending=65536:65536',
    '--nofile=65536:65536',
  ]);
});

it('sets nothing where all is as it should be', () => expect(limitsToSet(AS_WANTED)).toEqual([]));

it('sets all of which the kernel tells nothing', () => expect(limitsToSet('')).toHaveLength(12));

it('this kernel calls them as that one does', () => {
  const names = (text: string): string[] => text.split('\n').map((line) => line.slice(0, 26).trim());
  expect(names(readFileSync('/proc/self/limits', 'latin1'))).toEqual(names(USER));
});
