import type { Refusal } from '../core/entry.ts';
import { type Address, type Digest, ZERO_DIGEST } from '../core/ids.ts';
import { codeLabel, purposeLabel } from '../core/purpose-names.ts';
import { purposeWords } from '../core/purposes.ts';
import type { AccessRequest } from '../core/request.ts';
import { type Condition, undeclaredConditions } from './conditions.ts';
import type { ConsentIndex } from './consent-index.ts';
import { type Coverage, coverage } from './coverage.ts';
import type { Dataset, DatasetVersion } from './datasets.ts';
import { ROLES } from './members.ts';
import type { Permit } from './permits.ts';
import type { Diseases, Use } from './use.ts';
import type { DatasetView } from './view.ts';

export interface RefusedFor {
  readonly refusal: Refusal;
  /** For the requester: what was found, and what would have to change. */
  readonly detail: string;
  /** Where it is refused for what the request does not declare, and the permit attests. */
  readonly undeclared?: readonly Condition[];
}

/** A permit that lets the request through to the items. */
export interface Admitted {
  readonly permit: Permit;
  readonly dataset: Dataset;
  readonly version: DatasetVersion;
  readonly use: Use;
}

export interface Case {
  readonly requester: Address;
  /** Who of the requester's persons asks; absent where its account does. */
  readonly person: Digest | undefined;
  /** Persons of a list that a permit names by its digest; undefined where it is not known. */
  readonly persons: ((digest: Digest) => readonly Digest[] | undefined) | undefined;
  readonly request: AccessRequest;
  readonly view: DatasetView;
  readonly diseases: Diseases;
  /** Seconds, of the block. */
  readonly now: number;
  /** Seconds, the later of the block's and the clock's. */
  readonly latest: number;
}

/** What of a permit is held to a version and a request. */
export type PermitTerms = Pick<Permit, 'purpose' | 'disease' | 'delivery' | 'identifiable' | 'emergency' | 'attested'>;

/** A request of whomever for a version. */
export interface UseCase extends Pick<Case, 'view' | 'diseases' | 'latest'> {
  readonly request: Pick<AccessRequest, 'dataset' | 'version' | 'purpose' | 'facts' | 'delivery'>;
}

/** Steps 1 and 2 of the decision, in the order of `REFUSALS`: the first check that fails refuses. Nothing tells a
 *  stranger whether a permit of somebody else exists. */
export function checkPermit(index: ConsentIndex, asked: Case): Admitted | RefusedFor {
  const { requester, request } = asked;
  if (!index.members.isActive(requester)) {
    return refused('not-a-member', 'The requester is no active member. Its membership must be active.');
  }
  const permit = request.permit === undefined ? undefined : index.permits.permit(request.permit);
  if (permit === undefined || permit.requester !== requester || permit.dataset !== request.dataset) {
    return refused('no-permit', 'The requester has no such permit for the dataset. It must apply for one and name it.');
  }
  const dataset = index.datasets.dataset(request.dataset);
  const inactive = whyInactive(index, permit, dataset, asked);
  if (inactive !== undefined) return refused('permit-inactive', inactive);
  if (permit.hasTerms && !permit.accepted) {
    return refused('permit-not-accepted', 'The requester must first accept the data use agreement of the permit.');
  }
  if (permit.basis !== 'consent' && !permit.countersigned) {
    return refused('permit-not-countersigned', 'An authority must countersign the permit, whose basis is not consent.');
  }
  if (!isForPerson(permit, asked)) {
    const detail =
      'The permit names the persons who may use it, and whoever asks is none of them. One of them must sign in.';
    return refused('person-not-permitted', detail);
  }
  const found = checkUse(index, permit, asked);
  return 'refusal' in found ? found : { permit, ...found };
}

/** The last of those checks: whether a permit of these terms opens the version to the request, whoever holds it. */
export function checkUse(
  index: ConsentIndex,
  permit: PermitTerms,
  asked: UseCase,
): Omit<Admitted, 'permit'> | RefusedFor {
  const dataset = index.datasets.dataset(asked.request.dataset);
  const version = index.datasets.version(asked.request.dataset, asked.request.version);
  const use = useOf(permit, asked);
  const covered = version === undefined || permit.emergency ? undefined : coverage(purposeWords(version.purposes), use);
  const terms = checkTerms(permit, covered, version, asked);
  if (terms !== undefined) return terms;
  if (dataset === undefined || version === undefined) {
    return refused('dataset-not-released', 'No such version was published.');
  }
  return checkVersion(dataset, version, covered, use) ?? { dataset, version, use };
}

