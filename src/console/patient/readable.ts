/** An item that is JSON, or lines of it: what type it is of in FHIR, and what it says as an outline with a line for each fact, with nothing
 *  left out. */
export interface ReadableItem {
  readonly type: string | undefined;
  /** Of the name of its file. */
  readonly extension: 'json' | 'ndjson';
  readonly outline: string;
}

/** Undefined for what is no JSON: it is opened with the program that it is for. */
export function readItem(content: Uint8Array): ReadableItem | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    const whole = parsed(text);
    const documents = whole ?? text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line)]));
    const outline = documents.map((one) => `${outlined(one, '').join('\r\n')}\r\n`).join('\r\n');
    return { type: typeOf(documents[0]), extension: whole === undefined ? 'ndjson' : 'json', outline };
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown[] | undefined {
  try {
    return [JSON.parse(text)];
  } catch {
    return undefined;
  }
}

function typeOf(document: unknown): string | undefined {
  const type = (document as { readonly resourceType?: unknown } | null | undefined)?.resourceType;
  return typeof type === 'string' ? type : undefined;
}

function outlined(value: unknown, indent: string): string[] {
  if (typeof value !== 'object' || value === null) return [`${indent}${String(value)}`];
  const rows: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? value.map((one) => ['-', one] as const)
    : Object.entries(value).map(([name, one]) => [`${spelled(name)}:`, one] as const);
  return rows.flatMap(([head, one]) =>
    typeof one === 'object' && one !== null
      ? [`${indent}${head}`, ...outlined(one, `${indent}  `)]
      : [`${indent}${head} ${String(one)}`],
  );
}

/** `birthDate` as `birth date`. */
function spelled(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
