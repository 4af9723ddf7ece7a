interface Operation {
  readonly operationId: string;
  readonly description?: string;
  readonly security: readonly object[];
  readonly parameters?: readonly { readonly name: string }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

export interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** The operations of a document that somebody of these roles may call; for nobody, those that anybody may. */
export function callable(document: Described, roles: readonly string[]): string[] {
  return operationsOf(document)
    .filter((one) => mayCall(one, roles))
    .map(({ operationId }) => operationId);
}

export function idsOf(document: Described): string[] {
  return operationsOf(document).map(({ operationId }) => operationId);
}

function operationsOf({ paths }: Described): readonly Operation[] {
  return Object.values(paths).flatMap((methods) => Object.values(methods));
}

function mayCall({ security, description = '' }: Operation, roles: readonly string[]): boolean {
  if (roles.length === 0) return security.length === 0;
  const [, callers = ''] = /^For: (.*)\.$/.exec(description) ?? [];
  return callers.split(', ').some((role) => roles.includes(role));
}

/** The document for a program that makes no proofs itself. Answers that say nothing but that the gateway failed are taken out: none of them
 *  may be given. */
export function unproven(document: Described): Described {
  const paths = Object.entries(document.paths).map(([path, methods]) => {
    const plain = Object.entries(methods).map(([method, operation]) => [method, withoutProof(operation)] as const);
    return [path, Object.fromEntries(plain)] as const;
  });
  return withoutTuples({ ...document, paths: Object.fromEntries(paths) });
}

/** Says of each array whose places are all alike what they are, once: schemathesis writes `prefixItems` in a way of its own over the
 *  document that it holds, which it then finds invalid. */
function withoutTuples(document: Described): Described {
  return JSON.parse(JSON.stringify(document), (_, value) => {
    if (!Array.isArray(value?.prefixItems)) return value;
    const { prefixItems, ...schema } = value as { prefixItems: object[]; items: unknown };
    const [first] = prefixItems;
    const areAlike = prefixItems.every((one) => JSON.stringify(one) === JSON.stringify(first));
    return areAlike && schema.items === false ? { ...schema, items: first } : value;
  }) as Described;
}

/** The paths of the document that have one of the operations, whole: a program reads no more than it asks. */
export function pathsOf(document: Described, operations: readonly string[]): Described {
  const paths = Object.entries(document.paths).filter(([, methods]) =>
    Object.values(methods).some(({ operationId }) => operations.includes(operationId)),
  );
  return { ...document, paths: Object.fromEntries(paths) };
}

function withoutProof(operation: Operation): Operation {
  const { '5XX': _, ...responses } = operation.responses;
  const parameters = (operation.parameters ?? []).filter(({ name }) => name !== 'DPoP');
  return { ...operation, security: [], parameters, responses };
}
