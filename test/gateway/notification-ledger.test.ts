import { pino } from 'pino';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Address, Digest, Pseudonym } from '../../src/core/ids.ts';
import { Directory } from '../../src/gateway/ledger/directory.ts';
import { LedgerSource } from '../../src/gateway/notifications/ledger-source.ts';
import { NotificationQueue } from '../../src/gateway/notifications/queue.ts';
import { gatewayRecords } from '../../src/gateway/records/gateway-records.ts';
import type { LedgerEvent } from '../../src/ledger/events.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { newVault } from '../vault/workspace.ts';

const HOLDER = `0x${'11'.repeat(20)}` as Address;
const OTHER = `0x${'22'.repeat(20)}` as Address;
const GUARDIAN = `0x${'33'.repeat(32)}` as Digest;
const SELF = `0x${'44'.repeat(32)}` as Digest;
const RECORDED = `0x${'00'.repeat(32)}` as Digest;

let vault: Vault;
let queue: NotificationQueue;
let subject: Pseudonym;
let directory: Directory;

beforeEach(async () => {
  ({ vault } = await newVault());
  queue = new NotificationQueue(gatewayRecords(vault).notifications, vault.records, () => false);
  subject = (await vault.subjects.enroll('urn:mrn|1')) as Pseudonym;
  await queue.tables.contacts.put(subject, { language: 'en', email: 'ana@example.org' }, subject);
  directory = new Directory();
});

const source = () => LedgerSource.open({ queue, holder: HOLDER, logger: pino({ level: 'silent' }) });
const at = (height: number) => ({ height, hash: RECORDED, time: 1_000 * height, transaction: RECORDED, index: 0 });
const event = (height: number, name: string, facts: object = {}) =>
  ({ name, at: at(height), subject, ...facts }) as unknown as LedgerEvent;
const enrolled = (height: number, holder = HOLDER) => event(height, 'SubjectEnrolled', { holder });
const signer = (height: number, name: string, id: Digest, kind: number) =>
  event(height, name, { signer: id, signerBytes: HOLDER, kind, from: 0, until: 0, recordedUntil: 0, nonce: 0 });
const queued = async () => {
  const { email, post } = queue.tables.waiting;
  return (await queue.page([email, post], 0, 100)).listed.map(({ notification }) => notification.kind).sort();
};

/** Shows the events as the projections would apply them, all up to the height of the last. */
function show(one: LedgerSource, events: readonly LedgerEvent[]): void {
  for (const shown of events) {
    one.see(shown, directory);
    directory.apply(shown);
  }
  one.reached(events.at(-1)?.at.height ?? 0);
}