function checkTerms(
  permit: PermitTerms,
  covered: Coverage | undefined,
  version: DatasetVersion | undefined,
  { request, diseases }: UseCase,
): RefusedFor | undefined {
  const free = permit.emergency && permit.purpose === 0;
  if (!free && request.purpose !== permit.purpose) {
    return refused(
      'purpose-not-permitted',
      `The permit is for ${purposeLabel(permit.purpose)}. The request must name it.`,
    );
  }
  if (!isDiseasePermitted(permit, request, diseases)) {
    return refused(
      'purpose-not-permitted',
      `The permit is for ${permit.disease}. The request must declare it, or a disease below it.`,
    );
  }
  if (covered?.verdict === 'refused') {
    return refused('purpose-not-permitted', `The dataset excludes this use: ${codeLabel(covered.by)}.`);
  }
  if (request.delivery !== permit.delivery) {
    return refused('delivery-not-permitted', `The permit is for delivery ${permit.delivery}.`);
  }
  if (version?.identifiable === true && !permit.identifiable) {
    return refused('identifiable-not-permitted', 'The version identifies people, and the permit does not allow that.');
  }
  return undefined;
}

/** Where the permit names persons, one of them must ask. */
function isForPerson({ delivery, recipientKeyDigest }: Permit, { person, persons }: Case): boolean {
  if (delivery === 'sealed' || recipientKeyDigest === ZERO_DIGEST) return true;
  return person !== undefined && persons?.(recipientKeyDigest)?.includes(person) === true;
}

/** Where the permit names a disease, the declared one must be that or lie below it. */
function isDiseasePermitted({ disease }: PermitTerms, { facts }: UseCase['request'], diseases: Diseases): boolean {
  if (disease === undefined || facts.disease === disease) return true;
  return facts.disease !== undefined && diseases.ancestors(facts.disease).has(disease);
}

function checkVersion(
  dataset: Dataset,
  version: DatasetVersion,
  covered: Coverage | undefined,
  use: Use,
): RefusedFor | undefined {
  if (dataset.retired) return refused('dataset-not-released', 'The dataset was retired.');
  if (version.superseded)
    return refused(
      'dataset-not-released',
      'The version was superseded: its holder stopped it for ever. Ask for a later one, if there is one.',
    );
  return covered?.verdict === 'needs-review' ? needsReview(covered.open, use) : undefined;
}

function needsReview(open: readonly string[], use: Use): RefusedFor {
  const undeclared = undeclaredConditions(use).filter((code) => open.includes(code));
  const others = open.filter((code) => !undeclared.some((one) => one === code));
  const say = (words: string, codes: readonly string[]) =>
    codes.length === 0 ? [] : [`${words}: ${codes.map(codeLabel).join('; ')}.`];
  const detail = [
    ...say('The dataset asks for it, the permit attests it, and the request does not declare it', undeclared),
    ...say('The dataset asks for it, and it is without parameter or not attested by the permit', others),
  ].join(' ');
  return { refusal: 'purpose-needs-review', detail, undeclared };
}

function whyInactive(
  index: ConsentIndex,
  permit: Permit,
  dataset: Dataset | undefined,
  asked: Case,
): string | undefined {
  if (permit.revoked) return 'The permit was revoked. A new one is needed.';
  if (asked.latest > permit.until) return 'The permit has expired. A new one is needed.';
  if (asked.now < permit.from) return 'The permit is not valid yet.';
  if (!isHeld(index, dataset)) return 'The holder is no active member.';
  const { environment, requester, clinician } = ROLES;
  const usual = permit.delivery === 'environment' ? environment : requester | environment;
  const fits = index.members.hasAny(asked.requester, permit.emergency ? clinician : usual);
  const delivered = permit.delivery !== 'environment' || index.members.hasAny(asked.requester, environment);
  return fits && delivered ? undefined : 'The requester lost the role that the permit needs.';
}

/** Whether the dataset's holder stands: no permit of it counts otherwise. */
export function isHeld(index: ConsentIndex, dataset: Dataset | undefined): dataset is Dataset {
  return dataset !== undefined && index.members.isActive(dataset.holder);
}

/** What coverage is judged by. */
export function useOf(permit: PermitTerms, { request, view, diseases, latest }: UseCase): Use {
  return {
    purpose: request.purpose ?? 0,
    facts: request.facts,
    attested: permit.attested,
    parameters: view.parameters,
    diseases,
    now: latest * 1000,
  };
}

function refused(refusal: Refusal, detail: string): RefusedFor {
  return { refusal, detail };
}
