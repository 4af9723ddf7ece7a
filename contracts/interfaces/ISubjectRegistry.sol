// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMembershipBound} from "./IMembership.sol";
import {SignerId, SubjectId} from "./Types.sol";

/// @title Subjects and who may sign for them (G3, G4, G8, G12).
/// @notice A subject is known by the random pseudonym that its holder gave it. Signers are ERC-7913: 20 bytes are an
/// account (ECDSA, or ERC-1271 if it has code), more are `verifier ‖ key` with a verifier that Membership approves. A
/// signer stands for one subject only, for ever.
///
/// Signatures are EIP-712 under the domain (Custos, 1, chain id, this contract). The role that a signed call needs is
/// its signer's: whoever relays it adds nothing and is named as actor. **Widening** calls carry a deadline, at most
/// MAX_DEADLINE ahead, and where they could be replayed the subject's nonce, or the state that they end. **Narrowing**
/// calls (withdraw, opt out, pause) carry neither and must not fail by lateness: not because the gateway that
/// acknowledged them was suspended, nor because their signer or its verifier ended meanwhile. So they count for
/// NARROWING_GRACE after their signer ended, whether its verifier is still approved or not. They can be replayed
/// without harm: each names the epoch or turn in which it was signed, and once a later call of the subject ended that
/// epoch or turn, it does nothing but what that turn had not seen yet (then the call that ended the turn overtook it).
/// Opt-out and pause have a turn each, so that neither voids the other. **Cancelling**
/// calls stop what others announced; they take a signer that stands.
///
/// A young person passes through **stages** that the holder sets, forwards only: a guardian alone; both, where either
/// narrows and the young person widens; the young person alone. Without stages any signer that stands widens. What a
/// person withheld by its own signature no guardian gives back.
///
/// `Recorded` calls are the holder's (or its gateway's) record of a form on paper. Narrowing ones are always possible;
/// widening ones only until the subject has a signer of its own. Many of them travel together by `multicall`.
/// @dev Warning: a holder binds the first signer. Until then it can pretend a subject's consent (on chain: marked as
/// recorded, or bound with an identification that is a lie). The contact on file, a delay and a second member's
/// signature make that visible, not impossible. A holder can also end guardians; they still cancel what it announces.
interface ISubjectRegistry is IMembershipBound {
    // ------------------------------------------------------------------------------------------------- types

    enum SignerKind {
        None,
        Self,
        Guardian
    }

    /// @dev Who acts for a young person.
    enum Stage {
        /// No stages: every signer that stands.
        None,
        /// Guardians; the young person narrows.
        Guardian,
        /// Either narrows, the young person widens.
        Both,
        /// The young person; guardians narrow for NARROWING_GRACE longer.
        Self
    }

    enum OptOutLevel {
        None,
        /// No release for research.
        Research,
        /// No release at all, emergencies included.
        All
    }

    struct Subject {
        /// Identity of the holder; zero for an unknown subject.
        address holder;
        uint32 epoch;
        /// Grows with each signer added and each erasure signed: calls of the subject's signers only.
        uint32 nonce;
        /// Grows with each opt-in.
        uint16 optOutTurn;
        /// Grows with each resumption.
        uint16 pauseTurn;
        OptOutLevel optOut;
        Stage stage;
        uint40 pausedUntil;
        /// Second from which the subject has a signer of its own; zero before the first binding.
        uint40 boundAt;
        uint40 erasedAt;
        /// Last second of recorded grants that were not kept, by the policy at the first binding; zero: they stay.
        uint48 recordedUntil;
    }

    struct Signer {
        SignerKind kind;
        uint48 from;
        /// Last second; zero for no end. A guardian's should be the last before a 1 January, rounded up, because a
        /// birthday must not be read from it; `endGuardianRecorded` ends it on the day.
        uint48 until;
        uint48 removedAt;
        /// Second at which a signer ends that holder and authority remove; until then it only narrows.
        uint48 leavesAt;
    }

