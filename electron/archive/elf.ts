/** The header of an ELF file (elf(5)): class, byte order, and `e_machine` at offset 18. */

interface Variant {
  readonly wide: boolean;
  readonly big: boolean;
}

const MACHINES: Readonly<Record<number, (variant: Variant) => string>> = {
  2: () => 'sparc',
  3: () => 'i386',
  4: () => 'm68k',
  8: ({ wide, big }) => `mips${wide ? '64' : ''}${big ? '' : 'el'}`,
  15: () => 'hppa',
  20: ({ big }) => (big ? 'ppc' : 'ppcle'),
  21: ({ big }) => (big ? 'ppc64' : 'ppc64le'),
  22: ({ wide }) => (wide ? 's390x' : 's390'),
  40: ({ big }) => (big ? 'armeb' : 'arm'),
  42: () => 'sh4',
  43: () => 'sparc64',
  50: () => 'ia64',
  62: ({ wide }) => (wide ? 'x86_64' : 'x32'),
  183: ({ big }) => (big ? 'aarch64_be' : 'aarch64'),
  243: ({ wide }) => (wide ? 'riscv64' : 'riscv32'),
  258: ({ wide }) => (wide ? 'loongarch64' : 'loongarch32'),
  0x9026: () => 'alpha',
};

/** Bytes of a file that tell its machine. */
export const ELF_HEAD = 20;

/** The machine that an ELF program is for, named as `uname -m` does; undefined if it is no ELF file or a rare one. */
export function elfMachine(head: Buffer): string | undefined {
  if (head.length < ELF_HEAD || head.readUInt32BE(0) !== 0x7f454c46) return undefined;
  const big = head[5] === 2;
  const machine = big ? head.readUInt16BE(18) : head.readUInt16LE(18);
  return MACHINES[machine]?.({ wide: head[4] === 2, big });
}
