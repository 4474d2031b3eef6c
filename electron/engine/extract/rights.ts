import { writeFileSync } from 'node:fs';
import type { Command } from '../../../shared/plan/types.ts';
import { type Capability, withCapabilities } from '../../run/confine.ts';
import { run } from '../../run/run.ts';
import { locateTool, requireTool } from '../../run/tools.ts';

/**
 * How a program within the cell is left few of root's rights. setpriv(1) does it in there, by a libcap-ng from 0.8 on. An older one (Debian 11,
 * Ubuntu 22.04) reads `/proc` for that, which must not be there: it leads out of the cell. Then all but two capabilities are given up before, and these
 * two, which the way in takes, by prctl(2) in there.
 *
 * @param root of the cell, to which root may still write
 * @returns what makes a program, with its arguments, one that runs in there
 */
export async function confineTo(root: string, capabilities: readonly Capability[]): Promise<Confine> {
  const within: Confine = (program) => ({ tool: 'chroot', args: [root, ...setpriv(capabilities), ...program] });
  if ((await run(within([requireTool('true')]))).exitCode === 0) return within;
  return inTwoSteps(root, capabilities) ?? within;
}

type Confine = (program: readonly string[]) => Command;

function setpriv(capabilities: readonly Capability[]): [string, ...string[]] {
  return [requireTool('setpriv'), '--pdeathsig=KILL', ...withCapabilities(capabilities)];
}

/** @returns undefined where there is nothing that knows prctl(2) */
export function inTwoSteps(root: string, capabilities: readonly Capability[], locate: Locate = locateTool): Confine | undefined {
  const last = givingUp(root, locate);
  if (!last) return undefined;
  const [tool, ...args] = setpriv([...capabilities, ...WAY_IN]);
  return (program) => ({ tool, args: [...args, requireTool('chroot'), root, ...last, ...program] });
}

type Locate = (tool: string) => string | undefined;

/** Of chroot(2), and of what gives it up afterwards. */
const WAY_IN = ['sys_chroot', 'setpcap'] as const satisfies readonly Capability[];
/** As the kernel counts them (`linux/capability.h`). The one that the others take comes last. */
const NUMBERS: Readonly<Record<(typeof WAY_IN)[number], number>> = { sys_chroot: 18, setpcap: 8 };

/** Number of prctl(2) on what Node runs on (the kernel's syscall tables), and of what it is to do. */
const PRCTL: Partial<Record<string, number>> = { x64: 157, arm64: 167, riscv64: 167, loong64: 167, arm: 172, ia32: 172, ppc64: 171, s390x: 172 };
const DROP = 24;

const PERL = `my ($prctl, $drop, @numbers) = map { $_ + 0 } splice(@ARGV, 0, 4);
syscall($prctl, $drop, $_, 0, 0, 0) == 0 or die "prctl: $!\\n" for @numbers;
exec { $ARGV[0] } @ARGV or die "$ARGV[0]: $!\\n";
`;
const PYTHON = `import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
for number in sys.argv[3:5]:
    if libc.prctl(int(sys.argv[2]), int(number), 0, 0, 0) != 0:
        sys.exit("prctl: " + os.strerror(ctypes.get_errno()))
os.execv(sys.argv[5], sys.argv[5:])
`;

/** As a file in the cell: perl(1) wants a /dev for what is on its command line. */
const SCRIPT = '/rights';

/** Constant text, and numbers. */
function givingUp(root: string, locate: Locate): string[] | undefined {
  const number = PRCTL[process.arch];
  const [perl, python] = [locate('perl'), locate('python3')];
  const numbers = [String(number), String(DROP), ...WAY_IN.map((name) => String(NUMBERS[name]))];
  if (perl !== undefined && number !== undefined) return [perl, writeScript(root, PERL), ...numbers];
  return python === undefined ? undefined : [python, '-I', '-S', writeScript(root, PYTHON), ...numbers];
}

function writeScript(root: string, text: string): string {
  writeFileSync(`${root}${SCRIPT}`, text, { flag: 'wx', mode: 0o644 });
  return SCRIPT;
}
