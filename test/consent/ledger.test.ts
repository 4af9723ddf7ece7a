import { expect, test } from 'vitest';
import { ConsentIndex } from '../../src/consent/consent-index.ts';
import type { EventBatch } from '../../src/ledger/event-index.ts';
import { DATASET, HOSPITAL, id } from './story.ts';

test("takes the ledger's batches as they are, and passes over what decides nothing", () => {
  const index = new ConsentIndex(() => undefined);
  const head = { height: 7, hash: id<never>('seven'), parent: id<never>('six'), time: 1_700_000_000_000 };
  const at = { ...head, transaction: id<never>('transaction'), index: 0 };
  const batch: EventBatch = {
    head,
    events: [
      { name: 'DatasetRegistered', at, dataset: DATASET, holder: HOSPITAL, salt: id('salt'), actor: HOSPITAL },
      { name: 'GroupCreated', at, group: id('group'), steward: HOSPITAL, label: id('label'), actor: HOSPITAL },
    ],
  };
  index.apply(batch.events, batch.head);
  expect(index.block).toBe(head);
  expect(index.datasets.dataset(DATASET)).toEqual({ holder: HOSPITAL, retired: false });
});
