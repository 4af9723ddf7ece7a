import type { TFunction } from 'i18next';
import type { AuditReport } from '../../audit/report.ts';
import { csvText } from './csv.ts';

/** It stands in a file, which no policy of a page is about. */
const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#16211f}
table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #cdd6d3;padding:.4rem;text-align:left;vertical-align:top}
code,.bytes{font-family:ui-monospace,monospace;overflow-wrap:anywhere}svg{display:none}
.card,.said{border:1px solid #cdd6d3;border-radius:6px;padding:.8rem;margin:.8rem 0;list-style:none}ol,ul{padding:0}`;

/** The report as it stands on the page, as a file that needs nothing else and runs nothing. */
export function reportPage(title: string, report: HTMLElement): string {
  const copy = report.cloneNode(true) as HTMLElement;
  for (const one of copy.querySelectorAll('.no-print')) one.remove();
  for (const link of copy.querySelectorAll('a')) link.replaceWith(link.textContent ?? '');
  const heading = document.createElement('h1');
  heading.textContent = title;
  const { lang } = document.documentElement;
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Custos</title><style>${STYLE}</style>`;
  return `<!doctype html>\n<html lang="${lang}"><head>${head}</head><body>${heading.outerHTML}${copy.outerHTML}</body></html>\n`;
}

/** Checks, then what was not seen, then what was found. */
export function reportCsv(t: TFunction<'audit-verdict'>, { checks, findings }: AuditReport): string {
  const columns = ['kind', 'what', 'state', 'done', 'of', 'entry', 'log', 'words'] as const;
  return csvText([
    columns.map((column) => t(`csv.${column}`)),
    ...checks.map(({ check, state, done, of }) => ['check', check, state, done, of, '', '', t(`checks.${check}`)]),
    ...checks
      .flatMap(({ gaps }) => gaps)
      .map(({ kind, count, reason, entry, logId }) => [
        'unseen',
        kind,
        '',
        '',
        count,
        entry ?? '',
        logId ?? '',
        reason,
      ]),
    ...findings.map(({ rule, code, message, entry, logId }) => {
      return ['finding', code, rule, '', '', entry ?? '', logId ?? '', message];
    }),
  ]);
}
