/** What pages keep as text. Where the browser keeps nothing, as with all cookies blocked, or has no more room, it is kept for as long as the
 *  page is open: whoever wants to stop something must not be held up by that. */
export class TextStore {
  readonly #storage: () => Storage;
  readonly #here = new Map<string, string>();

  /** Browsers that keep nothing throw where the storage itself is asked for. */
  constructor(storage: () => Storage) {
    this.#storage = storage;
  }

  read(key: string): string | undefined {
    return this.#here.get(key) ?? this.#asked((storage) => storage.getItem(key)) ?? undefined;
  }

  write(key: string, text: string): void {
    const isKept = this.#asked((storage) => {
      storage.setItem(key, text);
      return true;
    });
    if (isKept) this.#here.delete(key);
    else this.#here.set(key, text);
  }

  remove(key: string): void {
    this.#here.delete(key);
    this.#asked((storage) => storage.removeItem(key));
  }

  keys(): string[] {
    return [...new Set([...(this.#asked((storage) => Object.keys(storage)) ?? []), ...this.#here.keys()])];
  }

  #asked<Answer>(ask: (storage: Storage) => Answer): Answer | undefined {
    try {
      return ask(this.#storage());
    } catch {
      return undefined;
    }
  }
}

export const ofTab = new TextStore(() => sessionStorage);
export const ofBrowser = new TextStore(() => localStorage);
