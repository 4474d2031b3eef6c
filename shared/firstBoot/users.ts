import type { Edit, TreeView } from '../edits.ts';
import { type Account, accountOf, hasPassword, withMember, withPassword, withShadowMember, withUser } from './accounts.ts';
import { administratorPart } from './administrator.ts';
import type { FirstBoot } from './answers.ts';
import { keyEdits } from './keys.ts';
import { folderEdit, gap, NOTHING, type Part, textEdit, together } from './part.ts';
import { raspberryEdits } from './raspberry.ts';
import { hasAny } from './system.ts';

/** A user, who may be there already: then the password, the groups and the keys become those of the answers. */
export function userPart({ user }: FirstBoot, tree: TreeView): Part {
  if (user === undefined) return NOTHING;
  if (!tree.has('etc/passwd')) return gap(`There will be no user "${user.name}": the archive has no /etc/passwd.`);
  const account = accountOf(user.name, { passwd: tree.read('etc/passwd'), group: tree.read('etc/group') });
  const home = `home/${user.name}`;
  const edits = [
    ...databaseEdits(user, account, tree),
    ...homeEdits(account, home, tree),
    ...keyEdits(user.sshKeys, { name: user.name, home, owner: account }, tree),
    ...raspberryEdits(tree),
  ];
  return together([{ edits, gaps: userGaps(user, account, tree) }, administratorPart(user, tree)]);
}

type User = NonNullable<FirstBoot['user']>;

function databaseEdits({ name, passwordHash, administrator }: User, account: Account, tree: TreeView): Edit[] {
  const what = `user "${name}"${passwordHash === undefined ? '' : ' with a password'}`;
  const shell = hasAny(tree, ['usr/bin/bash', 'bin/bash']) ? '/bin/bash' : '/bin/sh';
  const shadowMode = tree.has('etc/shadow') ? { isPrivate: true as const } : { mode: 0o600 };
  return [
    textEdit('etc/passwd', what, withUser(tree.read('etc/passwd'), account, shell)),
    textEdit('etc/shadow', what, withPassword(tree.read('etc/shadow'), name, passwordHash), shadowMode),
    textEdit('etc/group', what, withMember(tree.read('etc/group'), account, administrator)),
    ...(tree.has('etc/gshadow') ? [textEdit('etc/gshadow', what, withShadowMember(tree.read('etc/gshadow'), account, administrator))] : []),
  ];
}

/** What useradd copies out of /etc/skel on the distributions that are known; nobody can list a tree here. */
const SKELETON = ['.bashrc', '.profile', '.bash_profile', '.bash_logout'];

/** 0700, as useradd makes it on Debian 12, Fedora and Arch. Files that are in a home already stay. */
function homeEdits({ name, uid, gid }: Account, home: string, tree: TreeView): Edit[] {
  const what = `home folder of "${name}"`;
  const owner = { uid, gid };
  const files = SKELETON.filter((file) => tree.has(`etc/skel/${file}`)).map((file) => {
    const there = tree.read(`${home}/${file}`);
    const text = there ?? tree.read(`etc/skel/${file}`) ?? '';
    return textEdit(`${home}/${file}`, what, text, there === undefined ? { mode: 0o644, owner } : {});
  });
  return [folderEdit(home, what, 0o700, owner), ...files];
}

function userGaps({ name, passwordHash }: User, { uid, home, isNew }: Account, tree: TreeView): string[] {
  const ofService = `The archive has a user "${name}" already, number ${uid}, who is meant for a service and perhaps cannot log in.`;
  const elsewhere = `The home folder of "${name}" is ${home} in the archive, and SSH keys are looked for there, not in /home/${name}.`;
  const known = `The archive has a user "${name}" already, who keeps the password of the archive.`;
  const tooNew = 'The hash of the password is of a kind (yescrypt) that Alpine does not know: a login with it fails.';
  return [
    ...(!isNew && uid < 1000 ? [ofService] : []),
    ...(passwordHash === undefined && hasPassword(tree.read('etc/shadow'), name) ? [known] : []),
    ...(home !== `/home/${name}` ? [elsewhere] : []),
    ...(passwordHash?.startsWith('$y$') && tree.has('etc/alpine-release') ? [tooNew] : []),
  ];
}
