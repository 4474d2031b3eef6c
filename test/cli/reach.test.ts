import { chmodSync, chownSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inspectArchive } from '../../electron/archive/inspect.ts';
import { engineEvent } from '../../shared/protocol.ts';
import { behindBallast } from '../lab/ballast.ts';
import { removeCopy, startCli } from '../lab/cli.ts';
import { type CallerLab, openCallerLab } from '../lab/caller.ts';
import { leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { makeDiskImage } from '../lab/diskImage.ts';
import { LANDING } from '../lab/fieldCases.ts';
import { compressed } from '../lab/lzw.ts';
import { flashRequest, lineOf } from '../lab/request.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** An archive on a FUSE mount of the user's own, as gvfs and sshfs make them: root is kept out of it. */

const MiB = 1024 ** 2;
let lab: CallerLab;
let archive: string;
let mountPoint: string;
const loops: Loop[] = [];

beforeAll(() => {
  lab = openCallerLab();
  const tree = mkdtempSync(join(lab.folder, 'tree-'));
  chmodSync(tree, 0o755);
  const made = makeRootfs(lab.folder, { files: 100, bytes: 4 * MiB });
  sh('cp', made, tree);
  writeFileSync(join(tree, 'late.tar.lzma'), behindBallast(LANDING['ACLs that name a group of this machine']?.archive(lab.folder) ?? Buffer.of()));
  sh('bmaptool', '-q', 'create', '-o', join(tree, 'card.bmap'), makeDiskImage(tree));
  const squashed = join(lab.folder, 'archives.squashfs');
  sh('mksquashfs', tree, squashed, '-quiet', '-no-progress');
  mountPoint = join(lab.home, 'remote');
  mkdirSync(mountPoint);
  chownSync(mountPoint, lab.uid, lab.uid);
  chmodSync('/dev/fuse', 0o666);
  sh('setpriv', `--reuid=${lab.uid}`, `--regid=${lab.uid}`, '--clear-groups', 'squashfuse', squashed, mountPoint);
  archive = join(mountPoint, basename(made));
});
afterAll(() => {
  removeCopy();
  sh('umount', mountPoint);
  lab[Symbol.dispose]();
});

afterEach(() => {
  for (const loop of loops.splice(0)) loop.detach();
  expect(leftovers()).toEqual([]);
});

function drive(): string {
  const loop = makeLoop(lab.folder, 400 * MiB);
  loops.push(loop);
  return loop.device;
}

const copied = expect.objectContaining({
  type: 'notice',
  text: expect.stringMatching(/^Root cannot read .* where it lies: it is copied to \/var\/tmp first, 4\.\d MB\.$/),
});

describe('an archive that root cannot read and its user can', () => {
  it('really is one', () => expect(() => openSync(archive, 'r')).toThrow(/EACCES/));

  it('is flashed to a drive, and verified against it', async () => {
    const device = drive();
    const flashed = await lab.start(['flash', archive, device, '--yes', '--json']).done;
    expect({ code: flashed.code, stderr: flashed.stderr }).toEqual({ code: 0, stderr: '' });
    expect(flashed.events).toContainEqual(copied);
    expect(flashed.events.at(-1)).toMatchObject({ type: 'finished', summary: { verified: 'full' } });
    const verified = await lab.start(['verify', archive, device, '--json']).done;
    expect({ code: verified.code, stderr: verified.stderr }).toEqual({ code: 0, stderr: '' });
    expect(verified.events).toContainEqual(copied);
  });

  it('is read to its end and unpacked again where its beginning did not tell all', async () => {
    const device = drive();
    const { code, stderr, events } = await lab.start(['flash', join(mountPoint, 'late.tar.lzma'), device, '--yes', '--json', '--mode', 'direct']).done;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(events).toContainEqual(expect.objectContaining({ type: 'notice', text: expect.stringContaining('its beginning did not show') }));
    expect(events.at(-1)).toMatchObject({ type: 'finished', summary: { verified: 'full', lost: [] } });
  });

  it('may be a disk image, with its block map', async () => {
    const device = drive();
    const { code, stderr, events } = await lab.start(['flash', join(mountPoint, 'card.img'), device, '--yes', '--json']).done;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const told = events.flatMap((event) => (event.type === 'notice' ? event.text : []));
    expect(told).toEqual(
      expect.arrayContaining(['card.img', 'card.bmap'].map((name) => expect.stringContaining(`cannot read ${join(mountPoint, name)} where`))),
    );
    expect(sh('blkid', '-p', '-s', 'LABEL', '-o', 'value', `${device}p2`).trim()).toBe('system');
  });

  it('becomes an image', async () => {
    const image = join(lab.home, 'a.img');
    const { code, stderr } = await lab.start(['flash', archive, image, '--yes', '--json']).done;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(statSync(image).uid).toBe(lab.uid);
    rmSync(image);
  });
});

/** The quicker ones are hidden, and root has mounted the archive for itself alone: those that read it with few rights are kept out. */
const ONLY_GZIP = `for tool in igzip pigz python3; do for at in /usr/bin /usr/local/bin; do
  if [ -e $at/$tool ]; then mount --bind /dev/null $at/$tool; fi; done; done; squashfuse "$0" /mnt
  "$@" && code=0 || code=$?; umount /mnt; exit $code`;

it.each(['gz', 'Z'])('gzip, which asks what it reads, reads it all the same: .%s', async (ending) => {
  const tree = mkdtempSync(join(lab.folder, 'packed-'));
  const made = makeRootfs(mkdtempSync(join(lab.folder, 'made-')), { files: 100, bytes: 4 * MiB });
  writeFileSync(join(tree, `a.${ending}`), (ending === 'gz' ? gzipSync : compressed)(readFileSync(made)));
  const squashed = join(lab.folder, `${ending}.squashfs`);
  sh('mksquashfs', tree, squashed, '-quiet', '-no-progress');
  const image = join(lab.folder, `${ending}.img`);
  const { code, stderr } = await startCli(['flash', `/mnt/a.${ending}`, image, '--yes', '--json'], ['unshare', '--mount', 'sh', '-ec', ONLY_GZIP, squashed])
    .done;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

describe('an archive that its user cannot read either', () => {
  it('is refused, whatever a request says of it: root does not read it for him', async () => {
    const folder = mkdtempSync(join(lab.folder, 'of-root-'));
    chmodSync(folder, 0o755);
    const secret = makeRootfs(folder, { files: 1, bytes: 1000 });
    chmodSync(secret, 0o600);
    const request = await flashRequest(await inspectArchive(secret), join(lab.home, 'b.img'));
    const engine = lab.startEngine(join(lab.home, 'b.img'));
    let said = '';
    engine.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    engine.stdin.write(lineOf(request));
    await new Promise((resolve) => engine.once('close', resolve));
    const last = engineEvent.parse(JSON.parse(said.split('\n').filter(Boolean).at(-1) ?? ''));
    expect(last).toMatchObject({ type: 'failed', failure: { code: 'archive-unreadable' }, drive: 'untouched' });
    expect(readdirSync(lab.home)).toEqual(['remote']);
  });
});
