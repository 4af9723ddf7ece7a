import type { DatasetId, Digest } from '../../core/ids.ts';
import type { CONSENT_POLICIES } from '../../ledger/words.ts';

/** What a holder says of a version besides what is in it. */
export interface PublicationOrder {
  /** Whose draft it is. */
  readonly import: string;
  readonly permission: string;
  readonly modifiers: readonly string[];
  readonly identifiable: boolean;
  readonly acceptShrink: boolean;
  readonly acceptNamed: boolean;
  /** Absent from orders of before, which go on as they were kept. */
  readonly acceptShared?: boolean | undefined;
  readonly policy: (typeof CONSENT_POLICIES)[number];
  readonly protocol?: Digest | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly edges: readonly {
    readonly parentDataset: DatasetId;
    readonly parentVersion: number;
    readonly relation: string;
    readonly processDigest: Digest;
  }[];
}
