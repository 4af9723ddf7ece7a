import { addWords } from '../words/language.ts';

const en = {
  pages: 'Pages of the audit',
  verdict: { tab: 'Verdict' },
  log: { tab: 'Log' },
  receipt: { tab: 'Receipt' },
  lists: { tab: 'Lists' },
  charts: { tab: 'Over time' },
};

type AuditWords = typeof en;

const pt: AuditWords = {
  pages: 'Páginas da auditoria',
  verdict: { tab: 'Veredito' },
  log: { tab: 'Registo' },
  receipt: { tab: 'Recibo' },
  lists: { tab: 'Listas' },
  charts: { tab: 'No tempo' },
};

addWords('audit', { en, pt });
