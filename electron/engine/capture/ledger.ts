import { type LeftOut, leftOutWords } from '../../../shared/capture/leaveOut.ts';
import { counted, suchAs } from '../../../shared/counted.ts';
import { formatBytes } from '../../../shared/format.ts';
import { type Tally } from '../../../shared/facts.ts';
import type { TarEntry } from '../../archive/listing.ts';
import { displayName, exampleOf, NONE, oneMore } from '../../archive/names.ts';
import { type Job, note } from '../job.ts';
import { Mismatches } from '../verify/mismatches.ts';
import { nameOf, packedBytes, portraitListed, portraitSeen } from './portrait.ts';
import type { PackingWords } from './words.ts';
import type { Seen } from './walk.ts';

/** Names that are read no more of a queue than are worth moving it for. */
const WORTH_MOVING = 10_000;

/** What was seen on the source, what became of each name, and what is to be said of it. */
export class Ledger {
  /** Bytes that all of it will take in the stream, as far as it was seen. */
  streamBytes = 0;
  /** All of it was seen. */
  isWhole = false;
  members = 0;
  readonly unreadable = new Mismatches();
  readonly #leftOut = new Map<LeftOut, { count: number; bytes: number }>();
  #elsewhere: Tally = NONE;
  #sockets: Tally = NONE;
  /** Whose contents or existence tar has found changed. */
  readonly #changed = new Set<string>();
  readonly #gone = new Set<string>();
  readonly #unread = new Set<string>();
  /** Portraits of what the archive is still to list. */
  #expected: string[] = [];
  #next = 0;
  #isAbandoned = false;
  readonly #missing: string[] = [];
  readonly #differing: string[] = [];

  see(seen: Seen): void {
    this.streamBytes += packedBytes(seen);
    if (!this.#isAbandoned) this.#expected.push(portraitSeen(seen));
  }

  leaveOut(kind: LeftOut, bytes: number): void {
    const { count, bytes: before } = this.#leftOut.get(kind) ?? { count: 0, bytes: 0 };
    this.#leftOut.set(kind, { count: count + 1, bytes: before + bytes });
  }

  /** Of names that are left out. */
  get leftOutBytes(): number {
    return [...this.#leftOut.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  elsewhere(name: string): void {
    this.#elsewhere = oneMore(this.#elsewhere, name);
  }

  socket(name: string): void {
    this.#sockets = oneMore(this.#sockets, name);
  }

  unread(name: string, reason: string): void {
    if (!this.#unread.has(name)) this.unreadable.add(displayName(name) || './', reason);
    this.#unread.add(name);
  }

  gone(name: string): void {
    this.#gone.add(name);
  }

  /** What tar says. */
  hear(words: PackingWords): void {
    if (words.kind === 'changed') this.#changed.add(words.name);
    if (words.kind === 'gone') this.gone(words.name);
    if (words.kind === 'unreadable') this.unread(words.name, words.reason);
  }

  /** The next member of the archive. Members come in the order in which they were seen. */
  list(entry: TarEntry): void {
    this.members += 1;
    const portrait = portraitListed(entry);
    const name = nameOf(portrait);
    for (let expected = this.#take(); ; expected = this.#take()) {
      if (expected === undefined) return void this.#differing.push(name);
      if (nameOf(expected) === name) return void (expected === portrait || this.#differing.push(name));
      this.#missing.push(nameOf(expected));
    }
  }

  /** Portraits that the archive is still to list. */
  get pending(): number {
    return this.#expected.length - this.#next;
  }

  /** The listing has failed: nobody may wait for it. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#expected = [];
    this.#next = 0;
  }

  #take(): string | undefined {
    const taken = this.#expected[this.#next];
    if (taken === undefined) return undefined;
    this.#next += 1;
    if (this.#next >= WORTH_MOVING && this.#next * 2 >= this.#expected.length) {
      this.#expected = this.#expected.slice(this.#next);
      this.#next = 0;
    }
    return taken;
  }

  /** The archive has been listed to its end. @returns where it is other than what was seen, beside what nobody could read */
  differences(): { readonly missing: readonly string[]; readonly differing: readonly string[] } {
    for (let left = this.#take(); left !== undefined; left = this.#take()) this.#missing.push(nameOf(left));
    return {
      missing: this.#missing.filter((name) => !this.#gone.has(name) && !this.#unread.has(name)),
      differing: this.#differing.filter((name) => !this.#changed.has(name) && !this.#unread.has(name)),
    };
  }

  /** What of a source has changed while it was read: changed, and gone. */
  changes(): { readonly changed: Tally; readonly gone: Tally } {
    const { missing, differing } = this.differences();
    const all = (names: Iterable<string>): Tally => [...new Set(names)].reduce(oneMore, NONE);
    return { changed: all([...this.#changed, ...differing]), gone: all([...this.#gone, ...missing]) };
  }

  /** Says what is not in the archive, though it is on the source. */
  tellLeftOut(job: Job): void {
    const parts = [...this.#leftOut].map(([kind, { count, bytes }]) => `${leftOutWords(kind)} (${counted(count, 'name')}, ${formatBytes(bytes)})`);
    if (parts.length > 0) note(job, `Left out: ${parts.join('; ')}.`);
    if (this.#sockets.count > 0) note(job, `Left out: ${tallyWords(this.#sockets, 'socket')}, which programs make anew.`);
    if (this.#elsewhere.count > 0)
      note(
        job,
        `Left out: what is in ${tallyWords(this.#elsewhere, 'folder')} that ${this.#elsewhere.count === 1 ? 'is' : 'are'} a filesystem or subvolume of its own.`,
        'warning',
      );
  }
}

export function tallyWords({ count, example }: Tally, thing: string): string {
  return `${counted(count, thing)}${suchAs(count, example)}`;
}

export function exampleIn(names: readonly string[]): string {
  return exampleOf(names[0] ?? '');
}