    /// @dev `BindSigner(bytes32 subject,bytes signer,uint8 kind,uint48 until,bytes32 identification,
    /// uint48 deadline)`, signed by the signer that is bound. Without a nonce: a signer is bound once.
    struct Binding {
        SubjectId subject;
        bytes signer;
        SignerKind kind;
        uint48 until;
        /// Digest of the statement how the person was identified; never zero.
        bytes32 identification;
        uint48 deadline;
    }

    /// @dev A second member's signature (ECDSA or ERC-1271) over the digest of a Binding, or of an EndSigner.
    struct Countersignature {
        /// Account of the member; zero if there is none.
        address account;
        bytes signature;
    }

    /// @dev `AddSigner(bytes32 subject,bytes signer,uint8 kind,uint48 from,uint48 until,uint32 nonce,
    /// uint48 deadline)`, signed by the new signer and by one that stands.
    struct Addition {
        SubjectId subject;
        bytes signer;
        SignerKind kind;
        uint48 from;
        uint48 until;
        uint48 deadline;
    }

    /// @dev An ERC-7913 signer and its signature. For `verifier ‖ key` the verifier's own encoding.
    struct Proof {
        bytes signer;
        bytes signature;
    }

    // ------------------------------------------------------------------------------------------------ events

    event SubjectEnrolled(SubjectId indexed subject, address indexed holder, address actor);
    /// @dev A batch named the pseudonym, which was enrolled before, perhaps by another holder.
    event SubjectTaken(SubjectId indexed subject, address actor);
    /// @dev `from` lies in the future while the signer waits. `recordedUntil`, of the first binding only: last second of
    /// recorded grants that are not kept, or zero. If the first binding is cancelled while it waits, it is void.
    event SignerBound(
        SubjectId indexed subject,
        SignerId indexed signer,
        bytes signerBytes,
        SignerKind kind,
        uint48 from,
        uint48 until,
        bytes32 identification,
        address countersigner,
        uint48 recordedUntil,
        address actor
    );
    event SignerAdded(
        SubjectId indexed subject,
        SignerId indexed signer,
        bytes signerBytes,
        SignerKind kind,
        uint48 from,
        uint48 until,
        SignerId by,
        uint32 nonce,
        address actor
    );
    /// @dev `by` is the signer that signed, or zero for the holder. A signer that still waited was cancelled.
    event SignerRemoved(SubjectId indexed subject, SignerId indexed signer, SignerId by, address actor);
    event GuardianEnded(SubjectId indexed subject, SignerId indexed signer, bytes32 form, address actor);
    /// @dev The signer was reported stolen: it only narrows from now on, and ends at `leavesAt`.
    event SignerLeaving(
        SubjectId indexed subject,
        SignerId indexed signer,
        uint48 leavesAt,
        bytes32 form,
        address countersigner,
        address actor
    );
    /// @dev The removal was cancelled; `by` is zero where a member did.
    event SignerStays(SubjectId indexed subject, SignerId indexed signer, SignerId by, address actor);
    event StageSet(SubjectId indexed subject, Stage stage, bytes32 form, address actor);
    /// @dev `form` is zero for a signed call; `by` is zero for a recorded one.
    event OptOutSet(
        SubjectId indexed subject,
        OptOutLevel level,
        uint16 turn,
        SignerId by,
        bytes32 form,
        address actor
    );
    event PauseSet(SubjectId indexed subject, uint40 until, uint16 turn, SignerId by, bytes32 form, address actor);
    /// @dev Grants of earlier epochs ceased to count.
    event EpochRaised(SubjectId indexed subject, uint32 epoch, SignerId by, bytes32 form, address actor);
    /// @dev It lapses ERASURE_WINDOW after `executableAt`. `by` is the guardian who asked for it, or zero.
    event ErasureAnnounced(
        SubjectId indexed subject,
        uint48 executableAt,
        bytes32 causeDigest,
        SignerId by,
        address actor
    );
    event ErasureCancelled(SubjectId indexed subject, uint48 executableAt, SignerId by, address actor);
    /// @dev An auditor or an authority ended the announcement.
    event ErasureObjected(SubjectId indexed subject, uint48 executableAt, bytes32 causeDigest, address actor);
    /// @dev `by` is zero where the holder executed what it had announced.
    event SubjectErased(SubjectId indexed subject, SignerId by, address actor);

