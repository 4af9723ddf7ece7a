// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignerWord} from "./SignerWord.sol";
import {SubjectRegistry} from "./SubjectRegistry.sol";
import {IConsentRegistry} from "./interfaces/IConsentRegistry.sol";
import {IDatasetRegistry} from "./interfaces/IDatasetRegistry.sol";
import {IMembership} from "./interfaces/IMembership.sol";
import {Roles} from "./interfaces/Seat.sol";
import {GrantId, SignerId, SubjectId} from "./interfaces/Types.sol";

/// @dev See {IConsentRegistry}.
contract ConsentRegistry is IConsentRegistry, SubjectRegistry, Multicall {
    bytes32 private constant _GRANT = keccak256(
        "Grant(bytes32 subject,uint48 deadline,Terms terms)Terms(bytes32 salt,bytes32 notice,bytes32 grantee,bytes32 scope,uint64 purposes,uint32 excluded,uint48 from,uint48 until,uint8 options)"
    );
    bytes32 private constant _RECORDED_GRANT = keccak256(
        "RecordedGrant(bytes32 subject,Terms terms,bytes32 form)Terms(bytes32 salt,bytes32 notice,bytes32 grantee,bytes32 scope,uint64 purposes,uint32 excluded,uint48 from,uint48 until,uint8 options)"
    );
    bytes32 private constant _REVOKE = keccak256("Revoke(bytes32 subject,bytes32 grant)");
    bytes32 private constant _KEEP = keccak256("KeepRecorded(bytes32 subject,bytes32 grant,uint48 deadline)");

    uint256 private constant _REVOKED_SHIFT = 40;
    uint256 private constant _EPOCH_SHIFT = 80;
    uint256 private constant _KIND_SHIFT = 112;
    uint256 private constant _GIVER_SHIFT = 120;

    IDatasetRegistry private immutable _DATASETS;

    /// @dev A `Grant`, packed by hand: the compiler would write the slot once for each field.
    struct Cell {
        uint256 word;
    }

    mapping(SubjectId subject => mapping(GrantId id => Cell)) private _grants;

    constructor(IMembership membership_, IDatasetRegistry datasets_) SubjectRegistry(membership_) {
        _DATASETS = datasets_;
    }

    /// @inheritdoc IConsentRegistry
    function grant(
        SubjectId subject,
        uint48 deadline,
        bytes32 terms,
        bytes calldata signer,
        bytes calldata signature
    ) external returns (GrantId id) {
        SubjectCell storage cell = _requireOpen(subject, deadline);
        id = grantId(subject, deadline, terms);
        (SignerId by, SignerWord standing) = _requireWidening(subject, signer, GrantId.unwrap(id), signature);
        GrantKind kind = standing.kind() == SignerKind.Self ? GrantKind.Self : GrantKind.Guardian;
        _give(subject, id, cell.epoch, kind, by);
        emit ConsentGranted(subject, id, kind, SignerId.unwrap(by), msg.sender);
    }

    /// @inheritdoc IConsentRegistry
    function grantRecorded(Record calldata record) external returns (GrantId id) {
        id = _record(record, _requireRole(Roles.HOLDER | Roles.GATEWAY).ordinal(), _domainSeparatorV4());
        emit ConsentsRecorded(msg.sender, 1);
    }

    /// @inheritdoc IConsentRegistry
    function grantRecordedBatch(Record[] calldata records) external {
        uint32 holder = _requireRole(Roles.HOLDER | Roles.GATEWAY).ordinal();
        bytes32 domain = _domainSeparatorV4();
        for (uint256 i; i < records.length; ++i) {
            _record(records[i], holder, domain);
        }
        emit ConsentsRecorded(msg.sender, records.length);
    }

    /// @inheritdoc IConsentRegistry
    function keepRecorded(SubjectId subject, GrantId id, uint48 deadline, Proof calldata proof) external {
        _requireOpen(subject, deadline);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(_KEEP, subject, id, deadline)));
        (SignerId by, ) = _requireWidening(subject, proof.signer, digest, proof.signature);
        Cell storage cell = _grants[subject][id];
        Grant memory given = _unpack(cell.word);
        if (given.kept) return;
        Obstacle obstacle = given.kind == GrantKind.Recorded ? _grantObstacle(subject, given) : Obstacle.NotGranted;
        if (obstacle != Obstacle.None) revert ConsentRegistryNotKept(id, obstacle);
        cell.word |= _tag(by) << _GIVER_SHIFT;
        emit ConsentKept(subject, id, SignerId.unwrap(by), msg.sender);
    }

    /// @inheritdoc IConsentRegistry
    function revoke(SubjectId subject, GrantId id, bytes calldata signer, bytes calldata signature) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(_REVOKE, subject, id)));
        Cell storage cell = _grants[subject][id];
        SignerId by = SignerId.wrap(keccak256(signer));
        if (_isGiver(cell.word, by)) _requireSignature(by, signer, digest, signature);
        else _requireNarrowing(subject, signer, digest, signature);
        if (_revoke(cell)) emit ConsentRevoked(subject, id, SignerId.unwrap(by), msg.sender);
    }

    /// @inheritdoc IConsentRegistry
    function revokeRecorded(SubjectId subject, GrantId id, bytes32 form) external {
        _requireHeld(subject);
        _requireForm(subject, form);
        if (_revoke(_grants[subject][id])) emit ConsentRevocationRecorded(subject, id, form, msg.sender);
    }

    /// @inheritdoc IConsentRegistry
    function datasets() external view returns (IDatasetRegistry) {
        return _DATASETS;
    }

    /// @inheritdoc IConsentRegistry
    function grantOf(SubjectId subject, GrantId id) external view returns (Grant memory) {
        return _unpack(_grants[subject][id].word);
    }

    /// @inheritdoc IConsentRegistry
    function isActive(SubjectId subject, GrantId id) external view returns (bool) {
        return obstacleTo(subject, id) == Obstacle.None;
    }

    /// @inheritdoc IConsentRegistry
    function obstacleTo(SubjectId subject, GrantId id) public view returns (Obstacle) {
        Obstacle obstacle = _grantObstacle(subject, _unpack(_grants[subject][id].word));
        if (obstacle != Obstacle.None) return obstacle;
        SubjectCell storage cell = _cellOf(subject);
        if (cell.erasedAt != 0) return Obstacle.Erased;
        if (cell.optOut != OptOutLevel.None) return Obstacle.OptedOut;
        if (block.timestamp <= cell.pausedUntil) return Obstacle.Paused;
        return Obstacle.None;
    }

    /// @inheritdoc IConsentRegistry
    function grantId(SubjectId subject, uint48 deadline, bytes32 terms) public view returns (GrantId) {
        return GrantId.wrap(_hashTypedDataV4(keccak256(abi.encode(_GRANT, subject, deadline, terms))));
    }

    /// @inheritdoc IConsentRegistry
    function recordedGrantId(SubjectId subject, bytes32 terms, bytes32 form) public view returns (GrantId) {
        return GrantId.wrap(_hashTypedDataV4(keccak256(abi.encode(_RECORDED_GRANT, subject, terms, form))));
    }

    function _record(Record calldata record, uint32 holder, bytes32 domain) private returns (GrantId id) {
        SubjectId subject = record.subject;
        uint32 epoch = _requireRecordable(subject, holder);
        _requireForm(subject, record.form);
        bytes32 hash = keccak256(abi.encode(_RECORDED_GRANT, subject, record.terms, record.form));
        id = GrantId.wrap(MessageHashUtils.toTypedDataHash(domain, hash));
        _give(subject, id, epoch, GrantKind.Recorded, SignerId.wrap(0));
        emit ConsentRecorded(subject, id);
    }

    function _give(SubjectId subject, GrantId id, uint32 epoch, GrantKind kind, SignerId by) private {
        Cell storage cell = _grants[subject][id];
        uint256 known = cell.word;
        if (known != 0) _refuse(id, known);
        cell.word =
            block.timestamp |
            (uint256(epoch) << _EPOCH_SHIFT) |
            (uint256(kind) << _KIND_SHIFT) |
            (_tag(by) << _GIVER_SHIFT);
    }

    /// @dev Half of the signer's hash, which nobody can match with another signer. Of a recorded grant, who kept it.
    function _tag(SignerId signer) private pure returns (uint256) {
        return uint128(uint256(SignerId.unwrap(signer)));
    }

    function _isGiver(uint256 known, SignerId signer) private pure returns (bool) {
        return known >> _GIVER_SHIFT == _tag(signer);
    }

    function _revoke(Cell storage cell) private returns (bool first) {
        uint256 known = cell.word;
        first = uint40(known >> _REVOKED_SHIFT) == 0;
        if (first) cell.word = known | (block.timestamp << _REVOKED_SHIFT);
    }

    function _refuse(GrantId id, uint256 known) private pure {
        Grant memory given = _unpack(known);
        if (given.revokedAt != 0) revert ConsentRegistryRevoked(id, given.revokedAt);
        revert ConsentRegistryGranted(id, given.grantedAt);
    }

    function _unpack(uint256 word) private pure returns (Grant memory) {
        GrantKind kind = GrantKind(uint8(word >> _KIND_SHIFT));
        return
            Grant({
                grantedAt: uint40(word),
                revokedAt: uint40(word >> _REVOKED_SHIFT),
                epoch: uint32(word >> _EPOCH_SHIFT),
                kind: kind,
                kept: kind == GrantKind.Recorded && word >> _GIVER_SHIFT != 0
            });
    }

    function _grantObstacle(SubjectId subject, Grant memory given) private view returns (Obstacle) {
        if (given.grantedAt == 0) return Obstacle.NotGranted;
        if (given.revokedAt != 0) return Obstacle.Revoked;
        if (given.epoch != _cellOf(subject).epoch) return Obstacle.EpochOver;
        if (given.kind != GrantKind.Recorded || given.kept) return Obstacle.None;
        uint48 end = _recordedEnd(subject);
        return end != 0 && block.timestamp > end ? Obstacle.Unanswered : Obstacle.None;
    }
}
