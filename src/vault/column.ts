type Numbers = Int32Array | Uint32Array | Uint16Array | Float64Array;
type NumbersOf<T extends Numbers> = new (length: number) => T;

/** Numbers that are appended one by one, at their width in memory and no more than half of it spare. */
export class Column<T extends Numbers> {
  readonly #type: NumbersOf<T>;
  #values: T;
  #length = 0;

  constructor(type: NumbersOf<T>) {
    this.#type = type;
    this.#values = new type(64);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): number {
    if (this.#length === this.#values.length) {
      const larger = new this.#type(Math.ceil(this.#length * 1.5));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = value;
    return this.#length++;
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  /** The numbers so far; shares memory until the next `push`. */
  view(): T {
    return this.#values.subarray(0, this.#length) as T;
  }
}

/** Gives each text a small number, in order of first appearance. */
export class Names {
  readonly #numbers = new Map<string, number>();
  readonly list: string[] = [];

  number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.list.push(text) - 1;
    this.#numbers.set(text, number);
    return number;
  }
}
