import { type TransactionDescription, ZeroHash } from 'ethers';
import { recoverAccount } from '../../core/account-signature.ts';
import { isPasskeySignature } from '../../core/assertion-fault.ts';
import type { Hex } from '../../core/bytes.ts';
import type { GrantId, Pseudonym } from '../../core/ids.ts';
import { accountOf, type Signer } from '../../core/signer.ts';
import { type TypedDataName, type TypedMessage, typedDigest } from '../../core/typed-data.ts';
import { INTERFACES } from '../../ledger/contracts.ts';
import { SIGNER_KIND } from '../../ledger/words.ts';
import type { LedgerState } from './ledger-state.ts';

/** Whether the proven events show what a relayed withdrawal asked for: that it was mined is the engine's word alone. */
export function showsEffect({ directory, index }: LedgerState, data: Hex): boolean {
  const { name, args } = parse(data);
  const subject = args.subject as Pseudonym;
  const { optOut, optOutTurn, isOptOutOwn, pausedUntil, pauseTurn, isPauseOwn } = directory.subjects.find(subject);
  const isOwn = args.by !== undefined && directory.signers.find(args.by.signer)?.kind === SIGNER_KIND.self;
  switch (name) {
    case 'revokeAll':
      return index.subjects.epochOf(subject) > Number(args.epoch);
    case 'revokeAllRecorded':
      return (directory.consents.get(subject) ?? []).every(({ revoked }) => revoked);
    case 'optOut':
    case 'optOutRecorded':
      return optOutTurn > Number(args.turn ?? optOutTurn) || (optOut >= Number(args.level) && (isOptOutOwn || !isOwn));
    case 'pause':
    case 'pauseRecorded':
      return (
        pauseTurn > Number(args.turn ?? pauseTurn) || (pausedUntil >= Number(args.until) && (isPauseOwn || !isOwn))
      );
    default:
      // Before its grant it leaves a mark, of which no list tells.
      return directory.consent(subject, args.id as GrantId)?.revoked !== false;
  }
}

/** Seconds between which the log had to bring a withdrawal to the ledger, by the policy of its entry's block. */
export interface RelayTime {
  readonly acknowledged: number;
  readonly due: number;
}

/** Whether the contracts may have refused a relayed withdrawal, by what the proven events show. False where they had to
 *  take it, that they did not being the engine's word alone, and where they had to until it was due: it came late, and
 *  goes on counting. */
export function mayBeRefused(state: LedgerState, data: Hex, time: RelayTime): boolean {
  const { name, args } = parse(data);
  if (args.form !== undefined) return args.form === ZeroHash || !state.isActing;
  const subject = args.subject as Pseudonym;
  const { signer, signature } = (args.by ?? args) as { readonly signer: Hex; readonly signature: Hex };
  const known = state.directory.signers.find(signer);
  const stands = known?.subject === subject && known.removedAt === 0 && known.leavesAt === 0 && known.until === 0;
  // A guardian ends with a stage, and what no key of its own signed is judged by a contract.
  if ((!stands || known.kind !== SIGNER_KIND.self) && !wasInTime(state, subject, signer, time)) return true;
  const { optOutTurn, pauseTurn } = state.directory.subjects.find(subject);
  const [turn, epoch] = [Number(args.turn), Number(args.epoch)];
  switch (name) {
    case 'revoke':
      return !isSignedByKey(state, signer, 'Revoke', { subject, grant: args.id as GrantId }, signature);
    case 'optOut': {
      const message = { subject, level: Number(args.level), turn };
      return turn > optOutTurn || !isSignedByKey(state, signer, 'OptOut', message, signature);
    }
    case 'pause': {
      const message = { subject, until: Number(args.until), turn };
      return turn > pauseTurn || !isSignedByKey(state, signer, 'Pause', message, signature);
    }
    default: {
      const isAhead = epoch > state.index.subjects.epochOf(subject);
      return isAhead || !isSignedByKey(state, signer, 'RevokeAll', { subject, epoch }, signature);
    }
  }
}

function wasInTime({ directory }: LedgerState, subject: Pseudonym, signer: Hex, time: RelayTime): boolean {
  return directory.signers.withdrawsFor(signer, time.acknowledged, time.due) === subject;
}

/** Whether the signer's own key signed it, in the form that the contracts take. */
function isSignedByKey<Name extends TypedDataName>(
  { domain, reader }: LedgerState,
  signer: Signer,
  name: Name,
  message: TypedMessage<Name>,
  signature: Hex,
): boolean {
  const digest = typedDigest(domain, name, message);
  if (accountOf(signer) !== undefined) return recoverAccount(digest, signature) === signer;
  return isPasskeySignature(reader.contracts.passkeyVerifier, signer, digest, signature);
}

function parse(data: Hex): TransactionDescription {
  const call = INTERFACES.consents.parseTransaction({ data });
  if (call === null) throw new TypeError('The log relays a call that is none of the contract of consents.');
  return call;
}
