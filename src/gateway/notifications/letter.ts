import { escapeHtml } from '../http/html.ts';
import type { OutgoingNotification } from './notifier.ts';

/** 14 pt (RNIB Clear Print), on one page of A4, the address where a window envelope (DIN 5008, form B) shows it. */
const STYLE = `
  @page { size: A4; margin: 20mm 20mm 20mm 25mm }
  body { font: 14pt/1.4 sans-serif; color: #000; background: #fff; margin: 0 }
  .from { font-size: 14pt } address { font-style: normal; position: absolute; top: 35mm; left: 0 }
  main { padding-top: 80mm } h1 { font-size: 14pt }`;

/** A letter as a page that needs nothing else, and runs nothing. */
export function letterPage(
  { language, subject, paragraphs, post = [] }: OutgoingNotification,
  sender: string | undefined,
  date: Date,
): string {
  const day = new Intl.DateTimeFormat(language === 'pt' ? 'pt-PT' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  const lines = post.map(escapeHtml).join('<br>');
  const text = paragraphs.map((one) => `<p>${escapeHtml(one)}</p>`).join('\n');
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>${STYLE}</style></head>
<body><div class="from">${escapeHtml(sender ?? '')}</div>
<address>${lines}</address>
<main><p>${escapeHtml(day.format(date))}</p>
<h1>${escapeHtml(subject)}</h1>
${text}</main>
</body></html>
`;
}
