import type { Scope } from '../run/scope.ts';
import { type Crew, openCrew } from './crew.ts';
import type { Job, Lane } from './job.ts';

interface Round<Result> {
  readonly crew: Crew;
  readonly result: Promise<Result>;
}

/**
 * Work that is done once for all lanes that want it. It begins with the first that comes, and goes on for those that come later; what it gives, or
 * what it fails with, is everybody's. A lane that comes again wants it anew, and so will the others. It ends when no lane wants it any more.
 */
export class SharedWork<Part, Result> {
  readonly #work: (part: Part, crew: Job) => Promise<Result>;
  readonly #scope: Scope;
  readonly #wanted: Set<Lane>;
  readonly #over = new AbortController();
  readonly #rounds: Round<Result>[] = [];
  readonly #turns = new Map<Lane, number>();

  /**
   * @param lanes that may come, or leave
   * @param scope that waits for the work
   */
  constructor(work: (part: Part, crew: Job) => Promise<Result>, lanes: readonly Lane[], scope: Scope) {
    this.#work = work;
    this.#scope = scope;
    this.#wanted = new Set(lanes);
    for (const lane of lanes) {
      lane.signal.addEventListener('abort', () => this.#drop(lane, lane.signal.reason), { once: true });
      if (lane.signal.aborted) this.#drop(lane, lane.signal.reason);
    }
  }

  /** A lane that has to end alone does not wait for the others. */
  async come(lane: Lane, part: Part): Promise<Result> {
    if (this.#endsAlone(lane)) throw lane.signal.reason;
    const turn = this.#turns.get(lane) ?? 0;
    this.#turns.set(lane, turn + 1);
    const { crew, result } = (this.#rounds[turn] ??= this.#begin(part, lane));
    crew.join(lane);
    return await new Promise((resolve, reject) => {
      result.then(resolve, reject);
      const onAbort = (): void => {
        if (this.#endsAlone(lane)) reject(lane.signal.reason);
      };
      lane.signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** This lane does not want it, or what it gave, any more. */
  leave(lane: Lane): void {
    this.#drop(lane, new Error('nobody needs it any more'));
  }

  #begin(part: Part, lane: Lane): Round<Result> {
    const crew = openCrew(lane, this.#over.signal);
    const result = this.#work(part, crew.job);
    this.#scope.defer('what was done for several', () => result.catch(() => {}));
    return { crew, result };
  }

  #endsAlone({ signal, cancelled }: Lane): boolean {
    return signal.aborted && !cancelled.aborted && this.#wanted.size > 0;
  }

  #drop(lane: Lane, why: unknown): void {
    this.#wanted.delete(lane);
    for (const { crew } of this.#rounds) crew.leave(lane);
    if (this.#wanted.size === 0) this.#over.abort(why);
  }
}
