import { counted } from './counted.ts';
import type { ArchiveFacts } from './facts.ts';
import type { Remark } from './remarks.ts';

/** Owners and modes with which a system boots, and its services do not start. */
export function ownerRemarks(facts: ArchiveFacts): Remark[] {
  if (!facts.rootFilesystem) return [];
  const everybody = everybodyRemarks(facts);
  // Where everything is somebody's, so is the root.
  return [...everybody, ...rootRemarks(facts).filter(({ id }) => everybody.length === 0 || id !== 'root-not-roots')];
}

/** Of all members, where one packed what was made as an ordinary user. */
const NEARLY_ALL = 0.9;
/** Users of containers begin here, as a rule (subuid(5)). */
const CONTAINERS = 65_536;

function everybodyRemarks({ ordinary, entries }: ArchiveFacts): Remark[] {
  if (!ordinary || ordinary.members < entries.total * NEARLY_ALL) return [];
  const { uid, members } = ordinary;
  const isContainer = uid >= CONTAINERS;
  return [
    {
      id: 'one-user',
      tone: 'caution',
      text: `${members === entries.total ? 'Everything' : `Nearly everything (${counted(members, 'member')})`} belongs to user ${uid}, not to root${isContainer ? ': the numbers are those of a container' : ''}. Services will not start, and sudo will not work.`,
      advice: isContainer ? 'Pack it again inside the container.' : 'Pack it again as root, or make it with fakeroot.',
    },
  ];
}

const OPEN = 'Run `chmod 0755 /` on the system, or pack it again with mode 0755.';

function rootRemarks({ root }: ArchiveFacts): Remark[] {
  if (!root) return [];
  const { mode, uid, gid } = root;
  const shown = mode.toString(8).padStart(4, '0');
  const remark = (id: string, text: string, advice: string): Remark => ({ id, tone: 'caution', text, advice });
  return [
    ...((mode & 0o001) !== 0
      ? []
      : [remark('root-closed', `The root folder has mode ${shown}: not everybody may enter it, so services that do not run as root will not start.`, OPEN)]),
    ...((mode & 0o002) === 0
      ? []
      : [remark('root-writable', `The root folder has mode ${shown}: everybody may write there, and may replace parts of the system.`, OPEN)]),
    ...(uid === 0
      ? []
      : [
          remark(
            'root-not-roots',
            `The root folder belongs to ${uid}:${gid}, not to root: sshd and systemd do not trust what lies in it, and services will not start.`,
            'Run `chown 0:0 /` on the system, or pack it again as root.',
          ),
        ]),
  ];
}
