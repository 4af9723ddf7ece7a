import { describe, expect, it } from 'vitest';
import { isCustosError } from '../../src/core/errors.ts';
import {
  consortium,
  content,
  drain,
  durableEntries,
  entries,
  firstItem,
  inFaultyWorld,
  item,
  link,
  MARK,
  type Patient,
  patients,
  readiness,
  refusalOf,
  setPolicy,
  signedRevocation,
  until,
} from './faulty-world.ts';
import { giveGrant } from './publisher.ts';

inFaultyWorld();

describe('a chain', () => {
  const faults = {
    'falls behind and goes away': {
      policy: { maxLag: 3 },
      steps: [
        [() => link.freeze(), 'LEDGER_LAGGING'],
        [() => link.cut(), 'LEDGER_UNREACHABLE'],
      ],
    },
    'takes no heads': { policy: { maxUnanchored: 3 }, steps: [[() => void link.refuseWrites(), 'LOG_UNANCHORED']] },
  } as const;

  it.each(Object.keys(faults) as (keyof typeof faults)[])(
    'that %s stops releases and no revocation, and they resume by themselves',
    async (kind) => {
      const [{ key }] = patients as [Patient];
      const number = await firstItem();
      const { policy, steps } = faults[kind];
      setPolicy(policy);
      const acknowledged: number[] = [];
      const grants = await Promise.all(steps.map(() => giveGrant(consortium, key)));
      const revocations = await Promise.all(grants.map((grant) => signedRevocation(key, grant)));
      for (const [step, [fail, code]] of steps.entries()) {
        await fail();
        const refusal = await until(async () => {
          const found = await refusalOf(item(number, [0, 0]));
          return isCustosError(found, code) && found;
        });
        expect(refusal).toMatchObject({ code });
        await expect(content()).rejects.toMatchObject({ code });
        expect((await readiness()).status).toBe(503);
        const before = await durableEntries();
        const { seq } = await consortium
          .client(key)
          .json<{ seq: number }>('POST', '/v1/consents/revocation', { json: revocations[step] });
        expect(seq).toBe(before);
        acknowledged.push(seq);
        await expect(content()).rejects.toMatchObject({ code });
      }
      link.mend();
      const resumed = await until(() => item(number, [0, MARK.length - 1]).catch(() => undefined));
      expect((await drain(resumed)).bytes).toEqual(MARK);
      await until(async () => (await readiness()).status === 200);
      await until(async () => {
        const mined = (await entries()).filter(({ outcome }) => outcome === 'mined').map(({ of }) => of);
        return acknowledged.every((seq) => mined.includes(seq));
      });
      setPolicy({});
    },
  );
});
