import type { Block } from '../../src/audit/source/sources.ts';
import { type Hex, utf8Decode } from '../../src/core/bytes.ts';
import type { Entry } from '../../src/core/entry.ts';
import { signerId } from '../../src/core/signer.ts';
import { type TypedDataName, type TypedMessage, typedDigest } from '../../src/core/typed-data.ts';
import { defined, Study } from './honest-trail.ts';
import { id, person } from './persons.ts';
import type { TestGrant } from './trail.ts';

export const ada = person('ada');
export const form = id('form');
export const DAY_MS = 86_400_000;

/** A study in which the first patient has a signer of her own, who gave the grant that is withdrawn. */
export class Signed extends Study {
  readonly own: TestGrant;
  /** Under which she is released. */
  withdrawn: TestGrant;

  constructor() {
    super();
    this.bind(this.patient(0), ada.address);
    this.mine();
    this.own = this.grant(this.patient(0), {}, true, signerId(ada.address));
    this.withdrawn = this.own;
    this.anchor();
  }

  /** The patient's signature as a wallet makes it. */
  sign<Name extends TypedDataName>(name: Name, message: TypedMessage<Name>, by = ada): Hex {
    return by.wallet.signingKey.sign(typedDigest(this.domain, name, message)).serialized as Hex;
  }

  revoke(by = ada, grant = this.own, signature?: Hex): number {
    const subject = this.patient(0);
    this.withdrawn = grant;
    const signed = signature ?? this.sign('Revoke', { subject, grant: grant.id }, by);
    return this.acknowledgeCall('grant', 'revoke', [subject, grant.id, by.address, signed]);
  }

  removeSigner(): void {
    this.mine(['SignerRemoved', { subject: this.patient(0), signer: signerId(ada.address), by: id('by') }]);
  }

  serve(block = this.block, patient = 0): Promise<number> {
    return this.release({ rows: this.rowsOf(patient, this.withdrawn), block });
  }

  /** Block of an entry. */
  blockOf(seq: number): Block {
    const { height } = (JSON.parse(utf8Decode(defined(this.entries[seq]))) as Entry).block;
    return defined(this.blocks[height - 1]);
  }

  /** Lets days pass in which nothing waits for its head. */
  async pass(days: number): Promise<void> {
    this.now += days * DAY_MS;
    this.mine();
    this.anchor();
  }
}

export const suspend = (s: Signed) => s.mine(['MemberSuspended', { identity: s.gateway }]);
export const resume = (s: Signed) => s.mine(['MemberResumed', { identity: s.gateway }]);
