/** What a person does for an organisation at its own node, by the call that does it. */
export interface ActForm {
  /** Stable name. Policies of nodes name it, and auditors list by it. */
  readonly kind: string;
  readonly method: 'POST' | 'PUT' | 'DELETE';
  /** Template of the path: `{name}` stands for one segment. */
  readonly path: string;
  /** What was done, behind who did it. */
  readonly done: string;
  /** It takes back or withholds what was allowed: it counts whatever else cannot be done. */
  readonly narrows?: true;
  /** Done with files or by a job, so that it is not kept until a second person has confirmed it. */
  readonly atOnce?: true;
  /** About the organisation's own persons: it is logged whoever does it, the organisation's account too. */
  readonly ofStaff?: true;
}

const post = (path: string, kind: string, done: string, more: Partial<ActForm> = {}): ActForm => ({
  kind,
  method: 'POST',
  path,
  done,
  ...more,
});
const put = (...[path, kind, done, more]: Parameters<typeof post>): ActForm => ({
  ...post(path, kind, done, more),
  method: 'PUT',
});
const take = (...[path, kind, done, more]: Parameters<typeof post>): ActForm => ({
  ...post(path, kind, done, more),
  method: 'DELETE',
});
const NARROWS = { narrows: true } as const;
const AT_ONCE = { atOnce: true } as const;
const STAFF = { ofStaff: true } as const;

/** Every act there is: the one table by which gateways log them, policies name them, and auditors tell them. A kind never changes
 *  its meaning. */
export const ACTS: readonly ActForm[] = [
  post('/v1/subjects', 'enrolment', 'enrolled a patient'),
  post('/v1/subjects/rows', 'enrolment', 'enrolled a list of patients'),
  put('/v1/subjects/{subject}/contact', 'contact', 'changed where a patient is told'),
  post('/v1/subjects/{subject}/invitations', 'binding', 'made a code that binds a signer to a patient'),
  post('/v1/invitations', 'binding', 'made codes that bind signers to patients'),
  post('/v1/invitations/renewal', 'binding', 'made codes anew that bind signers to patients'),
  take('/v1/subjects/{subject}/invitations', 'binding-withdrawal', 'took a patient’s unused codes back', NARROWS),
  put('/v1/subjects/{subject}/paper-only', 'paper-only', 'switched a patient to paper only', NARROWS),
  take('/v1/subjects/{subject}/paper-only', 'paper-only-end', 'undid that a patient is on paper only'),
  post('/v1/subjects/{subject}/signers/{signer}/cancellation', 'binding-withdrawal', 'cancelled a signer', NARROWS),
  post('/v1/subjects/{subject}/signers/{signer}/end', 'guardian-end', 'ended a guardian'),
  post('/v1/subjects/{subject}/stage', 'stage', 'said who acts for a young person'),
  post('/v1/consents/recorded', 'consent', 'recorded consents from paper'),
  post('/v1/consents/recorded/rows', 'consent', 'recorded a list of consents from paper'),
  post('/v1/forms/incomplete/{id}/completion', 'consent', 'completed a paper form, and recorded its consent'),
  post('/v1/forms/incomplete/{id}/disposal', 'form', 'put a paper form aside', NARROWS),
  put('/v1/subjects/{subject}/forms/{form}/scan', 'scan', 'put the scan of a paper form in', AT_ONCE),
  post('/v1/consents/withdrawal', 'withdrawal', 'recorded that a patient withdrew all consents', NARROWS),
  post('/v1/consents/{grant}/withdrawal', 'withdrawal', 'recorded that a patient withdrew a consent', NARROWS),
  post('/v1/subjects/{subject}/opt-out', 'opt-out', 'recorded that a patient opted out', NARROWS),
  post('/v1/subjects/{subject}/pause', 'pause', 'recorded that a patient paused', NARROWS),
  post('/v1/subjects/{subject}/opt-in', 'opt-in', 'recorded that a patient opted back in'),
  post('/v1/subjects/{subject}/resumption', 'resumption', 'recorded that a patient goes on'),
  post('/v1/datasets', 'dataset', 'created a dataset'),
  post('/v1/datasets/{dataset}/imports', 'imports', 'imported data', AT_ONCE),
  take('/v1/imports/{import}', 'imports', 'dropped imported data', AT_ONCE),
  post('/v1/datasets/{dataset}/versions', 'publication', 'published a version of a dataset'),
  post('/v1/datasets/{dataset}/retirement', 'retirement', 'retired a dataset'),
  post('/v1/datasets/{dataset}/versions/{version}/supersession', 'retirement', 'ended a version of a dataset'),
  put('/v1/notices/{notice}', 'notice', 'put an information text in', AT_ONCE),
  put('/v1/notices/{notice}/facts', 'notice', 'said what an information text is'),
  put('/v1/agreements/{agreement}', 'agreement', 'put a data use agreement in', AT_ONCE),
  post('/v1/permits', 'permit', 'permitted the use of a dataset'),
  post('/v1/permits/{permit}/revocation', 'permit-revocation', 'revoked a permit', NARROWS),
  post('/v1/groups', 'group', 'created a group of members'),
  put('/v1/groups/{group}/name', 'group', 'told what a group is called'),
  put('/v1/groups/{group}/members/{identity}', 'group', 'let a member into a group'),
  take('/v1/groups/{group}/members/{identity}', 'group-leave', 'took a member out of a group', NARROWS),
  put('/v1/members/{identity}/name', 'member-name', 'told what a member is called'),
  post('/v1/me/passkeys', 'own-passkey', 'made another passkey of its own', AT_ONCE),
  take('/v1/me/passkeys/{passkey}', 'own-passkey', 'removed a passkey of its own', NARROWS),
  post('/v1/staff', 'staff', 'took a person in', STAFF),
  put('/v1/staff/{person}', 'staff', 'changed a person’s name or duties', STAFF),
  post('/v1/staff/{person}/invitations', 'staff', 'made another code for a person', STAFF),
  post('/v1/staff/{person}/end', 'staff-end', 'ended what a person does', { ...STAFF, ...NARROWS }),
  take('/v1/staff/{person}/invitations', 'staff-end', 'took a person’s code back', { ...STAFF, ...NARROWS }),
  take('/v1/staff/{person}/passkeys/{passkey}', 'staff-end', 'removed a passkey of a person', { ...STAFF, ...NARROWS }),
];

