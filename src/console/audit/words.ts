import { addWords } from '../words/language.ts';

const en = {
  pages: 'Pages of the audit',
  log: { tab: 'Log' },
};

type AuditWords = typeof en;

const pt: AuditWords = {
  pages: 'Páginas da auditoria',
  log: { tab: 'Registo' },
};

addWords('audit', { en, pt });
