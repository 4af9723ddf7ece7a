import { createHash } from 'node:crypto';
import { plainText } from '../../core/plain-text.ts';

/** In the look of the web pages (src/console/look/tokens.css), of which nothing is loaded. */
const STYLE = `
  :root { color-scheme: light dark; --ink: light-dark(#16211f, #e8efec); --quiet: light-dark(#4c5b57, #a9b8b3);
    --paper: light-dark(#fbfcfb, #121816); --raised: light-dark(#fff, #1a2220); --line: light-dark(#cdd6d3, #35423e);
    --accent: light-dark(#0b5a53, #6fd0c4); --focus: light-dark(#0b5a53, #ffd666) }
  * { box-sizing: border-box }
  html { background: var(--paper); color: var(--ink); font: 1rem/1.5 "Atkinson Hyperlegible Next", system-ui, sans-serif }
  body { margin: 0; overflow-wrap: anywhere }
  header { border-bottom: 1px solid var(--line); background: var(--raised); padding: .75rem 1rem }
  header nav { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: center; max-width: 60rem; margin: 0 auto }
  header strong { display: flex; gap: .5rem; align-items: center; font-size: 1.125rem }
  main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 3rem }
  h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 1rem }
  h2 { font-size: 1.375rem; line-height: 1.25; margin: 2.5rem 0 .75rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line) }
  h3 { font-size: 1.125rem; line-height: 1.3; margin: 1.5rem 0 .5rem }
  p, li, dd { max-width: 68ch } p { margin: 0 0 .75rem } ul { margin: 0 0 .75rem; padding-left: 1.25rem }
  a { color: var(--accent); text-underline-offset: .2em }
  header a { min-height: 2.75rem; display: inline-flex; align-items: center }
  section { border: 1px solid var(--line); border-radius: 6px; background: var(--raised); padding: 1rem; margin: 0 0 1rem }
  section h3 { margin-top: 0 }
  code, pre, dt { font-family: ui-monospace, "Cascadia Mono", Menlo, monospace; font-size: .875em }
  pre { overflow-x: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: .75rem; margin: 0 0 .75rem }
  dl { margin: 0 } dd { margin: 0 0 .5rem 1rem; color: var(--quiet) }
  summary { cursor: pointer; min-height: 2rem; color: var(--accent) }
  :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px }
  :target { scroll-margin-top: 1rem; border-color: var(--accent) }`;

/** Of what is served as HTML: its one style sheet, and nothing else, from nowhere. */
export const PAGE_POLICY = {
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'style-src': [`'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  },
};

/** A page without scripts. `body` is HTML, whose texts were escaped. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head>
<body>${body}
</body></html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  const lines = text.split('\n').map(plainText);
  return lines.join('\n').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
