import { asList, asObject, asText, type JsonObject } from './fhir-json.ts';

/** Words of a HumanName as they are compared: without case, accents and punctuation. */
export interface PersonName {
  readonly family: readonly string[];
  readonly given: readonly string[];
}

/** Words that stand beside a person's name and are none. */
const BESIDE = new Set(
  `a am an at c co da das de del della den der des di do dos du el et family familie famille familia familles haushalt
  herr herrn frau fam of la las le les los mr mrs ms miss mme mlle monsieur madame senor senora sir dr med prof the und
  and van von vom y zu zum zur s jr sr ii iii iv`.split(/\s+/),
);
/** Words that say that somebody lives there. */
const DWELLING = new Set(
  `home homes house household residence residenz residency dwelling flat apartment apt appartement appartment cottage
  haus zuhause daheim wohnung privatwohnung wohnsitz wohnort heim domicile domicil domicilio domizil maison chez casa
  hogar vivienda hjem bolig hem bostad huis thuis woning privat private address adresse anschrift place`.split(/\s+/),
);

/** Words without case, accents and punctuation; the two ways to write an umlaut are one. */
export function wordsOf(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[æœø]/g, (letter) => (letter === 'æ' ? 'a' : 'o'))
    .replace(/([aou])e/g, '$1')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** The names of a Patient or of another person; old ones and nicknames included. */
export function personNames(person: JsonObject): PersonName[] {
  return asList(person['name'])
    .map(asObject)
    .filter((name) => name !== null)
    .map((name) => {
      const given = asList(name['given']).flatMap((one) => wordsOf(asText(one) ?? ''));
      const family = asList(name['family']).flatMap((one) => wordsOf(asText(one) ?? ''));
      if (family.length > 0) return { family, given };
      const words = wordsOf(asText(name['text']) ?? '').filter((word) => !BESIDE.has(word));
      return { family: words.slice(-1), given: [...given, ...words.slice(0, -1)] };
    })
    .filter(({ family }) => family.length > 0);
}

/** What is left of a place's name without the words of dwellings and forms of address. */
export function nameInPlace(words: readonly string[]): {
  readonly rest: readonly string[];
  readonly dwelling: boolean;
} {
  return {
    rest: words.filter((word) => !BESIDE.has(word) && !DWELLING.has(word)),
    dwelling: words.some((word) => DWELLING.has(word)),
  };
}

/** The words of a family name without `de`, `von` and their like, which many share and places lose. */
export function familyWords({ family }: PersonName): string[] {
  return wordsOfNames(family);
}

/** Words without those that stand beside names: articles, particles and forms of address. */
export function wordsOfNames(words: readonly string[]): string[] {
  return words.filter((word) => !BESIDE.has(word));
}

/** People who bear one family name. */
export interface Namesakes {
  /** As `familyWords` gives it. */
  readonly family: readonly string[];
  /** Of any of them. */
  readonly given: ReadonlySet<string>;
  readonly initials: ReadonlySet<string>;
}

/** People by family name, so that what is compared with names is compared once with each. */
export function namesakes(names: Iterable<PersonName>): Namesakes[] {
  const all = new Map<string, { family: readonly string[]; given: Set<string>; initials: Set<string> }>();
  for (const name of names) {
    const family = familyWords(name);
    if (family.length === 0) continue;
    const key = family.join(' ');
    const known = all.get(key) ?? { family, given: new Set<string>(), initials: new Set<string>() };
    for (const word of name.given) {
      known.given.add(word);
      known.initials.add(word[0] ?? '');
    }
    all.set(key, known);
  }
  return [...all.values()];
}

/** Whether what is left of a place's name is the name of one of these people and nothing else: the family name whole,
 *  and of the given names any, or their initials. */
export function isNameOf(rest: readonly string[], { family, given, initials }: Namesakes): boolean {
  if (!family.every((word) => rest.includes(word))) return false;
  return rest.every((word) => family.includes(word) || given.has(word) || initials.has(word));
}

/** Whether the words of a place hold the family name with the initial of a given name beside it. */
export function hasInitialOf(words: readonly string[], { family, initials }: Namesakes): boolean {
  return words.some((word, at) => {
    if (word === family[0] && initials.has(words[at - 1] ?? '')) return true;
    return word === family.at(-1) && initials.has(words[at + 1] ?? '');
  });
}
