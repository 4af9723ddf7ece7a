import { LRUCache } from 'lru-cache';
import { isMessageOf, messageDigest } from '../../core/account-signature.ts';
import { type Hex, toHex } from '../../core/bytes.ts';
import { ifReadable } from '../../core/errors.ts';
import type { SessionProof } from '../../core/evidence.ts';
import type { Address, Digest } from '../../core/ids.ts';
import type { SessionStatement } from '../../core/session-statement.ts';
import { parseSignIn, type SignInMessage } from '../../core/sign-in-message.ts';
import type { LedgerSource } from '../source/sources.ts';
import type { OpenedSession, SessionTarget } from './opened-session.ts';
import { type OrganisationProof, openedByOrganisation, readStatement } from './organisation-session.ts';
import { openedByPasskey } from './passkey-session.ts';

type Signed = 'yes' | 'no' | 'unknown';

const MAX_KNOWN = 10_000;

type SiweProof = Extract<SessionProof, { readonly type: 'siwe' }>;

interface KnownMessage {
  readonly message: SignInMessage | undefined;
  /** What its last signature came to. */
  last?: { readonly signature: Hex; readonly signed: Signed };
}

/** Checks what opened a session. What a message and its signature come to is kept: one session makes many requests. */
export class SessionReader {
  readonly #source: LedgerSource;
  readonly #known = new LRUCache<string, KnownMessage>({ max: MAX_KNOWN });
  readonly #statements = new LRUCache<string, { readonly said: SessionStatement | undefined }>({ max: MAX_KNOWN });

  constructor(source: LedgerSource) {
    this.#source = source;
  }

  async open(proof: SessionProof, target: SessionTarget): Promise<OpenedSession> {
    if (proof.type === 'passkey') return openedByPasskey(proof, target);
    if (proof.type === 'organisation') return openedByOrganisation(this.#statement(proof), proof, target);
    const known = this.#read(proof.message);
    const { message } = known;
    if (message === undefined) return invalid('the message is not of its form');
    const reason = mismatch(message, target);
    if (reason !== undefined) return invalid(reason);
    const signed = await this.#signedBy(message.address, proof, known);
    if (signed === 'unknown') return { kind: 'unseen' };
    if (signed === 'no') return invalid('its signature is not of the address that it names');
    return { kind: 'opened', signer: message.address, jkt: message.thumbprint };
  }

  #statement(proof: OrganisationProof): SessionStatement | undefined {
    const name = `${proof.member} ${proof.key} ${proof.signature} ${proof.statement}`;
    const before = this.#statements.get(name);
    if (before !== undefined) return before.said;
    const said = readStatement(proof);
    this.#statements.set(name, { said });
    return said;
  }

  #read(text: string): KnownMessage {
    const before = this.#known.get(text);
    if (before !== undefined) return before;
    const known: KnownMessage = { message: ifReadable(() => parseSignIn(text)) };
    this.#known.set(text, known);
    return known;
  }

  async #signedBy(address: Address, { message, signature }: SiweProof, known: KnownMessage): Promise<Signed> {
    if (known.last?.signature === signature) return known.last.signed;
    const signed = isMessageOf(address, message, signature) ? 'yes' : await this.#accepted(address, message, signature);
    known.last = { signature, signed };
    return signed;
  }

  /** A smart account answers for now alone: its owners may have changed since, so a refusal convicts nobody. */
  async #accepted(address: Address, message: string, signature: Hex): Promise<Signed> {
    if (this.#source.acceptsSignature === undefined) return 'unknown';
    const accepted = await this.#source.acceptsSignature(address, toHex(messageDigest(message)) as Digest, signature);
    if (accepted === undefined) return 'no';
    return accepted ? 'yes' : 'unknown';
  }
}

function mismatch(message: SignInMessage, { ledger, endpoints, time, skew }: SessionTarget): string | undefined {
  if (!endpoints.has(message.uri)) return 'it is not for an endpoint that the gateway registered';
  if (new URL(message.uri).host !== message.domain) return 'its domain is not the endpoint’s';
  if (message.chainId !== ledger.chainId) return 'it is for another chain';
  if (time + skew < message.issuedAt) return 'it was issued later than the entry';
  if (message.notBefore !== undefined && time + skew < message.notBefore) return 'it was not valid yet';
  if (time - skew > message.expires) return 'it had expired';
  return undefined;
}

function invalid(reason: string): OpenedSession {
  return { kind: 'invalid', reason };
}
