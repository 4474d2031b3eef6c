/** Members of tarballs, header by header, as programs in the field write them. */

export interface Member {
  readonly name: string;
  /** tar(5): `0` a file, `1` a hard link, `2` a symlink, `3` and `4` device nodes, `5` a folder, `6` a FIFO. */
  readonly type?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Seconds. */
  readonly mtime?: number;
  readonly target?: string;
  readonly data?: string | Buffer;
  readonly device?: readonly [major: number, minor: number];
  readonly pax?: Readonly<Record<string, string | Buffer>>;
}

type More = Omit<Member, 'name' | 'type'>;

export const folder = (name: string, more: More = {}): Member => ({ mode: 0o755, ...more, name, type: '5' });
export const file = (name: string, data: string | Buffer, more: More = {}): Member => ({ ...more, name, data });
export const symlink = (name: string, target: string, more: More = {}): Member => ({ mode: 0o777, ...more, name, type: '2', target });
export const hardLink = (name: string, target: string, more: More = {}): Member => ({ ...more, name, type: '1', target });

/** A tar of these members with its end mark. */
export function tarOfMembers(members: readonly Member[]): Buffer {
  return Buffer.concat([...members.map(packed), Buffer.alloc(1024)]);
}

const BLOCK = 512;

function packed(member: Member): Buffer {
  const data = Buffer.from(member.data ?? '');
  const records = Object.entries(member.pax ?? {}).map(([keyword, value]) => record(keyword, Buffer.from(value)));
  const extended = Buffer.concat(records);
  const before = extended.length > 0 ? [header({ name: 'PaxHeaders/x', type: 'x' }, extended.length), padded(extended)] : [];
  return Buffer.concat([...before, header(member, data.length), padded(data)]);
}

function padded(data: Buffer): Buffer {
  return Buffer.concat([data, Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK)]);
}

/** `31 SCHILY.xattr.user.note=value\n`, whose length counts its own digits. */
function record(keyword: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${keyword}=`), value, Buffer.from('\n')]);
  const lengthWith = (digits: number): number => rest.length + digits;
  const digits = [1, 2, 3, 4, 5, 6, 7].find((count) => String(lengthWith(count)).length === count) ?? 7;
  return Buffer.concat([Buffer.from(String(lengthWith(digits))), rest]);
}

const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;

function header({ name, type = '0', mode = 0o644, uid = 0, gid = 0, mtime = 1_700_000_000, target = '', device = [0, 0] }: Member, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const put = (text: string, offset: number): void => void block.write(text, offset, 'latin1');
  put(name, 0);
  put(octal(mode, 7) + octal(uid, 7) + octal(gid, 7) + octal(size, 11) + octal(mtime, 11), 100);
  put('        ', 148);
  put(type + target, 156);
  put('ustar\u000000', 257);
  put('root', 265);
  put('root', 297);
  put(octal(device[0], 7) + octal(device[1], 7), 329);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

interface System {
  readonly prefix?: string;
  readonly uid?: number;
  readonly root?: Member | null;
  readonly merged?: boolean;
  readonly boot?: boolean;
  readonly fstab?: string;
}

const FOLDERS = ['etc', 'usr', 'usr/bin', 'usr/sbin', 'usr/lib', 'var', 'var/log', 'home', 'root', 'dev', 'proc', 'sys', 'run', 'tmp'];
const ODD_MODES: Readonly<Record<string, number>> = { tmp: 0o1777, root: 0o700 };

/** A small root filesystem, as most of them begin. */
export function system({
  prefix = './',
  uid = 0,
  root = folder('./', { uid, gid: uid }),
  merged = true,
  boot = true,
  fstab = '# none\n',
}: System = {}): Member[] {
  const own = { uid, gid: uid };
  const at = (name: string): string => prefix + name;
  return [
    ...(root ? [root] : []),
    ...FOLDERS.map((name) => folder(at(name), { ...own, mode: ODD_MODES[name] ?? 0o755 })),
    ...(merged ? ['bin', 'sbin', 'lib'] : []).map((name) => symlink(at(name), `usr/${name}`, own)),
    file(at('etc/os-release'), 'PRETTY_NAME="Field Linux 1"\nID=field\n', own),
    file(at('etc/fstab'), fstab, own),
    file(at('etc/passwd'), 'root:x:0:0::/root:/bin/sh\nmysql:x:27:27::/:/bin/false\n', own),
    file(at('etc/group'), 'root:x:0:\nadm:x:4:\nwheel:x:10:\n', own),
    file(at('etc/shadow'), 'root:*:1::::::\n', { ...own, mode: 0o600 }),
    file(at('usr/bin/su'), 'a program of two lines\n'.repeat(2), { ...own, mode: 0o4755 }),
    file(at('usr/lib/libc.so.6'), 'a library\n'.repeat(2000), { ...own, mode: 0o755 }),
    ...(boot ? [folder(at('boot'), own), file(at('boot/vmlinuz-6.1'), 'kernel'.repeat(1000), own)] : []),
  ];
}