describe('what the ledger says', () => {
  it('is told as what it is to the patient', async () => {
    const one = await source();
    await one.begin(1);
    show(one, [
      enrolled(1),
      signer(2, 'SignerBound', SELF, 1),
      signer(3, 'SignerAdded', GUARDIAN, 2),
      event(4, 'ErasureAnnounced'),
      event(5, 'EpochRaised'),
      event(6, 'SignerRemoved', { signer: GUARDIAN }),
    ]);
    await one.settled();
    expect(await queued()).toEqual(['binding', 'erasure', 're-enrolment', 'signer-removed', 'withdrawal']);
    await one.close();
  });

  it.each([
    ['OptOutSet', RECORDED, ['withheld-by-other']],
    ['OptOutSet', GUARDIAN, ['withheld-by-other']],
    ['OptOutSet', SELF, []],
    ['PauseSet', GUARDIAN, ['withheld-by-other']],
    ['PauseSet', SELF, []],
  ])('of %s by %s is told only where somebody else than the patient did it', async (name, by, kinds) => {
    const one = await source();
    await one.begin(3);
    show(one, [enrolled(1), signer(2, 'SignerBound', SELF, 1), signer(3, 'SignerAdded', GUARDIAN, 2)]);
    show(one, [event(4, name, { by, level: 1, turn: 0, until: 0 })]);
    await one.settled();
    expect(await queued()).toEqual(kinds);
    await one.close();
  });

  it('of another holder’s patients is told nobody here', async () => {
    const one = await source();
    await one.begin(0);
    show(one, [enrolled(1, OTHER), signer(2, 'SignerBound', SELF, 1)]);
    await one.settled();
    expect(await queued()).toEqual([]);
    await one.close();
  });

  it('before it was first listened to is not told', async () => {
    const one = await source();
    show(one, [enrolled(1), signer(2, 'SignerBound', SELF, 1)]);
    await one.begin(2);
    await one.settled();
    expect(await queued()).toEqual([]);
    await one.close();
  });

  it('is told once, however often it is read, and not lost where it was not kept', async () => {
    const first = await source();
    await first.begin(0);
    const events = [enrolled(1), signer(2, 'SignerBound', SELF, 1)];
    show(first, events);
    await first.settled();
    await first.close();
    directory = new Directory();
    const second = await source();
    show(second, [...events, event(3, 'EpochRaised')]);
    await second.settled();
    expect(await queued()).toEqual(['binding', 'withdrawal']);
    await second.close();
    directory = new Directory();
    const third = await source();
    vi.spyOn(vault.records, 'write').mockRejectedValueOnce(new Error('disk full'));
    show(third, [...events, event(3, 'EpochRaised'), event(4, 'ErasureAnnounced')]);
    await expect.poll(queued).toEqual(['binding', 'erasure', 'withdrawal']);
    await third.close();
  });

  it('of one block is one message for the same kind', async () => {
    const one = await source();
    await one.begin(0);
    show(one, [enrolled(1), ...Array.from({ length: 20 }, () => event(2, 'ConsentRevoked', { grant: RECORDED }))]);
    await one.settled();
    expect(await queued()).toEqual(['withdrawal']);
    await one.close();
  });

  it('forgets where a patient was reached once it is erased, and tells it nothing more', async () => {
    const one = await source();
    await one.begin(0);
    show(one, [enrolled(1), event(2, 'ErasureAnnounced')]);
    await one.settled();
    show(one, [event(3, 'EpochRaised'), event(4, 'SubjectErased')]);
    await one.settled();
    expect(await queue.tables.contacts.get(subject)).toBeUndefined();
    show(one, [event(5, 'EpochRaised')]);
    await one.settled();
    expect(await queued()).toEqual(['erasure']);
    await one.close();
  });
});

it('lists a page of notifications after the other, whoever was erased among them', async () => {
  const others = await vault.subjects.enrollMany(Array.from({ length: 30 }, (_, i) => `urn:mrn|x${i}`));
  for (const one of others as Pseudonym[]) {
    await queue.tables.contacts.put(one, { language: 'en', email: 'a@example.org' }, one);
    await queue.write(await queue.changesFor([{ subject: one, kind: 'binding', since: 0 }]));
  }
  for (const one of (others as Pseudonym[]).slice(0, 12)) await vault.shredSubject(one);
  const found: Pseudonym[] = [];
  const pages: number[] = [];
  for (let from: number | undefined = 0; from !== undefined; ) {
    const { listed, next } = await queue.page([queue.tables.waiting.email], from, 5);
    found.push(...listed.map(({ notification }) => notification.subject));
    pages.push(listed.length);
    from = next;
  }
  expect(new Set(found)).toEqual(new Set(others.slice(12)));
  expect(found).toHaveLength(18);
  expect(pages.slice(0, -1).every((length) => length > 0)).toBe(true);
});

it('removes what ended long ago, and nothing else', async () => {
  for (const kind of ['binding', 'erasure'] as const) {
    await queue.write(await queue.changesFor([{ subject, kind, since: 0 }]));
  }
  const [first, second] = await queue.due('email', Date.now(), 10);
  if (first) await queue.end(first, 'delivered', 1_000);
  if (second) await queue.end(second, 'failed', 3_000);
  await queue.forgetBefore(2_000);
  expect((await queue.page([queue.tables.delivered], 0, 10)).listed).toEqual([]);
  expect((await queue.page([queue.tables.failed], 0, 10)).listed).toHaveLength(1);
});
