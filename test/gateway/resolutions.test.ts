import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { listResolutions, resolvePerson } from '../../src/client/resolutions.ts';
import { endStaffMember, inviteStaff, listStaff } from '../../src/client/staff.ts';
import { isCustosError } from '../../src/core/errors.ts';
import type { Digest } from '../../src/core/ids.ts';
import type { KeptResolution } from '../../src/gateway/records/gateway-records.ts';
import { RecordTable } from '../../src/gateway/records/record-table.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { pseudonym, vouching } from './persons.ts';

const REASON = 'Entry 12 of the log, asked by the ethics board.';

let consortium: Consortium;
let holder: GatewayClient;
let auditor: GatewayClient;
let ana: Digest;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1, logLevel: 'silent' });
  holder = consortium.client(consortium.keys.holder);
  auditor = consortium.client(consortium.keys.auditor);
  ({ person: ana } = await inviteStaff(holder, { name: 'Ana Souza', duties: ['data-manager', 'reviewer'] }));
}, 120_000);
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await consortium?.close();
});

const code = (code: string) => expect.objectContaining({ code });

describe('whose a pseudonym is', () => {
  it('is told to an auditor and to the organisation, and that it was stands in a list with who, when and why', async () => {
    const before = Date.now();
    expect(await resolvePerson(auditor, ana, REASON)).toMatchObject({
      person: ana,
      name: 'Ana Souza',
      origin: 'local',
      duties: ['data-manager', 'reviewer'],
    });
    await resolvePerson(holder, ana, 'A patient asked who did that.');
    const listed = await listResolutions(auditor);
    expect(listed).toEqual(await listResolutions(holder));
    expect(listed).toMatchObject([
      { person: ana, member: consortium.keys.auditor.address, reason: REASON },
      { person: ana, member: consortium.keys.holder.address, reason: 'A patient asked who did that.' },
    ]);
    expect(listed.map(({ name }) => name)).toEqual(['Ana Souza', 'Ana Souza']);
    for (const { time } of listed) expect(time).toBeGreaterThanOrEqual(before);
  });

  it('names the person that asked, where a member’s person did', async () => {
    const asker = pseudonym();
    const person = (await vouching(consortium, consortium.keys.auditor)).person(asker);
    await resolvePerson(person, ana, REASON);
    expect((await listResolutions(person)).at(-1)?.name).toBe('Ana Souza');
    const other = (await vouching(consortium, consortium.keys.auditor)).person(pseudonym());
    for (const { name } of await listResolutions(other)) expect(name).toBeUndefined();
    expect((await listResolutions(auditor)).at(-1)).toMatchObject({
      by: asker,
      member: consortium.keys.auditor.address,
    });
  });

  it('is told of one who ended, and of nobody elsewhere, which is kept of nobody', async () => {
    const { person: left } = await inviteStaff(holder, { name: 'Left Long Ago', duties: ['auditor'] });
    await endStaffMember(holder, left);
    expect(await resolvePerson(auditor, left, REASON)).toMatchObject({
      name: 'Left Long Ago',
      ended: expect.any(Number),
    });
    const before = await listResolutions(auditor);
    await expect(resolvePerson(auditor, pseudonym(), REASON)).rejects.toThrow(code('NOT_FOUND'));
    expect(await listResolutions(auditor)).toEqual(before);
  });

  it.each(['', 'because', ' '.repeat(30), 'x'.repeat(501)])(
    'is not told for no reason, or an essay: “%.20s”',
    async (reason) => {
      await expect(resolvePerson(auditor, ana, reason)).rejects.toThrow(code('INPUT_INVALID'));
    },
  );

  it('is told to no other member', async () => {
    const { requester, other, clinician } = consortium.keys;
    for (const key of [requester, other, clinician]) {
      await expect(resolvePerson(consortium.client(key), ana, REASON)).rejects.toThrow(code('FORBIDDEN'));
      await expect(listResolutions(consortium.client(key))).rejects.toThrow(code('FORBIDDEN'));
    }
  });

  it('is told to persons of the organisation by their duty', async () => {
    const organisation = await vouching(consortium, consortium.keys.holder);
    const { person: internal } = await inviteStaff(holder, { name: 'Internal Auditor', duties: ['auditor'] });
    expect(await resolvePerson(organisation.person(internal), ana, REASON)).toMatchObject({ name: 'Ana Souza' });
    await expect(resolvePerson(organisation.person(ana), internal, REASON)).rejects.toThrow(code('FORBIDDEN'));
  });

  it('is told to nobody where it could not be kept that it was', async () => {
    const before = await listResolutions(auditor);
    const put = vi.spyOn(RecordTable.prototype, 'put').mockRejectedValue(new Error('disk'));
    const asked = resolvePerson(auditor, ana, REASON);
    await expect(asked).rejects.toSatisfy((error) => isCustosError(error) && error.code !== 'NOT_FOUND');
    expect(put).toHaveBeenCalled();
    vi.restoreAllMocks();
    expect(await listResolutions(auditor)).toEqual(before);
  });

  it('is asked many times a day by nobody', async () => {
    const { clinician } = consortium.keys;
    expect(await listStaff(holder)).toBeDefined();
    const kept: KeptResolution[] = [];
    const { Resolutions } = await import('../../src/gateway/staff/resolutions.ts');
    const table = {
      put: async (_: string, one: KeptResolution) => void kept.push(one),
      all: async function* () {},
    } as unknown as Parameters<typeof Resolutions.open>[1];
    const persons = { find: () => ({ person: ana }) } as unknown as Parameters<typeof Resolutions.open>[0];
    const resolutions = await Resolutions.open(persons, table);
    const asked = { person: ana, member: clinician.address, reason: REASON };
    for (let i = 0; i < 1_000; i++) await resolutions.resolve(asked);
    await expect(resolutions.resolve(asked)).rejects.toThrow(code('RATE_LIMITED'));
    await expect(resolutions.resolve({ ...asked, member: consortium.keys.auditor.address })).resolves.toBeDefined();
    expect(kept).toHaveLength(1_001);
  });

  it('stays in the list over a restart, in its order', async () => {
    const before = await listResolutions(auditor);
    await consortium.restart();
    expect(await listResolutions(auditor)).toEqual(before);
    await resolvePerson(auditor, ana, REASON);
    expect((await listResolutions(auditor)).slice(0, -1)).toEqual(before);
  });
});

it('is seen in every reply of its routes', () => {
  expect(consortium.documented.unseen('resolutions')).toEqual([]);
});
