/** What a person does for its organisation, at the organisation's own node. What leads out of it, to the gateways of others, is what
 *  covers all that the organisation does there: `researcher` where it asks, `auditor` where it audits. */
export const DUTIES = ['administrator', 'data-manager', 'reviewer', 'auditor', 'researcher'] as const;
export type Duty = (typeof DUTIES)[number];

/** What people call somebody of a duty, with its article. */
const WORDS: Readonly<Record<Duty, readonly [article: string, noun: string]>> = {
  administrator: ['a', 'staff administrator'],
  'data-manager': ['a', 'data manager'],
  reviewer: ['a', 'reviewer'],
  auditor: ['an', 'internal auditor'],
  researcher: ['a', 'researcher'],
};

/** Duties as a column or a list shows them: `data manager, reviewer`. */
export function dutyNouns(duties: Iterable<Duty>): string {
  return Array.from(duties, (duty) => WORDS[duty][1]).join(', ');
}

/** What somebody is who has the duties: `a data manager and a reviewer`. */
export function dutyWords(duties: Iterable<Duty>): string {
  return joined(duties, 'and');
}

/** Who may do something, in a sentence: `a data manager or a reviewer`. */
export function anyDutyWords(duties: Iterable<Duty>): string {
  return joined(duties, 'or');
}

function joined(duties: Iterable<Duty>, last: 'or' | 'and'): string {
  const words = Array.from(duties, (duty) => WORDS[duty].join(' '));
  const end = words.pop() ?? 'nobody';
  return words.length === 0 ? end : `${words.join(', ')} ${last} ${end}`;
}
