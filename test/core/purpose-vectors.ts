import type { Digest } from '../../src/core/ids.ts';
import {
  MODIFIERS,
  type ModifierCode,
  PERMISSIONS,
  type PermissionCode,
  type PurposeParameters,
  RESEARCH_PURPOSES,
} from '../../src/core/purpose-table.ts';
import type { Facts } from '../../src/core/request.ts';
import { type Answer, type Code, ORDER, oracle } from './purpose-oracle.ts';

/** Facts of one question, apart from permissions and purpose. Everything that is not named is absent. */
export interface Situation {
  readonly facts: Facts;
  readonly parameters: PurposeParameters;
  readonly attested: readonly Code[];
  readonly ancestors: readonly string[];
}

export interface ModifierCase extends Situation {
  readonly modifier: ModifierCode;
  /** Five words, one for each permission in the order of its bits; in each, a letter for each purpose 1 to 10. */
  readonly out: string;
}

export interface DiseaseCase extends Situation {
  readonly out: string;
}

export interface AncestryCase {
  readonly facts: Facts;
  /** As in `ModifierCase`. */
  readonly out: string;
}

export interface MixedCase extends Situation {
  readonly grant: readonly Code[];
  readonly dataset: readonly Code[];
  readonly purpose: number;
  readonly out: Answer;
}

export interface PurposeVectors {
  readonly about: readonly string[];
  readonly bits: Readonly<Record<string, number>>;
  readonly purposes: Readonly<Record<string, string>>;
  readonly containment: Readonly<Record<PermissionCode, string>>;
  readonly pairs: Readonly<Record<string, string>>;
  readonly disease: Situation;
  readonly diseases: readonly DiseaseCase[];
  readonly ancestry: readonly AncestryCase[];
  readonly modifiers: readonly ModifierCase[];
  readonly mixed: readonly MixedCase[];
}

export const ABOUT = [
  'Does a grant cover a request? Letters: c covered, n needs review (releases nothing), r refused.',
  'A question is: purposes of the grant, purposes of the dataset, one research purpose, declared facts, parameters of the dataset, what the permit attests, and the ancestors of the declared disease.',
  'The permissions of grant and dataset must both contain the purpose, and every modifier of either must be met by declared facts that the permit attests. What a fact breaks refuses, and refusing goes before needing review.',
  'DS holds for disease category research alone, where the declared disease is the one of the dataset or below it; it is attested like a modifier.',
  'bits: position in the uint64. purposes: the uint8 codes; every other code, 0 too, is refused.',
  'containment: for each permission, whether it contains the codes 0 to 11 in turn (c or r), the disease left aside. This is what the contract answers.',
  'pairs: "permission of the grant+permission of the dataset", a letter for each purpose 1 to 10; no modifiers; facts and the rest as in "disease".',
  'diseases: grant DS, dataset NRES, a letter for each purpose 1 to 10.',
  'ancestry: declared of the study of populations or ancestry, besides everything in "disease"; dataset NRES, five words as for modifiers. The answers are the same where the permission stands in the dataset and the grant is NRES.',
  'modifiers: one modifier in the grant, dataset NRES; besides what is named, everything in "disease"; five words for grants of NRES GRU HMB DS POA, in each a letter for each purpose 1 to 10. The answers are the same where the modifier, or the whole, stands in the dataset and the grant is NRES.',
  'Not in the table: a bit that no row names needs review, whatever is attested; not exactly one permission is no question at all.',
  'mixed: whole questions; out is covered, refused, or the list of what needs review: DS first, then modifiers by bit.',
] as const;

const DIABETES = 'MONDO:0005015';
const TYPE_2 = 'MONDO:0005148';
const ASTHMA = 'MONDO:0004979';
const ABOVE_TYPE_2 = [DIABETES, 'MONDO:0005066', 'MONDO:0000001'];
const ABOVE_DIABETES = ['MONDO:0005066', 'MONDO:0000001'];
const NOON = 1_800_000_000_000;
const LISTED = digestOf('11');
const OTHER = digestOf('22');
const DISEASE: Situation = {
  facts: { disease: TYPE_2 },
  parameters: { disease: DIABETES },
  attested: ['DS'],
  ancestors: ABOVE_TYPE_2,
};
const PURPOSES = RESEARCH_PURPOSES.map(({ code }) => code);

