import type { Revocation } from '../../src/consent/acknowledged.ts';
import type { Question } from '../../src/consent/decide.ts';
import type { ConsentEvent } from '../../src/consent/events.ts';
import type { TermsJson } from '../../src/core/content.ts';
import type { Address, GrantId, Pseudonym } from '../../src/core/ids.ts';
import { purposeWords } from '../../src/core/purposes.ts';
import { type Answer, type Code, oracle } from '../core/purpose-oracle.ts';
import { CONSORTIUM, HOSPITAL } from './story.ts';

/** The decision as plainly as it can be told: it keeps the history and looks everything up in it anew. It shares no
 *  code with src/consent. */
export interface Model {
  readonly events: readonly ConsentEvent[];
  readonly terms: ReadonlyMap<GrantId, TermsJson>;
  readonly revocations: readonly Revocation[];
  /** Seconds of the block. */
  readonly now: number;
}

export interface ModelDecision {
  readonly outcome: string;
  readonly reason?: string;
  /** Item number and deciding grant. */
  readonly items: readonly (readonly [number, GrantId | undefined])[];
}

type Named<Name extends ConsentEvent['name']> = ConsentEvent extends infer Event
  ? Event extends { readonly name: infer Own }
    ? Extract<Own, Name> extends never
      ? never
      : Event & { readonly name: Extract<Own, Name> }
    : never
  : never;

function all<Name extends ConsentEvent['name']>(model: Model, ...names: Name[]): Named<Name>[] {
  return model.events.filter((event) => (names as string[]).includes(event.name)) as unknown as Named<Name>[];
}

function seconds(event: ConsentEvent): number {
  return event.at.time / 1000;
}

function activeMember(model: Model, identity: Address): boolean {
  const added = all(model, 'MemberAdded').find((event) => event.identity === identity);
  if (added === undefined) return false;
  const last = all(model, 'MemberSuspended', 'MemberResumed', 'MemberRemoved').findLast((e) => e.identity === identity);
  const own = last === undefined || last.name === 'MemberResumed';
  return own && (added.principal === identity || activeMember(model, added.principal));
}

function rolesOf(model: Model, identity: Address): number {
  return Number(all(model, 'MemberAdded', 'MemberRolesSet').findLast((e) => e.identity === identity)?.roles ?? 0);
}

