import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { recordNarrowing } from '../../src/client/choices.ts';
import { listConsents, recordConsents } from '../../src/client/consents.ts';
import { formDigest } from '../../src/client/digests.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { setPaperOnly } from '../../src/client/paper-only.ts';
import {
  enrollSubject,
  enrollSubjects,
  findEnrolled,
  invitationsPage,
  invite,
  listInvitations,
  listSubjects,
  readOverview,
  type ShownSubjects,
  searchSubjects,
  voidInvitations,
} from '../../src/client/subjects.ts';
import { withdrawRecorded } from '../../src/client/withdrawals.ts';
import type { GrantId, Pseudonym } from '../../src/core/ids.ts';
import { ALL_YES } from '../core/all-yes.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { type Documented, watchReplies } from './documented.ts';
import { bindSigner } from './publisher.ts';

/** What the form leaves open. */
const UNASKED = { modifiers: [], excluded: [], identifiable: false, futureMembers: false };

let consortium: Consortium;
let holder: GatewayClient;
let documented: Documented;
let people: Pseudonym[];

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1 });
  holder = consortium.client(consortium.keys.holder);
  documented = await watchReplies(consortium.endpoint);
  const wanted = ['10010', '1009', '9', '77'].map((number) => ({
    identifier: `urn:mrn|${number}`,
    acceptAlike: false,
  }));
  const rows = await enrollSubjects(holder, wanted);
  people = rows.map((row) => ('subject' in row ? row.subject : undefined) as Pseudonym);
});
afterAll(async () => {
  documented?.close();
  await consortium?.close();
});

const numbers = async (sought: Parameters<typeof searchSubjects>[1]) => {
  const { subjects, found } = await searchSubjects(holder, sought);
  return { found, numbers: subjects.map(({ identifiers: [one = ''] }) => one.slice(one.indexOf('|') + 1)) };
};

/** What each list shows, and what is counted of it, by what is known of each patient one by one. What an act changes on the ledger may come
 *  there between two questions. */
const requireCounted = (): Promise<void> => vi.waitFor(asCounted, { timeout: 20_000, interval: 200 });

async function asCounted(): Promise<void> {
  const { patients } = await readOverview(holder);
  const all = await listSubjects(holder);
  const codes = await listInvitations(holder);
  expect(patients.all).toBe(all.length);
  const isOf: Record<ShownSubjects, (one: (typeof all)[number]) => boolean> = {
    signs: ({ reach }) => reach === 'signs',
    invited: ({ reach }) => reach === 'invited',
    'paper-only': ({ reach }) => reach === 'paper-only',
    none: ({ reach }) => reach === 'none',
    'opted-out': ({ optOut }) => optOut !== 'none',
    paused: ({ pausedUntil }) => pausedUntil !== undefined,
    unasked: ({ subject, bound, grants, optOut, pausedUntil }) => {
      const isSilent = !bound && grants === 0 && optOut === 'none' && pausedUntil === undefined;
      return isSilent && !codes.some((code) => code.subject === subject);
    },
  };
  for (const [show, is] of Object.entries(isOf)) {
    const expected = all.filter(is).map(({ subject }) => subject);
    const { subjects, found } = await searchSubjects(holder, { show: show as ShownSubjects });
    expect(new Set(subjects.map(({ subject }) => subject)), show).toEqual(new Set(expected));
    expect([patients[show as ShownSubjects], found], show).toEqual([expected.length, expected.length]);
  }
}

