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
/// its signer's: whoever relays it adds nothing and is named as actor. **Widening** calls carry a deadline and, where
/// they could be replayed, the subject's nonce. **Narrowing** calls carry neither and must not fail by lateness: not
/// because the gateway that acknowledged them was suspended, nor because their signer or its verifier ended meanwhile.
/// So they count for NARROWING_GRACE after their signer ended, whether its verifier is still approved or not. They can
/// be replayed without harm: each names the epoch or turn in which it was signed, and once a later call of the subject
/// ended that epoch or turn, it does nothing.
///
/// `Recorded` calls are the holder's (or its gateway's) record of a form on paper. Narrowing ones are always possible;
/// widening ones only until the subject has a signer of its own.
/// @dev Warning: a holder binds the first signer. Until then it can pretend a subject's consent (on chain: marked as
/// recorded, or bound with an identification that is a lie). The contact on file, a delay and a second member's
/// signature make that visible, not impossible. A holder can also end guardians.
interface ISubjectRegistry is IMembershipBound {
    // ------------------------------------------------------------------------------------------------- types

    enum SignerKind {
        None,
        Self,
        Guardian
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
        uint32 nonce;
        /// Grows with each opt-in and resumption.
        uint16 turn;
        OptOutLevel optOut;
        uint40 pausedUntil;
        /// Second from which the subject has a signer of its own; zero before the first binding.
        uint40 boundAt;
        uint40 erasedAt;
    }

    struct Signer {
        SignerKind kind;
        uint48 from;
        /// Last second; zero for no end. A guardian's should be the last before a 1 January, rounded up, because a
        /// birthday must not be read from it; `endGuardianRecorded` ends it on the day.
        uint48 until;
        uint48 removedAt;
    }

    /// @dev `BindSigner(bytes32 subject,bytes signer,uint8 kind,uint48 until,bytes32 identification,uint32 nonce,
    /// uint48 deadline)`, signed by the signer that is bound.
    struct Binding {
        SubjectId subject;
        bytes signer;
        SignerKind kind;
        uint48 until;
        /// Digest of the statement how the person was identified.
        bytes32 identification;
        uint48 deadline;
    }