export function modelDecision(model: Model, question: Question): ModelDecision {
  const { asker, request, view } = question;
  const refuse = (reason: string): ModelDecision => ({ outcome: 'refused', reason, items: [] });
  const holder = all(model, 'DatasetRegistered').find((e) => e.dataset === request.dataset)?.holder;
  const version = all(model, 'DatasetPublished').find((e) => Number(e.version) === request.version)?.publication;
  const superseded = all(model, 'DatasetSuperseded').some((e) => Number(e.version) === request.version);
  const stopped = version === undefined || superseded || all(model, 'DatasetRetired').length > 0;
  const items = [...(request.items ?? view.subjectOf.keys())].filter((item) => item < view.subjectOf.length);
  const subjectOf = (item: number) => view.subjects[view.subjectOf[item] ?? -1];

  if ('subject' in asker) {
    if (stopped) return refuse('dataset-not-released');
    const reads = items.filter((item) => subjectOf(item) === asker.subject && isHere(model, asker.subject, holder));
    const erased = isErased(model, asker.subject);
    if (reads.length === 0 || erased) return refuse('nothing-covered');
    return { outcome: 'self', items: reads.map((item) => [item, undefined]) };
  }

  const requester = asker.member;
  if (!activeMember(model, requester)) return refuse('not-a-member');
  const permit = all(model, 'PermitIssued').find((e) => Number(e.permit) === request.permit)?.terms;
  if (permit === undefined || permit.requester !== requester || permit.dataset !== request.dataset)
    return refuse('no-permit');
  const happened = (name: 'PermitRevoked' | 'PermitAccepted' | 'PermitCountersigned') => {
    return all(model, name).some((e) => Number(e.permit) === request.permit);
  };
  const latest = Math.max(model.now, Math.floor(question.now / 1000));
  const wanted = permit.emergency ? 64 : Number(permit.delivery) === 2 ? 16 : 8 | 16;
  const roles = rolesOf(model, requester);
  const fits = (roles & wanted) !== 0 && (Number(permit.delivery) !== 2 || (roles & 16) !== 0);
  const timely = model.now >= Number(permit.from) && latest <= Number(permit.until);
  if (happened('PermitRevoked') || !timely || !fits || holder === undefined || !activeMember(model, holder)) {
    return refuse('permit-inactive');
  }
  if (BigInt(permit.termsDigest) !== 0n && !happened('PermitAccepted')) return refuse('permit-not-accepted');
  if (Number(permit.basis) !== 0 && !happened('PermitCountersigned')) return refuse('permit-not-countersigned');

  const ask = (purposes: bigint): Answer => {
    return oracle({
      grant: ['NRES'],
      dataset: codes(purposes),
      purpose: request.purpose ?? 0,
      facts: request.facts,
      parameters: view.parameters,
      attested: codes(1n | BigInt(permit.attested)).slice(1),
      ancestors: [...question.diseases.ancestors(request.facts.disease ?? '')],
    });
  };
  const ofDataset = version === undefined || permit.emergency ? 'covered' : ask(BigInt(version.purposes));
  const freely = permit.emergency && Number(permit.purpose) === 0;
  if (!freely && request.purpose !== Number(permit.purpose)) return refuse('purpose-not-permitted');
  const studied = request.facts.disease ?? '';
  const permitted = `MONDO:${String(permit.disease).padStart(7, '0')}`;
  const below = studied === permitted || question.diseases.ancestors(studied).has(permitted);
  if (Number(permit.disease) !== 0 && !below) return refuse('purpose-not-permitted');
  if (ofDataset === 'refused') return refuse('purpose-not-permitted');
  if (request.delivery !== ['download', 'sealed', 'environment'][Number(permit.delivery)]) {
    return refuse('delivery-not-permitted');
  }
  if (version?.identifiable === true && !permit.identifiable) return refuse('identifiable-not-permitted');
  if (stopped) return refuse('dataset-not-released');
  if (ofDataset !== 'covered') return refuse('purpose-needs-review');

  const released: [number, GrantId | undefined][] = [];
  for (const item of items) {
    const subject = subjectOf(item);
    if (subject === undefined) {
      released.push([item, undefined]);
      continue;
    }
    if (!isHere(model, subject, holder) || isErased(model, subject)) continue;
    if (isOptedOut(model, subject, permit.emergency) || isPaused(model, subject)) continue;
    if (permit.emergency || Number(permit.basis) !== 0) {
      released.push([item, undefined]);
      continue;
    }
    const answers = grantsOf(model, subject).map((grant) => {
      const terms = standing(model, subject, grant, requester, latest);
      if (terms === undefined) return { grant, answer: 'refused' as Answer };
      const once = Number(version.policy) === 1;
      const named = BigInt(terms.grantee) === BigInt(requester) && terms.scope === (request.dataset as string);
      const inScope = BigInt(terms.scope) === 0n || terms.scope === (request.dataset as string);
      if (!inScope || (once && !named)) return { grant, answer: 'refused' as Answer };
      const answer = ask(BigInt(terms.purposes));
      if (answer !== 'covered') return { grant, answer };
      const opens = !version.identifiable || (terms.options & 2) !== 0;
      const includes = (terms.excluded & (view.categories[item] ?? 0)) === 0;
      return { grant, answer: opens && includes ? answer : ('refused' as Answer) };
    });
    const deciding = answers.find(({ answer }) => answer === 'covered');
    if (deciding !== undefined) released.push([item, deciding.grant]);
  }
  if (released.length === 0) return refuse('nothing-covered');
  return { outcome: permit.emergency ? 'emergency' : 'released', items: released };
}

function codes(purposes: bigint): Code[] {
  const { permission, modifiers } = purposeWords(purposes);
  return [permission, ...modifiers];
}

function isHere(model: Model, subject: Pseudonym, holder: Address | undefined): boolean {
  return all(model, 'SubjectEnrolled').some((e) => e.subject === subject && e.holder === holder);
}

function pending(model: Model, subject: Pseudonym, scope: Revocation['scope']): Revocation[] {
  return model.revocations.filter((revocation) => revocation.subject === subject && revocation.scope === scope);
}

function isErased(model: Model, subject: Pseudonym): boolean {
  const mined = all(model, 'SubjectErased').some((e) => e.subject === subject);
  return mined || pending(model, subject, 'erasure').length > 0;
}

