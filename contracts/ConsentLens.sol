// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Purposes} from "./Purposes.sol";
import {IConsentLens} from "./interfaces/IConsentLens.sol";
import {IConsentRegistry} from "./interfaces/IConsentRegistry.sol";
import {IMembership} from "./interfaces/IMembership.sol";
import {DatasetId, GrantId, GroupId, SubjectId} from "./interfaces/Types.sol";

/// @dev See {IConsentLens}.
contract ConsentLens is IConsentLens {
    bytes32 private constant _TERMS = keccak256(
        "Terms(bytes32 salt,bytes32 notice,bytes32 grantee,bytes32 scope,uint64 purposes,uint32 excluded,uint48 from,uint48 until,uint8 options)"
    );
    uint8 private constant _FUTURE_GROUP_MEMBERS = 1 << 0;
    uint8 private constant _IDENTIFIABLE_ITEMS = 1 << 1;

    IConsentRegistry private immutable _CONSENTS;
    IMembership private immutable _MEMBERSHIP;

    constructor(IConsentRegistry consents) {
        _CONSENTS = consents;
        _MEMBERSHIP = consents.membership();
    }

    /// @inheritdoc IConsentLens
    function covers(
        SubjectId subject,
        uint48 deadline,
        IConsentRegistry.Terms calldata terms,
        Query calldata query
    ) external view returns (Coverage memory) {
        return _coverage(subject, _CONSENTS.grantId(subject, deadline, hashTerms(terms)), terms, query);
    }

    /// @inheritdoc IConsentLens
    function coversRecorded(
        SubjectId subject,
        IConsentRegistry.Terms calldata terms,
        bytes32 form,
        Query calldata query
    ) external view returns (Coverage memory) {
        return _coverage(subject, _CONSENTS.recordedGrantId(subject, hashTerms(terms), form), terms, query);
    }

    /// @inheritdoc IConsentLens
    function hashTerms(IConsentRegistry.Terms calldata terms) public pure returns (bytes32) {
        return keccak256(abi.encode(_TERMS, terms));
    }

    function _coverage(
        SubjectId subject,
        GrantId id,
        IConsentRegistry.Terms calldata terms,
        Query calldata query
    ) private view returns (Coverage memory coverage) {
        coverage.obstacle = _CONSENTS.obstacleTo(subject, id);
        if (coverage.obstacle == IConsentRegistry.Obstacle.None) {
            uint40 grantedAt = _CONSENTS.grantOf(subject, id).grantedAt;
            coverage.gap = _gap(terms, query, grantedAt, _CONSENTS.subjectOf(subject).holder);
        }
        coverage.modifiers = terms.purposes & ~Purposes.PERMISSIONS;
        coverage.excluded = terms.excluded;
        coverage.diseaseRemains = terms.purposes & Purposes.PERMISSIONS == Purposes.DISEASE_SPECIFIC;
        coverage.identifiable = terms.options & _IDENTIFIABLE_ITEMS != 0;
    }

    function _gap(
        IConsentRegistry.Terms calldata terms,
        Query calldata query,
        uint40 grantedAt,
        address holder
    ) private view returns (Gap) {
        if (terms.options & ~(_FUTURE_GROUP_MEMBERS | _IDENTIFIABLE_ITEMS) != 0) return Gap.Options;
        if (block.timestamp < terms.from) return Gap.NotYetValid;
        if (block.timestamp > terms.until) return Gap.NoLongerValid;
        if (!_coversRequester(terms, query.requester, grantedAt)) return Gap.Grantee;
        if (!_coversDataset(terms, query, holder)) return Gap.Scope;
        if (!Purposes.contain(terms.purposes, query.purpose)) return Gap.Purpose;
        if (!_MEMBERSHIP.noticeStood(holder, terms.notice, grantedAt)) return Gap.Notice;
        return Gap.None;
    }

    function _coversRequester(
        IConsentRegistry.Terms calldata terms,
        address requester,
        uint40 grantedAt
    ) private view returns (bool) {
        if (!_MEMBERSHIP.seatOfIdentity(requester).isActive()) return false;
        bytes32 grantee = terms.grantee;
        if (grantee == 0 || grantee == bytes32(uint256(uint160(requester)))) return true;
        (uint48 joinedAt, uint48 leftAt) = _MEMBERSHIP.groupMembership(GroupId.wrap(grantee), requester);
        bool member = joinedAt != 0 && leftAt == 0;
        return member && (joinedAt < grantedAt || terms.options & _FUTURE_GROUP_MEMBERS != 0);
    }

    function _coversDataset(
        IConsentRegistry.Terms calldata terms,
        Query calldata query,
        address holder
    ) private view returns (bool) {
        (address owner, , ) = _CONSENTS.datasets().datasetOf(query.dataset);
        bytes32 scope = terms.scope;
        return owner == holder && (scope == 0 || scope == DatasetId.unwrap(query.dataset));
    }
}
