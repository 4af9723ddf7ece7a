import { skeleton } from './skeleton.ts';
import { nameKey } from './spoken-name.ts';

/** Whether people would take one name for the other: it is the same in another spelling, or looks the same as it is written,
 *  in small or in capital letters. */
export function isNamesake(one: string, other: string): boolean {
  const looks = nameLooks(one);
  return [...nameLooks(other)].some((look) => looks.has(look));
}

/** Those of the names that people can tell from each other one. */
export function distinctNames(names: readonly string[]): ReadonlySet<string> {
  const looks = names.map((name) => [name, nameLooks(name)] as const);
  const uses = new Map<string, number>();
  for (const look of looks.flatMap(([, own]) => [...own])) uses.set(look, (uses.get(look) ?? 0) + 1);
  const alone = looks.filter(([, own]) => [...own].every((look) => uses.get(look) === 1));
  return new Set(alone.map(([name]) => name));
}

/** Two names that share one of these are namesakes: by them, one is found among many. They are no text. */
export function nameLooks(name: string): ReadonlySet<string> {
  const key = nameKey(name);
  const written = name.normalize('NFKC').trim().replace(/\s+/g, ' ');
  return new Set([key, ...[written, key, key.toUpperCase()].map((text) => `${skeleton(text)}\0`)]);
}
