import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MODIFIERS, PERMISSIONS, RESEARCH_PURPOSES } from '../../src/core/purpose-table.ts';
import {
  attestationOf,
  bitOf,
  checkParameters,
  hasOnePermission,
  purposesOf,
  purposeWords,
} from '../../src/core/purposes.ts';
import { CONTAINS, oracle } from './purpose-oracle.ts';
import { formatVectors, purposeVectors } from './purpose-vectors.ts';

const committed = readFileSync(new URL('../vectors/purposes.json', import.meta.url), 'utf8');

describe('the purpose table', () => {
  it('keeps its bits for ever', () => {
    const bits = [...PERMISSIONS, ...MODIFIERS].map(({ bit, code, source }) => `${bit} ${code} ${source}`);
    expect(bits).toEqual([
      '0 NRES DUO:0000004',
      '1 GRU DUO:0000042',
      '2 HMB DUO:0000006',
      '3 DS DUO:0000007',
      '4 POA DUO:0000011',
      '16 RS DUO:0000012',
      '17 NMDS DUO:0000015',
      '18 GSO DUO:0000016',
      '19 NPUNCU DUO:0000018',
      '20 PUB DUO:0000019',
      '21 COL DUO:0000020',
      '22 IRB DUO:0000021',
      '23 GS DUO:0000022',
      '24 MOR DUO:0000024',
      '25 TS DUO:0000025',
      '26 US DUO:0000026',
      '27 PS DUO:0000027',
      '28 IS DUO:0000028',
      '29 RTN DUO:0000029',
      '30 CC DUO:0000043',
      '31 NPOA DUO:0000044',
      '32 NPU DUO:0000045',
      '33 NCU DUO:0000046',
      '48 NAI custos:no-ai-training',
      '49 NCOM custos:no-commercial-use',
      '50 NTX custos:no-transfer-abroad',
    ]);
  });

  it('numbers the research purposes 1 to 10 for DUO:0000031 to DUO:0000040', () => {
    expect(RESEARCH_PURPOSES.map(({ code, source }) => [code, source])).toEqual(
      Array.from({ length: 10 }, (_, i) => [i + 1, `DUO:00000${31 + i}`]),
    );
  });

  it('contains, below its roots, what the oracle writes out', () => {
    for (const { code, contains } of PERMISSIONS) {
      const roots: readonly string[] | 'all' = contains;
      const inside = RESEARCH_PURPOSES.filter(
        ({ source, parent }) =>
          roots === 'all' || roots.includes(source) || (parent !== null && roots.includes(parent)),
      );
      expect(inside.map((purpose) => purpose.code)).toEqual(CONTAINS[code]);
    }
  });
});

describe('the committed purpose vectors', () => {
  it('are what the oracle answers', () => {
    expect(committed).toBe(formatVectors(purposeVectors()));
  });

  it('agree with answers written by hand', () => {
    const base = { dataset: ['GRU'], parameters: {}, attested: [], ancestors: [], facts: {} } as const;
    expect(oracle({ ...base, grant: ['GRU'], purpose: 7 })).toBe('covered');
    expect(oracle({ ...base, grant: ['HMB'], purpose: 3 })).toBe('refused');
    expect(oracle({ ...base, grant: ['GRU', 'NCU'], purpose: 7 })).toEqual(['NCU']);
    expect(oracle({ ...base, grant: ['GRU', 'NCU'], purpose: 7, facts: { commercial: true } })).toBe('refused');
    expect(oracle({ ...base, grant: ['GRU', 'NCU'], purpose: 7, facts: { commercial: false } })).toEqual(['NCU']);
    expect(
      oracle({ ...base, grant: ['GRU', 'NCU'], purpose: 7, facts: { commercial: false }, attested: ['NCU'] }),
    ).toBe('covered');
    expect(oracle({ ...base, grant: ['DS'], purpose: 10 })).toEqual(['DS']);
    expect(oracle({ ...base, grant: ['GRU', 'GS'], purpose: 7, facts: { country: 'DE' }, attested: ['GS'] })).toEqual([
      'GS',
    ]);
  });

  it('hold each answer for each modifier', () => {
    for (const { code } of MODIFIERS) {
      const letters = purposeVectors()
        .modifiers.filter(({ modifier }) => modifier === code)
        .map(({ out }) => out)
        .join('');
      expect(letters).toContain('c');
      expect(letters).toContain('n');
      expect(letters).toContain('r');
    }
  });
});

describe('purposes', () => {
  const anyModifiers = fc.subarray(MODIFIERS.map(({ code }) => code));
  const anyPermission = fc.constantFrom(...PERMISSIONS.map(({ code }) => code));

  it('reads back what it wrote, from codes and from sources', () => {
    fc.assert(
      fc.property(anyPermission, anyModifiers, (permission, modifiers) => {
        const purposes = purposesOf([...modifiers, permission]);
        expect(purposeWords(purposes)).toEqual({ permission, modifiers, unknown: 0n });
        const sources = [...PERMISSIONS, ...MODIFIERS].filter(({ bit }) => (purposes >> BigInt(bit)) & 1n);
        expect(purposesOf(sources.map(({ source }) => source))).toBe(purposes);
      }),
    );
  });

  it('refuses none, two and unknown permissions', () => {
    for (const codes of [[], ['NCU'], ['GRU', 'HMB'], ['GRU', 'DUO:0000042'], ['GRU', 'XX'], ['GRU', 'NCU', 'NCU']]) {
      expect(() => purposesOf(codes)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    }
    for (const purposes of [0n, 1n << 5n, 3n, 0x8001n, -1n, (1n << 64n) | 1n]) {
      expect(hasOnePermission(purposes)).toBe(false);
      expect(() => purposeWords(purposes)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    }
  });

  it('keeps bits that it does not know apart', () => {
    expect(purposeWords(2n | (1n << 40n) | (1n << 63n)).unknown).toBe((1n << 40n) | (1n << 63n));
  });

  it('attests modifiers and the disease', () => {
    expect(attestationOf(['NCU', 'DS'])).toBe(bitOf('NCU') | bitOf('DS'));
    expect(attestationOf([])).toBe(0n);
  });

  it('refuses parameters of another form', () => {
    expect(checkParameters({ disease: 'MONDO:0005015', countries: ['DE'] })).toEqual({
      disease: 'MONDO:0005015',
      countries: ['DE'],
    });
    for (const value of [{ disease: 'diabetes' }, { countries: ['de'] }, { country: 'DE' }, { users: ['0x1'] }, null]) {
      expect(() => checkParameters(value)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    }
  });
});
