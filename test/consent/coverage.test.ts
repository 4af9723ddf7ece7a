import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Coverage, coverage } from '../../src/consent/coverage.ts';
import type { Use } from '../../src/consent/use.ts';
import { type Purposes, type PurposeWords, purposesOf, purposeWords } from '../../src/core/purposes.ts';
import type { PurposeVectors } from '../core/purpose-vectors.ts';

const path = new URL('../vectors/purposes.json', import.meta.url);
const vectors = JSON.parse(readFileSync(path, 'utf8')) as PurposeVectors & { bits: Record<string, number> };

interface Situation {
  readonly facts: Use['facts'];
  readonly parameters: Use['parameters'];
  readonly attested: readonly string[];
  readonly ancestors: readonly string[];
}

function bits(codes: readonly string[]): Purposes {
  return codes.reduce((sum, code) => sum | (1n << BigInt(vectors.bits[code] ?? 0)), 0n);
}

function useOf({ facts, parameters, attested, ancestors }: Situation, purpose: number): Use {
  const diseases = { ancestors: () => new Set(ancestors) };
  return { purpose, facts, parameters, attested: bits(attested), diseases, now: 0 };
}

/** As the index keeps purposes. */
function words(codes: readonly string[]): PurposeWords {
  return purposeWords(bits(codes));
}

function letter(...coverages: readonly Coverage[]): string {
  const verdicts = coverages.map(({ verdict }) => verdict);
  if (verdicts.includes('refused')) return 'r';
  return verdicts.includes('needs-review') ? 'n' : 'c';
}

function word(situation: Situation, ...purposes: readonly (readonly string[])[]): string {
  const all = Array.from({ length: 10 }, (_, i) => useOf(situation, i + 1));
  return all.map((use) => letter(...purposes.map((codes) => coverage(words(codes), use)))).join('');
}

describe('the matrix of purposes', () => {
  test('each permission contains the purposes that DUO puts under it, and no unknown one', () => {
    for (const [permission, letters] of Object.entries(vectors.containment)) {
      const found = [...letters].map((_, purpose) => {
        return letter(coverage(words([permission]), useOf(vectors.disease, purpose)));
      });
      expect(found.join(''), permission).toBe(letters);
    }
  });

  test('grant and dataset must both contain the purpose', () => {
    for (const [pair, letters] of Object.entries(vectors.pairs)) {
      const [grant = '', dataset = ''] = pair.split('+');
      expect(word(vectors.disease, [grant], [dataset]), pair).toBe(letters);
    }
  });

  test('a permission for a disease covers that disease and what is below it', () => {
    for (const situation of vectors.diseases) {
      expect(word(situation, ['DS'], ['NRES']), JSON.stringify(situation)).toBe(situation.out);
    }
  });

  test('research on health is none on populations or ancestry, where that is declared', () => {
    for (const { facts, out } of vectors.ancestry) {
      const situation = { ...vectors.disease, facts: { ...vectors.disease.facts, ...facts } };
      const codes = ['NRES', 'GRU', 'HMB', 'DS', 'POA'];
      expect(codes.map((code) => word(situation, [code], ['NRES'])).join(' ')).toBe(out);
      expect(codes.map((code) => word(situation, ['NRES'], [code])).join(' ')).toBe(out);
    }
  });

  test('each modifier is met, open or broken as its facts, parameter and attestation say', () => {
    for (const { modifier, out, ...own } of vectors.modifiers) {
      const situation = {
        facts: { ...vectors.disease.facts, ...own.facts },
        parameters: { ...vectors.disease.parameters, ...own.parameters },
        attested: [...vectors.disease.attested, ...own.attested],
        ancestors: own.ancestors.length === 0 ? vectors.disease.ancestors : own.ancestors,
      };
      const words = ['NRES', 'GRU', 'HMB', 'DS', 'POA'].map((code) => word(situation, [code, modifier], ['NRES']));
      expect(words.join(' '), `${modifier} ${JSON.stringify(own)}`).toBe(out);
      const inDataset = ['NRES', 'GRU', 'HMB', 'DS', 'POA'].map((code) => word(situation, [code], ['NRES', modifier]));
      expect(inDataset.join(' '), `${modifier} of the dataset`).toBe(out);
    }
  });

  test('whole questions give their answers, with what is left open', () => {
    for (const { grant, dataset, purpose, out, ...situation } of vectors.mixed) {
      const use = useOf(situation, purpose);
      const both = [coverage(words(grant), use), coverage(words(dataset), use)];
      const found = letter(...both);
      if (typeof out === 'string') {
        expect(found).toBe(out.charAt(0));
        continue;
      }
      const open = new Set(both.flatMap((one) => (one.verdict === 'needs-review' ? one.open : [])));
      expect(found).toBe('n');
      expect([...open].sort()).toEqual([...out].sort());
    }
  });
});

describe('beyond the table', () => {
  const anything: Use = {
    purpose: 7,
    facts: {},
    parameters: {},
    attested: 0xffff_ffff_ffff_ffffn,
    diseases: { ancestors: () => new Set() },
    now: 1_000,
  };

  test('a use that had ended by its own declaration meets no limit of time', () => {
    const limited = { ...anything, parameters: { usableUntil: 2_000 } };
    const verdict = (usesUntil: number) => coverage(words(['GRU', 'TS']), { ...limited, facts: { usesUntil } }).verdict;
    expect([999, 1_000, 2_000, 2_001].map(verdict)).toEqual(['refused', 'covered', 'covered', 'refused']);
  });

  test('a bit that the table does not name needs review, whatever is attested', () => {
    expect(coverage(purposeWords(purposesOf(['GRU']) | (1n << 63n)), anything)).toEqual({
      verdict: 'needs-review',
      open: ['0x8000000000000000'],
    });
  });
});
