import type { IndexSnapshot } from '../../consent/consent-index.ts';
import type { AccountKey } from '../../ledger/account-key.ts';
import type { CheckpointStore, EventCheckpoint } from '../../ledger/event-checkpoint.ts';
import { EventIndex } from '../../ledger/event-index.ts';
import type { Header } from '../../ledger/header.ts';
import type { LedgerReader } from '../../ledger/reader.ts';
import type { GatewayRecords } from '../records/gateway-records.ts';
import type { DirectorySnapshot } from './directory-snapshot.ts';
import { GrantTermsStore } from './grant-terms.ts';
import type { LedgerFollower } from './ledger-follower.ts';
import type { LedgerSnapshots } from './ledger-snapshots.ts';
import type { PolicySnapshot } from './policies.ts';

export interface StateOptions {
  readonly reader: LedgerReader;
  readonly key: AccountKey;
  readonly terms: GatewayRecords['terms'];
  readonly from: number;
  readonly checkpoints: CheckpointStore;
  /** Every start reads all from the chain without them. */
  readonly snapshots?: LedgerSnapshots | undefined;
  readonly believe?: boolean | undefined;
  readonly follower?: LedgerFollower | undefined;
}

/** What the projections begin with. */
export interface Begun {
  readonly terms: GrantTermsStore;
  readonly policies: PolicySnapshot;
  /** These are there of a snapshot, all of them. */
  readonly reached?: EventCheckpoint;
  readonly header?: Header;
  readonly index?: IndexSnapshot;
  readonly directory?: DirectorySnapshot;
}

/** All is to be read from the chain. */
export async function nothingYet({ reader, terms }: StateOptions): Promise<Begun> {
  // Until the first event, which sets one.
  const policies: PolicySnapshot = [{ height: 0, policy: await reader.views.membership.policy() }];
  return { terms: await GrantTermsStore.load(terms), policies };
}

/** The last snapshot, where the chain has its block, and the vault what it says of the grants' terms. */
export async function restored({ reader, terms: kept, snapshots }: StateOptions): Promise<Begun | undefined> {
  const snapshot = await snapshots?.read();
  if (!snapshots || !snapshot) return undefined;
  const { reached, policies, index, directory, openings } = snapshot;
  const header = await EventIndex.stands(reader, reached);
  if (!header)
    return snapshots.setAside(`the ledger’s engine has another block ${reached.height} than it was made at, or none`);
  const terms = await GrantTermsStore.restore(kept, openings);
  if (!terms) return snapshots.setAside('terms of a grant are gone that it has');
  return { terms, policies, reached, header, index, directory };
}
