/** The auditor as a library: verifies logs against the ledger alone, as `custos audit` does. For Node. */
export { type AuditedBinding, auditBindings, type BindingReport, type SaidBinding } from './binding-audit.ts';
export type { AuditReport } from './report.ts';
export { renderReport } from './report-text.ts';
export { httpLog } from './source/http-log.ts';
export { ledgerSource } from './source/ledger-source.ts';
export type { LedgerSource, LogSource } from './source/sources.ts';
export { audit } from './verifier.ts';
