import type { OpenApi } from './documented.ts';

/** What a client generator relies on, of OpenAPI 3.1: what a document breaks, in words. */
export function brokenRules(document: OpenApi): string[] {
  return [
    ...(/^3\.1\.\d+$/.test(document.openapi) ? [] : ['it is no OpenAPI 3.1']),
    ...operationIds(document),
    ...references(document),
    ...parameters(document),
    ...ambiguousPaths(document),
    ...responses(document),
  ];
}

function operations({ paths }: OpenApi) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, path, method, operation })),
  );
}

function operationIds(document: OpenApi): string[] {
  const ids = operations(document).map(({ operation }) => operation.operationId);
  return ids
    .filter((id, i) => !/^[a-z][A-Za-z0-9]*$/.test(id) || ids.indexOf(id) !== i)
    .map((id) => `operationId ${id} is doubled, or no name`);
}

/** JSON pointers (RFC 6901) into the document itself. */
function references(document: OpenApi): string[] {
  const broken: string[] = [];
  const resolves = (pointer: string) => {
    if (!pointer.startsWith('#/')) return false;
    const steps = pointer
      .slice(2)
      .split('/')
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    return (
      steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document) !== undefined
    );
  };
  JSON.stringify(document, (key, value) => {
    if (key === '$ref' && !resolves(String(value))) broken.push(`$ref ${value} leads nowhere`);
    return value;
  });
  return broken;
}

function parameters(document: OpenApi): string[] {
  return operations(document).flatMap(({ name, path, operation }) => {
    const inTemplate = [...path.matchAll(/\{([^}]*)\}/g)].map((match) => match[1] ?? '');
    const declared = operation.parameters ?? [];
    const inPath = declared.filter((one) => one.in === 'path');
    const keys = declared.map((one) => `${one.in} ${one.name}`);
    return [
      ...(inTemplate.every((one) => /^\w+$/.test(one)) && !/[*+]/.test(path) ? [] : [`${name} is no path template`]),
      ...inTemplate.filter((one) => !inPath.some((param) => param.name === one)).map((one) => `${name} lacks ${one}`),
      ...inPath.filter((one) => !inTemplate.includes(one.name)).map((one) => `${name} has no ${one.name}`),
      ...inPath.filter((one) => one.required !== true).map((one) => `${name} leaves ${one.name} out`),
      ...keys.filter((key, i) => keys.indexOf(key) !== i).map((key) => `${name} has ${key} twice`),
    ];
  });
}

/** Templates that differ in the names of their parameters alone are the same path. */
function ambiguousPaths({ paths }: OpenApi): string[] {
  const plain = Object.keys(paths).map((path) => path.replace(/\{\w+\}/g, '{}'));
  return plain.filter((path, i) => plain.indexOf(path) !== i).map((path) => `${path} stands twice`);
}

/** Each operation has a success that says what it answers with. */
function responses(document: OpenApi): string[] {
  return operations(document).flatMap(({ name, operation }) => {
    const all = Object.entries(operation.responses);
    const json = all.flatMap(([status, { content = {} }]) =>
      Object.entries(content)
        .filter(([type]) => /json/.test(type))
        .map(([type, { schema }]) => ({ what: `${status} ${type}`, schema: schema ?? {} })),
    );
    return [
      ...(all.some(([status]) => /^2\d\d$/.test(status)) ? [] : [`${name} never succeeds`]),
      ...all.filter(([status]) => !/^([1-5]\d\d|5XX)$/.test(status)).map(([status]) => `${name} answers ${status}`),
      ...all.filter(([, { description }]) => !description).map(([status]) => `${name} ${status} says nothing`),
      ...json
        .filter(({ schema }) => Object.keys(schema).length === 0)
        .map(({ what }) => `${name} ${what} has no schema`),
    ];
  });
}
