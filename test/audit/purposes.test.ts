import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Answer, answer } from '../../src/audit/decision/purposes.ts';
import type { PurposeParameters } from '../../src/core/purpose-table.ts';
import type { Facts } from '../../src/core/request.ts';

interface Question {
  readonly facts: Facts;
  readonly parameters: PurposeParameters;
  readonly attested: readonly string[];
  readonly ancestors: readonly string[];
}
interface Vectors {
  readonly bits: Record<string, number>;
  readonly containment: Record<string, string>;
  readonly pairs: Record<string, string>;
  readonly disease: Question;
  readonly diseases: readonly (Question & { out: string })[];
  readonly ancestry: readonly { facts: Question['facts']; out: string }[];
  readonly modifiers: readonly (Question & { modifier: string; out: string })[];
  readonly mixed: readonly (Question & {
    grant: readonly string[];
    dataset: readonly string[];
    purpose: number;
    out: string | readonly string[];
  })[];
}

const vectors = JSON.parse(readFileSync(new URL('../vectors/purposes.json', import.meta.url), 'utf8')) as Vectors;

const PERMISSIONS = ['NRES', 'GRU', 'HMB', 'DS', 'POA'];

function bits(codes: readonly string[]): bigint {
  return codes.reduce((sum, code) => sum | (1n << BigInt(vectors.bits[code] ?? -1)), 0n);
}

function ask(grant: readonly string[], dataset: readonly string[], purpose: number, q: Question): Answer {
  const use = {
    purpose,
    facts: q.facts,
    parameters: q.parameters,
    attested: bits(q.attested),
    ancestors: new Set(q.ancestors),
    now: 0,
  };
  return stricter(answer(bits(grant), use), answer(bits(dataset), use));
}

/** The answer for grant and dataset together: the stricter one. */
function stricter(one: Answer, other: Answer): Answer {
  const order = ['refused', 'open', 'unknown', 'covered'] as const;
  const verdict = order.find((v) => one.verdict === v || other.verdict === v) ?? 'refused';
  const by = [one, other].flatMap((a) => (a.verdict === verdict ? a.by : []));
  return { verdict, by: [...new Set(by)] };
}

function letter({ verdict }: Answer): string {
  return { covered: 'c', open: 'n', refused: 'r', unknown: 'u' }[verdict];
}

function letters(grant: readonly string[], dataset: readonly string[], q: Question): string {
  return Array.from({ length: 10 }, (_, i) => letter(ask(grant, dataset, i + 1, q))).join('');
}

describe('the auditor’s own reading of purposes', () => {
  it('contains what the committed matrix contains', () => {
    for (const [permission, row] of Object.entries(vectors.containment)) {
      const codes = Array.from({ length: 12 }, (_, i) => letter(ask([permission], ['NRES'], i, vectors.disease)));
      expect(`${permission} ${codes.join('')}`).toBe(`${permission} ${row}`);
    }
  });

  it('takes the stricter of grant and dataset', () => {
    for (const [pair, row] of Object.entries(vectors.pairs)) {
      const [grant = '', dataset = ''] = pair.split('+');
      expect(`${pair} ${letters([grant], [dataset], vectors.disease)}`).toBe(`${pair} ${row}`);
    }
  });

  it('reads diseases as the committed matrix does', () => {
    for (const row of vectors.diseases) expect(letters(['DS'], ['NRES'], row)).toBe(row.out);
  });

  it('reads the study of ancestry as the committed matrix does, in grant and dataset', () => {
    for (const { facts, out } of vectors.ancestry) {
      const question = { ...vectors.disease, facts: { ...vectors.disease.facts, ...facts } };
      expect(PERMISSIONS.map((code) => letters([code], ['NRES'], question)).join(' ')).toBe(out);
      expect(PERMISSIONS.map((code) => letters(['NRES'], [code], question)).join(' ')).toBe(out);
    }
  });

  it('reads every modifier as the committed matrix does, in grant and dataset', () => {
    for (const row of vectors.modifiers) {
      const question: Question = {
        facts: { ...vectors.disease.facts, ...row.facts },
        parameters: { ...vectors.disease.parameters, ...row.parameters },
        attested: [...vectors.disease.attested, ...row.attested],
        ancestors: vectors.disease.ancestors,
      };
      const inGrant = PERMISSIONS.map((p) => letters([p, row.modifier], ['NRES'], question)).join(' ');
      const inDataset = PERMISSIONS.map((p) => letters(['NRES'], [p, row.modifier], question)).join(' ');
      expect(`${row.modifier} ${inGrant}`).toBe(`${row.modifier} ${row.out}`);
      expect(inDataset).toBe(row.out);
    }
  });

  it('answers whole questions as the committed matrix does', () => {
    for (const row of vectors.mixed) {
      const { verdict, by } = ask(row.grant, row.dataset, row.purpose, row);
      if (typeof row.out === 'string') expect(verdict).toBe(row.out);
      else expect({ verdict, by: new Set(by) }).toEqual({ verdict: 'open', by: new Set(row.out) });
    }
  });

  it('never calls covered what hangs on a parameter that it has not', () => {
    const use = {
      purpose: 7,
      facts: { country: 'DE' },
      attested: bits(['GS']),
      parameters: undefined,
      ancestors: undefined,
      now: 0,
    };
    expect(answer(bits(['GRU', 'GS']), use)).toEqual({ verdict: 'unknown', by: ['GS'] });
  });

  it('takes no use for one that had ended by its own declaration', () => {
    const use = {
      purpose: 7,
      attested: bits(['TS']),
      parameters: { usableUntil: 2_000 },
      ancestors: undefined,
      now: 1_000,
    };
    const verdict = (usesUntil: number) => answer(bits(['GRU', 'TS']), { ...use, facts: { usesUntil } }).verdict;
    expect([999, 1_000, 2_000, 2_001].map(verdict)).toEqual(['refused', 'covered', 'covered', 'refused']);
  });
});
