import type { PlainCall } from '../../client/index.ts';
import { type JsonFault, jsonFault } from './json-fault.ts';
import { type Operation, type Parameter, takesJson } from './operations.ts';

/** What somebody typed for an operation; values by `where name` of a parameter. */
export interface Typed {
  readonly values: Readonly<Record<string, string>>;
  readonly body: string;
}

export type ValueFault = 'missing' | 'dots';

export function keyOf({ where, name }: Parameter): string {
  return `${where} ${name}`;
}

/** As the document’s example has it. */
export function exampleOf({ parameters, body }: Operation): Typed {
  // A repetition of the example’s would be answered as the example was.
  const given = parameters.filter(({ where }) => where !== 'header');
  return { values: Object.fromEntries(given.map((one) => [keyOf(one), one.example])), body: body?.example ?? '' };
}

/** What is wrong with a value, whatever the gateway says of it. */
export function valueFault(parameter: Parameter, { values }: Typed): ValueFault | undefined {
  const value = values[keyOf(parameter)] ?? '';
  if (value === '') return parameter.isRequired || parameter.where === 'path' ? 'missing' : undefined;
  // A browser would take them for a way to another operation.
  const isWay = parameter.where === 'path' && value.split('/').some((part) => /^(?:\.|%2e){1,2}$/i.test(part));
  return isWay ? 'dots' : undefined;
}

export function bodyFault(operation: Operation, { body }: Typed): JsonFault | undefined {
  return takesJson(operation) ? jsonFault(body) : undefined;
}

/** The call that was typed, in which nothing is wrong; `file` is the body of an operation that takes one. */
export function callOf(operation: Operation, { values, body }: Typed, file: Uint8Array): PlainCall {
  const { method, path, parameters, isAccessRequest, roles } = operation;
  const of = (where: Parameter['where']) =>
    parameters.flatMap((one): [string, string][] => {
      const value = one.where === where ? (values[keyOf(one)] ?? '') : '';
      return value === '' ? [] : [[one.name, value]];
    });
  return {
    method,
    path: of('path').reduce((way, [name, value]) => way.replace(`{${name}}`, () => segments(value)), path),
    query: Object.fromEntries(of('query')),
    headers: Object.fromEntries(of('header')),
    anonymous: roles === undefined,
    isAccessRequest,
    ...(takesJson(operation) ? { json: JSON.parse(body) as unknown } : {}),
    ...(operation.body !== undefined && !takesJson(operation)
      ? { bytes: { type: operation.body.type, body: file } }
      : {}),
  };
}

/** Some parameters are several parts of a path. */
function segments(value: string): string {
  return value.split('/').map(encodeURIComponent).join('/');
}
