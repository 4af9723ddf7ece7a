import { escapeHtml, htmlPage } from './html.ts';

/** What the page reads of an OpenAPI 3.1 document. */
interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly description?: string }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}
type Content = Readonly<Record<string, { readonly schema?: unknown }>>;
interface Described {
  readonly info: { readonly title: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas?: Readonly<Record<string, unknown>> };
}

/** The API for people: one HTML page without scripts, made from the OpenAPI document. */
export function docsPage(document: object): string {
  const { info, paths, components } = document as Described;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(operations.map(({ operation }) => operation.tags?.[0] ?? ''))];
  const sections = tags.map((tag) => {
    const own = operations.filter(({ operation }) => (operation.tags?.[0] ?? '') === tag);
    return `<h2>${escapeHtml(tag)}</h2>${own.map(operationHtml).join('')}`;
  });
  const schemas = Object.entries(components.schemas ?? {}).map(
    ([name, schema]) => `<h3 id="${escapeHtml(name)}">${escapeHtml(name)}</h3>${schemaHtml(schema)}`,
  );
  return htmlPage(
    info.title,
    `<h1>${escapeHtml(info.title)}</h1>${paragraphs(info.description)}
<p>For machines: <a href="/openapi.json">/openapi.json</a>.</p>
${sections.join('\n')}
<h2>Schemas</h2>${schemas.join('\n')}`,
  );
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

function operationHtml({ path, method, operation }: { path: string; method: string; operation: Operation }): string {
  const { operationId, summary = '', description = '', parameters = [], requestBody, responses } = operation;
  const given = parameters.map(
    ({ name, in: where, description: text = '' }) =>
      `<dt>${escapeHtml(name)} (${escapeHtml(where)})</dt><dd>${escapeHtml(text)}</dd>`,
  );
  const replies = Object.entries(responses).map(
    ([status, { description: text, content }]) =>
      `<dt>${escapeHtml(status)}</dt><dd>${escapeHtml(text)}${contentHtml(content)}</dd>`,
  );
  return `<section id="${escapeHtml(operationId)}"><h3><code>${method.toUpperCase()} ${escapeHtml(path)}</code></h3>
<p>${escapeHtml(summary)}. ${escapeHtml(description)}</p>
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
