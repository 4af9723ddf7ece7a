import { describe, expect, it } from 'vitest';
import { utf8 } from '../../src/core/bytes.ts';
import {
  FORM_FAULT_WORDS,
  FORM_FAULTS,
  formFaults,
  formFaultWords,
  isDay,
  scanDigest,
  scanType,
} from '../../src/core/paper-form.ts';

const NOW = Date.UTC(2026, 10, 29, 12);
const WHOLE = {
  checklist: { signed: true, signedOn: '2026-11-29', explainedBy: 'Dr Reis' },
  modifiers: [],
  aiTraining: 'no',
  commercial: 'yes',
  transferAbroad: 'no',
  identifiable: false,
} as const;

describe('a form that is looked at', () => {
  it('has no fault where all is there, whatever was answered', () => {
    expect(formFaults(WHOLE, undefined, NOW)).toEqual([]);
    expect(formFaults({ ...WHOLE, identifiable: true, commercial: 'no' }, undefined, NOW)).toEqual([]);
  });

  it('has each fault for itself, in one order', () => {
    const blank = { checklist: {}, modifiers: [] };
    expect(formFaults(blank, 'version-missing', NOW)).toEqual(
      FORM_FAULTS.filter((one) => !['dated-ahead', 'version-unknown', 'version-withdrawn'].includes(one)),
    );
    expect(formFaults({ ...WHOLE, checklist: { ...WHOLE.checklist, explainedBy: '  ' } }, undefined, NOW)).toEqual([
      'not-explained',
    ]);
    expect(formFaults(WHOLE, 'version-withdrawn', NOW)).toEqual(['version-withdrawn']);
  });

  it('may be of today anywhere on earth, and of no later day', () => {
    const on = (signedOn: string) =>
      formFaults({ ...WHOLE, checklist: { ...WHOLE.checklist, signedOn } }, undefined, NOW);
    expect([on('2026-11-29'), on('2026-11-30'), on('1931-01-01')]).toEqual([[], [], []]);
    expect([on('2026-12-01'), on('9999-12-31')]).toEqual([['dated-ahead'], ['dated-ahead']]);
  });

  it('is said in words of its own for each fault', () => {
    expect(new Set(Object.values(FORM_FAULT_WORDS)).size).toBe(FORM_FAULTS.length);
    expect(formFaultWords([])).toBe('');
    expect(formFaultWords(['not-signed'])).toBe('is not signed');
    expect(formFaultWords(['not-signed', 'not-dated', 'not-explained'])).toBe(
      'is not signed, has no date, and does not say who explained it',
    );
  });
});

it('takes days of the calendar alone', () => {
  expect(['2024-02-29', '2026-12-31'].map(isDay)).toEqual([true, true]);
  const wrong = [
    '2026-02-29',
    '2026-13-01',
    '26-01-01',
    '0026-01-01',
    '1899-12-31',
    '2026-1-1',
    '2026-01-01T00:00',
    '',
    '+2026-01-01',
  ];
  expect(wrong.map(isDay)).toEqual(wrong.map(() => false));
});

it('knows a scan by its first bytes, and names it by all of them', () => {
  expect(scanType(utf8('%PDF-1.4'))).toBe('application/pdf');
  expect(scanType(Uint8Array.of(0x4d, 0x4d, 0, 0x2a))).toBe('image/tiff');
  expect([utf8('GIF89a'), utf8('<svg/>'), new Uint8Array(0)].map(scanType)).toEqual([undefined, undefined, undefined]);
  // SHA-256 of `custos/form/v1\0%PDF-1.4`, by openssl.
  expect(scanDigest(utf8('%PDF-1.4'))).toBe('0x78cc706a3063ebc19e3b8a2a2522c0953fa5b9aa816687a184ffc0b6be170de7');
});