describe('patients of the holder', () => {
  it('are found by any part of a number or the beginning of a pseudonym, in the order of their numbers', async () => {
    expect(await numbers({})).toEqual({ found: 4, numbers: ['9', '77', '1009', '10010'] });
    expect(await numbers({ text: '100' })).toEqual({ found: 2, numbers: ['1009', '10010'] });
    expect(await numbers({ text: ' URN:MRN|9 ' })).toEqual({ found: 1, numbers: ['9'] });
    expect(await numbers({ text: people[3]?.slice(0, 20) })).toEqual({ found: 1, numbers: ['77'] });
    expect(await numbers({ text: 'nobody' })).toEqual({ found: 0, numbers: [] });
  });

  it('come in pages that leave nobody out, and nobody twice', async () => {
    const pages = [0, 1, 2, 3, 4].map((from) => numbers({ from, limit: 1 }));
    const found = (await Promise.all(pages)).flatMap((page) => page.numbers);
    expect(found).toEqual(['9', '77', '1009', '10010']);
    await expect(searchSubjects(holder, { limit: 1_001 })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('are told by their pseudonyms, each for itself', async () => {
    const [known, unknown] = await findEnrolled(holder, [
      people[2] as Pseudonym,
      consortium.notice as string as Pseudonym,
    ]);
    expect(known?.subject?.identifiers).toEqual(['urn:mrn|9']);
    expect(unknown).toMatchObject({ code: 'NOT_FOUND' });
    const json = { subjects: people, identifiers: ['urn:mrn|9'] };
    await expect(holder.json('POST', '/v1/subjects/find', { json })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('are counted as they are listed, whatever each of them and the hospital does', async () => {
    const [one, two, three, four] = people as [Pseudonym, Pseudonym, Pseudonym, Pseudonym];
    await requireCounted();
    await invite(
      holder,
      [one, two].map((subject) => ({ subject, identification: 'passport' })),
    );
    await requireCounted();
    await bindSigner(holder, one);
    await voidInvitations(holder, two);
    await requireCounted();
    const form = formDigest('Form 1');
    await recordNarrowing(holder, three, form, { level: 'research' });
    await setPaperOnly(holder, four, 'At the desk.');
    await requireCounted();
    await expect
      .poll(async () => (await readOverview(holder)).patients)
      .toEqual({ all: 4, signs: 1, invited: 0, 'paper-only': 1, none: 2, 'opted-out': 1, paused: 0, unasked: 2 });
  });

  it('have their codes counted and listed, what ends first at the head, and those of one patient alone', async () => {
    const before = await readOverview(holder);
    expect(before.codes).toEqual({ open: 0, ending: 0 });
    const [, two, three] = people as [Pseudonym, Pseudonym, Pseudonym];
    await invite(
      holder,
      [two, three, two].map((subject) => ({ subject, identification: 'passport' })),
    );
    expect((await readOverview(holder)).codes).toEqual({ open: 3, ending: 0 });
    const { invitations, all, next } = await invitationsPage(holder);
    expect([invitations.length, all, next]).toEqual([3, 3, undefined]);
    expect(await listInvitations(holder, { subject: two })).toHaveLength(2);
    expect(await listInvitations(holder, { within: 7 })).toEqual([]);
    expect((await invitationsPage(holder, { from: 2 })).invitations).toHaveLength(1);
  });

  it('have their consents counted by the months in which they were given and withdrawn', async () => {
    const now = Math.floor(Date.now() / 1000);
    const paper = {
      permission: 'HMB',
      fromSeconds: now,
      untilSeconds: now + 86_400,
      notice: consortium.notice,
      ...UNASKED,
      ...ALL_YES,
    };
    const records = people.slice(1, 3).map((subject, i) => ({ subject, form: formDigest(`Form ${i + 2}`), ...paper }));
    const { grants } = await recordConsents(holder, records);
    await withdrawRecorded(holder, people[1] as Pseudonym, formDigest('Form 4'), grants[0] as GrantId);
    await expect
      .poll(async () => (await readOverview(holder)).consents.reduce((sum, { ended }) => sum + ended, 0))
      .toBe(1);
    const all = await listConsents(holder);
    const months = Map.groupBy(all, ({ grantedAt }) => new Date(grantedAt * 1000).toISOString().slice(0, 7));
    const { consents } = await readOverview(holder);
    expect(consents.filter(({ given }) => given > 0).map(({ month, given }) => [month, given])).toEqual(
      Array.from(months, ([month, own]) => [month, own.length]).sort(),
    );
  });

  it('are named to whoever enrols a number that is spelled like theirs', async () => {
    const again = enrollSubject(holder, 'urn:mrn|7-7');
    await expect(again).rejects.toMatchObject({ code: 'CONFLICT', details: { alike: 'urn:mrn|77' } });
    // Also where two desks enrol at once.
    const spelled = ['urn:mrn|8812', 'urn:mrn|88-12', 'urn:mrn|88 12'];
    const all = await Promise.allSettled(spelled.map((identifier) => enrollSubject(holder, identifier)));
    expect(all.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  it('are found by a number however it is spelled in letters that look alike', async () => {
    await enrollSubject(holder, 'urn:mrn|Não 8');
    for (const text of ['não 8', 'Não 8'.normalize('NFD'), 'NÃO\u00a08']) {
      expect(await numbers({ text }), text).toEqual({ found: 1, numbers: ['Não 8'] });
    }
  });

  it('are answered as it is documented', () => {
    expect(documented.unseen('patients')).toEqual([]);
    expect([...documented.faults]).toEqual([]);
  });
});
