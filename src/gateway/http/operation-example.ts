/** A call that was made, and what it was answered with; of neither what is no text. */
export interface Example {
  /** Those of path and query that it named. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: unknown;
  readonly status: number;
  /** Of a reply in NDJSON its first line. */
  readonly reply?: unknown;
}

type Content = Record<string, { readonly schema?: unknown; example?: unknown }>;

interface Described {
  readonly operationId?: string;
  readonly parameters?: readonly { readonly name: string; example?: unknown }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses?: Readonly<Record<string, { readonly content?: Content }>>;
}

/** Puts into each operation of a document the call that stands in `examples` under its id. */
export function addExamples(
  paths: Readonly<Record<string, object>>,
  examples: Readonly<Record<string, Example>>,
): void {
  for (const methods of Object.values(paths)) {
    for (const operation of Object.values(methods) as Described[])
      addExample(operation, examples[operation.operationId ?? '']);
  }
}

function addExample(operation: Described, example: Example | undefined): void {
  if (example === undefined) return;
  for (const parameter of operation.parameters ?? []) {
    const value = example.parameters?.[parameter.name];
    if (value !== undefined) parameter.example = value;
  }
  addTo(operation.requestBody?.content, example.body);
  addTo(operation.responses?.[String(example.status)]?.content, example.reply);
}

function addTo(content: Content | undefined, value: unknown): void {
  const [media] = Object.values(content ?? {});
  if (media !== undefined && value !== undefined) media.example = value;
}
