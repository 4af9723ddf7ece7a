import type { Content, Listed, Operation } from './described.ts';
import { escapeHtml } from './html.ts';

/** A call as it was made once, and what came; empty where there is none. */
export function exampleHtml(listed: Listed): string {
  const { parameters = [], requestBody, responses } = listed.operation;
  const [asked] = examplesOf(requestBody?.content);
  const [replied] = Object.entries(responses).flatMap(([status, { content }]) =>
    examplesOf(content).map((example) => `<p>Answer: ${escapeHtml(status)}</p><pre>${textOf(example)}</pre>`),
  );
  const isCalled = parameters.some(({ example }) => example !== undefined);
  if (!isCalled && asked === undefined && replied === undefined) return '';
  const body = asked === undefined ? '' : `\n\n${textOf(asked)}`;
  return `<details><summary>Example</summary><pre>${escapeHtml(callOf(listed))}${body}</pre>${replied ?? ''}</details>`;
}

/** Method, path and query. */
function callOf({ path, method, operation }: Listed): string {
  const filled = given(operation, 'path').reduce((url, [name, value]) => url.replace(`{${name}}`, value), path);
  const query = new URLSearchParams(given(operation, 'query'));
  return `${method.toUpperCase()} ${filled}${query.size > 0 ? `?${query}` : ''}`;
}

function given({ parameters = [] }: Operation, where: string): [string, string][] {
  return parameters.flatMap(({ name, in: place, example }): [string, string][] =>
    place === where && example !== undefined ? [[name, String(example)]] : [],
  );
}

function examplesOf(content: Content = {}): unknown[] {
  return Object.values(content).flatMap(({ example }) => (example === undefined ? [] : [example]));
}

function textOf(example: unknown): string {
  return escapeHtml(typeof example === 'string' ? example : JSON.stringify(example, undefined, 2));
}
