import { z } from 'zod';
import { CATEGORIES } from '../../core/categories.ts';
import { MODIFIERS, type ModifierCode, PERMISSIONS, RESEARCH_PURPOSES } from '../../core/purpose-table.ts';

/** What uses and kinds of data are called, for the API's document: each code of the frozen tables in words. */
const listed = (rows: readonly string[]) => `${rows.join('; ')}.`;
const coded = (rows: readonly { code: string; label: string; source: string }[]) =>
  listed(rows.map(({ code, label, source }) => `${code}: ${label} (${source})`));
const PURPOSES = RESEARCH_PURPOSES.map(({ code, label, source }) => `${code}: ${label} (${source})`);
const KINDS = CATEGORIES.map(({ bit, code, label }) => `2^${bit} ${code}: ${label}`);

export const permission = z
  .string()
  .max(16)
  .meta({ id: 'Permission', description: `Code of a permission of the Data Use Ontology. ${coded(PERMISSIONS)}` });

export const modifier = z
  .string()
  .max(16)
  .meta({ id: 'Modifier', description: `Code of a condition on a permission. ${coded(MODIFIERS)}` });

const ATTESTABLE: readonly (ModifierCode | 'DS')[] = ['DS', ...MODIFIERS.map(({ code }) => code)];

/** In an address: codes of what permits attest, each once, in one order. */
export const attestables = z
  .string()
  .max(200)
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(ATTESTABLE as [ModifierCode | 'DS', ...ModifierCode[]])))
  .transform((codes) => ATTESTABLE.filter((code) => codes.includes(code)))
  .meta({ override: { type: 'string', pattern: '^[A-Z]{2,6}(?:,[A-Z]{2,6})*$', maxLength: 200 } });

export const purpose = z
  .int()
  .min(1)
  .max(255)
  .meta({
    id: 'Purpose',
    description: `Code of a research purpose. ${listed(PURPOSES)}`,
    // The same for programs. No enumeration: later versions append to the table.
    'x-codes': RESEARCH_PURPOSES.map(({ code, source, label }) => ({ code, source, label })),
  });

/** Of a permit. */
export const permitPurpose = z
  .int()
  .min(0)
  .max(255)
  .meta({
    id: 'PermitPurpose',
    description: `Code of a research purpose. ${listed(['0: any, in an emergency', ...PURPOSES])}`,
  });

export const category = z
  .string()
  .max(40)
  .meta({
    id: 'Category',
    description: `Code of a kind of sensitive data, or of HL7 for the same. ${listed(
      CATEGORIES.map(({ code, label }) => `${code}: ${label}`),
    )}`,
  });

export const categories = z
  .int()
  .min(0)
  .max(0xffff_ffff)
  .meta({ id: 'Categories', description: `Bitmap of kinds of sensitive data. ${listed(KINDS)}` });
