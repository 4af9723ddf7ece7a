/** What people call somebody of a role, with its article; by the names of the ledger and of a gateway. A gateway acts for one
 *  holder. */
const WORDS: Readonly<Record<string, readonly [article: string, noun: string]>> = {
  administrator: ['the', 'administrator'],
  holder: ['the', 'data holder'],
  gateway: ['a', 'gateway'],
  requester: ['a', 'requester'],
  environment: ['a', 'research environment'],
  authority: ['an', 'authority'],
  clinician: ['a', 'clinician'],
  auditor: ['an', 'auditor'],
  member: ['a', 'member of the consortium'],
  person: ['a', 'person of the organisation'],
  subject: ['a', 'patient'],
  withdrawer: ['a', 'former signer of a patient, who only withdraws'],
};

/** Roles as a column or a list shows them, `data holder, gateway`; one of a later version by its name. */
export function roleNouns(roles: Iterable<string>): string {
  return [...new Set(present(roles).map((role) => WORDS[role]?.[1] ?? role))].join(', ');
}

/** What somebody is who has the roles, in a sentence. Every member is a member: that is said only of one that is nothing more. */
export function roleWords(roles: Iterable<string>): string {
  const all = present(roles);
  const more = all.filter((role) => role !== 'member');
  return joined(more.length > 0 ? more : all, 'and');
}

/** Who may do something, in a sentence: `an auditor or the data holder`. What a former signer may, a patient may. */
export function anyRoleWords(roles: Iterable<string>): string {
  const all = Array.from(roles, (role) => (role === 'withdrawer' ? ['subject', role] : [role]));
  return joined(all.flat(), 'or');
}

/** A signer that counts withdraws as well: only one that is no `subject` is a former one. */
function present(roles: Iterable<string>): string[] {
  const all = [...roles];
  return all.includes('subject') ? all.filter((role) => role !== 'withdrawer') : all;
}

function joined(roles: Iterable<string>, last: 'or' | 'and'): string {
  const words = [...new Set(Array.from(roles, (role) => WORDS[role]?.join(' ') ?? role))];
  const end = words.pop() ?? 'nobody';
  return words.length === 0 ? end : `${words.join(', ')} ${last} ${end}`;
}
