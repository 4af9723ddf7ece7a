// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MembershipBound} from "./MembershipBound.sol";
import {Purposes} from "./Purposes.sol";
import {IDatasetRegistry} from "./interfaces/IDatasetRegistry.sol";
import {IMembership} from "./interfaces/IMembership.sol";
import {IPermitRegistry} from "./interfaces/IPermitRegistry.sol";
import {Roles, Seat} from "./interfaces/Seat.sol";
import {DatasetId, PermitId} from "./interfaces/Types.sol";

/// @dev See {IPermitRegistry}.
contract PermitRegistry is IPermitRegistry, MembershipBound {
    IDatasetRegistry private immutable _DATASETS;

    uint256 private constant _LONGEST = 3653 days;
    uint256 private constant _LONGEST_EMERGENCY = 72 hours;
    uint256 private constant _MOST_EMERGENCIES = 16;
    uint32 private constant _LAST_MONDO = 9_999_999;

    mapping(PermitId permit => Permit) private _permits;
    /// @dev Those that may still stand: who ended is replaced by the next.
    mapping(DatasetId dataset => PermitId[]) private _emergencies;
    uint32 private _count;

    constructor(IMembership membership_, IDatasetRegistry datasets_) MembershipBound(membership_) {
        _DATASETS = datasets_;
    }

    /// @inheritdoc IPermitRegistry
    function issue(Terms calldata terms) external returns (PermitId permit) {
        Seat seat = _requireRole(Roles.HOLDER | Roles.GATEWAY);
        (address holder, , uint48 retiredAt) = _DATASETS.datasetOf(terms.dataset);
        if (holder != seat.principal()) revert PermitRegistryNotHolder(terms.dataset, msg.sender);
        if (retiredAt != 0) revert PermitRegistryDatasetRetired(terms.dataset);
        _requireComplete(terms);
        if (!_fits(terms)) revert PermitRegistryRequesterUnfit(terms.requester, _wantedRoles(terms));
        permit = PermitId.wrap(++_count);
        if (terms.emergency) _keepEmergency(terms.dataset, permit);
        Permit storage created = _permits[permit];
        created.terms = terms;
        created.issuedAt = uint48(block.timestamp);
        emit PermitIssued(permit, terms.requester, terms.dataset, terms, msg.sender);
    }

    /// @inheritdoc IPermitRegistry
    function countersign(PermitId permit, bytes32 authorityDigest) external {
        address authority = _requireRole(Roles.AUTHORITY).principal();
        Permit storage known = _requireStanding(permit);
        if (known.terms.basis == Basis.Consent) revert PermitRegistryNotNeeded(permit);
        if (known.countersignedAt != 0) revert PermitRegistryAlreadyDone(permit, known.countersignedAt);
        (address holder, , ) = _DATASETS.datasetOf(known.terms.dataset);
        bool party = authority == holder || authority == known.terms.requester;
        if (party) revert PermitRegistryNotIndependent(permit, authority);
        _requireSame(permit, known.terms.authorityDigest, authorityDigest);
        known.countersignedAt = uint48(block.timestamp);
        known.authority = authority;
        emit PermitCountersigned(permit, authority, authorityDigest, msg.sender);
    }

    /// @inheritdoc IPermitRegistry
    function accept(PermitId permit, bytes32 termsDigest) external {
        address requester = _requireMember().principal();
        Permit storage known = _requireStanding(permit);
        if (known.terms.requester != requester) revert PermitRegistryNotParty(permit, msg.sender);
        if (known.terms.termsDigest == 0) revert PermitRegistryNotNeeded(permit);
        if (known.acceptedAt != 0) revert PermitRegistryAlreadyDone(permit, known.acceptedAt);
        _requireSame(permit, known.terms.termsDigest, termsDigest);
        known.acceptedAt = uint48(block.timestamp);
        emit PermitAccepted(permit, requester, termsDigest, msg.sender);
    }

    /// @inheritdoc IPermitRegistry
    function revoke(PermitId permit, bytes32 causeDigest) external {
        address by = _requireMember().principal();
        Permit storage known = _requireKnown(permit);
        (address holder, , ) = _DATASETS.datasetOf(known.terms.dataset);
        bool party = by == holder || by == known.terms.requester || by == known.authority;
        if (!party) revert PermitRegistryNotParty(permit, msg.sender);
        if (known.revokedAt != 0) return;
        known.revokedAt = uint48(block.timestamp);
        emit PermitRevoked(permit, by, causeDigest, msg.sender);
    }

    /// @inheritdoc IPermitRegistry
    function datasets() external view returns (IDatasetRegistry) {
        return _DATASETS;
    }

    /// @inheritdoc IPermitRegistry
    function permitOf(PermitId permit) external view returns (Permit memory) {
        return _requireKnown(permit);
    }

    /// @inheritdoc IPermitRegistry
    function stateOf(PermitId permit) external view returns (State) {
        Permit storage known = _permits[permit];
        Terms memory terms = known.terms;
        if (known.issuedAt == 0) return State.None;
        if (known.revokedAt != 0) return State.Revoked;
        if (block.timestamp > terms.until) return State.Expired;
        if (terms.basis != Basis.Consent && known.countersignedAt == 0) return State.AwaitsCountersignature;
        if (terms.termsDigest != 0 && known.acceptedAt == 0) return State.AwaitsAcceptance;
        if (block.timestamp < terms.from) return State.NotYetValid;
        (address holder, , uint48 retiredAt) = _DATASETS.datasetOf(terms.dataset);
        if (retiredAt != 0) return State.DatasetRetired;
        bool fit = _fits(terms) && membership().seatOfIdentity(holder).isActive();
        return fit ? State.Active : State.MemberInactive;
    }

    function _keepEmergency(DatasetId dataset, PermitId permit) private {
        PermitId[] storage standing = _emergencies[dataset];
        for (uint256 i; i < standing.length; ++i) {
            Permit storage known = _permits[standing[i]];
            bool ended = known.revokedAt != 0 || block.timestamp > known.terms.until;
            if (ended) {
                standing[i] = permit;
                return;
            }
        }
        if (standing.length == _MOST_EMERGENCIES) revert PermitRegistryTooManyEmergencies(dataset, _MOST_EMERGENCIES);
        standing.push(permit);
    }

    function _fits(Terms memory terms) private view returns (bool) {
        Seat seat = membership().seatOfIdentity(terms.requester);
        bool delivered = terms.delivery != Delivery.Environment || seat.hasAny(Roles.ENVIRONMENT);
        return seat.isActive() && seat.hasAny(_wantedRoles(terms)) && delivered;
    }

    function _wantedRoles(Terms memory terms) private pure returns (uint16) {
        if (terms.emergency) return Roles.CLINICIAN;
        return terms.delivery == Delivery.Environment ? Roles.ENVIRONMENT : Roles.REQUESTER | Roles.ENVIRONMENT;
    }

    function _requireComplete(Terms calldata terms) private view {
        uint256 longest = terms.emergency ? _LONGEST_EMERGENCY : _LONGEST;
        bool timely = terms.until >= block.timestamp && terms.until <= block.timestamp + longest;
        if (terms.until < terms.from || !timely) revert PermitRegistryPeriodInvalid(terms.from, terms.until);
        if (terms.purpose > Purposes.LAST_PURPOSE || (terms.purpose == 0 && !terms.emergency)) {
            revert PermitRegistryPurposeInvalid(terms.purpose, terms.emergency);
        }
        if (terms.emergency && terms.basis != Basis.Consent) revert PermitRegistryBasisInvalid(terms.basis);
        if (!Purposes.areAttestable(terms.attested)) revert PermitRegistryAttestationInvalid(terms.attested);
        bool needsDisease =
            terms.purpose == Purposes.DISEASE_RESEARCH || terms.attested & Purposes.DISEASE_SPECIFIC != 0;
        bool diseaseMissing = needsDisease && terms.disease == 0;
        if (diseaseMissing || terms.disease > _LAST_MONDO) revert PermitRegistryDiseaseInvalid(terms.disease);
        bool keyMissing = terms.delivery == Delivery.Sealed && terms.recipientKeyDigest == 0;
        bool decisionMissing = terms.basis != Basis.Consent && terms.authorityDigest == 0;
        if (keyMissing || decisionMissing) revert PermitRegistryDigestMissing();
    }

    function _requireSame(PermitId permit, bytes32 expected, bytes32 given) private pure {
        if (expected != given) revert PermitRegistryDigestDiffers(permit, expected, given);
    }

    function _requireKnown(PermitId permit) private view returns (Permit storage known) {
        known = _permits[permit];
        if (known.issuedAt == 0) revert PermitRegistryUnknown(permit);
    }

    function _requireStanding(PermitId permit) private view returns (Permit storage known) {
        known = _requireKnown(permit);
        if (known.revokedAt != 0) revert PermitRegistryRevoked(permit, known.revokedAt);
    }
}
