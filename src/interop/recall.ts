const MAX_REMEMBERED = 65_536;

/** What `find` gives for a text, found once for texts that come again: of 10^5 resources most say the same. `find` MUST
 *  depend on the text alone. What is remembered is bounded, and never more texts than `max`. */
export function recall<T>(
  remembered: Map<string, T>,
  text: string,
  find: (text: string) => T,
  max = MAX_REMEMBERED,
): T {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const found = find(text);
  if (remembered.size >= max) remembered.clear();
  remembered.set(text, found);
  return found;
}

/** What the map has at the key; an empty one is put there where it has nothing. */
export function madeAt<Key, Value>(map: Map<Key, Value>, key: Key, empty: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = empty();
  map.set(key, made);
  return made;
}