    // ------------------------------------------------------------------------------------------------ errors

    error SubjectRegistryExists(SubjectId subject);
    error SubjectRegistryUnknown(SubjectId subject);
    error SubjectRegistryErased(SubjectId subject, uint40 erasedAt);
    error SubjectRegistryNotHolder(SubjectId subject, address caller);
    error SubjectRegistryExpired(uint48 deadline);
    error SubjectRegistryDeadlineTooFar(uint48 deadline);
    error SubjectRegistrySignerTaken(SignerId signer, SubjectId subject);
    error SubjectRegistrySignerInvalid(bytes signer);
    error SubjectRegistryVerifierNotApproved(address verifier);
    /// @dev The signer does not stand for the subject now.
    error SubjectRegistrySignerUnfit(SubjectId subject, SignerId signer);
    error SubjectRegistrySignatureInvalid(SignerId signer, bytes32 digest);
    error SubjectRegistryKindInvalid(SignerKind kind);
    error SubjectRegistryPeriodInvalid(uint48 from, uint48 until);
    /// @dev A guardian adds only guardians, none for longer than itself, and takes back no wish of the subject's own.
    error SubjectRegistryBeyondGuardian(SubjectId subject, SignerId guardian);
    /// @dev At the subject's stage this is another signer's to sign.
    error SubjectRegistryBeyondStage(SubjectId subject, SignerId signer);
    /// @dev Stages go forwards, and none takes the word from somebody who had a signer of its own.
    error SubjectRegistryStageInvalid(Stage current, Stage wanted);
    error SubjectRegistryCountersignatureSpent(bytes32 digest);
    error SubjectRegistryCountersignatureMissing(SubjectId subject);
    error SubjectRegistryCountersignerUnfit(address account);
    error SubjectRegistryNotWaiting(SubjectId subject, SignerId signer);
    /// @dev Another binding waits; one at a time.
    error SubjectRegistryWaiting(SubjectId subject, SignerId signer);
    error SubjectRegistryNotLeaving(SubjectId subject, SignerId signer);
    error SubjectRegistryNotGuardian(SubjectId subject, SignerId signer);
    /// @dev The subject has a signer of its own, which alone can widen.
    error SubjectRegistryBound(SubjectId subject, uint40 boundAt);
    error SubjectRegistryFormMissing(SubjectId subject);
    error SubjectRegistryLevelInvalid(OptOutLevel current, OptOutLevel wanted);
    error SubjectRegistryNotPaused(SubjectId subject);
    /// @dev The call names an epoch or a turn that was never reached.
    error SubjectRegistryAhead(SubjectId subject, uint256 current, uint256 named);
    error SubjectRegistryNoErasure(SubjectId subject);
    error SubjectRegistryErasureAnnounced(SubjectId subject, uint48 executableAt);
    error SubjectRegistryTooEarly(SubjectId subject, uint48 executableAt);
    error SubjectRegistryErasureLapsed(SubjectId subject, uint48 executableAt);
    /// @dev The holder cancels its own announcement; others object.
    error SubjectRegistryObjectorUnfit(address account);

    // --------------------------------------------------------------------------------------------- enrolment

    /// @notice Enrols a pseudonym for the caller's principal, a holder. Emits SubjectEnrolled.
    function enroll(SubjectId subject) external;

    /// @notice Enrols many; those that are taken are passed over and reported by SubjectTaken. Send them in random order.
    function enrollBatch(SubjectId[] calldata subjects) external;

    // ----------------------------------------------------------------------------------------------- signers

