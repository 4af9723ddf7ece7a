import { hash } from 'node:crypto';
import { type Bytes, toBase64Url } from '../../core/bytes.ts';
import type { Entry } from '../../core/entry.ts';
import { ifReadable } from '../../core/errors.ts';
import type { ActEvidence, RequestEvidence } from '../../core/evidence.ts';
import { domainPrefix } from '../../core/hash.ts';
import { type Address, type Digest, formatLedger, type Ledger, type LogId } from '../../core/ids.ts';
import { type AccessRequest, decodeRequest, encodeRequest, routeDigest } from '../../core/request.ts';
import { accountOf, type Signer } from '../../core/signer.ts';
import type { Problem } from '../decision/permit-decision.ts';
import type { At } from '../past/history.ts';
import type { Policy } from '../past/policies.ts';
import type { Past } from '../past/replay.ts';
import { hasSigner, type Subject } from '../past/subjects.ts';
import type { LedgerSource } from '../source/sources.ts';
import { ProofReader, type ProvenClaims } from './dpop.ts';
import type { OpenedSession, VouchedPerson } from './opened-session.ts';
import type { Replays } from './replays.ts';
import { SessionReader } from './session.ts';

export interface RequestCase {
  readonly entry: Entry;
  readonly logId: LogId;
  readonly holder: Address;
  readonly at: At;
  readonly policy: Policy;
}

export interface ProvenRequest {
  readonly problems: Problem[];
  readonly request?: AccessRequest;
  /** Who read its own data. */
  readonly self?: Subject;
  /** Which person of the requester asked, where its organisation vouched for one. */
  readonly person?: VouchedPerson;
  /** By which of its signers. */
  readonly signer?: Signer;
  /** The session could not be verified, so that nobody is proven to have asked. */
  readonly sessionUnseen: boolean;
}

export interface ProvenAct {
  readonly problems: Problem[];
  /** Pseudonym; absent where the organisation's own account ordered it. */
  readonly person?: Digest;
  readonly sessionUnseen: boolean;
}

/** Where a requester asks what it would get (formats.md, "Proofs"). */
const QUESTIONS = ['/v1/access/check', '/v1/access/explain'] as const;

/** Checks who asked, and for what: session → key → proof → request → entry.
 *  One for a whole ledger: a proof counts once on it. */
export class RequestProofs {
  readonly #ledger: Ledger;
  readonly #past: Past;
  readonly #replays: Replays;
  readonly #sessions: SessionReader;
  readonly #proofs = new ProofReader();

  constructor(source: LedgerSource, past: Past, replays: Replays) {
    this.#ledger = source.ledger;
    this.#past = past;
    this.#replays = replays;
    this.#sessions = new SessionReader(source);
  }

  /** Starts on what takes long, ahead of `judge`. */
  prepare(evidence: Bytes): void {
    this.#proofs.prepare(evidence);
  }

