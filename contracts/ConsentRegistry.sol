// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Purposes} from "./Purposes.sol";
import {SubjectRegistry} from "./SubjectRegistry.sol";
import {IConsentRegistry} from "./interfaces/IConsentRegistry.sol";
import {IDatasetRegistry} from "./interfaces/IDatasetRegistry.sol";
import {IMembership} from "./interfaces/IMembership.sol";
import {Roles, Seat} from "./interfaces/Seat.sol";
import {DatasetId, GrantId, GroupId, SignerId, SubjectId} from "./interfaces/Types.sol";

/// @dev See {IConsentRegistry}.
contract ConsentRegistry is IConsentRegistry, SubjectRegistry {
    bytes32 private constant _TERMS = keccak256(
        "Terms(bytes32 salt,bytes32 notice,bytes32 grantee,bytes32 scope,uint64 purposes,uint32 excluded,uint48 from,uint48 until,uint8 options)"
    );
    bytes32 private constant _GRANT = keccak256(
        "Grant(bytes32 subject,uint48 deadline,Terms terms)Terms(bytes32 salt,bytes32 notice,bytes32 grantee,bytes32 scope,uint64 purposes,uint32 excluded,uint48 from,uint48 until,uint8 options)"
    );
    bytes32 private constant _RECORDED_GRANT = keccak256(
        "RecordedGrant(bytes32 subject,Terms terms,bytes32 form)Terms(bytes32 salt,bytes32 notice,bytes32 grantee,bytes32 scope,uint64 purposes,uint32 excluded,uint48 from,uint48 until,uint8 options)"
    );
    bytes32 private constant _REVOKE = keccak256("Revoke(bytes32 subject,bytes32 grant)");

    uint8 private constant _FUTURE_GROUP_MEMBERS = 1 << 0;
    uint8 private constant _IDENTIFIABLE_ITEMS = 1 << 1;

    IDatasetRegistry private immutable _DATASETS;

    mapping(SubjectId subject => mapping(GrantId id => Grant)) private _grants;

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
        _requireMember();
        _requireTimely(deadline);
        id = grantId(subject, deadline, terms);
        (SignerId by, Signer memory standing) = _requireStanding(subject, signer, GrantId.unwrap(id), signature);
        SubjectCell memory cell = _cellOf(subject);
        _requireNotErased(subject, cell);
        GrantKind kind = standing.kind == SignerKind.Self ? GrantKind.Self : GrantKind.Guardian;
        _give(subject, id, cell.epoch, kind);
        emit ConsentGranted(subject, id, kind, SignerId.unwrap(by), msg.sender);
    }

    /// @inheritdoc IConsentRegistry
    function grantRecorded(Record calldata record) external returns (GrantId) {
        return _record(record, _requireRole(Roles.HOLDER | Roles.GATEWAY));
    }

    /// @inheritdoc IConsentRegistry
    function grantRecordedBatch(Record[] calldata records) external {
        Seat seat = _requireRole(Roles.HOLDER | Roles.GATEWAY);
        for (uint256 i; i < records.length; ++i) {
            _record(records[i], seat);
        }
    }

    /// @inheritdoc IConsentRegistry
    function revoke(SubjectId subject, GrantId id, bytes calldata signer, bytes calldata signature) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(_REVOKE, subject, id)));
        _requireNarrowing(subject, signer, digest, signature);
        if (_revoke(subject, id)) emit ConsentRevoked(subject, id, msg.sender);
    }

    /// @inheritdoc IConsentRegistry
    function revokeRecorded(SubjectId subject, GrantId id, bytes32 form) external {
        _requireHeld(subject);
        _requireForm(subject, form);
        if (_revoke(subject, id)) emit ConsentRevocationRecorded(subject, id, form, msg.sender);
    }

    /// @inheritdoc IConsentRegistry
    function datasets() external view returns (IDatasetRegistry) {
        return _DATASETS;
    }

    /// @inheritdoc IConsentRegistry
    function grantOf(SubjectId subject, GrantId id) external view returns (Grant memory) {
        return _grants[subject][id];
    }

    /// @inheritdoc IConsentRegistry
    function isActive(SubjectId subject, GrantId id) external view returns (bool) {
        return _stateObstacle(_grants[subject][id], _cellOf(subject)) == Obstacle.None;
    }

    /// @inheritdoc IConsentRegistry
    function covers(SubjectId subject, uint48 deadline, Terms calldata terms, Query calldata query)
        external
        view
        returns (Coverage memory)
    {
        return _coverage(subject, grantId(subject, deadline, hashTerms(terms)), terms, query);
    }

    /// @inheritdoc IConsentRegistry
    function coversRecorded(SubjectId subject, Terms calldata terms, bytes32 form, Query calldata query)
        external
        view
        returns (Coverage memory)
    {
        return _coverage(subject, recordedGrantId(subject, hashTerms(terms), form), terms, query);
    }

    /// @inheritdoc IConsentRegistry
    function hashTerms(Terms calldata terms) public pure returns (bytes32) {
        return keccak256(abi.encode(_TERMS, terms));
    }

    /// @inheritdoc IConsentRegistry
    function grantId(SubjectId subject, uint48 deadline, bytes32 terms) public view returns (GrantId) {
        return GrantId.wrap(_hashTypedDataV4(keccak256(abi.encode(_GRANT, subject, deadline, terms))));
    }

    /// @inheritdoc IConsentRegistry
    function recordedGrantId(SubjectId subject, bytes32 terms, bytes32 form) public view returns (GrantId) {
        return GrantId.wrap(_hashTypedDataV4(keccak256(abi.encode(_RECORDED_GRANT, subject, terms, form))));
    }

    function _record(Record calldata record, Seat seat) private returns (GrantId id) {
        SubjectId subject = record.subject;
        SubjectCell memory cell = _cellOf(subject);
        if (cell.holder != seat.ordinal()) revert SubjectRegistryNotHolder(subject, msg.sender);
        _requireNotErased(subject, cell);
        _requireUnbound(subject, cell);
        _requireForm(subject, record.form);
        id = recordedGrantId(subject, record.terms, record.form);
        _give(subject, id, cell.epoch, GrantKind.Recorded);
        emit ConsentRecorded(subject, id, msg.sender);
    }

    function _give(SubjectId subject, GrantId id, uint32 epoch, GrantKind kind) private {
        Grant storage slot = _grants[subject][id];
        Grant memory known = slot;
        if (known.revokedAt != 0) revert ConsentRegistryRevoked(id, known.revokedAt);
        if (known.grantedAt != 0) revert ConsentRegistryGranted(id, known.grantedAt);
        _grants[subject][id] = Grant(uint40(block.timestamp), 0, epoch, kind);
    }

    function _revoke(SubjectId subject, GrantId id) private returns (bool first) {
        Grant storage known = _grants[subject][id];
        first = known.revokedAt == 0;
        if (first) known.revokedAt = uint40(block.timestamp);
    }

    function _coverage(SubjectId subject, GrantId id, Terms calldata terms, Query calldata query)
        private
        view
        returns (Coverage memory coverage)
    {
        Grant memory given = _grants[subject][id];
        SubjectCell memory cell = _cellOf(subject);
        coverage.obstacle = _stateObstacle(given, cell);
        if (coverage.obstacle == Obstacle.None) {
            coverage.obstacle = _termsObstacle(terms, query, given.grantedAt, cell.holder);
        }
        coverage.modifiers = terms.purposes & ~Purposes.PERMISSIONS;
        coverage.excluded = terms.excluded;
        coverage.diseaseRemains = terms.purposes & Purposes.PERMISSIONS == Purposes.DISEASE_SPECIFIC;
        coverage.identifiable = terms.options & _IDENTIFIABLE_ITEMS != 0;
    }

    function _stateObstacle(Grant memory given, SubjectCell memory subject) private view returns (Obstacle) {
        if (given.grantedAt == 0) return Obstacle.NotGranted;
        if (given.revokedAt != 0) return Obstacle.Revoked;
        if (given.epoch != subject.epoch) return Obstacle.EpochOver;
        if (subject.erasedAt != 0) return Obstacle.Erased;
        if (subject.optOut != OptOutLevel.None) return Obstacle.OptedOut;
        if (block.timestamp <= subject.pausedUntil) return Obstacle.Paused;
        return Obstacle.None;
    }

    function _termsObstacle(Terms calldata terms, Query calldata query, uint40 grantedAt, uint32 holder)
        private
        view
        returns (Obstacle)
    {
        if (block.timestamp < terms.from) return Obstacle.NotYetValid;
        if (block.timestamp > terms.until) return Obstacle.NoLongerValid;
        if (!_coversRequester(terms, query.requester, grantedAt)) return Obstacle.Grantee;
        if (!_coversDataset(terms, query, holder)) return Obstacle.Scope;
        if (!Purposes.contain(terms.purposes, query.purpose)) return Obstacle.Purpose;
        if (!_wasShown(terms.notice, grantedAt)) return Obstacle.Notice;
        return Obstacle.None;
    }

    function _coversRequester(Terms calldata terms, address requester, uint40 grantedAt) private view returns (bool) {
        if (!membership().seatOfIdentity(requester).isActive()) return false;
        bytes32 grantee = terms.grantee;
        if (grantee == 0 || grantee == bytes32(uint256(uint160(requester)))) return true;
        (uint48 joinedAt, uint48 leftAt) = membership().groupMembership(GroupId.wrap(grantee), requester);
        bool member = joinedAt != 0 && leftAt == 0;
        return member && (joinedAt < grantedAt || terms.options & _FUTURE_GROUP_MEMBERS != 0);
    }

    function _coversDataset(Terms calldata terms, Query calldata query, uint32 holder) private view returns (bool) {
        (address owner,,) = _DATASETS.datasetOf(query.dataset);
        bool sameHolder = owner != address(0) && owner == membership().identityAt(holder);
        bytes32 scope = terms.scope;
        return sameHolder && (scope == 0 || scope == DatasetId.unwrap(query.dataset));
    }

    function _wasShown(bytes32 notice, uint40 grantedAt) private view returns (bool) {
        (, uint48 publishedAt, uint48 withdrawnAt) = membership().noticeOf(notice);
        return publishedAt != 0 && publishedAt <= grantedAt && (withdrawnAt == 0 || withdrawnAt > grantedAt);
    }
}
