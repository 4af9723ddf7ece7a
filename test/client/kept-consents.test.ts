import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Consent } from '../../src/client/consent-shape.ts';
import { listConsents, recordConsents } from '../../src/client/consents.ts';
import { formDigest } from '../../src/client/digests.ts';
import { keepConsent } from '../../src/client/kept-consents.ts';
import type { Hex } from '../../src/core/bytes.ts';
import type { Digest, GrantId, Pseudonym } from '../../src/core/ids.ts';
import { answersIn } from '../../src/core/use-answers.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { bindSigner, publishScans } from '../gateway/publisher.ts';

const OTHER = `0x${'ab'.repeat(32)}` as Digest;

let consortium: Consortium;
let key: AccountKey;
let grants: readonly GrantId[];

beforeAll(async () => {
  consortium = await foundConsortium();
  const holder = consortium.client(consortium.keys.holder);
  await publishScans(consortium, ['p1']);
  const { subjects } = await holder.json<{ subjects: [{ subject: Pseudonym }] }>('GET', '/v1/subjects');
  const { subject } = subjects[0];
  const now = Math.floor(Date.now() / 1000);
  const said = {
    subject,
    permission: 'GRU',
    modifiers: ['NCU'],
    ...answersIn(['NCU']),
    excluded: ['PSY'],
    fromSeconds: now - 60,
    notice: consortium.notice,
    identifiable: true,
    futureMembers: false,
  };
  const records = [1, 2].map((year) => ({
    ...said,
    form: formDigest(`form ${year}`),
    untilSeconds: now + year * 365 * 86_400,
  }));
  ({ grants } = await recordConsents(holder, records));
  key = await bindSigner(holder, subject);
});
afterAll(async () => {
  await consortium?.close();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** The patient's client, and what was sent to be kept. */
function watched() {
  const patient = consortium.client(key);
  const [kept, sign] = [[] as string[], patient.sign.bind(patient)];
  patient.sign = async (name, message): Promise<Hex> => {
    kept.push(name);
    return sign(name, message);
  };
  return { patient, kept };
}

async function shownOf(grant: GrantId | undefined): Promise<Consent> {
  const found = (await listConsents(consortium.client(key))).find((one) => one.grant === grant);
  if (found === undefined) throw new Error('The consent is not listed.');
  return found;
}

/** Somebody between gateway and patient changes what opens the consent. */
function opening(change: (answer: { terms: object; form: string }) => object): void {
  const honest = globalThis.fetch;
  vi.stubGlobal('fetch', async (url: string | URL | Request, init?: RequestInit) => {
    const response = await honest(url, init);
    if (new URL(String(url)).pathname !== '/v1/consents/keeping/prepare' || !response.ok) return response;
    return Response.json(change((await response.json()) as { terms: object; form: string }));
  });
}

describe('a consent from paper', () => {
  it.each<[string, Partial<Consent>]>([
    ['use', { permission: 'DS' }],
    ['conditions', { modifiers: ['NCU', 'NPU'] }],
    ['grantee', { grantee: OTHER }],
    ['dataset', { dataset: OTHER }],
    ['first day', { from: 1_700_000_000 }],
    ['last day', { until: 1_900_000_000 }],
    ['categories', { excluded: 0xffff_ffff }],
    ['information text', { notice: OTHER }],
    ['identifiability', { identifiable: false }],
    ['rule for future members', { futureMembers: true }],
  ])('is not kept where the gateway shows another %s than was recorded', async (_, lie) => {
    const shown = { ...(await shownOf(grants[0])), ...lie };
    const { patient, kept } = watched();
    const asked = vi.fn(async () => undefined);
    await expect(keepConsent(patient, shown, asked)).rejects.toMatchObject({ code: 'PROOF_INVALID' });
    expect(asked).not.toHaveBeenCalled();
    expect(kept).toEqual([]);
  });

  it('is not kept where words and terms are changed alike, or are those of another one', async () => {
    const [first, second] = [await shownOf(grants[0]), await shownOf(grants[1])];
    const { patient, kept } = watched();
    await expect(keepConsent(patient, { ...second, grant: first.grant })).rejects.toMatchObject({
      code: 'PROOF_INVALID',
    });
    opening((answer) => ({ ...answer, terms: { ...answer.terms, excluded: 0 } }));
    await expect(keepConsent(patient, { ...first, excluded: 0 })).rejects.toMatchObject({ code: 'PROOF_INVALID' });
    opening((answer) => ({ ...answer, form: OTHER }));
    await expect(keepConsent(patient, first)).rejects.toMatchObject({ code: 'PROOF_INVALID' });
    expect(kept).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['no salt', { salt: undefined }, 'terms.salt must be 32 bytes'],
    ['a notice that is none', { notice: '0x12' }, 'terms.notice must be 32 bytes'],
    ['no permission', { purposes: '0' }, 'terms.purposes must hold exactly one permission'],
    ['purposes that are no number', { purposes: '0x1' }, 'terms.purposes must be a decimal number'],
    ['an end before its beginning', { until: 0 }, 'terms.until must not be before terms.from'],
    ['an option without a meaning', { options: 4 }, 'terms.options must be a whole number from 0 to 3'],
    ['a member that is none', { renewed: 1 }, 'terms has the unknown member "renewed"'],
  ])('of which the gateway shows %s is not kept, and the fault is named as the gateway’s', async (_, lie, said) => {
    const shown = await shownOf(grants[0]);
    const { patient, kept } = watched();
    opening((answer) => ({ ...answer, terms: { ...answer.terms, ...lie } }));
    const refused = { code: 'PROOF_INVALID', message: expect.stringMatching(/Nothing was signed\. Ask the holder/) };
    await expect(keepConsent(patient, shown)).rejects.toMatchObject(refused);
    await expect(keepConsent(patient, shown)).rejects.toThrow(said);
    expect(kept).toEqual([]);
  });

  it('is not kept where whoever is asked before it is signed says no', async () => {
    const { patient, kept } = watched();
    const no = keepConsent(patient, await shownOf(grants[0]), () => Promise.reject(new Error('No.')));
    await expect(no).rejects.toThrow('No.');
    expect(kept).toEqual([]);
  });

  it('is kept where what is shown is what was recorded', async () => {
    const { patient, kept } = watched();
    const shown = await shownOf(grants[0]);
    expect(await keepConsent(patient, shown)).toMatchObject({ grant: grants[0], height: expect.any(Number) });
    expect(kept).toEqual(['KeepRecorded']);
  });

  it('is not said to be kept where the answer is of another one', async () => {
    const honest = globalThis.fetch;
    vi.stubGlobal('fetch', async (url: string | URL | Request, init?: RequestInit) => {
      const response = await honest(url, init);
      if (new URL(String(url)).pathname !== '/v1/consents/keeping') return response;
      return Response.json({ grant: grants[0], height: 1 });
    });
    const { patient } = watched();
    const kept = keepConsent(patient, await shownOf(grants[1]));
    await expect(kept).rejects.toMatchObject({ code: 'PROOF_INVALID' });
  });
});
