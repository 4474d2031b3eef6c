import { TarstrapError } from '../../../shared/errors.ts';
import type { Command } from '../../../shared/plan/types.ts';
import { packageOf } from '../../../shared/plan/packages.ts';
import { locateTool } from '../../run/tools.ts';

/** umount2(2) with `UMOUNT_NOFOLLOW`, which umount(8) does not pass when it is root's: a name that has become a link is not followed. */

/** Its number on what Node runs on (the kernel's syscall tables). */
const NUMBERS: Partial<Record<string, number>> = { x64: 166, arm64: 39, riscv64: 39, loong64: 39, arm: 52, ia32: 52, ppc64: 52, s390x: 52 };
const NOFOLLOW = 8;

const PERL = 'my ($number, $path, $flags) = @ARGV; syscall($number + 0, $path, $flags + 0) == 0 or do { print STDERR "$!\\n"; exit 32 }';
const PYTHON = `
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
if libc.umount2(os.fsencode(sys.argv[1]), int(sys.argv[2])) != 0:
    sys.exit(os.strerror(ctypes.get_errno()))
`;

/**
 * Constant text; the path is an argument.
 * @throws TarstrapError `tool-missing`: umount(8) would follow a link that appears in the moment after the look
 */
export function umountCommand(path: string, architecture: string = process.arch, locate: (tool: string) => string | undefined = locateTool): Command {
  const number = NUMBERS[architecture];
  if (number !== undefined && locate('perl')) return { tool: 'perl', args: ['-e', PERL, String(number), path, String(NOFOLLOW)] };
  if (locate('python3')) return { tool: 'python3', args: ['-I', '-S', '-c', PYTHON, path, String(NOFOLLOW)] };
  throw new TarstrapError('tool-missing', { tool: 'perl', package: packageOf('perl') });
}