function isOptedOut(model: Model, subject: Pseudonym, emergency: boolean): boolean {
  const mined = Number(all(model, 'OptOutSet').findLast((e) => e.subject === subject)?.level ?? 0);
  const levels = [mined, ...pending(model, subject, 'opt-out').map(({ level }) => (level === 'research' ? 1 : 2))];
  return levels.some((level) => level >= (emergency ? 2 : 1));
}

function isPaused(model: Model, subject: Pseudonym): boolean {
  const mined = Number(all(model, 'PauseSet').findLast((e) => e.subject === subject)?.until ?? 0);
  const untils = [mined, ...pending(model, subject, 'pause').map(({ until }) => until ?? Number.MAX_VALUE)];
  return untils.some((until) => model.now <= until);
}

/** The newest first, as told; a grant is given once. */
function grantsOf(model: Model, subject: Pseudonym): GrantId[] {
  const given = all(model, 'ConsentGranted', 'ConsentRecorded').filter((e) => e.subject === subject);
  return [...new Set(given.map(({ grant }) => grant))].reverse();
}

/** Terms of a grant that was given, stands, and covers the requester now. */
function standing(
  model: Model,
  subject: Pseudonym,
  grant: GrantId,
  requester: Address,
  latest: number,
): TermsJson | undefined {
  const terms = model.terms.get(grant);
  const given = model.events.find((e) => {
    return (e.name === 'ConsentGranted' || e.name === 'ConsentRecorded') && e.subject === subject && e.grant === grant;
  });
  if (terms === undefined || given === undefined) return undefined;
  const revoked = all(model, 'ConsentRevoked', 'ConsentRevocationRecorded');
  if (revoked.some((e) => e.subject === subject && e.grant === grant)) return undefined;
  const raised = all(model, 'EpochRaised').filter((e) => e.subject === subject);
  if (raised.some((e) => e.at.height > given.at.height)) return undefined;
  if (pending(model, subject, 'grant').some((revocation) => revocation.grant === grant)) return undefined;
  const epoch = Number(raised.at(-1)?.epoch ?? 0);
  if (pending(model, subject, 'epoch').some((one) => one.epoch === undefined || epoch <= one.epoch)) return undefined;
  if (model.now < terms.from || latest > terms.until) return undefined;
  if (given.name === 'ConsentRecorded' && !all(model, 'ConsentKept').some((e) => e.grant === grant)) {
    const until = Number(asking(subject, model.events)?.recordedUntil ?? 0);
    if (until !== 0 && latest > until) return undefined;
  }
  const grantedAt = seconds(given);
  if (!coversRequester(model, terms, requester, grantedAt)) return undefined;
  const shown = all(model, 'NoticePublished').some((published) => {
    const { notice, publisher } = published;
    const counts = publisher === HOSPITAL || publisher === CONSORTIUM;
    const withdrawn = all(model, 'NoticeWithdrawn').find((e) => e.notice === notice && e.publisher === publisher);
    const ended = withdrawn !== undefined && seconds(withdrawn) <= grantedAt;
    return counts && notice === terms.notice && seconds(published) <= grantedAt && !ended;
  });
  return shown ? terms : undefined;
}

/** The subject's binding that set an end to recorded grants, unless it was cancelled while it waited. */
export function asking(subject: Pseudonym, events: readonly ConsentEvent[]): Named<'SignerBound'> | undefined {
  const bindings = events.filter((e) => e.name === 'SignerBound' && e.subject === subject) as Named<'SignerBound'>[];
  return bindings.findLast(({ signer, from, recordedUntil }) => {
    const cancelled = events.some(
      (e) => e.name === 'SignerRemoved' && e.signer === signer && seconds(e) < Number(from),
    );
    return Number(recordedUntil) !== 0 && !cancelled;
  });
}

function coversRequester(model: Model, terms: TermsJson, requester: Address, grantedAt: number): boolean {
  if (BigInt(terms.grantee) === 0n || BigInt(terms.grantee) === BigInt(requester)) return true;
  const last = all(model, 'GroupJoined', 'GroupLeft').findLast((e) => {
    return (e.group as string) === (terms.grantee as string) && e.identity === requester;
  });
  if (last?.name !== 'GroupJoined') return false;
  return (terms.options & 1) !== 0 || seconds(last) < grantedAt;
}