    /// @notice Binds a signer that the holder identified. The subject's holder or its gateway only. The first one counts
    /// at once (or after `signerDelay`, by policy); every later one, a re-enrolment, after `signerDelay`, in which any
    /// signer that stands, guardians included, can `cancelSigner`. One binding waits at a time. Emits SignerBound.
    /// @param countersignature Needed by policy `bindingCountersigned`: an active member with another principal, and not
    /// the signer itself.
    function bindSigner(
        Binding calldata binding,
        bytes calldata signature,
        Countersignature calldata countersignature
    ) external;

    /// @notice A signer adds another one. Nonce. A guardian adds only guardians, none for longer than itself.
    /// Emits SignerAdded.
    /// @param signature Of the new signer. @param by Of one that widens, over the same digest.
    function addSigner(Addition calldata addition, bytes calldata signature, Proof calldata by) external;

    /// @notice `RemoveSigner(bytes32 subject,bytes32 signer)`. A signer removes itself; one of kind Self others of that
    /// kind, and guardians where the subject acts alone or has no stages. A removed signer never returns. Idempotent.
    function removeSigner(SubjectId subject, SignerId signer, Proof calldata by) external;

    /// @notice Removes a signer that was stolen or lost, where the subject has no other to do it. The subject's holder or
    /// its gateway, with an authority's signature over `EndSigner(bytes32 subject,bytes32 signer,bytes32 form,
    /// uint48 deadline)`, which counts once. From now on the signer only narrows; after `signerDelay` it is removed.
    /// Emits SignerLeaving: tell the subject.
    /// @dev The signer cannot cancel it, because the thief and the subject hold the same key. The subject turns to the
    /// holder, or to any authority or auditor.
    function removeSignerRecorded(
        SubjectId subject,
        SignerId signer,
        bytes32 form,
        uint48 deadline,
        Countersignature calldata countersignature
    ) external;

    /// @notice `KeepSigner(bytes32 subject,bytes32 signer,uint48 leavesAt)`: cancels the removal before it counts. Any
    /// other signer of the subject that stands; does nothing to another removal.
    function keepSigner(SubjectId subject, SignerId signer, uint48 leavesAt, Proof calldata by) external;

    /// @notice Cancels the removal before it counts. The subject's holder or its gateway, any authority, any auditor.
    function keepSignerRecorded(SubjectId subject, SignerId signer) external;

    /// @notice `CancelSigner(bytes32 subject,bytes32 signer)`: removes a signer that still waits. Cancelling: a signer
    /// that stands, or a guardian for NARROWING_GRACE after its end, since the holder may have ended it for this. It must
    /// be mined while the signer waits; again is no error.
    function cancelSigner(SubjectId subject, SignerId signer, Proof calldata by) external;

    /// @notice Removes a signer that still waits. The subject's holder or its gateway.
    function cancelSignerRecorded(SubjectId subject, SignerId signer) external;

    /// @notice Ends a guardian now (majority, court order). The subject's holder or its gateway.
    function endGuardianRecorded(SubjectId subject, SignerId signer, bytes32 form) external;

    /// @notice Says who acts for a young person, with a reason. The subject's holder or its gateway. Stages only go
    /// forwards, and a guardian alone is none for somebody who ever had a signer of its own. Emits StageSet.
    function setStage(SubjectId subject, Stage stage, bytes32 form) external;

    // ----------------------------------------------------------------------------------------------- opt-out

    /// @notice `OptOut(bytes32 subject,uint8 level,uint16 turn)`. Narrowing; never lowers the level.
    function optOut(SubjectId subject, OptOutLevel level, uint16 turn, Proof calldata by) external;

    function optOutRecorded(SubjectId subject, OptOutLevel level, bytes32 form) external;

