import type { LogFile, LogFiles } from '../../src/access-log/log-files.ts';

interface Stored {
  durable: Buffer;
  current: Buffer;
  /** What was done since the last sync. */
  pending: ((content: Buffer, tear: (bytes: Uint8Array) => Uint8Array) => Buffer)[];
}

/** Called before each operation; throws or waits to make it fail or hang. */
export type Fault = (operation: 'write' | 'sync' | 'replace' | 'create', name: string) => void | Promise<void>;

const SECTOR = 512;

/** A disk that forgets what was not synced: after `crash`, each such write is there, is not, or is there in part, each on
 *  its own. Directories keep the names that were there at their last sync. */
export class MemoryDisk {
  readonly #directories = new Map<string, Map<string, Stored>>();
  readonly #names = new Map<string, Set<string>>();
  /** False for a disk that takes syncs for done and does nothing. */
  honest = true;
  fault: Fault = () => undefined;
  syncs: string[] = [];

  readonly files = async (directory: string): Promise<LogFiles> => {
    const files = this.#directories.get(directory) ?? new Map<string, Stored>();
    this.#directories.set(directory, files);
    if (!this.#names.has(directory)) this.#names.set(directory, new Set());
    const syncDirectory = async () => {
      if (this.honest) this.#names.set(directory, new Set(files.keys()));
    };
    return {
      list: async () => [...files.keys()],
      open: async (name) => {
        if (!files.has(name)) await this.fault('create', name);
        const stored = files.get(name) ?? { durable: Buffer.alloc(0), current: Buffer.alloc(0), pending: [] };
        files.set(name, stored);
        return this.#file(name, stored);
      },
      load: async (name) => files.get(name)?.current,
      replace: async (name, bytes) => {
        await this.fault('replace', name);
        const content = Buffer.from(bytes);
        files.set(name, { durable: content, current: content, pending: [] });
        await syncDirectory();
        this.#names.get(directory)?.add(name);
      },
      remove: async (name) => {
        files.delete(name);
      },
      syncDirectory,
      lock: async () => async () => undefined,
    };
  };

  /** Power is cut. `random` gives numbers from 0 to 1. */
  crash(random: () => number): MemoryDisk {
    const after = new MemoryDisk();
    for (const [directory, files] of this.#directories) {
      const kept = new Map<string, Stored>();
      for (const [name, { durable, pending }] of files) {
        if (!this.#names.get(directory)?.has(name) && random() < 0.5) continue;
        let content = durable;
        for (const act of pending) if (random() < 0.6) content = act(content, (bytes) => torn(bytes, random));
        kept.set(name, { durable: content, current: content, pending: [] });
      }
      after.#directories.set(directory, kept);
      after.#names.set(directory, new Set(kept.keys()));
    }
    return after;
  }

  /** The process is killed: what it wrote is there, and is as little synced as before. */
  kill(): MemoryDisk {
    const after = new MemoryDisk();
    for (const [directory, files] of this.#directories) {
      after.#directories.set(
        directory,
        new Map([...files].map(([name, stored]) => [name, { ...stored, pending: [...stored.pending] }])),
      );
      after.#names.set(directory, new Set(this.#names.get(directory)));
    }
    return after;
  }

  /** A disk with the same content, all of it durable. */
  copy(): MemoryDisk {
    const copy = new MemoryDisk();
    for (const [directory, files] of this.#directories) {
      const contents = new Map<string, Stored>();
      for (const [name, { current }] of files) {
        const content = Buffer.from(current);
        contents.set(name, { durable: content, current: content, pending: [] });
      }
      copy.#directories.set(directory, contents);
      copy.#names.set(directory, new Set(files.keys()));
    }
    return copy;
  }

  content(directory: string, name: string): Buffer {
    const stored = this.#directories.get(directory)?.get(name);
    if (stored === undefined) throw new Error(`There is no ${name}.`);
    return stored.current;
  }

  overwrite(directory: string, name: string, content: Buffer): void {
    this.#directories.get(directory)?.set(name, { durable: content, current: content, pending: [] });
  }

  delete(directory: string, name: string): void {
    this.#directories.get(directory)?.delete(name);
  }

  names(directory: string): string[] {
    return [...(this.#directories.get(directory)?.keys() ?? [])];
  }

  #file(name: string, stored: Stored): LogFile {
    return {
      write: async (bytes, position) => {
        await this.fault('write', name);
        const copy = Buffer.from(bytes);
        stored.current = placed(stored.current, copy, position);
        stored.pending.push((content, tear) => placed(content, tear(copy), position));
      },
      sync: async () => {
        await this.fault('sync', name);
        this.syncs.push(name);
        if (!this.honest) return;
        stored.durable = stored.current;
        stored.pending = [];
      },
      read: async (position, length) => Buffer.from(stored.current.subarray(position, position + length)),
      size: async () => stored.current.length,
      truncate: async (size) => {
        stored.current = Buffer.from(stored.current.subarray(0, size));
        stored.pending.push((content) => Buffer.from(content.subarray(0, size)));
      },
      close: async () => undefined,
    };
  }
}

function placed(content: Buffer, bytes: Uint8Array, position: number): Buffer {
  const grown = Buffer.alloc(Math.max(content.length, position + bytes.length));
  grown.set(content);
  grown.set(bytes, position);
  return grown;
}

/** All of it, the first part of it, or some sectors of it with nothing between. */
function torn(bytes: Uint8Array, random: () => number): Uint8Array {
  const kind = random();
  if (kind < 0.4) return bytes;
  if (kind < 0.7) return bytes.subarray(0, Math.floor(random() * bytes.length));
  const holes = Buffer.from(bytes);
  for (let at = 0; at < holes.length; at += SECTOR)
    if (random() < 0.4) holes.fill(0, at, Math.min(at + SECTOR, holes.length));
  return holes;
}
