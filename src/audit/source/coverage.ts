import type { Address, LogId } from '../../core/ids.ts';
import type { Where } from './findings.ts';

/** How far an audit looks. Each level includes those before it. */
export const LEVELS = ['log', 'evidence', 'openings'] as const;
export type Level = (typeof LEVELS)[number];

/** What stands in the way of seeing everything. None of it is ever called clean. */
export interface Unseen {
  /** Blocks of the ledger whose headers could not be hashed: what they say is their node's word. */
  blocks: number;
  /** Slots of the contracts that releases rested on, and that no proof of the ledger's state showed. */
  cells: number;
  /** Logs on chain for which there was no source, or none that answered. */
  logs: number;
  /** Logs that served no checkpoint: what they did since their last head on chain is not known. */
  checkpoints: number;
  /** Entries that were not served, or not for this role. */
  entries: number;
  /** Receipts and checkpoints that were given, and that no log read here signed. */
  receipts: number;
  /** Entries of a kind that this version does not know. */
  unknownKinds: number;
  evidence: number;
  /** Sessions of a kind that could not be verified. */
  sessions: number;
  /** Withdrawals that the log calls rejected by the ledger, for what the ledger's past does not show. */
  rejections: number;
  openings: number;
  /** Rows whose subject's keys were destroyed. */
  erasedRows: number;
  /** Rows that stand beside an erased one, so that their root could not be computed. */
  unrootedRows: number;
  /** Released items that were made from others: what they came from, and whose that was, no opening says. */
  sources: number;
  /** Modifiers with a parameter that was not at hand. */
  parameters: number;
  /** Entries that a restore declared lost. */
  declaredLost: number;
}

/** Every check that an audit makes, in the order of its report: from which level on, and what stands in its way. */
export const CHECKS = {
  blocks: { level: 'log', gaps: ['blocks'] },
  cells: { level: 'log', gaps: ['cells'] },
  erasures: { level: 'log', gaps: [] },
  logs: { level: 'log', gaps: ['logs'] },
  checkpoints: { level: 'log', gaps: ['checkpoints'] },
  heads: { level: 'log', gaps: [] },
  entries: { level: 'log', gaps: ['entries', 'unknownKinds', 'declaredLost'] },
  disclosed: { level: 'log', gaps: [] },
  receipts: { level: 'log', gaps: ['receipts'] },
  permits: { level: 'log', gaps: [] },
  evidence: { level: 'evidence', gaps: ['evidence'] },
  requests: { level: 'evidence', gaps: ['sessions'] },
  withdrawals: { level: 'evidence', gaps: ['rejections'] },
  openings: { level: 'openings', gaps: ['openings'] },
  rows: { level: 'openings', gaps: ['erasedRows', 'unrootedRows'] },
  items: { level: 'openings', gaps: ['sources'] },
  consents: { level: 'openings', gaps: [] },
  purposes: { level: 'openings', gaps: ['parameters'] },
} as const satisfies Record<string, { readonly level: Level; readonly gaps: readonly (keyof Unseen)[] }>;

export type Check = keyof typeof CHECKS;

/** Why something was not seen. */
export interface Gap {
  readonly kind: keyof Unseen;
  readonly count: number;
  /** In words, with what the endpoint answered. */
  readonly reason: string;
  /** The first that was asked for in vain. */
  readonly url?: string;
  /** Whether whoever was asked keeps it from this caller. */
  readonly denied?: true;
  readonly logId?: LogId;
  /** Of a log without a source: whose it is, and where the ledger says that its gateway is. */
  readonly holder?: Address;
  readonly endpoint?: string;
  /** Sequence number of the first entry. */
  readonly entry?: number;
}

/** What was asked for in vain, and by whom it is kept. */
interface Missed {
  readonly url?: string | undefined;
  readonly denied?: boolean;
}

export interface CheckResult {
  readonly check: Check;
  readonly level: Level;
  /** `nothing`: there was nothing to check. `open`: the rest is still on its way. `not-asked`: above the level. */
  readonly state: 'done' | 'nothing' | 'open' | 'could-not' | 'not-asked';
  readonly done: number;
  readonly of: number;
  readonly gaps: readonly Gap[];
}

/** Reasons that are told apart: whoever answers chooses their words. */
const MAX_REASONS = 200;

/** Counts what an audit checked, of what, and what kept it from the rest. */
export class Coverage {
  readonly #of = new Map<Check, number>();
  readonly #done = new Map<Check, number>();
  readonly #gaps = new Map<string, Gap>();
  readonly unseen: Unseen = {
    blocks: 0,
    cells: 0,
    logs: 0,
    checkpoints: 0,
    entries: 0,
    receipts: 0,
    unknownKinds: 0,
    evidence: 0,
    sessions: 0,
    rejections: 0,
    openings: 0,
    erasedRows: 0,
    unrootedRows: 0,
    sources: 0,
    parameters: 0,
    declaredLost: 0,
  };

  /** There is so much to check. */
  due(check: Check, count = 1): void {
    this.#of.set(check, (this.#of.get(check) ?? 0) + count);
  }

  /** So much of it was checked, whatever was found. */
  done(check: Check, count = 1): void {
    this.#done.set(check, (this.#done.get(check) ?? 0) + count);
  }

  /** So much of it was due, and checked. */
  made(check: Check, count = 1): void {
    this.due(check, count);
    this.done(check, count);
  }

  /** So much was not seen. */
  miss(
    kind: keyof Unseen,
    reason: string,
    where: Where & Pick<Gap, 'holder' | 'endpoint'> = {},
    count = 1,
    { url, denied }: Missed = {},
  ): void {
    if (count <= 0) return;
    this.unseen[kind] += count;
    const known = this.#gaps.size >= MAX_REASONS ? 'for other reasons' : reason;
    const key = `${kind} ${where.logId} ${known}`;
    const gap = this.#gaps.get(key) ?? {
      kind,
      count: 0,
      reason: known,
      ...(url ? { url } : {}),
      ...(denied ? { denied } : {}),
      ...where,
    };
    this.#gaps.set(key, { ...gap, count: gap.count + count });
  }

  /** Every check, at an audit of the level. */
  results(asked: Level): CheckResult[] {
    return (Object.keys(CHECKS) as Check[]).map((check) => this.#result(check, asked));
  }

  #result(check: Check, asked: Level): CheckResult {
    const { level, gaps: kinds } = CHECKS[check];
    const [done, of] = [this.#done.get(check) ?? 0, this.#of.get(check) ?? 0];
    const gaps = [...this.#gaps.values()].filter(({ kind }) => (kinds as readonly string[]).includes(kind));
    const facts = { check, level, done, of, gaps };
    if (LEVELS.indexOf(level) > LEVELS.indexOf(asked)) return { ...facts, state: 'not-asked' };
    if (gaps.length > 0) return { ...facts, state: 'could-not' };
    if (of === 0) return { ...facts, state: 'nothing' };
    if (done >= of) return { ...facts, state: 'done' };
    return { ...facts, state: check === 'withdrawals' ? 'open' : 'could-not' };
  }
}
