import { expect, it } from 'vitest';
import { FINDINGS, type FindingCode } from '../../src/audit/source/findings.ts';
import { audit } from '../../src/audit/verifier.ts';
import { Study } from './honest-trail.ts';

/** A promise that a gateway breaks, of which all else is honest. */
export interface Case {
  readonly title: string;
  /** Gives the number of the entry that breaks the promise. */
  readonly act: (study: Study) => Promise<number> | number;
  readonly finds: FindingCode;
  readonly version?: ConstructorParameters<typeof Study>[1];
}

/** A test for each case: it is found at its entry, and nothing is found elsewhere. */
export function expectFound(cases: readonly Case[]): void {
  for (const { title, act, finds, version } of cases) {
    it(`${title} is found`, async () => {
      const study = new Study({}, version ?? {});
      const entry = await act(study);
      if (study.anchored < study.entries.length) study.anchor();
      const { findings, verdict } = await audit(study.ledgerSource(), [study.logSource()]);
      expect(verdict).toBe('findings');
      const found = { rule: FINDINGS[finds], code: finds, entry, logId: study.logId };
      expect(findings).toContainEqual(expect.objectContaining(found));
      const elsewhere = findings.filter((finding) => finding.entry !== entry);
      expect(elsewhere).toEqual([]);
    });
  }
}
