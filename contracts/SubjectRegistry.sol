// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MembershipBound} from "./MembershipBound.sol";
import {Signatures} from "./Signatures.sol";
import {packSigner, SignerWord} from "./SignerWord.sol";
import {IMembership} from "./interfaces/IMembership.sol";
import {ISubjectRegistry} from "./interfaces/ISubjectRegistry.sol";
import {Roles, Seat} from "./interfaces/Seat.sol";
import {SignerId, SubjectId} from "./interfaces/Types.sol";

/// @dev See {ISubjectRegistry}. ConsentRegistry inherits it, so that a grant costs no call to another contract.
abstract contract SubjectRegistry is ISubjectRegistry, MembershipBound, EIP712 {
    /// @dev One storage slot. `holder` is an ordinal of Membership, because an address would not fit.
    struct SubjectCell {
        uint32 holder;
        uint32 epoch;
        uint32 nonce;
        uint16 turn;
        OptOutLevel optOut;
        uint40 pausedUntil;
        uint40 boundAt;
        uint40 erasedAt;
    }

    bytes32 private constant _BIND_SIGNER = keccak256(
        "BindSigner(bytes32 subject,bytes signer,uint8 kind,uint48 until,bytes32 identification,uint32 nonce,uint48 deadline)"
    );
    bytes32 private constant _ADD_SIGNER = keccak256(
        "AddSigner(bytes32 subject,bytes signer,uint8 kind,uint48 from,uint48 until,uint32 nonce,uint48 deadline)"
    );
    bytes32 private constant _REMOVE_SIGNER = keccak256("RemoveSigner(bytes32 subject,bytes32 signer)");
    bytes32 private constant _CANCEL_SIGNER = keccak256("CancelSigner(bytes32 subject,bytes32 signer)");
    bytes32 private constant _OPT_OUT = keccak256("OptOut(bytes32 subject,uint8 level,uint16 turn)");
    bytes32 private constant _OPT_IN = keccak256("OptIn(bytes32 subject,uint8 level,uint32 nonce,uint48 deadline)");
    bytes32 private constant _PAUSE = keccak256("Pause(bytes32 subject,uint40 until,uint16 turn)");
    bytes32 private constant _RESUME = keccak256("Resume(bytes32 subject,uint32 nonce,uint48 deadline)");
    bytes32 private constant _REVOKE_ALL = keccak256("RevokeAll(bytes32 subject,uint32 epoch)");
    bytes32 private constant _ERASE = keccak256("Erase(bytes32 subject)");
    bytes32 private constant _CANCEL_ERASURE = keccak256("CancelErasure(bytes32 subject,uint48 executableAt)");

    /// @inheritdoc ISubjectRegistry
    uint48 public constant NARROWING_GRACE = 7 days;

    mapping(SubjectId subject => SubjectCell) private _subjects;
    mapping(SubjectId subject => mapping(SignerId signer => SignerWord)) private _signers;
    mapping(SignerId signer => SubjectId) private _subjectsOfSigners;
    mapping(SubjectId subject => uint48 executableAt) private _erasures;

    constructor(IMembership membership_) MembershipBound(membership_) EIP712("Custos", "1") {}

    // --------------------------------------------------------------------------------------------- enrolment

    /// @inheritdoc ISubjectRegistry
    function enroll(SubjectId subject) external {
        _enroll(subject, _requireRole(Roles.HOLDER | Roles.GATEWAY));
    }

    /// @inheritdoc ISubjectRegistry
    function enrollBatch(SubjectId[] calldata subjects) external {
        Seat seat = _requireRole(Roles.HOLDER | Roles.GATEWAY);
        for (uint256 i; i < subjects.length; ++i) {
            _enroll(subjects[i], seat);
        }
    }

    // ----------------------------------------------------------------------------------------------- signers

    /// @inheritdoc ISubjectRegistry
    function bindSigner(
        Binding calldata binding,
        bytes calldata signature,
        Countersignature calldata countersignature
    ) external {
        (SubjectCell storage subject, Seat seat) = _requireHeld(binding.subject);
        _requireNotErased(binding.subject, subject);
        _requireTimely(binding.deadline);
        if (subject.boundAt > block.timestamp) revert SubjectRegistryBound(binding.subject, subject.boundAt);
        uint32 nonce = subject.nonce++;
        bytes32 digest = _bindingDigest(binding, nonce);
        SignerId signer = _claim(binding.subject, binding.signer, digest, signature);
        IMembership.Policy memory policy = membership().policy();
        if (policy.bindingCountersigned) _requireCountersigned(binding.subject, digest, seat, countersignature);
        bool waits = policy.firstBindingDelayed || subject.boundAt != 0;
        uint48 from = uint48(block.timestamp) + (waits ? policy.signerDelay : 0);
        _requireKindAndPeriod(binding.kind, from, binding.until);
        if (subject.boundAt == 0) subject.boundAt = uint40(from);
        _signers[binding.subject][signer] = packSigner(binding.kind, from, binding.until);
        emit SignerBound(
            binding.subject,
            signer,
            binding.signer,
            binding.kind,
            from,
            binding.until,
            binding.identification,
            policy.bindingCountersigned ? countersignature.account : address(0),
            nonce,
            msg.sender
        );
    }

    /// @inheritdoc ISubjectRegistry
    function addSigner(Addition calldata addition, bytes calldata signature, Proof calldata by) external {
        _requireTimely(addition.deadline);
        uint48 from = addition.from > block.timestamp ? addition.from : uint48(block.timestamp);
        _requireKindAndPeriod(addition.kind, from, addition.until);
        SubjectCell storage subject = _subjects[addition.subject];
        _requireNotErased(addition.subject, subject);
        uint32 nonce = subject.nonce++;
        bytes32 digest = _additionDigest(addition, nonce);
        (SignerId byId, SignerWord standing) = _requireStanding(addition.subject, by.signer, digest, by.signature);
        _requireWithin(addition, byId, standing);
        SignerId signer = _claim(addition.subject, addition.signer, digest, signature);
        _signers[addition.subject][signer] = packSigner(addition.kind, from, addition.until);
        emit SignerAdded(
            addition.subject,
            signer,
            addition.signer,
            addition.kind,
            from,
            addition.until,
            byId,
            nonce,
            msg.sender
        );
    }

    /// @inheritdoc ISubjectRegistry
    function removeSigner(SubjectId subject, SignerId signer, Proof calldata by) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(_REMOVE_SIGNER, subject, signer)));
        SignerWord known = _signers[subject][signer];
        if (known.removedAt() != 0) return;
        (SignerId byId, SignerWord standing) = _requireStanding(subject, by.signer, digest, by.signature);
        bool itself = SignerId.unwrap(byId) == SignerId.unwrap(signer);
        if (!itself && standing.kind() != SignerKind.Self) revert SubjectRegistryBeyondGuardian(subject, byId);
        if (known.kind() == SignerKind.None) revert SubjectRegistrySignerUnfit(subject, signer);
        if (known.from() > block.timestamp) {
            _cancel(subject, signer, known, byId);
        } else {
            _signers[subject][signer] = known.removed(block.timestamp);
            emit SignerRemoved(subject, signer, byId, msg.sender);
        }
    }

    /// @inheritdoc ISubjectRegistry
    function cancelSigner(SubjectId subject, SignerId signer, Proof calldata by) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(_CANCEL_SIGNER, subject, signer)));
        SignerWord waiting = _signers[subject][signer];
        if (waiting.removedAt() != 0) return;
        SignerId byId = _requireNarrowing(subject, by.signer, digest, by.signature);
        _cancel(subject, signer, waiting, byId);
    }

    /// @inheritdoc ISubjectRegistry
    function cancelSignerRecorded(SubjectId subject, SignerId signer) external {
        _requireHeld(subject);
        _cancel(subject, signer, _signers[subject][signer], SignerId.wrap(0));
    }

    /// @inheritdoc ISubjectRegistry
    function endGuardianRecorded(SubjectId subject, SignerId signer, bytes32 form) external {
        _requireHeld(subject);
        _requireForm(subject, form);
        SignerWord guardian = _signers[subject][signer];
        bool guards = guardian.kind() == SignerKind.Guardian && _stands(guardian);
        if (!guards) revert SubjectRegistryNotGuardian(subject, signer);
        _signers[subject][signer] = guardian.withUntil(uint48(block.timestamp) - 1);
        emit GuardianEnded(subject, signer, form, msg.sender);
    }

    // ----------------------------------------------------------------------------------------------- opt-out

    /// @inheritdoc ISubjectRegistry
    function optOut(SubjectId subject, OptOutLevel level, uint16 turn, Proof calldata by) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(_OPT_OUT, subject, level, turn)));
        SignerId byId = _requireNarrowing(subject, by.signer, digest, by.signature);
        SubjectCell storage cell = _subjects[subject];
        if (turn > cell.turn) revert SubjectRegistryAhead(subject, cell.turn, turn);
        if (turn == cell.turn) _optOut(subject, cell, level, byId, 0);
    }

    /// @inheritdoc ISubjectRegistry
    function optOutRecorded(SubjectId subject, OptOutLevel level, bytes32 form) external {
        (SubjectCell storage cell, ) = _requireHeld(subject);
        _requireForm(subject, form);
        _optOut(subject, cell, level, SignerId.wrap(0), form);
    }

    /// @inheritdoc ISubjectRegistry
    function optIn(SubjectId subject, OptOutLevel level, uint48 deadline, Proof calldata by) external {
        SubjectCell storage cell = _requireWidening(subject, deadline);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(_OPT_IN, subject, level, cell.nonce++, deadline)));
        (SignerId byId, ) = _requireStanding(subject, by.signer, digest, by.signature);
        _optIn(subject, cell, level, byId, 0);
    }

    /// @inheritdoc ISubjectRegistry
    function optInRecorded(SubjectId subject, OptOutLevel level, bytes32 form) external {
        (SubjectCell storage cell, ) = _requireHeld(subject);
        _requireForm(subject, form);
        _requireUnbound(subject, cell);
        _optIn(subject, cell, level, SignerId.wrap(0), form);
    }

    // ------------------------------------------------------------------------------------------------- pause

    /// @inheritdoc ISubjectRegistry
    function pause(SubjectId subject, uint40 until, uint16 turn, Proof calldata by) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(_PAUSE, subject, until, turn)));
        SignerId byId = _requireNarrowing(subject, by.signer, digest, by.signature);
        SubjectCell storage cell = _subjects[subject];
        if (turn > cell.turn) revert SubjectRegistryAhead(subject, cell.turn, turn);
        if (turn == cell.turn) _pause(subject, cell, until, byId, 0);
    }

    /// @inheritdoc ISubjectRegistry
    function pauseRecorded(SubjectId subject, uint40 until, bytes32 form) external {
        (SubjectCell storage cell, ) = _requireHeld(subject);
        _requireForm(subject, form);
        _pause(subject, cell, until, SignerId.wrap(0), form);
    }

    /// @inheritdoc ISubjectRegistry
    function resume(SubjectId subject, uint48 deadline, Proof calldata by) external {
        SubjectCell storage cell = _requireWidening(subject, deadline);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(_RESUME, subject, cell.nonce++, deadline)));
        (SignerId byId, ) = _requireStanding(subject, by.signer, digest, by.signature);
        _resume(subject, cell, byId, 0);
    }

    /// @inheritdoc ISubjectRegistry
    function resumeRecorded(SubjectId subject, bytes32 form) external {
        (SubjectCell storage cell, ) = _requireHeld(subject);
        _requireForm(subject, form);
        _requireUnbound(subject, cell);
        _resume(subject, cell, SignerId.wrap(0), form);
    }

    // -------------------------------------------------------------------------------------------- revoke all

    /// @inheritdoc ISubjectRegistry
    function revokeAll(SubjectId subject, uint32 epoch, Proof calldata by) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(_REVOKE_ALL, subject, epoch)));
        SignerId byId = _requireNarrowing(subject, by.signer, digest, by.signature);
        SubjectCell storage cell = _subjects[subject];
        if (epoch > cell.epoch) revert SubjectRegistryAhead(subject, cell.epoch, epoch);
        if (epoch == cell.epoch) _raiseEpoch(subject, cell, byId, 0);
    }

    /// @inheritdoc ISubjectRegistry
    function revokeAllRecorded(SubjectId subject, bytes32 form) external {
        (SubjectCell storage cell, ) = _requireHeld(subject);
        _requireForm(subject, form);
        _raiseEpoch(subject, cell, SignerId.wrap(0), form);
    }

    // ----------------------------------------------------------------------------------------------- erasure

    /// @inheritdoc ISubjectRegistry
    function erase(SubjectId subject, Proof calldata by) external {
        SubjectCell storage cell = _subjects[subject];
        if (cell.erasedAt != 0) return;
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(_ERASE, subject)));
        (SignerId byId, ) = _requireStanding(subject, by.signer, digest, by.signature);
        _erase(subject, cell, byId);
    }

    /// @inheritdoc ISubjectRegistry
    function announceErasure(SubjectId subject, bytes32 causeDigest) external {
        (SubjectCell storage cell, ) = _requireHeld(subject);
        _requireNotErased(subject, cell);
        _requireForm(subject, causeDigest);
        uint48 announced = _erasures[subject];
        if (announced != 0) revert SubjectRegistryErasureAnnounced(subject, announced);
        uint48 executableAt = uint48(block.timestamp) + membership().policy().erasureDelay;
        _erasures[subject] = executableAt;
        emit ErasureAnnounced(subject, executableAt, causeDigest, msg.sender);
    }

    /// @inheritdoc ISubjectRegistry
    function cancelErasure(SubjectId subject, uint48 executableAt, Proof calldata by) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(_CANCEL_ERASURE, subject, executableAt)));
        SignerId byId = _requireNarrowing(subject, by.signer, digest, by.signature);
        _requireNotErased(subject, _subjects[subject]);
        if (executableAt == 0 || _erasures[subject] != executableAt) return;
        _cancelErasure(subject, executableAt, byId);
    }

    /// @inheritdoc ISubjectRegistry
    function cancelErasureRecorded(SubjectId subject) external {
        _requireHeld(subject);
        _cancelErasure(subject, _requireAnnounced(subject), SignerId.wrap(0));
    }

    /// @inheritdoc ISubjectRegistry
    function executeErasure(SubjectId subject) external {
        (SubjectCell storage cell, ) = _requireHeld(subject);
        uint48 executableAt = _requireAnnounced(subject);
        if (block.timestamp < executableAt) revert SubjectRegistryTooEarly(subject, executableAt);
        _erase(subject, cell, SignerId.wrap(0));
    }

    // ------------------------------------------------------------------------------------------------- views

    /// @inheritdoc ISubjectRegistry
    function subjectOf(SubjectId subject) external view returns (Subject memory) {
        SubjectCell memory cell = _subjects[subject];
        return
            Subject({
                holder: membership().identityAt(cell.holder),
                epoch: cell.epoch,
                nonce: cell.nonce,
                turn: cell.turn,
                optOut: cell.optOut,
                pausedUntil: cell.pausedUntil,
                boundAt: cell.boundAt,
                erasedAt: cell.erasedAt
            });
    }

    /// @inheritdoc ISubjectRegistry
    function signerOf(SubjectId subject, SignerId signer) external view returns (Signer memory) {
        SignerWord known = _signers[subject][signer];
        return Signer(known.kind(), known.from(), known.until(), known.removedAt());
    }

    /// @inheritdoc ISubjectRegistry
    function subjectOfSigner(SignerId signer) external view returns (SubjectId) {
        return _subjectsOfSigners[signer];
    }

    /// @inheritdoc ISubjectRegistry
    function stands(SubjectId subject, SignerId signer) public view returns (bool) {
        return _stands(_signers[subject][signer]);
    }

    /// @inheritdoc ISubjectRegistry
    function erasureOf(SubjectId subject) external view returns (uint48 executableAt) {
        return _erasures[subject];
    }

    // ------------------------------------------------------------------------------------ internals: checks

    function _cellOf(SubjectId subject) internal view returns (SubjectCell storage) {
        return _subjects[subject];
    }

    function _requireHeld(SubjectId subject) internal view returns (SubjectCell storage cell, Seat seat) {
        seat = _requireRole(Roles.HOLDER | Roles.GATEWAY);
        cell = _subjects[subject];
        if (cell.holder == 0) revert SubjectRegistryUnknown(subject);
        if (cell.holder != seat.ordinal()) revert SubjectRegistryNotHolder(subject, msg.sender);
    }

    /// @dev The subject is the holder's, not erased, and has no signer of its own yet; answers its epoch.
    function _requireRecordable(SubjectId subject, uint32 holder) internal view returns (uint32 epoch) {
        SubjectCell storage cell = _subjects[subject];
        // Read together, because the compiler then reads the slot once.
        (uint32 held, uint40 boundAt, uint40 erasedAt) = (cell.holder, cell.boundAt, cell.erasedAt);
        epoch = cell.epoch;
        if (held != holder) revert SubjectRegistryNotHolder(subject, msg.sender);
        if (erasedAt != 0) revert SubjectRegistryErased(subject, erasedAt);
        if (_isBound(boundAt)) revert SubjectRegistryBound(subject, boundAt);
    }

    function _requireTimely(uint48 deadline) internal view {
        if (block.timestamp > deadline) revert SubjectRegistryExpired(deadline);
    }

    function _requireForm(SubjectId subject, bytes32 form) internal pure {
        if (form == 0) revert SubjectRegistryFormMissing(subject);
    }

    /// @dev The signer stands now and signed the digest; what is signed may widen.
    function _requireStanding(
        SubjectId subject,
        bytes calldata signer,
        bytes32 digest,
        bytes calldata signature
    ) internal view returns (SignerId id, SignerWord standing) {
        id = SignerId.wrap(keccak256(signer));
        standing = _signers[subject][id];
        if (!_stands(standing)) revert SubjectRegistrySignerUnfit(subject, id);
        _requireVerifierApproved(signer);
        _requireSignature(id, signer, digest, signature);
    }

    /// @dev As `_requireStanding`, but what is signed only narrows, so that it may come late.
    function _requireNarrowing(
        SubjectId subject,
        bytes calldata signer,
        bytes32 digest,
        bytes calldata signature
    ) internal view returns (SignerId id) {
        id = SignerId.wrap(keccak256(signer));
        SignerWord known = _signers[subject][id];
        uint48 end = known.removedAt() != 0 ? known.removedAt() : known.until();
        bool counts =
            known.kind() != SignerKind.None &&
                known.from() <= block.timestamp &&
                (end == 0 || block.timestamp <= end + NARROWING_GRACE);
        if (!counts) revert SubjectRegistrySignerUnfit(subject, id);
        _requireSignature(id, signer, digest, signature);
    }

    function _requireUnbound(SubjectId subject, SubjectCell storage cell) internal view {
        if (_isBound(cell.boundAt)) revert SubjectRegistryBound(subject, cell.boundAt);
    }

    function _isBound(uint40 boundAt) private view returns (bool) {
        return boundAt != 0 && boundAt <= block.timestamp;
    }

    function _requireNotErased(SubjectId subject, SubjectCell storage cell) internal view {
        if (cell.erasedAt != 0) revert SubjectRegistryErased(subject, cell.erasedAt);
    }

    function _requireWidening(SubjectId subject, uint48 deadline) private view returns (SubjectCell storage cell) {
        _requireTimely(deadline);
        cell = _subjects[subject];
        _requireNotErased(subject, cell);
    }

    function _requireKindAndPeriod(SignerKind kind, uint48 from, uint48 until) private pure {
        if (kind == SignerKind.None) revert SubjectRegistryKindInvalid(kind);
        if (until != 0 && until < from) revert SubjectRegistryPeriodInvalid(from, until);
    }

    function _requireWithin(Addition calldata addition, SignerId byId, SignerWord by) private pure {
        if (by.kind() == SignerKind.Self) return;
        bool noLonger = by.until() == 0 || (addition.until != 0 && addition.until <= by.until());
        if (addition.kind == SignerKind.Guardian && noLonger) return;
        revert SubjectRegistryBeyondGuardian(addition.subject, byId);
    }

    function _requireCountersigned(
        SubjectId subject,
        bytes32 digest,
        Seat seat,
        Countersignature calldata c
    ) private view {
        if (c.account == address(0)) revert SubjectRegistryCountersignatureMissing(subject);
        Seat second = membership().admitted(c.account);
        bool fit = second.isActive() && second.ordinal() != seat.ordinal();
        if (!fit || !Signatures.isValidOf(c.account, digest, c.signature)) {
            revert SubjectRegistryCountersignerUnfit(c.account);
        }
    }

    function _requireVerifierApproved(bytes calldata signer) private view {
        if (signer.length == Signatures.ACCOUNT_LENGTH) return;
        address verifier = address(bytes20(signer));
        bytes32 id = bytes32(uint256(uint160(verifier)));
        if (!membership().isApproved(IMembership.Approval.SignerVerifier, id)) {
            revert SubjectRegistryVerifierNotApproved(verifier);
        }
    }

    function _requireSignature(
        SignerId id,
        bytes calldata signer,
        bytes32 digest,
        bytes calldata signature
    ) internal view {
        if (!Signatures.isValid(signer, digest, signature)) revert SubjectRegistrySignatureInvalid(id, digest);
    }

    function _requireAnnounced(SubjectId subject) private view returns (uint48 executableAt) {
        executableAt = _erasures[subject];
        if (executableAt == 0) revert SubjectRegistryNoErasure(subject);
    }

    function _stands(SignerWord signer) private view returns (bool) {
        return
            signer.kind() != SignerKind.None &&
            signer.removedAt() == 0 &&
            signer.from() <= block.timestamp &&
            (signer.until() == 0 || block.timestamp <= signer.until());
    }

    // ------------------------------------------------------------------------------------ internals: writes

    function _enroll(SubjectId subject, Seat seat) private {
        if (SubjectId.unwrap(subject) == 0) revert SubjectRegistryUnknown(subject);
        if (_subjects[subject].holder != 0) revert SubjectRegistryExists(subject);
        _subjects[subject].holder = seat.ordinal();
        emit SubjectEnrolled(subject, seat.principal(), msg.sender);
    }

    /// @dev Takes the signer for the subject for ever; the signer's own signature keeps others from taking it.
    function _claim(
        SubjectId subject,
        bytes calldata signer,
        bytes32 digest,
        bytes calldata signature
    ) private returns (SignerId id) {
        if (signer.length < Signatures.ACCOUNT_LENGTH) revert SubjectRegistrySignerInvalid(signer);
        _requireVerifierApproved(signer);
        id = SignerId.wrap(keccak256(signer));
        SubjectId taken = _subjectsOfSigners[id];
        if (SubjectId.unwrap(taken) != 0) revert SubjectRegistrySignerTaken(id, taken);
        _requireSignature(id, signer, digest, signature);
        _subjectsOfSigners[id] = subject;
    }

    /// @dev A cancelled signer loses its kind, so that it has no grace for narrowing either.
    function _cancel(SubjectId subject, SignerId signer, SignerWord waiting, SignerId by) private {
        bool waits = waiting.kind() != SignerKind.None && waiting.from() > block.timestamp;
        if (!waits) revert SubjectRegistryNotWaiting(subject, signer);
        _signers[subject][signer] = waiting.cancelled(block.timestamp);
        SubjectCell storage cell = _subjects[subject];
        if (cell.boundAt > block.timestamp) cell.boundAt = 0;
        emit SignerRemoved(subject, signer, by, msg.sender);
    }

    function _optOut(
        SubjectId subject,
        SubjectCell storage cell,
        OptOutLevel level,
        SignerId by,
        bytes32 form
    ) private {
        if (level <= cell.optOut) return;
        cell.optOut = level;
        emit OptOutSet(subject, level, cell.turn, cell.nonce, by, form, msg.sender);
    }

    function _optIn(SubjectId subject, SubjectCell storage cell, OptOutLevel level, SignerId by, bytes32 form) private {
        if (level >= cell.optOut) revert SubjectRegistryLevelInvalid(cell.optOut, level);
        cell.optOut = level;
        ++cell.turn;
        emit OptOutSet(subject, level, cell.turn, cell.nonce, by, form, msg.sender);
    }

    function _pause(SubjectId subject, SubjectCell storage cell, uint40 until, SignerId by, bytes32 form) private {
        if (until <= cell.pausedUntil) return;
        cell.pausedUntil = until;
        emit PauseSet(subject, until, cell.turn, cell.nonce, by, form, msg.sender);
    }

    function _resume(SubjectId subject, SubjectCell storage cell, SignerId by, bytes32 form) private {
        if (cell.pausedUntil < block.timestamp) revert SubjectRegistryNotPaused(subject);
        cell.pausedUntil = 0;
        ++cell.turn;
        emit PauseSet(subject, 0, cell.turn, cell.nonce, by, form, msg.sender);
    }

    function _raiseEpoch(SubjectId subject, SubjectCell storage cell, SignerId by, bytes32 form) private {
        emit EpochRaised(subject, ++cell.epoch, by, form, msg.sender);
    }

    function _cancelErasure(SubjectId subject, uint48 executableAt, SignerId by) private {
        delete _erasures[subject];
        emit ErasureCancelled(subject, executableAt, by, msg.sender);
    }

    function _erase(SubjectId subject, SubjectCell storage cell, SignerId by) private {
        delete _erasures[subject];
        cell.erasedAt = uint40(block.timestamp);
        emit SubjectErased(subject, by, msg.sender);
    }

    function _bindingDigest(Binding calldata b, uint32 nonce) private view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        _BIND_SIGNER,
                        b.subject,
                        keccak256(b.signer),
                        b.kind,
                        b.until,
                        b.identification,
                        nonce,
                        b.deadline
                    )
                )
            );
    }

    function _additionDigest(Addition calldata a, uint32 nonce) private view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(_ADD_SIGNER, a.subject, keccak256(a.signer), a.kind, a.from, a.until, nonce, a.deadline)
                )
            );
    }
}
