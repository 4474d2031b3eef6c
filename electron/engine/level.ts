interface Waiting {
  readonly position: number;
  readonly resolve: (reached: number) => void;
  readonly reject: (problem: unknown) => void;
}

/** How far something has come, for those who wait for it. */
export class Level {
  #reached = 0;
  #end: { readonly problem?: unknown } | undefined;
  #waiting: readonly Waiting[] = [];

  /**
   * Settles when it has come so far, or to its end.
   * @returns how far it has come
   * @throws what has ended it before
   */
  reach(position: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting = [...this.#waiting, { position, resolve, reject }];
      this.#wake();
    });
  }

  /** How far it has come. */
  get reached(): number {
    return this.#reached;
  }

  rise(position: number): void {
    this.#reached = position;
    this.#wake();
  }

  end(position: number): void {
    this.#end = {};
    this.rise(position);
  }

  fail(problem: unknown): void {
    this.#end = { problem };
    this.#wake();
  }

  #wake(): void {
    const over = this.#waiting.filter(({ position }) => this.#end || position <= this.#reached);
    this.#waiting = this.#waiting.filter((one) => !over.includes(one));
    for (const { resolve, reject } of over) {
      if (this.#end && 'problem' in this.#end) reject(this.#end.problem);
      else resolve(this.#reached);
    }
  }
}
