import type { AcknowledgedRevocations } from '../../src/consent/acknowledged.ts';
import { ConsentIndex } from '../../src/consent/consent-index.ts';
import { type Asker, decide, type Question } from '../../src/consent/decide.ts';
import type { Decision, Release } from '../../src/consent/decision.ts';
import type { Block, ConsentEvent } from '../../src/consent/events.ts';
import { ROLES } from '../../src/consent/members.ts';
import type { Diseases } from '../../src/consent/use.ts';
import type { DatasetView } from '../../src/consent/view.ts';
import type { TermsJson } from '../../src/core/content.ts';
import {
  type Address,
  type DatasetId,
  type Digest,
  type GrantId,
  type Pseudonym,
  ZERO_DIGEST,
} from '../../src/core/ids.ts';
import { purposesOf } from '../../src/core/purposes.ts';
import type { AccessRequest } from '../../src/core/request.ts';
import { memberGrantee } from '../../src/core/terms.ts';

export function id<Id extends string>(text: string): Id {
  return `0x${Buffer.from(text).toString('hex').padStart(64, '0')}` as Id;
}

export function address(text: string): Address {
  return `0x${Buffer.from(text).toString('hex').padStart(40, '0')}` as Address;
}

export const HOSPITAL = address('hospital');
export const OTHER_HOSPITAL = address('other hospital');
export const LAB = address('lab');
export const CLINICIAN = address('clinician');
export const DATASET = id<DatasetId>('dataset');
/** Membership's own address, which no member has. */
export const CONSORTIUM = address('membership');
export const NOTICE = id<Digest>('notice');
export const ALICE = id<Pseudonym>('alice');
export const BOB = id<Pseudonym>('bob');
export const CAROL = id<Pseudonym>('carol');
export const BIOMEDICAL = 7;
export const START = 1_700_000_000;

/** The event without its position. */
export type Fact = ConsentEvent extends infer E ? (E extends unknown ? Omit<E, 'at'> : never) : never;

/** Writes a ledger's history into an index: each event in a block of its own, one second after the last. */
export class Story {
  readonly terms = new Map<GrantId, TermsJson>();
  readonly index = new ConsentIndex((grant) => this.terms.get(grant));
  #height = 0;
  #time = START;

  /** Seconds. */
  get now(): number {
    return this.#time;
  }

  tell(...facts: readonly Fact[]): this {
    for (const fact of facts) {
      const at = this.#next(1);
      this.index.apply([{ ...fact, at } as ConsentEvent], at);
    }
    return this;
  }

  /** All in one block. */
  together(...facts: readonly Fact[]): this {
    const at = this.#next(1);
    this.index.apply(
      facts.map((fact) => ({ ...fact, at }) as ConsentEvent),
      at,
    );
    return this;
  }

