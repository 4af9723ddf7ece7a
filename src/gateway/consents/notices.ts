import type { Bytes } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { Address, Digest } from '../../core/ids.ts';
import type { NoticeType } from '../../core/notice.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import type { KeptText, TextTables } from '../records/gateway-records.ts';
import { KeptTexts } from './kept-texts.ts';
import type { NoticeVersions } from './notice-versions.ts';

interface NoticeDeps {
  readonly tables: TextTables;
  readonly state: LedgerState;
  readonly holder: Address;
  readonly versions: NoticeVersions;
}

/** The information texts that consents name by their digests. */
export class Notices {
  readonly #deps: NoticeDeps;
  readonly #texts: KeptTexts;

  constructor(deps: NoticeDeps) {
    this.#deps = deps;
    this.#texts = new KeptTexts(deps.tables, 'notice');
  }

  /** As `KeptTexts`. */
  keep(digest: Digest, mediaType: NoticeType, text: Bytes): Promise<void> {
    return this.#texts.keep(digest, mediaType, text);
  }

  /** All that the holder or the consortium published, with what is kept of each, and where it stands among its versions. */
  async list() {
    const { state, holder, versions } = this.#deps;
    const ofFacts = versions.digests();
    const all = [...state.index.members.noticesFor(holder)].filter(({ notice }) => !ofFacts.has(notice));
    return Promise.all(
      all.map(async ({ withdrawnAt, ...one }) => {
        const facts = versions.of(one.notice);
        const { state: version, ...standing } = versions.standing(one.notice);
        const kept = await this.#texts.about(one.notice);
        return { ...one, withdrawnAt: withdrawnAt ?? 0, ...kept, ...(facts && { facts }), version, ...standing };
      }),
    );
  }

  /** NOT_FOUND where it is not published, was withdrawn and not replaced, or its text is not kept here. */
  async read(digest: Digest): Promise<{ readonly kept: KeptText; readonly text: Bytes }> {
    const { state, holder, versions } = this.#deps;
    const published = state.index.members.notices(digest, holder);
    if (published.length === 0) throw notShown('has not been published by this holder or the consortium');
    const isOver = published.every(({ withdrawnAt }) => withdrawnAt !== undefined);
    // Whoever consented under one that was replaced reads what is new by comparing the two.
    if (isOver && versions.standing(digest).newest === digest) throw notShown('was withdrawn');
    const found = await this.#texts.read(digest);
    if (found !== undefined) return found;
    throw notShown('is not kept here: ask the holder for it, and compare its digest');
  }
}

function notShown(why: string): CustosError {
  return new CustosError('NOT_FOUND', `The text ${why}.`);
}