    /// @dev A second member's signature (ECDSA or ERC-1271) over the digest of the Binding.
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
    /// @dev `from` lies in the future while the signer waits.
    event SignerBound(
        SubjectId indexed subject,
        SignerId indexed signer,
        bytes signerBytes,
        SignerKind kind,
        uint48 from,
        uint48 until,
        bytes32 identification,
        address countersigner,
        uint32 nonce,
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
    /// @dev `form` is zero for a signed call; `by` is zero for a recorded one.
    event OptOutSet(
        SubjectId indexed subject,
        OptOutLevel level,
        uint16 turn,
        uint32 nonce,
        SignerId by,
        bytes32 form,
        address actor
    );
    event PauseSet(
        SubjectId indexed subject,
        uint40 until,
        uint16 turn,
        uint32 nonce,
        SignerId by,
        bytes32 form,
        address actor
    );
    /// @dev Grants of earlier epochs ceased to count.
    event EpochRaised(SubjectId indexed subject, uint32 epoch, SignerId by, bytes32 form, address actor);
    event ErasureAnnounced(SubjectId indexed subject, uint48 executableAt, bytes32 causeDigest, address actor);
    event ErasureCancelled(SubjectId indexed subject, uint48 executableAt, SignerId by, address actor);
    /// @dev `by` is zero where the holder executed what it had announced.
    event SubjectErased(SubjectId indexed subject, SignerId by, address actor);

    // ------------------------------------------------------------------------------------------------ errors

    error SubjectRegistryExists(SubjectId subject);
    error SubjectRegistryUnknown(SubjectId subject);
    error SubjectRegistryErased(SubjectId subject, uint40 erasedAt);
    error SubjectRegistryNotHolder(SubjectId subject, address caller);
    error SubjectRegistryExpired(uint48 deadline);
    error SubjectRegistrySignerTaken(SignerId signer, SubjectId subject);
    error SubjectRegistrySignerInvalid(bytes signer);
    error SubjectRegistryVerifierNotApproved(address verifier);
    /// @dev The signer does not stand for the subject now.
    error SubjectRegistrySignerUnfit(SubjectId subject, SignerId signer);
    error SubjectRegistrySignatureInvalid(SignerId signer, bytes32 digest);
    error SubjectRegistryKindInvalid(SignerKind kind);
    error SubjectRegistryPeriodInvalid(uint48 from, uint48 until);
    /// @dev A guardian adds only guardians, none for longer than itself, and removes only itself.
    error SubjectRegistryBeyondGuardian(SubjectId subject, SignerId guardian);
    error SubjectRegistryCountersignatureMissing(SubjectId subject);
    error SubjectRegistryCountersignerUnfit(address account);
    error SubjectRegistryNotWaiting(SubjectId subject, SignerId signer);
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

    // --------------------------------------------------------------------------------------------- enrolment

    /// @notice Enrols a pseudonym for the caller's principal, a holder. Emits SubjectEnrolled.
    function enroll(SubjectId subject) external;

    /// @notice Enrols many; all or none. Send them in random order.
    function enrollBatch(SubjectId[] calldata subjects) external;

    // ----------------------------------------------------------------------------------------------- signers

    /// @notice Binds a signer that the holder identified. The subject's holder or its gateway only; nonce. The first
    /// one counts at once (or after `signerDelay`, by policy); every later one, a re-enrolment, after `signerDelay`,
    /// in which any signer, guardians included, can `cancelSigner`. One binding waits at a time until the first signer
    /// counts. Emits SignerBound.
    /// @param countersignature Needed by policy `bindingCountersigned`: an active member with another principal.
    function bindSigner(
        Binding calldata binding,
        bytes calldata signature,
        Countersignature calldata countersignature
    ) external;

    /// @notice A signer adds another one. Nonce. A guardian adds only guardians, none for longer than itself.
    /// Emits SignerAdded.
    /// @param signature Of the new signer. @param by Of the one that stands, over the same digest.
    function addSigner(Addition calldata addition, bytes calldata signature, Proof calldata by) external;

    /// @notice `RemoveSigner(bytes32 subject,bytes32 signer)`. A signer removes itself; one of kind Self any.
    /// A removed signer never returns. Idempotent.
    function removeSigner(SubjectId subject, SignerId signer, Proof calldata by) external;

    /// @notice `CancelSigner(bytes32 subject,bytes32 signer)`: removes a signer that still waits. Narrowing: any
    /// other signer of the subject. It must be mined while the signer waits; again is no error.
    function cancelSigner(SubjectId subject, SignerId signer, Proof calldata by) external;

    /// @notice Removes a signer that still waits. The subject's holder or its gateway.
    function cancelSignerRecorded(SubjectId subject, SignerId signer) external;

    /// @notice Ends a guardian now (majority, court order). The subject's holder or its gateway.
    function endGuardianRecorded(SubjectId subject, SignerId signer, bytes32 form) external;

    // ----------------------------------------------------------------------------------------------- opt-out

    /// @notice `OptOut(bytes32 subject,uint8 level,uint16 turn)`. Narrowing; never lowers the level.
    function optOut(SubjectId subject, OptOutLevel level, uint16 turn, Proof calldata by) external;

    function optOutRecorded(SubjectId subject, OptOutLevel level, bytes32 form) external;

    /// @notice `OptIn(bytes32 subject,uint8 level,uint32 nonce,uint48 deadline)`: lowers the level. Nonce and turn.
    function optIn(SubjectId subject, OptOutLevel level, uint48 deadline, Proof calldata by) external;

    /// @notice Lowers the level of a subject that has no signer of its own.
    function optInRecorded(SubjectId subject, OptOutLevel level, bytes32 form) external;

    // ------------------------------------------------------------------------------------------------- pause

    /// @notice `Pause(bytes32 subject,uint40 until,uint16 turn)`: no release until then. Narrowing; never shortens.
    function pause(SubjectId subject, uint40 until, uint16 turn, Proof calldata by) external;

    function pauseRecorded(SubjectId subject, uint40 until, bytes32 form) external;

    /// @notice `Resume(bytes32 subject,uint32 nonce,uint48 deadline)`: ends a pause. Nonce and turn.
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

    /// @notice `Erase(bytes32 subject)`: at once and for ever. Any signer that stands. Idempotent.
    function erase(SubjectId subject, Proof calldata by) external;

    /// @notice Announces an erasure by the holder, executable after `erasureDelay`.
    function announceErasure(SubjectId subject, bytes32 causeDigest) external;

    /// @notice `CancelErasure(bytes32 subject,uint48 executableAt)`. Narrowing; does nothing to another announcement.
    function cancelErasure(SubjectId subject, uint48 executableAt, Proof calldata by) external;

    /// @notice The holder takes back its announcement.
    function cancelErasureRecorded(SubjectId subject) external;

    /// @notice Executes what was announced, from `executableAt`. The holder or its gateway.
    function executeErasure(SubjectId subject) external;

    // ------------------------------------------------------------------------------------------------- views

    /// @notice Seconds for which narrowing signatures of a signer count after it was removed or ended.
    function NARROWING_GRACE() external view returns (uint48);

    /// @notice All zero for an unknown subject.
    function subjectOf(SubjectId subject) external view returns (Subject memory);

    function signerOf(SubjectId subject, SignerId signer) external view returns (Signer memory);

    /// @notice The subject that a signer is bound to for ever; zero if to none.
    function subjectOfSigner(SignerId signer) external view returns (SubjectId);

    /// @notice Whether the signer may sign widening calls now.
    function stands(SubjectId subject, SignerId signer) external view returns (bool);

    /// @notice Second from which an announced erasure is executable; zero if none is announced.
    function erasureOf(SubjectId subject) external view returns (uint48 executableAt);
}
