/** What an item says, for people: JSON as an outline with a line for each fact, and nothing left out. Undefined for what is no JSON: it is
 *  opened with the program that it is for. */
export function readable(content: Uint8Array): string | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content));
    return `${outline(value, '').join('\r\n')}\r\n`;
  } catch {
    return undefined;
  }
}

/** The FHIR type of an item; undefined for what has none. */
export function typeOf(content: Uint8Array): string | undefined {
  try {
    const { resourceType } = JSON.parse(new TextDecoder().decode(content)) as { readonly resourceType?: unknown };
    return typeof resourceType === 'string' ? resourceType : undefined;
  } catch {
    return undefined;
  }
}

function outline(value: unknown, indent: string): string[] {
  if (typeof value !== 'object' || value === null) return [`${indent}${String(value)}`];
  const rows: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? value.map((one) => ['-', one] as const)
    : Object.entries(value).map(([name, one]) => [`${spelled(name)}:`, one] as const);
  return rows.flatMap(([head, one]) =>
    typeof one === 'object' && one !== null
      ? [`${indent}${head}`, ...outline(one, `${indent}  `)]
      : [`${indent}${head} ${String(one)}`],
  );
}

/** `birthDate` as `birth date`. */
function spelled(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
