import type { Content, Described, Listed } from './described.ts';
import { exampleHtml } from './docs-example.ts';
import { escapeHtml, htmlPage } from './html.ts';

/** The API for people: one HTML page without scripts, made from the OpenAPI document. `hasPages`: the gateway serves the web pages,
 *  in which each operation can be tried. */
export function docsPage(document: object, hasPages: boolean): string {
  const { info, paths, components } = document as Described;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(operations.map(({ operation }) => operation.tags?.[0] ?? ''))];
  const own = (tag: string) => operations.filter(({ operation }) => (operation.tags?.[0] ?? '') === tag);
  const sections = tags.map(
    (tag) =>
      `<h2 id="${tagId(tag)}">${escapeHtml(tag)}</h2>${own(tag)
        .map((one) => operationHtml(one, hasPages))
        .join('')}`,
  );
  const schemas = Object.entries(components.schemas ?? {}).map(
    ([name, schema]) => `<h3 id="${escapeHtml(name)}">${escapeHtml(name)}</h3>${schemaHtml(schema)}`,
  );
  return htmlPage(
    info.title,
    `${headHtml(hasPages)}
<main><h1>${escapeHtml(info.title)}</h1>
<p>For machines: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).${hasPages ? ' To be tried, signed in or not: <a href="/try">/try</a>.' : ''}</p>
<nav aria-label="Contents"><h2>Contents</h2><ul><li><a href="#begin">How to sign in and to sign a request</a></li></ul>
${tags.map((tag) => contentsHtml(tag, own(tag))).join('\n')}
<ul><li><a href="#schemas">Schemas</a></li></ul></nav>
<h2 id="begin">How to sign in and to sign a request</h2>${paragraphs(info.description)}
${sections.join('\n')}
<h2 id="schemas">Schemas</h2>${schemas.join('\n')}</main>`,
  );
}

/** The mark of the web pages, and the way back to them. */
function headHtml(hasPages: boolean): string {
  const mark =
    '<svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true"><path d="M16 2 4 7v8c0 7.5 5 13 12 15 7-2 12-7.5 12-15V7z" fill="#0b5a53"/><path d="m10 16 4.5 4.5L22.5 12" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>';
  const back = hasPages ? '<a href="/">Back to the pages</a>' : '';
  return `<header><nav aria-label="Custos"><strong>${mark}Custos</strong>${back}</nav></header>`;
}

/** No operation is called so: theirs begin with a method. */
function tagId(tag: string): string {
  return escapeHtml(`tag-${tag}`);
}

function contentsHtml(tag: string, own: readonly Listed[]): string {
  const links = own.map(
    ({ path, method, operation: { operationId, summary = '' } }) =>
      `<li><a href="#${escapeHtml(operationId)}"><code>${method.toUpperCase()} ${escapeHtml(path)}</code></a> ${escapeHtml(summary)}</li>`,
  );
  return `<h3><a href="#${tagId(tag)}">${escapeHtml(tag)}</a></h3><ul>${links.join('')}</ul>`;
}

/** Of the plain text between empty lines; what is indented there keeps its lines. */
function paragraphs(text: string): string {
  return text
    .split(/\n\n+/)
    .map((part) =>
      /^ {4}/.test(part) ? `<pre>${escapeHtml(part.replace(/^ {4}/gm, ''))}</pre>` : `<p>${escapeHtml(part)}</p>`,
    )
    .join('\n')
    .replaceAll('</pre>\n<pre>', '\n\n');
}

function operationHtml({ path, method, operation }: Listed, hasPages: boolean): string {
  const { operationId, summary = '', description = '', parameters = [], requestBody, responses } = operation;
  const given = parameters.map(
    ({ name, in: where, description: text = '' }) =>
      `<dt>${escapeHtml(name)} (${escapeHtml(where)})</dt><dd>${escapeHtml(text)}</dd>`,
  );
  const replies = Object.entries(responses).map(
    ([status, { description: text, content }]) =>
      `<dt>${escapeHtml(status)}</dt><dd>${escapeHtml(text)}${contentHtml(content)}</dd>`,
  );
  const tried = hasPages ? ` <a href="/try/${escapeHtml(operationId)}">Try it out</a>` : '';
  return `<section id="${escapeHtml(operationId)}"><h3><code>${method.toUpperCase()} ${escapeHtml(path)}</code></h3>
<p>${escapeHtml(summary)}. ${escapeHtml(description)}${tried}</p>
${exampleHtml({ path, method, operation })}
<details><summary>Request and replies</summary>
<dl>${given.join('')}</dl>${requestBody ? `<p>Body</p>${contentHtml(requestBody.content)}` : ''}
<dl>${replies.join('')}</dl></details></section>
`;
}

function contentHtml(content: Content = {}): string {
  return Object.entries(content)
    .map(([type, { schema }]) => `<p><code>${escapeHtml(type)}</code></p>${schema ? schemaHtml(schema) : ''}`)
    .join('');
}

/** A schema as JSON, in which names of others lead to them. */
function schemaHtml(schema: unknown): string {
  const text = escapeHtml(JSON.stringify(schema, undefined, 2));
  return `<pre>${text.replace(/#\/components\/schemas\/(\w+)/g, '<a href="#$1">$1</a>')}</pre>`;
}
