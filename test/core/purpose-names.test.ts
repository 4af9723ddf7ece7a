import { describe, expect, it } from 'vitest';
import {
  attestableNamed,
  codeLabel,
  modifierNamed,
  permissionNamed,
  purposeLabel,
  researchPurpose,
  spelledAlike,
  useLabel,
} from '../../src/core/purpose-names.ts';
import { MODIFIERS, PERMISSIONS, RESEARCH_PURPOSES } from '../../src/core/purpose-table.ts';

const refused = expect.objectContaining({ code: 'INPUT_INVALID' });
const KINDS = [
  ['permission', PERMISSIONS, permissionNamed],
  ['modifier', MODIFIERS, modifierNamed],
  ['research purpose', RESEARCH_PURPOSES, researchPurpose],
] as const;

describe.each(KINDS)('a %s', (one, rows, named) => {
  it('is known by its code, its id and its words, and by nothing that is another’s', () => {
    for (const { code, source, label } of rows) {
      for (const text of [String(code), source, label, source.replace(':', '_'), ` ${label.toUpperCase()} `]) {
        expect([text, named(text)]).toEqual([text, code]);
      }
      expect(rows.filter((row) => spelledAlike(row.label, label))).toHaveLength(1);
    }
  });

  it.each(['', ' ', 'nothing', 'DUO:9999999', '0', '07', 'research\u0000'])('is refused as %j', (text) => {
    expect(() => named(text)).toThrow(refused);
    expect(() => named(text)).toThrow(`is no ${one}`);
  });
});

describe('words', () => {
  it('may be written as ontologies and people write them', () => {
    expect(modifierNamed('http://purl.obolibrary.org/obo/DUO_0000046')).toBe('NCU');
    expect(modifierNamed('obo:DUO_0000046')).toBe('NCU');
    expect(modifierNamed('non commercial use only')).toBe('NCU');
    expect(modifierNamed('Not-for-profit,  non–commercial use only')).toBe('NPUNCU');
    expect(researchPurpose('Biomedical Research')).toBe(7);
  });

  it('of one kind are none of another', () => {
    expect(() => modifierNamed('HMB')).toThrow(refused);
    expect(() => permissionNamed('NCU')).toThrow(refused);
    expect(() => researchPurpose('DUO:0000042')).toThrow(refused);
    expect(attestableNamed('disease specific research')).toBe('DS');
    expect(() => attestableNamed('HMB')).toThrow(refused);
  });

  it('say what people read, and the code of what this version does not know', () => {
    expect(useLabel('HMB', ['NCU', 'XYZ'])).toBe(
      'health or medical or biomedical research; non-commercial use only; XYZ',
    );
    expect(purposeLabel(7)).toBe('biomedical research');
    expect(purposeLabel(0)).toBe('');
    expect(purposeLabel(99)).toContain('99');
    expect(codeLabel('DS')).toBe('disease specific research (DS)');
  });
});
