import { CustosError } from './errors.ts';
import { didYouMean } from './nearest-name.ts';

interface CategoryRow {
  /** Position in the uint32: 0 to 15 of HL7, 16 to 31 of Custos. */
  readonly bit: number;
  readonly code: string;
  readonly label: string;
  /** Other HL7 codes that mean the same, or part of it, here. */
  readonly aliases: readonly string[];
}

/** The frozen table of sensitivity categories: appended to, never reordered, since grants sign the bits. */
export const CATEGORIES = [
  { bit: 0, code: 'PSY', label: 'psychiatry and mental health', aliases: ['MH', 'BH', 'EMOTDIS'] },
  { bit: 1, code: 'PSYTHPN', label: 'psychotherapy notes', aliases: [] },
  { bit: 2, code: 'SUD', label: 'substance use', aliases: ['ETH', 'ETHUD', 'OPIOIDUD'] },
  { bit: 3, code: 'HIV', label: 'HIV and AIDS', aliases: [] },
  { bit: 4, code: 'SEX', label: 'sexuality and reproductive health', aliases: [] },
  { bit: 5, code: 'STD', label: 'sexually transmitted disease', aliases: [] },
  { bit: 6, code: 'PREGNANT', label: 'pregnancy', aliases: [] },
  { bit: 7, code: 'GDIS', label: 'genetic disease', aliases: [] },
  { bit: 8, code: 'SCA', label: 'sickle cell', aliases: ['SICKLE'] },
  { bit: 9, code: 'SDV', label: 'sexual assault, abuse and domestic violence', aliases: ['MST', 'VIO'] },
  { bit: 10, code: 'COGN', label: 'cognitive and developmental disability', aliases: ['DVD'] },
  { bit: 16, code: 'IMG', label: 'imaging', aliases: [] },
  { bit: 17, code: 'NOTE', label: 'clinical notes and other free text', aliases: [] },
  { bit: 18, code: 'GENOME', label: 'sequences and genotypes', aliases: [] },
  { bit: 19, code: 'FACE', label: 'images from which a face can be made', aliases: [] },
] as const satisfies readonly CategoryRow[];

export type CategoryCode = (typeof CATEGORIES)[number]['code'];

/** Bitmap of uint32. */
export type Categories = number;

const BITS = new Map<string, number>(
  CATEGORIES.flatMap(({ bit, code, aliases }) => [code, ...aliases].map((name) => [name, bit] as const)),
);

/** The bitmap of codes and aliases; INPUT_INVALID for a name that the table does not know. */
export function categoriesOf(names: readonly string[]): Categories {
  let categories = 0;
  for (const name of names) {
    const bit = BITS.get(name);
    if (bit === undefined) {
      const message = `${name.slice(0, 40)} is no sensitivity category.${didYouMean(name, BITS.keys())}`;
      throw new CustosError('INPUT_INVALID', message);
    }
    categories = (categories | (1 << bit)) >>> 0;
  }
  return categories;
}

/** The bit of a name, or undefined where the table does not know it (a label of another vocabulary). */
export function categoryOf(name: string): Categories | undefined {
  const bit = BITS.get(name);
  return bit === undefined ? undefined : (1 << bit) >>> 0;
}

/** Codes of the bits that the table names, in its order. */
export function categoryCodes(categories: Categories): CategoryCode[] {
  return CATEGORIES.filter(({ bit }) => ((categories >>> bit) & 1) === 1).map(({ code }) => code);
}

/** Words of all bits, in their order; those that the table does not name by their number. */
export function categoryLabels(categories: Categories): string[] {
  const bits = Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => ((categories >>> bit) & 1) === 1);
  return bits.map((bit) => CATEGORIES.find((row) => row.bit === bit)?.label ?? `category ${bit}`);
}