/** Kinds that a node's policy may leave to two persons. What narrows is none of them: it counts at once. */
export const SECOND_PERSON_ACTS: readonly string[] = [
  ...new Set(ACTS.filter(({ narrows, atOnce }) => !narrows && !atOnce).map(({ kind }) => kind)),
].filter((kind) => !ACTS.some((act) => act.kind === kind && act.atOnce));

/** The act that a route's template is; undefined for one that changes nothing. */
export function actOfRoute(method: string, path: string): ActForm | undefined {
  return ACTS.find((act) => act.method === method.toUpperCase() && act.path === path);
}

/** The act that a call was, by its path as it was sent, and what the path names, however it was spelt there; undefined where it was
 *  none. */
export function actOfCall(
  method: string,
  path: string,
): { readonly form: ActForm; readonly named: Readonly<Record<string, string>> } | undefined {
  const segments = (path.split('?', 1)[0] ?? '').split('/').map(spelt);
  for (const form of ACTS) {
    const named = form.method === method ? matched(form.path.split('/'), segments) : undefined;
    if (named !== undefined) return { form, named };
  }
  return undefined;
}

function matched(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const named: Record<string, string> = {};
  for (const [i, part] of template.entries()) {
    const segment = segments[i] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined ? part !== segment : segment === '') return undefined;
    if (name !== undefined) named[name] = segment;
  }
  return named;
}

/** A segment without its percent signs (RFC 3986 §2.1): whoever acts on somebody is not hidden by how the address is written. */
function spelt(segment: string): string {
  return segment.replace(/%([2-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
