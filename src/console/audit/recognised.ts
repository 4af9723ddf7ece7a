import type { Names } from './log-filter.ts';

/** What a pasted text is, as far as its form and what is known here say. */
export type Recognised =
  | { readonly as: 'receipt' }
  | { readonly as: 'entry'; readonly log: string | undefined; readonly seq: number }
  | { readonly as: 'dataset' | 'member' | 'log' | 'digest' | 'account'; readonly id: string };

/** Undefined for what may be words to search for. */
export function recognised(text: string, names: Names, logId: string): Recognised | undefined {
  const pasted = text.trim();
  if (pasted.includes('c2sp.org/tlog-proof@v1')) return { as: 'receipt' };
  const [, log, seq] = /^(0x[0-9a-f]{64})[\s:#/,]+([0-9]{1,15})$/i.exec(pasted) ?? [];
  if (log !== undefined) return { as: 'entry', log: log.toLowerCase(), seq: Number(seq) };
  if (/^#?[0-9]{1,15}$/.test(pasted)) return { as: 'entry', log: undefined, seq: Number(pasted.replace('#', '')) };
  const id = pasted.toLowerCase();
  if (/^0x[0-9a-f]{40}$/.test(id)) return { as: names.members.has(id) ? 'member' : 'account', id };
  if (!/^0x[0-9a-f]{64}$/.test(id)) return undefined;
  if (id === logId) return { as: 'log', id };
  return { as: names.datasets.has(id) ? 'dataset' : 'digest', id };
}
