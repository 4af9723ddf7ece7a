import type { Dataset, Member, Notice } from '../../client/index.ts';

/** What a file of patients is for. */
export type BulkKind = 'enrol' | 'invite' | 'consents';

/** What stands for columns that the file has not. */
export interface BulkDefaults {
  readonly notice: string;
  readonly identified: string;
}

/** What rows name by what people call it. */
export interface KnownNames {
  readonly notices: readonly Notice[];
  readonly members: readonly Member[];
  readonly datasets: readonly Dataset[];
}
