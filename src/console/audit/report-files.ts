import type { TFunction } from 'i18next';
import { csvText } from '../parts/csv-text.ts';
import { moment } from '../words/times.ts';
import { blockWord, verdictSentence } from './verdict-title.ts';
import type { Verified } from './verification.ts';

/** It stands in a file, which no policy of a page is about. */
const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#16211f}
table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #cdd6d3;padding:.4rem;text-align:left;vertical-align:top}
code,.bytes{font-family:ui-monospace,monospace;overflow-wrap:anywhere}svg{display:none}
.card,.said{border:1px solid #cdd6d3;border-radius:6px;padding:.8rem;margin:.8rem 0;list-style:none}ol,ul{padding:0}`;

/** The report as it stands on the page, as a file that needs nothing else and runs nothing. */
export function reportPage(title: string, report: HTMLElement): string {
  const copy = report.cloneNode(true) as HTMLElement;
  for (const one of copy.querySelectorAll('.no-print')) one.remove();
  for (const one of copy.querySelectorAll('details')) one.open = true;
  for (const button of copy.querySelectorAll('button')) button.remove();
  for (const link of copy.querySelectorAll('a')) link.replaceWith(link.textContent ?? '');
  const heading = document.createElement('h1');
  heading.textContent = title;
  // Its text, escaped as the file's own must be.
  const titled = document.createElement('p');
  titled.textContent = `Custos – ${title}`;
  const { lang } = document.documentElement;
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${titled.innerHTML}</title><style>${STYLE}</style>`;
  return `<!doctype html>\n<html lang="${lang}"><head>${head}</head><body>${heading.outerHTML}${copy.outerHTML}</body></html>\n`;
}

/** What it came to, of what and when; then checks, what was not seen, and what was found. */
export function reportCsv(t: TFunction<'audit-verdict'>, { report, at, known }: Verified): string {
  const { checks, findings, verdict, level, asked, ledger, logs, counts } = report;
  const said = verdictSentence(t, { report, known });
  const columns = ['kind', 'what', 'state', 'done', 'of', 'entry', 'log', 'words'] as const;
  return csvText([
    columns.map((column) => t(`csv.${column}`)),
    ['report', 'verdict', known === 'other' ? 'other-ledger' : verdict, '', '', '', '', said],
    [
      'report',
      'level',
      level,
      '',
      '',
      '',
      '',
      t('level.of', { level: t(`level.${level}`), asked: t(`level.${asked}`) }),
    ],
    ['report', 'date', new Date(at).toISOString(), '', '', '', '', moment(at)],
    ['report', 'ledger', `${ledger.chainId}:${ledger.membership}`, '', '', '', '', t('known.ledger')],
    [
      'report',
      'block',
      ledger.hash,
      ledger.height,
      '',
      '',
      '',
      t(`known.${blockWord(known)}`, { height: ledger.height }),
    ],
    ...logs.map(({ logId }) => ['report', 'log', '', counts.entries, counts.entries, '', logId, t('csv.log')]),
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
