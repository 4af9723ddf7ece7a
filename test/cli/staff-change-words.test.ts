import { expect, it } from 'vitest';
import { changeLines, recentLines } from '../../src/cli/staff-change-words.ts';
import type { StaffChange, StaffMember } from '../../src/client/staff.ts';
import type { Digest } from '../../src/core/ids.ts';

const NOW = Date.UTC(2026, 10, 29, 12);
const DAY = 86_400_000;
const [self, other] = [`0x${'11'.repeat(32)}`, `0x${'22'.repeat(32)}`] as Digest[];
const person: StaffMember = {
  person: self as Digest,
  name: 'Ana Souza',
  origin: 'local',
  duties: ['reviewer'],
  from: 0,
  passkeys: 1,
};

const at = NOW - DAY;
const byRui = { by: 'person', person: other as Digest, personName: 'Rui Costa' } as const;
const changes: readonly StaffChange[] = [
  { what: 'code-made', at: NOW - 31 * DAY, by: 'account' },
  { what: 'code-made', at, ...byRui },
  { what: 'passkey-made', at, by: 'code', device: 'telephone' },
  { what: 'passkey-removed', at, by: 'person', person: self as Digest, personName: 'Ana Souza', device: 'key ring' },
  { what: 'duties', at, ...byRui, duties: ['reviewer', 'auditor'] },
  { what: 'duties', at, by: 'sign-in', duties: [] },
  { what: 'renamed', at, by: 'person', person: other as Digest, name: 'Ana S.' },
];

it('says in words what was changed, by whom and when', () => {
  expect(changeLines({ person, changes })).toEqual([
    '2026-10-29 12:00 UTC: another one-time code was made by the organisation’s account',
    '2026-11-28 12:00 UTC: another one-time code was made by Rui Costa',
    '2026-11-28 12:00 UTC: the passkey “telephone” was made with a one-time code',
    '2026-11-28 12:00 UTC: the passkey “key ring” was removed by the person itself',
    '2026-11-28 12:00 UTC: reviewer, internal auditor from then on, by Rui Costa',
    '2026-11-28 12:00 UTC: no duty from then on, by the organisation’s sign-in',
    '2026-11-28 12:00 UTC: called “Ana S.” from then on, by somebody who is not known here',
  ]);
});

it('shows whoever signs in what was changed in the last month, and nothing where nothing was', () => {
  const [head, ...lines] = recentLines({ person, passkeys: [], changes }, NOW);
  expect(head).toMatch(/tell a staff administrator at once/);
  expect(lines).toHaveLength(changes.length - 1);
  expect(recentLines({ person, passkeys: [], changes: changes.slice(0, 1) }, NOW)).toEqual([]);
});