export function purposeVectors(): PurposeVectors {
  return {
    about: ABOUT,
    bits: Object.fromEntries([...PERMISSIONS, ...MODIFIERS].map(({ code, bit }) => [code, bit])),
    purposes: Object.fromEntries(RESEARCH_PURPOSES.map(({ code, source, label }) => [code, `${source} ${label}`])),
    containment: Object.fromEntries(
      PERMISSIONS.map(({ code }) => [code, letters([code], ['NRES'], DISEASE, [0, ...PURPOSES, 11])]),
    ) as PurposeVectors['containment'],
    pairs: Object.fromEntries(
      PERMISSIONS.flatMap(({ code: grant }) =>
        PERMISSIONS.map(({ code: dataset }) => [`${grant}+${dataset}`, letters([grant], [dataset], DISEASE)] as const),
      ),
    ),
    disease: DISEASE,
    diseases: diseaseSituations().map((situation) => ({ ...situation, out: letters(['DS'], ['NRES'], situation) })),
    ancestry: [undefined, false, true].map((populationOrAncestry) => ancestryCase(defined({ populationOrAncestry }))),
    modifiers: MODIFIERS.flatMap(({ code }) => situationsOf(code).map((situation) => modifierCase(code, situation))),
    mixed: mixedCases(200),
  };
}

/** One case a line, so that it can be read and compared. */
export function formatVectors(vectors: PurposeVectors): string {
  const sections = Object.entries(vectors).map(([name, section]) => {
    const [open, close] = Array.isArray(section) ? '[]' : '{}';
    const lines = Array.isArray(section)
      ? section.map((row) => JSON.stringify(row))
      : Object.entries(section).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
    return `  ${JSON.stringify(name)}: ${open}\n${lines.map((line) => `    ${line}`).join(',\n')}\n  ${close}`;
  });
  return `{\n${sections.join(',\n')}\n}\n`;
}

function ancestryCase(facts: Facts): AncestryCase {
  const whole = join(DISEASE, { facts, parameters: {}, attested: [], ancestors: [] });
  return { facts, out: PERMISSIONS.map(({ code }) => letters([code], ['NRES'], whole)).join(' ') };
}

function modifierCase(modifier: ModifierCode, situation: Situation): ModifierCase {
  const whole = join(DISEASE, situation);
  const out = PERMISSIONS.map(({ code }) => letters([code, modifier], ['NRES'], whole)).join(' ');
  return { modifier, ...situation, out };
}

/** Everything that either situation declares, gives and attests. */
export function join(one: Situation, other: Situation): Situation {
  return {
    facts: { ...one.facts, ...other.facts },
    parameters: { ...one.parameters, ...other.parameters },
    attested: [...one.attested, ...other.attested],
    ancestors: [...one.ancestors, ...other.ancestors],
  };
}

function letters(
  grant: readonly Code[],
  dataset: readonly Code[],
  situation: Situation,
  purposes: readonly number[] = PURPOSES,
): string {
  return purposes.map((purpose) => letter(oracle({ grant, dataset, purpose, ...situation }))).join('');
}

function letter(answer: Answer): string {
  if (answer === 'covered') return 'c';
  return answer === 'refused' ? 'r' : 'n';
}

function diseaseSituations(): Situation[] {
  const declared: readonly (readonly [string | undefined, readonly string[]])[] = [
    [undefined, []],
    [DIABETES, ABOVE_DIABETES],
    [TYPE_2, ABOVE_TYPE_2],
    ['MONDO:0005066', ['MONDO:0000001']],
    [ASTHMA, ['MONDO:0000001']],
    [TYPE_2, []],
  ];
  return [undefined, DIABETES].flatMap((disease) =>
    declared.flatMap(([fact, ancestors]) =>
      attestations('DS').map((attested) => ({
        facts: defined({ disease: fact }),
        parameters: defined({ disease }),
        attested,
        ancestors,
      })),
    ),
  );
}

