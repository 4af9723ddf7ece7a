import type { Json } from '../../core/canonical.ts';
import { Turns } from '../../core/turns.ts';
import type { SendJournal } from '../../ledger/send-journal.ts';
import type { KeptRequest } from '../records/gateway-records.ts';

/** How long an answer is kept, and a request that made nothing. */
export const KEPT_MS = 24 * 3_600_000;

/** A request that creates, as it is repeated until it has its answer. What it drew and what it sent are durable before
 *  they have any effect, so that a repetition after a crash goes on with the same. Without an Idempotency-Key it is kept
 *  in memory alone, and a repetition is another request. */
export class RequestAttempt {
  readonly #save: (kept: KeptRequest) => Promise<void>;
  #kept: KeptRequest;
  readonly #changes = new Turns();

  constructor(kept: KeptRequest, save: (kept: KeptRequest) => Promise<void>) {
    this.#kept = kept;
    this.#save = save;
  }

  /** As it is, or will be, on disk. */
  get kept(): KeptRequest {
    return this.#kept;
  }

  /** Whether this request, or one that it repeats, was begun, or drew or sent anything: some of it may have been done. */
  get hasBegun(): boolean {
    return this.#kept.begun === true || this.#kept.plan !== undefined || isOpen(this.#kept);
  }

  /** From here on some of it may have been done, until it fails and says that it was not: what is known of it is kept until it has its
   *  answer, however long it takes until somebody goes on with it. */
  async begin(): Promise<void> {
    await this.#change((kept) => ({ ...kept, begun: true }));
  }

  /** What `make` gave first, whoever repeats the request. It is kept under the vault's own key: it MUST NOT hold what
   *  goes with a subject's key, such as salts. */
  async plan<Plan extends Json>(make: () => Plan | Promise<Plan>): Promise<Plan> {
    return this.#planned(make, {});
  }

  /** A plan that is carried out by calls without a journal, which come to the same when they are sent again: from here
   *  on the key is kept until there is an answer, or until the plan is abandoned. */
  async commit<Plan extends Json>(make: () => Plan | Promise<Plan>): Promise<Plan> {
    return this.#planned(make, { committed: true });
  }

  /** Takes a commitment back: nothing was done, and nothing will be. */
  async abandon(): Promise<void> {
    await this.#change(({ plan: _, committed: __, ...kept }) => kept);
  }

  /** For one call of the request; `step` tells its calls apart. */
  journal(step: string): SendJournal {
    const attempt = this;
    return {
      get sent() {
        return attempt.#kept.sent?.filter((one) => one.step === step) ?? [];
      },
      add: (transaction) =>
        this.#change((kept) => ({ ...kept, sent: [...(kept.sent ?? []), { ...transaction, step }] })),
      clear: () =>
        this.#change(({ sent = [], ...kept }) => ({ ...kept, sent: sent.filter((one) => one.step !== step) })),
    };
  }

  async #planned<Plan extends Json>(
    make: () => Plan | Promise<Plan>,
    how: Pick<KeptRequest, 'committed'>,
  ): Promise<Plan> {
    if (this.#kept.plan === undefined) {
      const plan = await make();
      await this.#change((kept) => ({ ...kept, plan, ...how }));
    }
    return this.#kept.plan as Plan;
  }

  /** One after another, so that what is on disk is always the newest. What could not be written did not happen. */
  #change(change: (kept: KeptRequest) => KeptRequest): Promise<void> {
    return this.#changes.take(async () => {
      const next = withExpiry(change(this.#kept));
      await this.#save(next);
      this.#kept = next;
    });
  }
}

/** Whether something may have been made whose outcome is not known. */
export function isOpen({ committed, sent }: KeptRequest): boolean {
  return committed === true || (sent?.length ?? 0) > 0;
}

function withExpiry({ expires = Date.now() + KEPT_MS, ...kept }: KeptRequest): KeptRequest {
  return isOpen(kept) || kept.begun === true ? kept : { ...kept, expires };
}