    /// @notice `OptIn(bytes32 subject,uint8 from,uint8 level,uint16 turn,uint48 deadline)`: lowers the level, from the one
    /// that stands now, which an opt-out mined first voids; begins a turn. No guardian lowers what the subject signed.
    function optIn(SubjectId subject, OptOutLevel level, uint48 deadline, Proof calldata by) external;

    /// @notice Lowers the level of a subject that has no signer of its own.
    function optInRecorded(SubjectId subject, OptOutLevel level, bytes32 form) external;

    // ------------------------------------------------------------------------------------------------- pause

    /// @notice `Pause(bytes32 subject,uint40 until,uint16 turn)`: no release until then. Narrowing; never shortens.
    function pause(SubjectId subject, uint40 until, uint16 turn, Proof calldata by) external;

    function pauseRecorded(SubjectId subject, uint40 until, bytes32 form) external;

    /// @notice `Resume(bytes32 subject,uint40 until,uint16 turn,uint48 deadline)`: ends the pause that lasts until then,
    /// which a longer one mined first voids; begins a turn. No guardian ends what the subject signed.
    function resume(SubjectId subject, uint48 deadline, Proof calldata by) external;

    /// @notice Ends the pause of a subject that has no signer of its own.
    function resumeRecorded(SubjectId subject, bytes32 form) external;

    // -------------------------------------------------------------------------------------------- revoke all

    /// @notice `RevokeAll(bytes32 subject,uint32 epoch)`: ends every grant of the epoch, which must be named; does
    /// nothing if that epoch is over. Narrowing.
    /// @dev Warning: a grant that was signed before and is mined after it counts, until its deadline; revoke such a
    /// grant by its id, which works before it is mined.
    function revokeAll(SubjectId subject, uint32 epoch, Proof calldata by) external;

    function revokeAllRecorded(SubjectId subject, bytes32 form) external;

    // ----------------------------------------------------------------------------------------------- erasure

    /// @notice `Erase(bytes32 subject,uint32 nonce,uint48 deadline)`: at once and for ever. A signer that widens; by a
    /// guardian it is announced only, and the holder executes it. Nonce. Idempotent.
    function erase(SubjectId subject, uint48 deadline, Proof calldata by) external;

    /// @notice Announces an erasure by the holder, executable after `erasureDelay` for ERASURE_WINDOW.
    function announceErasure(SubjectId subject, bytes32 causeDigest) external;

    /// @notice `CancelErasure(bytes32 subject,uint48 executableAt)`. Cancelling; does nothing to another announcement.
    function cancelErasure(SubjectId subject, uint48 executableAt, Proof calldata by) external;

    /// @notice The holder takes back its announcement.
    function cancelErasureRecorded(SubjectId subject) external;

    /// @notice An auditor or an authority, not the subject's holder, ends the announcement that names this time, and says
    /// why: an erasure must not launder what an audit still has to see. Does nothing to another announcement.
    function objectToErasure(SubjectId subject, uint48 executableAt, bytes32 causeDigest) external;

    /// @notice Executes what was announced, from `executableAt` until ERASURE_WINDOW later. The holder or its gateway.
    function executeErasure(SubjectId subject) external;

    // ------------------------------------------------------------------------------------------------- views

    /// @notice Seconds for which narrowing signatures of a signer count after it was removed or ended.
    function NARROWING_GRACE() external view returns (uint48);

    /// @notice Seconds that a deadline may lie ahead.
    function MAX_DEADLINE() external view returns (uint48);

    /// @notice Seconds after which an announced erasure that could be executed lapses.
    function ERASURE_WINDOW() external view returns (uint48);

    /// @notice All zero for an unknown subject.
    function subjectOf(SubjectId subject) external view returns (Subject memory);

    function signerOf(SubjectId subject, SignerId signer) external view returns (Signer memory);

    /// @notice Whether the signer may sign widening calls now.
    function stands(SubjectId subject, SignerId signer) external view returns (bool);

    /// @notice Second from which an announced erasure is executable; zero if none is announced.
    function erasureOf(SubjectId subject) external view returns (uint48 executableAt);
}