/** Every state of the facts and of the parameter that answer one modifier, attested and not. */
function situationsOf(modifier: ModifierCode): Situation[] {
  const row = MODIFIERS.find(({ code }) => code === modifier);
  if (row === undefined) throw new Error(`no modifier ${modifier}`);
  const facts = row.facts.reduce<Facts[]>(
    (sofar, fact) => sofar.flatMap((some) => valuesOf(fact).map((value) => defined({ ...some, [fact]: value }))),
    [{}],
  );
  const parameters: PurposeParameters[] =
    row.parameter === null ? [{}] : [{}, { [row.parameter]: parameterOf(row.parameter) }];
  return facts.flatMap((some) =>
    parameters.flatMap((given) =>
      attestations(modifier).map((attested) => ({ facts: some, parameters: given, attested, ancestors: [] })),
    ),
  );
}

function valuesOf(fact: keyof Facts): readonly (boolean | string | number | undefined)[] {
  if (fact === 'ethicsApproval') return [undefined, LISTED];
  if (fact === 'country') return [undefined, 'DE', 'FR'];
  if (fact === 'publishesAfter' || fact === 'usesUntil') return [undefined, NOON - 1, NOON, NOON + 1];
  if (fact === 'researchType' || fact === 'user' || fact === 'project' || fact === 'institution') {
    return [undefined, LISTED, OTHER];
  }
  return [undefined, true, false];
}

function parameterOf(parameter: keyof PurposeParameters): string | number | readonly string[] {
  if (parameter === 'homeCountry') return 'DE';
  if (parameter === 'countries') return ['AT', 'DE'];
  if (parameter === 'publishableFrom' || parameter === 'usableUntil') return NOON;
  if (parameter === 'disease') return DIABETES;
  return [digestOf('33'), LISTED];
}

function attestations(code: Code): Code[][] {
  return [[], [code]];
}

/** Whole questions, drawn by a fixed generator: several modifiers on both sides, most facts right. */
function mixedCases(count: number): MixedCase[] {
  const draw = generator(20_251_124);
  return Array.from({ length: count }, () => {
    const grant = drawPurposes(draw);
    const dataset = drawPurposes(draw);
    const stated = ORDER.filter((code) => grant.includes(code) || dataset.includes(code));
    const situation = drawSituation(stated, draw);
    const purpose = draw(2) === 0 ? 10 : 1 + draw(10);
    return { grant, dataset, purpose, ...situation, out: oracle({ grant, dataset, purpose, ...situation }) };
  });
}

function drawPurposes(draw: (below: number) => number): Code[] {
  const permission = PERMISSIONS[draw(4)]?.code ?? 'NRES';
  const modifiers = MODIFIERS.filter(() => draw(8) === 0).map(({ code }) => code);
  return [permission, ...modifiers];
}

function drawSituation(stated: readonly Code[], draw: (below: number) => number): Situation {
  let facts: Facts = draw(8) === 0 ? {} : { disease: draw(8) === 0 ? ASTHMA : TYPE_2 };
  let parameters: PurposeParameters = draw(8) === 0 ? {} : { disease: DIABETES };
  for (const row of MODIFIERS.filter(({ code }) => stated.includes(code))) {
    const right = situationsOf(row.code).filter((situation) => {
      return oracle({ grant: ['NRES', row.code], dataset: ['NRES'], purpose: 10, ...situation }) === 'covered';
    });
    const [met] = right;
    if (met === undefined || draw(24) === 0) continue;
    parameters = { ...parameters, ...met.parameters };
    facts = { ...facts, ...(draw(24) === 0 ? situationsOf(row.code).at(-1)?.facts : met.facts) };
  }
  const attested = stated.filter(() => draw(24) !== 0);
  return { facts, parameters, attested, ancestors: facts.disease === TYPE_2 ? ABOVE_TYPE_2 : ['MONDO:0000001'] };
}

/** Park and Miller's minimal standard generator: the vectors must not depend on the machine. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

function defined<Members extends object>(
  members: Members,
): { [Key in keyof Members]: Exclude<Members[Key], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}

function digestOf(byte: string): Digest {
  return `0x${byte.repeat(32)}` as Digest;
}
