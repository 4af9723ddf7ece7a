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
        uint24 nonce;
        uint16 optOutTurn;
        uint16 pauseTurn;
        OptOutLevel optOut;
        uint8 marks;
        uint40 pausedUntil;
        uint40 boundAt;
        uint40 erasedAt;
    }

    /// @dev How far each turn went that is over: its opt-out level, and its pause.
    struct Peaks {
        mapping(uint16 turn => uint40) level;
        mapping(uint16 turn => uint40) until;
    }

    bytes32 private constant _BIND_SIGNER = keccak256(
        "BindSigner(bytes32 subject,bytes signer,uint8 kind,uint48 until,bytes32 identification,uint48 deadline)"
    );
    bytes32 private constant _ADD_SIGNER = keccak256(
        "AddSigner(bytes32 subject,bytes signer,uint8 kind,uint48 from,uint48 until,uint32 nonce,uint48 deadline)"
    );
    bytes32 private constant _REMOVE_SIGNER = keccak256("RemoveSigner(bytes32 subject,bytes32 signer)");
    bytes32 private constant _CANCEL_SIGNER = keccak256("CancelSigner(bytes32 subject,bytes32 signer)");
    bytes32 private constant _END_SIGNER = keccak256(
        "EndSigner(bytes32 subject,bytes32 signer,bytes32 form,uint48 deadline)"
    );
    bytes32 private constant _KEEP_SIGNER = keccak256("KeepSigner(bytes32 subject,bytes32 signer,uint48 leavesAt)");
    bytes32 private constant _OPT_OUT = keccak256("OptOut(bytes32 subject,uint8 level,uint16 turn)");
    bytes32 private constant _OPT_IN = keccak256(
        "OptIn(bytes32 subject,uint8 from,uint8 level,uint16 turn,uint48 deadline)"
    );
    bytes32 private constant _PAUSE = keccak256("Pause(bytes32 subject,uint40 until,uint16 turn)");
    bytes32 private constant _RESUME = keccak256("Resume(bytes32 subject,uint40 until,uint16 turn,uint48 deadline)");
    bytes32 private constant _REVOKE_ALL = keccak256("RevokeAll(bytes32 subject,uint32 epoch)");
    bytes32 private constant _ERASE = keccak256("Erase(bytes32 subject,uint32 nonce,uint48 deadline)");
    bytes32 private constant _CANCEL_ERASURE = keccak256("CancelErasure(bytes32 subject,uint48 executableAt)");

    /// @dev Bits of `SubjectCell.marks`, beside the stage.
    uint8 private constant _STAGE = 3;
    uint8 private constant _OWN_OPT_OUT = 1 << 2;
    uint8 private constant _OWN_PAUSE = 1 << 3;
    /// @dev Of bindings alone: whoever adds a signer of kind Self is one itself.
    uint8 private constant _HAD_SELF = 1 << 4;

    /// @inheritdoc ISubjectRegistry
    uint48 public constant NARROWING_GRACE = 7 days;
    /// @inheritdoc ISubjectRegistry
    uint48 public constant MAX_DEADLINE = 30 days;
    /// @inheritdoc ISubjectRegistry
    uint48 public constant ERASURE_WINDOW = 30 days;

    mapping(SubjectId subject => SubjectCell) private _subjects;
    mapping(SubjectId subject => mapping(SignerId signer => SignerWord)) private _signers;
    mapping(SignerId signer => SubjectId) private _subjectsOfSigners;
    /// @dev The signer that was bound last to start later.
    mapping(SubjectId subject => SignerId) private _waiting;
    mapping(SubjectId subject => Peaks) private _peaks;
    mapping(SubjectId subject => uint48 executableAt) private _erasures;
    /// @dev Second at which recorded grants end that were not kept.
    mapping(SubjectId subject => uint48) private _recordedUntil;
    /// @dev Second from which the subject acts alone.
    mapping(SubjectId subject => uint48) private _aloneFrom;
    /// @dev Digests that an authority countersigned and that were used.
    mapping(bytes32 digest => bool) private _spent;

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
            SubjectId subject = subjects[i];
            if (_subjects[subject].holder == 0) _enroll(subject, seat);
            else emit SubjectTaken(subject, msg.sender);
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
        _requireForm(binding.subject, binding.identification);
        _requireNoneWaits(binding.subject);
        bytes32 digest = _bindingDigest(binding);
        SignerId signer = _claim(binding.subject, binding.signer, digest, signature);
        IMembership.Policy memory policy = membership().policy();
        if (policy.bindingCountersigned) {
            _requireOther(binding.signer, countersignature.account);
            _requireCountersigned(binding.subject, digest, seat, Roles.ALL, countersignature);
        }
        bool first = subject.boundAt == 0;
        uint256 starts = block.timestamp + (policy.firstBindingDelayed || !first ? policy.signerDelay : 0);
        uint48 from = uint48(starts);
        _requireKindAndPeriod(binding.kind, from, binding.until);
        if (from > block.timestamp) _waiting[binding.subject] = signer;
        if (first) _begin(binding.subject, subject, from, policy.recordedEndsAfter);
        if (binding.kind == SignerKind.Self) subject.marks |= _HAD_SELF;
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
            first ? _recordedUntil[binding.subject] : 0,
            msg.sender
        );
    }

    /// @inheritdoc ISubjectRegistry
    function addSigner(Addition calldata addition, bytes calldata signature, Proof calldata by) external {
        SubjectCell storage subject = _requireOpen(addition.subject, addition.deadline);
        uint48 from = addition.from > block.timestamp ? addition.from : uint48(block.timestamp);
        _requireKindAndPeriod(addition.kind, from, addition.until);
        uint32 nonce = subject.nonce++;
        bytes32 digest = _additionDigest(addition, nonce);
        (SignerId byId, SignerWord standing) = _requireWidening(addition.subject, by.signer, digest, by.signature);
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
        if (!itself && !_mayRemove(_subjects[subject], standing.kind(), known.kind())) {
            revert SubjectRegistryBeyondStage(subject, byId);
        }
        if (known.kind() == SignerKind.None) revert SubjectRegistrySignerUnfit(subject, signer);
        if (known.from() > block.timestamp) {
            _cancel(subject, signer, known, byId);
        } else {
            _signers[subject][signer] = known.removed(block.timestamp);
            emit SignerRemoved(subject, signer, byId, msg.sender);
        }
    }

    /// @inheritdoc ISubjectRegistry
    function removeSignerRecorded(
        SubjectId subject,
        SignerId signer,
        bytes32 form,
        uint48 deadline,
        Countersignature calldata countersignature
    ) external {
        (, Seat seat) = _requireHeld(subject);
        _requireForm(subject, form);
        _requireTimely(deadline);
        SignerWord known = _signers[subject][signer];
        bool fit = known.kind() != SignerKind.None && known.removedAt() == 0 && known.leavesAt() == 0;
        if (!fit) revert SubjectRegistrySignerUnfit(subject, signer);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(_END_SIGNER, subject, signer, form, deadline)));
        if (_spent[digest]) revert SubjectRegistryCountersignatureSpent(digest);
        _spent[digest] = true;
        _requireCountersigned(subject, digest, seat, Roles.AUTHORITY, countersignature);
        uint48 leavesAt = uint48(block.timestamp + membership().policy().signerDelay);
        _signers[subject][signer] = known.leaving(leavesAt);
        emit SignerLeaving(subject, signer, leavesAt, form, countersignature.account, msg.sender);
    }

    /// @inheritdoc ISubjectRegistry
    function keepSigner(SubjectId subject, SignerId signer, uint48 leavesAt, Proof calldata by) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(_KEEP_SIGNER, subject, signer, leavesAt)));
        SignerId byId = _requireCancelling(subject, by.signer, digest, by.signature);
        if (_signers[subject][signer].leavesAt() == leavesAt) _keep(subject, signer, byId);
    }

    /// @inheritdoc ISubjectRegistry
    function keepSignerRecorded(SubjectId subject, SignerId signer) external {
        Seat seat = _requireMember();
        bool held = seat.hasAny(Roles.HOLDER | Roles.GATEWAY) && seat.ordinal() == _subjects[subject].holder;
        if (!held && !seat.hasAny(Roles.AUTHORITY | Roles.AUDITOR)) {
            revert SubjectRegistryNotHolder(subject, msg.sender);
        }
        _keep(subject, signer, SignerId.wrap(0));
    }

    /// @inheritdoc ISubjectRegistry
    function cancelSigner(SubjectId subject, SignerId signer, Proof calldata by) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(_CANCEL_SIGNER, subject, signer)));
        SignerWord waiting = _signers[subject][signer];
        if (waiting.removedAt() != 0) return;
        SignerId byId = _requireCancelling(subject, by.signer, digest, by.signature);
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

    /// @inheritdoc ISubjectRegistry
    function setStage(SubjectId subject, Stage stage, bytes32 form) external {
        (SubjectCell storage cell, ) = _requireHeld(subject);
        _requireForm(subject, form);
        Stage before = _stage(cell.marks);
        bool taken = stage == Stage.Guardian && cell.marks & _HAD_SELF != 0;
        if (stage <= before || taken) revert SubjectRegistryStageInvalid(before, stage);
        cell.marks = (cell.marks & ~_STAGE) | uint8(stage);
        if (stage == Stage.Self) _aloneFrom[subject] = uint48(block.timestamp);
        emit StageSet(subject, stage, form, msg.sender);
    }

    // ----------------------------------------------------------------------------------------------- opt-out

    /// @inheritdoc ISubjectRegistry
    function optOut(SubjectId subject, OptOutLevel level, uint16 turn, Proof calldata by) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(_OPT_OUT, subject, level, turn)));
        (SignerId byId, bool own) = _requireNarrowing(subject, by.signer, digest, by.signature);
        SubjectCell storage cell = _subjects[subject];
        if (_counts(_peaks[subject].level, uint8(level), subject, cell.optOutTurn, turn)) {
            _optOut(subject, cell, level, own, byId, 0);
        }
    }

    /// @inheritdoc ISubjectRegistry
    function optOutRecorded(SubjectId subject, OptOutLevel level, bytes32 form) external {
        (SubjectCell storage cell, ) = _requireHeld(subject);
        _requireForm(subject, form);
        _optOut(subject, cell, level, false, SignerId.wrap(0), form);
    }

    /// @inheritdoc ISubjectRegistry
    function optIn(SubjectId subject, OptOutLevel level, uint48 deadline, Proof calldata by) external {
        SubjectCell storage cell = _requireOpen(subject, deadline);
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(_OPT_IN, subject, cell.optOut, level, cell.optOutTurn, deadline))
        );
        (SignerId byId, SignerWord standing) = _requireWidening(subject, by.signer, digest, by.signature);
        _requireNotOwn(subject, cell.marks & _OWN_OPT_OUT, byId, standing);
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
        (SignerId byId, bool own) = _requireNarrowing(subject, by.signer, digest, by.signature);
        SubjectCell storage cell = _subjects[subject];
        if (_counts(_peaks[subject].until, until, subject, cell.pauseTurn, turn)) {
            _pause(subject, cell, until, own, byId, 0);
        }
    }

    /// @inheritdoc ISubjectRegistry
    function pauseRecorded(SubjectId subject, uint40 until, bytes32 form) external {
        (SubjectCell storage cell, ) = _requireHeld(subject);
        _requireForm(subject, form);
        _pause(subject, cell, until, false, SignerId.wrap(0), form);
    }

    /// @inheritdoc ISubjectRegistry
    function resume(SubjectId subject, uint48 deadline, Proof calldata by) external {
        SubjectCell storage cell = _requireOpen(subject, deadline);
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(_RESUME, subject, cell.pausedUntil, cell.pauseTurn, deadline))
        );
        (SignerId byId, SignerWord standing) = _requireWidening(subject, by.signer, digest, by.signature);
        _requireNotOwn(subject, cell.marks & _OWN_PAUSE, byId, standing);
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
        (SignerId byId, ) = _requireNarrowing(subject, by.signer, digest, by.signature);
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
    function erase(SubjectId subject, uint48 deadline, Proof calldata by) external {
        if (_subjects[subject].erasedAt != 0) return;
        SubjectCell storage cell = _requireOpen(subject, deadline);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(_ERASE, subject, cell.nonce++, deadline)));
        (SignerId byId, SignerWord standing) = _requireWidening(subject, by.signer, digest, by.signature);
        if (standing.kind() == SignerKind.Self) _erase(subject, cell, byId);
        else _announce(subject, byId, digest);
    }

    /// @inheritdoc ISubjectRegistry
    function announceErasure(SubjectId subject, bytes32 causeDigest) external {
        (SubjectCell storage cell, ) = _requireHeld(subject);
        _requireNotErased(subject, cell);
        _requireForm(subject, causeDigest);
        _announce(subject, SignerId.wrap(0), causeDigest);
    }

    /// @inheritdoc ISubjectRegistry
    function cancelErasure(SubjectId subject, uint48 executableAt, Proof calldata by) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(_CANCEL_ERASURE, subject, executableAt)));
        SignerId byId = _requireCancelling(subject, by.signer, digest, by.signature);
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
    function objectToErasure(SubjectId subject, uint48 executableAt, bytes32 causeDigest) external {
        Seat seat = _requireRole(Roles.AUDITOR | Roles.AUTHORITY);
        _requireForm(subject, causeDigest);
        if (seat.ordinal() == _subjects[subject].holder) revert SubjectRegistryObjectorUnfit(msg.sender);
        if (executableAt == 0 || _erasures[subject] != executableAt) return;
        delete _erasures[subject];
        emit ErasureObjected(subject, executableAt, causeDigest, msg.sender);
    }

    /// @inheritdoc ISubjectRegistry
    function executeErasure(SubjectId subject) external {
        (SubjectCell storage cell, ) = _requireHeld(subject);
        uint48 executableAt = _requireAnnounced(subject);
        if (block.timestamp < executableAt) revert SubjectRegistryTooEarly(subject, executableAt);
        if (_hasLapsed(executableAt)) revert SubjectRegistryErasureLapsed(subject, executableAt);
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
                optOutTurn: cell.optOutTurn,
                pauseTurn: cell.pauseTurn,
                optOut: cell.optOut,
                stage: _stage(cell.marks),
                pausedUntil: cell.pausedUntil,
                boundAt: cell.boundAt,
                erasedAt: cell.erasedAt,
                recordedUntil: _recordedUntil[subject]
            });
    }

    /// @inheritdoc ISubjectRegistry
    function signerOf(SubjectId subject, SignerId signer) external view returns (Signer memory) {
        SignerWord known = _signers[subject][signer];
        return Signer(known.kind(), known.from(), known.until(), known.removedAt(), known.leavesAt());
    }

    /// @inheritdoc ISubjectRegistry
    function stands(SubjectId subject, SignerId signer) external view returns (bool) {
        SignerWord known = _signers[subject][signer];
        return _stands(known) && _mayWiden(_subjects[subject].marks, known.kind());
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

    function _recordedEnd(SubjectId subject) internal view returns (uint48) {
        return _recordedUntil[subject];
    }

    function _requireTimely(uint48 deadline) internal view {
        if (block.timestamp > deadline) revert SubjectRegistryExpired(deadline);
        if (deadline - block.timestamp > MAX_DEADLINE) revert SubjectRegistryDeadlineTooFar(deadline);
    }

    /// @dev What is signed may widen: it is in time, and the subject is not erased.
    function _requireOpen(SubjectId subject, uint48 deadline) internal view returns (SubjectCell storage cell) {
        _requireTimely(deadline);
        cell = _subjects[subject];
        _requireNotErased(subject, cell);
    }

    function _requireForm(SubjectId subject, bytes32 form) internal pure {
        if (form == 0) revert SubjectRegistryFormMissing(subject);
    }

    /// @dev The signer stands now and signed the digest.
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

    /// @dev As `_requireStanding`, and at the subject's stage the signer may widen.
    function _requireWidening(
        SubjectId subject,
        bytes calldata signer,
        bytes32 digest,
        bytes calldata signature
    ) internal view returns (SignerId id, SignerWord standing) {
        (id, standing) = _requireStanding(subject, signer, digest, signature);
        if (!_mayWiden(_subjects[subject].marks, standing.kind())) revert SubjectRegistryBeyondStage(subject, id);
    }

    /// @dev What is signed only narrows, so that it may come late. `own`: the subject itself signed it.
    function _requireNarrowing(
        SubjectId subject,
        bytes calldata signer,
        bytes32 digest,
        bytes calldata signature
    ) internal view returns (SignerId id, bool own) {
        id = SignerId.wrap(keccak256(signer));
        SignerWord known = _signers[subject][id];
        own = known.kind() == SignerKind.Self;
        if (!_mayNarrow(subject, known)) revert SubjectRegistrySignerUnfit(subject, id);
        _requireSignature(id, signer, digest, signature);
    }

    /// @dev What is signed stops something that others announced. A removed signer, or one that leaves, may be stolen
    /// and does not count; a guardian counts for the grace after its end, because the holder may have ended it in order
    /// not to be stopped.
    function _requireCancelling(
        SubjectId subject,
        bytes calldata signer,
        bytes32 digest,
        bytes calldata signature
    ) private view returns (SignerId id) {
        id = SignerId.wrap(keccak256(signer));
        SignerWord known = _signers[subject][id];
        bool counts =
            known.kind() == SignerKind.Guardian
                ? known.removedAt() == 0 && known.leavesAt() == 0 && _mayNarrow(subject, known)
                : _stands(known);
        if (!counts) revert SubjectRegistrySignerUnfit(subject, id);
        _requireVerifierApproved(signer);
        _requireSignature(id, signer, digest, signature);
    }

    function _mayNarrow(SubjectId subject, SignerWord signer) private view returns (bool) {
        uint256 end = signer.end();
        if (signer.kind() == SignerKind.Guardian && _stage(_subjects[subject].marks) == Stage.Self) {
            uint256 aloneFrom = _aloneFrom[subject];
            if (end == 0 || aloneFrom < end) end = aloneFrom;
        }
        return
            signer.kind() != SignerKind.None &&
            signer.from() <= block.timestamp &&
            (end == 0 || block.timestamp <= end + NARROWING_GRACE);
    }

    /// @dev Without stages whoever stands may widen; a guardian alone may until both count, and then the subject alone.
    function _mayWiden(uint8 marks, SignerKind kind) private pure returns (bool) {
        Stage stage = _stage(marks);
        return stage == Stage.None || (stage == Stage.Guardian) == (kind == SignerKind.Guardian);
    }

    /// @dev Who acts alone removes whomever it wants; of two who count neither removes the other one.
    function _mayRemove(SubjectCell storage cell, SignerKind by, SignerKind other) private view returns (bool) {
        if (by != SignerKind.Self) return false;
        Stage stage = _stage(cell.marks);
        return other == SignerKind.Self || stage == Stage.None || stage == Stage.Self;
    }

    function _stage(uint8 marks) private pure returns (Stage) {
        return Stage(marks & _STAGE);
    }

    /// @dev A guardian takes back no wish of the subject's own.
    function _requireNotOwn(SubjectId subject, uint8 own, SignerId byId, SignerWord by) private pure {
        if (own != 0 && by.kind() != SignerKind.Self) revert SubjectRegistryBeyondGuardian(subject, byId);
    }

    function _requireNoneWaits(SubjectId subject) private view {
        SignerId waiting = _waiting[subject];
        if (_waits(_signers[subject][waiting])) revert SubjectRegistryWaiting(subject, waiting);
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

    /// @dev `wanted` are the roles of which the second member must have one.
    function _requireCountersigned(
        SubjectId subject,
        bytes32 digest,
        Seat seat,
        uint16 wanted,
        Countersignature calldata c
    ) private view {
        if (c.account == address(0)) revert SubjectRegistryCountersignatureMissing(subject);
        Seat second = membership().admitted(c.account);
        bool fit = second.isActive() && second.hasAny(wanted) && second.ordinal() != seat.ordinal();
        if (!fit || !Signatures.isValidOf(c.account, digest, c.signature)) {
            revert SubjectRegistryCountersignerUnfit(c.account);
        }
    }

    /// @dev Nobody countersigns what it signed.
    function _requireOther(bytes calldata signer, address account) private pure {
        bool same = signer.length == Signatures.ACCOUNT_LENGTH && address(bytes20(signer)) == account;
        if (same) revert SubjectRegistryCountersignerUnfit(account);
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
            signer.leavesAt() == 0 &&
            signer.from() <= block.timestamp &&
            (signer.until() == 0 || block.timestamp <= signer.until());
    }

    function _waits(SignerWord signer) private view returns (bool) {
        return signer.kind() != SignerKind.None && signer.from() > block.timestamp;
    }

    function _hasLapsed(uint48 executableAt) private view returns (bool) {
        return block.timestamp > uint256(executableAt) + ERASURE_WINDOW;
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

    /// @dev The subject gets its first signer, which counts from `from`.
    function _begin(SubjectId subject, SubjectCell storage cell, uint48 from, uint32 recordedEndsAfter) private {
        cell.boundAt = uint40(from);
        if (recordedEndsAfter != 0) _recordedUntil[subject] = from + uint48(recordedEndsAfter);
    }

    /// @dev A cancelled signer loses its kind, so that it has no grace for narrowing either.
    function _cancel(SubjectId subject, SignerId signer, SignerWord waiting, SignerId by) private {
        if (!_waits(waiting)) revert SubjectRegistryNotWaiting(subject, signer);
        _signers[subject][signer] = waiting.cancelled(block.timestamp);
        SubjectCell storage cell = _subjects[subject];
        if (cell.boundAt > block.timestamp) {
            cell.boundAt = 0;
            delete _recordedUntil[subject];
        }
        emit SignerRemoved(subject, signer, by, msg.sender);
    }

    function _keep(SubjectId subject, SignerId signer, SignerId by) private {
        SignerWord known = _signers[subject][signer];
        if (known.leavesAt() <= block.timestamp || known.removedAt() != 0) {
            revert SubjectRegistryNotLeaving(subject, signer);
        }
        _signers[subject][signer] = known.staying();
        emit SignerStays(subject, signer, by, msg.sender);
    }

    /// @dev Whether what was signed in a turn is to be done. What goes no further than the turn went may be a replay. What
    /// goes further was never mined, because an opening that was signed before it overtook it: it counts now, and once.
    function _counts(
        mapping(uint16 turn => uint40) storage peaks,
        uint40 value,
        SubjectId subject,
        uint16 current,
        uint16 turn
    ) private returns (bool) {
        if (turn > current) revert SubjectRegistryAhead(subject, current, turn);
        if (turn == current) return true;
        if (value <= peaks[turn]) return false;
        peaks[turn] = value;
        return true;
    }

    /// @dev What the subject itself signed is marked even if it changes nothing else, so that no guardian undoes it.
    function _optOut(
        SubjectId subject,
        SubjectCell storage cell,
        OptOutLevel level,
        bool own,
        SignerId by,
        bytes32 form
    ) private {
        bool marks = own && level != OptOutLevel.None && cell.marks & _OWN_OPT_OUT == 0;
        if (level <= cell.optOut && !marks) return;
        if (marks) cell.marks |= _OWN_OPT_OUT;
        if (level > cell.optOut) cell.optOut = level;
        emit OptOutSet(subject, cell.optOut, cell.optOutTurn, by, form, msg.sender);
    }

    function _optIn(SubjectId subject, SubjectCell storage cell, OptOutLevel level, SignerId by, bytes32 form) private {
        if (level >= cell.optOut) revert SubjectRegistryLevelInvalid(cell.optOut, level);
        _peaks[subject].level[cell.optOutTurn++] = uint8(cell.optOut);
        cell.optOut = level;
        if (level == OptOutLevel.None) cell.marks &= ~_OWN_OPT_OUT;
        emit OptOutSet(subject, level, cell.optOutTurn, by, form, msg.sender);
    }

    function _pause(
        SubjectId subject,
        SubjectCell storage cell,
        uint40 until,
        bool own,
        SignerId by,
        bytes32 form
    ) private {
        uint8 before = cell.pausedUntil < block.timestamp ? cell.marks & ~_OWN_PAUSE : cell.marks;
        bool marks = own && until >= block.timestamp && before & _OWN_PAUSE == 0;
        if (until <= cell.pausedUntil && !marks) return;
        cell.marks = marks ? before | _OWN_PAUSE : before;
        if (until > cell.pausedUntil) cell.pausedUntil = until;
        emit PauseSet(subject, cell.pausedUntil, cell.pauseTurn, by, form, msg.sender);
    }

    function _resume(SubjectId subject, SubjectCell storage cell, SignerId by, bytes32 form) private {
        if (cell.pausedUntil < block.timestamp) revert SubjectRegistryNotPaused(subject);
        _peaks[subject].until[cell.pauseTurn++] = cell.pausedUntil;
        cell.pausedUntil = 0;
        cell.marks &= ~_OWN_PAUSE;
        emit PauseSet(subject, 0, cell.pauseTurn, by, form, msg.sender);
    }

    function _raiseEpoch(SubjectId subject, SubjectCell storage cell, SignerId by, bytes32 form) private {
        emit EpochRaised(subject, ++cell.epoch, by, form, msg.sender);
    }

    function _announce(SubjectId subject, SignerId by, bytes32 causeDigest) private {
        uint48 announced = _erasures[subject];
        if (announced != 0 && !_hasLapsed(announced)) revert SubjectRegistryErasureAnnounced(subject, announced);
        uint48 executableAt = uint48(block.timestamp + membership().policy().erasureDelay);
        _erasures[subject] = executableAt;
        emit ErasureAnnounced(subject, executableAt, causeDigest, by, msg.sender);
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

    function _bindingDigest(Binding calldata b) private view returns (bytes32) {
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
