/** Block at which a decision rests. */
export interface At {
  readonly height: number;
  readonly seconds: number;
}

/** A fact of the ledger that changes over time, asked for as of a block: the state after all of that block's events. */
export class History<T> {
  readonly #changes: { readonly height: number; readonly seconds: number; readonly value: T }[] = [];

  /** Heights must not decrease. */
  set(height: number, seconds: number, value: T): void {
    this.#changes.push({ height, seconds, value });
  }

  at(height: number): T | undefined {
    return this.#find(height)?.value;
  }

  /** Second of the last change up to the block. */
  since(height: number): number | undefined {
    return this.#find(height)?.seconds;
  }

  /** Height of the last change in or before the second. */
  heightAt(second: number): number | undefined {
    return this.#changes.findLast(({ seconds }) => seconds <= second)?.height;
  }

  last(): T | undefined {
    return this.#changes.at(-1)?.value;
  }

  /** Whether it changed in a block after `from`, up to `to`. */
  changedWithin(from: number, to: number): boolean {
    return this.#changes.some(({ height }) => height > from && height <= to);
  }

  /** Whether a value of the block passes: the one before it, or one that it was changed to in it. */
  within(height: number, passes: (value: T | undefined) => boolean): boolean {
    return passes(this.at(height - 1)) || this.#changes.some((own) => own.height === height && passes(own.value));
  }

  /** Every change, in order. */
  changes(): readonly { readonly height: number; readonly seconds: number; readonly value: T }[] {
    return this.#changes;
  }

  /** Every value held up to the block. */
  *upTo(height: number): Generator<T> {
    for (const change of this.#changes) if (change.height <= height) yield change.value;
  }

  #find(height: number): { readonly seconds: number; readonly value: T } | undefined {
    let low = 0;
    let high = this.#changes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#changes[middle]?.height ?? Number.POSITIVE_INFINITY) <= height) low = middle + 1;
      else high = middle;
    }
    return this.#changes[low - 1];
  }
}
