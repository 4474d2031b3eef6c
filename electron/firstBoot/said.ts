/** Answers as people give them, in a file, by switches or in a window. Nothing of it is checked yet, but for its types. */
export interface Said {
  readonly hostname?: string | undefined;
  readonly timezone?: string | undefined;
  readonly locale?: string | undefined;
  readonly keyboard?: string | undefined;
  readonly ssh?: boolean | undefined;
  readonly grow?: boolean | undefined;
  readonly user?: SaidUser | undefined;
  readonly root?: { readonly 'ssh-keys'?: readonly string[] | undefined } | undefined;
  readonly wifi?: SaidWifi | undefined;
}

export interface SaidUser {
  readonly name?: string | undefined;
  /** As it is typed; or its hash, but not both. */
  readonly password?: string | undefined;
  readonly 'password-hash'?: string | undefined;
  /** Lines of authorized_keys, and files of this machine that have such lines. */
  readonly 'ssh-keys'?: readonly string[] | undefined;
  readonly 'ssh-key-files'?: readonly string[] | undefined;
  /** True, unless it is said that it is not. */
  readonly administrator?: boolean | undefined;
}

export interface SaidWifi {
  readonly ssid?: string | undefined;
  /** A passphrase, or the 64 hexadecimal digits that it becomes; left out: an open network. */
  readonly password?: string | undefined;
  readonly country?: string | undefined;
  readonly hidden?: boolean | undefined;
}

/** Both, with the second where they disagree: switches override a file. A password and a hash of one take each other's place. */
export function saidTogether(first: Said, second: Said): Said {
  return {
    ...first,
    ...given(second),
    user: merged(withoutPassword(first.user, second.user), second.user),
    root: merged(first.root, second.root),
    wifi: merged(first.wifi, second.wifi),
  };
}

function withoutPassword(first: SaidUser | undefined, second: SaidUser | undefined): SaidUser | undefined {
  const isOther = second?.password !== undefined || second?.['password-hash'] !== undefined;
  return first && isOther ? { ...first, password: undefined, 'password-hash': undefined } : first;
}

function merged<T extends object>(first: T | undefined, second: T | undefined): T | undefined {
  return first && second ? { ...first, ...given(second) } : (second ?? first);
}

function given<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