  /** Blocks without events until then. */
  wait(seconds: number): this {
    this.index.apply([], this.#next(seconds));
    return this;
  }

  grant(name: string, subject: Pseudonym, terms: Partial<TermsJson> = {}): GrantId {
    const grant = id<GrantId>(name);
    this.terms.set(grant, { ...TERMS, ...terms });
    this.tell({ name: 'ConsentGranted', subject, grant, kind: 1 });
    return grant;
  }

  ask(overrides: Overrides = {}): Decision {
    return decide(this.index, this.question(overrides));
  }

  question({ request, ...overrides }: Overrides = {}): Question {
    return {
      asker: { member: LAB },
      request: { ...REQUEST, ...request },
      view: VIEW,
      diseases: NO_DISEASES,
      now: this.#time * 1000,
      ...overrides,
    };
  }

  #next(seconds: number): Block {
    this.#height += 1;
    this.#time += seconds;
    return { height: this.#height, hash: id<Digest>(`block ${this.#height}`), time: this.#time * 1000 };
  }
}

export interface Overrides {
  readonly asker?: Asker;
  readonly request?: Partial<AccessRequest>;
  readonly view?: DatasetView;
  readonly candidates?: readonly number[];
  readonly acknowledged?: AcknowledgedRevocations;
  readonly diseases?: Diseases;
  readonly now?: number;
}

export const NO_DISEASES: Diseases = { ancestors: () => new Set() };

export const TERMS: TermsJson = {
  salt: ZERO_DIGEST,
  notice: NOTICE,
  grantee: memberGrantee(LAB),
  scope: DATASET as string as Digest,
  purposes: String(purposesOf(['HMB'])),
  excluded: 0,
  from: START,
  until: START + 1_000_000,
  options: 0,
};

/** Items 0 and 1 of Alice, the second of category 1; 2 of Bob; 3 of nobody. */
export const VIEW: DatasetView = {
  dataset: DATASET,
  version: 1,
  subjects: [ALICE, BOB],
  subjectOf: Int32Array.of(0, 0, 1, -1),
  categories: Uint32Array.of(0, 1, 0, 0),
  parameters: {},
};

export const REQUEST: AccessRequest = {
  ledger: 'eip155:7:0x0000000000000000000000000000000000000001' as AccessRequest['ledger'],
  gateway: address('gateway'),
  dataset: DATASET,
  version: 1,
  purpose: BIOMEDICAL,
  facts: {},
  permit: 1,
  delivery: 'download',
};

export const PERMIT = {
  requester: LAB,
  dataset: DATASET,
  from: START,
  until: START + 1_000_000,
  purpose: BIOMEDICAL,
  delivery: 0,
  basis: 0,
  identifiable: false,
  emergency: false,
  attested: 0n,
  disease: 0,
  recipientKeyDigest: ZERO_DIGEST as Digest,
  termsDigest: ZERO_DIGEST as Digest,
};

export function permitIssued(permit: number, terms: Partial<typeof PERMIT> = {}): Fact {
  return { name: 'PermitIssued', permit, terms: { ...PERMIT, ...terms } };
}

export function published(
  version: number,
  {
    codes = ['GRU'],
    policy = 0,
    identifiable = false,
  }: { codes?: string[]; policy?: number; identifiable?: boolean } = {},
): Fact {
  return {
    name: 'DatasetPublished',
    dataset: DATASET,
    version,
    publication: { purposes: purposesOf(codes), policy, identifiable },
  };
}

export function memberAdded(identity: Address, roles: number, principal = identity): Fact {
  return { name: 'MemberAdded', identity, principal, ordinal: 1, roles };
}

export function enrolled(subject: Pseudonym, holder = HOSPITAL): Fact {
  return { name: 'SubjectEnrolled', subject, holder };
}

/** A hospital with a dataset, a lab with permit 1, Alice and Bob enrolled, a notice; nobody has consented. */
export function founded(version: Parameters<typeof published>[1] = {}): Story {
  return new Story().tell(
    memberAdded(HOSPITAL, ROLES.holder | ROLES.gateway),
    memberAdded(OTHER_HOSPITAL, ROLES.holder),
    memberAdded(LAB, ROLES.requester),
    memberAdded(CLINICIAN, ROLES.clinician),
    { name: 'NoticePublished', notice: NOTICE, publisher: HOSPITAL },
    { name: 'DatasetRegistered', dataset: DATASET, holder: HOSPITAL },
    published(1, version),
    permitIssued(1),
    enrolled(ALICE),
    enrolled(BOB),
  );
}

/** `founded`, and Alice and Bob consented. */
export function consented(version: Parameters<typeof published>[1] = {}): Story {
  const story = founded(version);
  story.grant("alice's grant", ALICE);
  story.grant("bob's grant", BOB);
  return story;
}

export function released(decision: Decision): number[] {
  return decision.outcome === 'refused' ? [] : [...decision.items];
}

export function release(decision: Decision): Release {
  if (decision.outcome === 'refused') throw new Error(`refused: ${decision.reason}`);
  return decision;
}

export function refusal(decision: Decision): string {
  return decision.outcome === 'refused' ? decision.reason : decision.outcome;
}