  async judge(evidence: RequestEvidence, on: RequestCase): Promise<ProvenRequest> {
    const asked = readRequest(evidence);
    if (asked === undefined) return failed('EVIDENCE_MALFORMED', 'The request in the evidence is not of its form.');
    const { request } = asked;
    const claims = await this.#proofs.read(evidence.dpop);
    if (claims === undefined) return failed('PROOF_INVALID', 'The DPoP proof or its signature is not valid.');
    const problems = [...this.#judgeClaims(claims, asked, on), ...this.#judgeRequest(request, on)];
    const endpoints = this.#past.members.endpoints(request.gateway, on.at.height);
    const { clockSkew } = on.policy;
    const target = {
      ledger: this.#ledger,
      gateway: request.gateway,
      endpoints,
      time: on.entry.time,
      skew: clockSkew * 1000,
    };
    const session = await this.#sessions.open(evidence.session, target);
    if (session.kind === 'unseen') return { problems, request, sessionUnseen: true };
    if (session.kind === 'invalid') {
      problems.push({ code: 'SESSION_INVALID', message: `The session’s proof does not hold: ${session.reason}.` });
      return { problems, request, sessionUnseen: false };
    }
    if (session.jkt !== claims.jkt) {
      problems.push({ code: 'PROOF_INVALID', message: 'The proof was made with another key than the session names.' });
    }
    if (session.vouched !== undefined) {
      problems.push(...this.#judgePerson(session.vouched, request, on));
      return { problems, request, sessionUnseen: false, person: session.vouched };
    }
    const self = this.#self(session.signer, on);
    problems.push(...this.#judgeCaller(session.signer, self, request, on));
    return {
      problems,
      request,
      sessionUnseen: false,
      ...(self === undefined ? {} : { self, signer: session.signer }),
    };
  }

  /** Who ordered an act, and whether it was this one: session → key → proof → method, path and body. */
  async judgeAct(evidence: ActEvidence, on: RequestCase): Promise<ProvenAct> {
    const claims = await this.#proofs.read(evidence.dpop);
    if (claims === undefined) {
      const problems = [{ code: 'PROOF_INVALID', message: 'The DPoP proof or its signature is not valid.' } as const];
      return { problems, sessionUnseen: false };
    }
    const { gateway } = evidence;
    const endpoints = this.#past.members.endpoints(gateway, on.at.height);
    const problems = [...this.#judgeOrder(claims, evidence, endpoints, on)];
    const skew = on.policy.clockSkew * 1000;
    const target = { ledger: this.#ledger, gateway, endpoints, time: on.entry.time, skew };
    const session = await this.#sessions.open(evidence.session, target);
    if (session.kind === 'unseen') return { problems, sessionUnseen: true };
    if (session.kind === 'invalid') {
      problems.push({ code: 'SESSION_INVALID', message: `The session’s proof does not hold: ${session.reason}.` });
      return { problems, sessionUnseen: false };
    }
    if (session.jkt !== claims.jkt) {
      problems.push({ code: 'PROOF_INVALID', message: 'The proof was made with another key than the session names.' });
    }
    problems.push(...this.#judgeOrderer(session, on));
    const person = session.vouched?.person;
    return { problems, sessionUnseen: false, ...(person === undefined ? {} : { person }) };
  }

  #judgeOrder(
    claims: ProvenClaims,
    { gateway, method, path, body }: ActEvidence,
    endpoints: ReadonlySet<string>,
    on: RequestCase,
  ): Problem[] {
    const problems: Problem[] = [];
    const req = toBase64Url(routeDigest({ method, path, body }));
    const place = path.split('?', 1)[0] ?? '';
    const isThere = [...endpoints].some((url) => url !== '' && claims.htu === url + place);
    if (claims.req !== req || claims.htm !== method || !isThere) {
      problems.push({ code: 'PROOF_UNBOUND', message: 'The proof was made for another act.' });
    }
    if (!this.#past.members.actsFor(gateway, on.holder, on.at.height)) {
      problems.push({
        code: 'REQUEST_DIFFERS',
        message: 'The act was asked of a gateway that does not write this log.',
      });
    }
    const problem = this.#replays.admit(claims, on);
    return problem === undefined ? problems : [...problems, problem];
  }

  /** The holder's own persons order for it, and its account. */
  #judgeOrderer(session: Extract<OpenedSession, { kind: 'opened' }>, { holder, at }: RequestCase): Problem[] {
    const { members } = this.#past;
    if (session.vouched !== undefined) {
      const { member, key, notAfter } = session.vouched;
      const known = members.sessionKey(member, key, at.height);
      if (member === holder && known !== undefined && Math.floor(notAfter / 1000) <= known.until) return [];
      return [{ code: 'SESSION_INVALID', message: 'The statement’s key did not count for this holder then.' }];
    }
    const account = accountOf(session.signer);
    const isOwn = account !== undefined && members.accountAt(holder, at.height) === account;
    return isOwn
      ? []
      : [{ code: 'SESSION_INVALID', message: 'The act was ordered by another account than the holder’s.' }];
  }

  #judgeClaims(claims: ProvenClaims, { request, bytes }: AskedRequest, on: RequestCase): Problem[] {
    const problems: Problem[] = [];
    if (claims.req !== digestText(bytes)) {
      problems.push({ code: 'PROOF_UNBOUND', message: 'The proof was made for another request.' });
    }
    const endpoints = this.#past.members.endpoints(request.gateway, on.at.height);
    if (![...endpoints].some((url) => url !== '' && claims.htu.startsWith(`${url}/`))) {
      problems.push({ code: 'PROOF_UNBOUND', message: 'The proof was made for another address.' });
    }
    // They bind the same request: with one of them, a gateway would have proof of a release that nobody asked for.
    if (QUESTIONS.some((path) => claims.htu.endsWith(path))) {
      problems.push({ code: 'PROOF_UNBOUND', message: 'The proof was made for a question, which releases nothing.' });
    }
    const problem = this.#replays.admit(claims, on);
    if (problem !== undefined) problems.push(problem);
    return problems;
  }

  #judgeRequest(request: AccessRequest, { entry, holder, at }: RequestCase): Problem[] {
    const differing: string[] = differences(request, entry);
    if (request.ledger !== formatLedger(this.#ledger)) differing.push('ledger');
    if (!this.#past.members.actsFor(request.gateway, holder, at.height)) differing.push('gateway');
    return differing.map((what) => {
      return { code: 'REQUEST_DIFFERS', message: `The ${what} of the entry is not the one that was asked.` };
    });
  }

  #self(signer: Signer, { entry, holder, at }: RequestCase): Subject | undefined {
    if (entry.outcome !== 'self') return undefined;
    const subject = this.#past.subjects.ofSigner(signer);
    const fit = subject !== undefined && subject.holder === holder;
    return fit && hasSigner(subject, signer, at.height, at.seconds) ? subject : undefined;
  }

  /** A key that ended since proves nothing of a release; a refusal is not worse for it. */
  #judgePerson(vouched: VouchedPerson, request: AccessRequest, { entry, at }: RequestCase): Problem[] {
    const { members } = this.#past;
    const { member, person, key, notAfter } = vouched;
    const known = members.sessionKey(member, key, at.height);
    const counts = known !== undefined && Math.floor(notAfter / 1000) <= known.until;
    const isRefused = entry.outcome === 'refused';
    if (!counts && !(isRefused && members.hadSessionKey(member, key, at.height))) {
      return [{ code: 'SESSION_INVALID', message: 'The statement’s key did not count for the organisation then.' }];
    }
    if (request.person !== undefined && request.person !== person) return [OTHER_PERSON];
    if (entry.requester === member || (isRefused && entry.requester === undefined)) return [];
    return [
      { code: 'SESSION_INVALID', message: 'The session is not of a person of the requester that the entry names.' },
    ];
  }

  #judgeCaller(
    signer: Signer,
    self: Subject | undefined,
    request: AccessRequest,
    { entry, at }: RequestCase,
  ): Problem[] {
    const { requester } = entry;
    if (request.person !== undefined) return [OTHER_PERSON];
    const account = accountOf(signer);
    if (entry.outcome === 'self') {
      if (self !== undefined && (requester === undefined || requester === account)) return [];
      return [{ code: 'SESSION_INVALID', message: 'The session is not of a signer of a subject of this holder.' }];
    }
    const { members } = this.#past;
    const identity = account === undefined ? undefined : members.identityOf(account);
    if (requester === undefined) {
      return entry.outcome === 'refused' ? [] : [{ code: 'REQUEST_DIFFERS', message: 'The entry names no requester.' }];
    }
    const current = identity !== undefined && members.accountAt(identity, at.height) === account;
    if ((current && identity === requester) || (entry.outcome === 'refused' && requester === account)) return [];
    return [{ code: 'SESSION_INVALID', message: 'The session is not of the requester that the entry names.' }];
  }
}

const OTHER_PERSON: Problem = {
  code: 'REQUEST_DIFFERS',
  message: 'The person that the request names is not the one whose session it is.',
};

const REQUEST = domainPrefix('request');

/** `requestDigest` of core as the claim has it, by OpenSSL. */
function digestText(request: Bytes): string {
  return hash('sha256', Buffer.concat([REQUEST, request]), 'base64url');
}

interface AskedRequest {
  readonly request: AccessRequest;
  /** Canonical. */
  readonly bytes: Bytes;
}

function readRequest(evidence: RequestEvidence): AskedRequest | undefined {
  return ifReadable(() => {
    const bytes = encodeRequest(evidence.request);
    return { request: decodeRequest(bytes), bytes };
  });
}

const MIRRORED = ['dataset', 'version', 'purpose', 'delivery', 'permit'] as const;

/** The entry says what the request says. A refusal may leave fields out; a release must not. A request may leave the
 *  permit to the gateway. */
function differences(request: AccessRequest, entry: Entry): string[] {
  return MIRRORED.filter((key) => {
    const left = entry[key] === undefined && (entry.outcome === 'refused' || entry.outcome === 'self');
    const free = key === 'permit' && request.permit === undefined;
    return !left && !free && entry[key] !== request[key];
  });
}

function failed(code: Problem['code'], message: string): ProvenRequest {
  return { problems: [{ code, message }], sessionUnseen: false };
}
