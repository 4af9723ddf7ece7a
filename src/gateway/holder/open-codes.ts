import type { Pseudonym } from '../../core/ids.ts';
import type { Invitation, InvitationTables } from '../records/gateway-records.ts';

/** A code that bound nobody yet. */
export interface OpenCode {
  readonly id: string;
  readonly subject: Pseudonym;
  /** In ms: the last at which it binds. */
  readonly goodUntil: number;
  /** In ms: until then it is kept. */
  readonly expires: number;
  readonly isRefused: boolean;
}

const AT_ONCE = 256;

/** Which codes are open, in memory: read from the store at the first question, and told of each change from then on. Who asks how many
 *  there are, or for one page of them, reads no other. */
export class OpenCodes {
  readonly #table: InvitationTables['codes'];
  /** Null for one that was closed while others were read. */
  readonly #codes = new Map<string, OpenCode | null>();
  #read: Promise<void> | undefined;

  constructor(table: InvitationTables['codes']) {
    this.#table = table;
  }

  /** After the store was written. */
  note(id: string, invitation: Invitation | null): void {
    if (this.#read !== undefined) this.#codes.set(id, openOf(id, invitation));
  }

  /** Those that are kept, what ends first at the head. Of patients who were erased meanwhile too. */
  async all(): Promise<readonly OpenCode[]> {
    this.#read ??= this.#readAll().catch((error) => {
      this.#read = undefined;
      this.#codes.clear();
      throw error;
    });
    await this.#read;
    const now = Date.now();
    const open: OpenCode[] = [];
    for (const [id, one] of this.#codes) {
      if (one === null || one.expires < now) this.#codes.delete(id);
      else open.push(one);
    }
    return open.sort((one, other) => one.goodUntil - other.goodUntil);
  }

  async #readAll(): Promise<void> {
    let ids: string[] = [];
    const take = async () => {
      const found = await this.#table.getMany(ids);
      for (const [i, id] of ids.entries()) {
        if (!this.#codes.has(id)) this.#codes.set(id, openOf(id, found[i] ?? null));
      }
      ids = [];
    };
    for await (const id of this.#table.keys()) {
      ids.push(id);
      if (ids.length === AT_ONCE) await take();
    }
    await take();
  }
}

function openOf(id: string, invitation: Invitation | null): OpenCode | null {
  if (invitation === null || invitation.bound !== undefined) return null;
  const { subject, goodUntil, expires, refusal } = invitation;
  return { id, subject, goodUntil, expires, isRefused: refusal !== undefined };
}
