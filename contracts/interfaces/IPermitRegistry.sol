// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDatasetRegistry} from "./IDatasetRegistry.sol";
import {IMembershipBound} from "./IMembership.sol";
import {DatasetId, PermitId} from "./Types.sol";

/// @title Permits: who may use a dataset, for what, how long, and on which legal basis (G2).
/// @dev Warning: facts behind the attested modifiers are the requester's declaration; their truth is not checked.
interface IPermitRegistry is IMembershipBound {
    /// @dev How data may leave.
    enum Delivery {
        Download,
        /// Encrypted to the recipient's key.
        Sealed,
        /// Only to a requester that is a secure processing environment.
        Environment
    }

    enum Basis {
        /// The subjects' consent.
        Consent,
        OptOutLaw,
        Waiver,
        LimitedDataSet
    }

    struct Terms {
        /// Identity of the requester.
        address requester;
        uint48 from;
        /// Last second.
        uint48 until;
        DatasetId dataset;
        /// Research purpose, 1 to 10; zero only in an emergency permit.
        uint8 purpose;
        Delivery delivery;
        Basis basis;
        bool identifiable;
        /// Lets a clinician through without a grant; each access is reviewed.
        bool emergency;
        /// DUO modifiers and choices that the requester's declared facts meet.
        uint64 attested;
        /// Number of the MONDO term that the use is about, such as 5015 for MONDO:0005015, with all below it; zero for
        /// none. Not zero for disease category research, nor where `attested` holds the disease-specific bit.
        uint32 disease;
        /// Digest of the recipient's key; not zero for sealed delivery.
        bytes32 recipientKeyDigest;
        /// Digest of the data use agreement; zero if there is none to accept.
        bytes32 termsDigest;
        /// Digest of the authority's decision; not zero on another basis than consent.
        bytes32 authorityDigest;
    }

    struct Permit {
        Terms terms;
        uint48 issuedAt;
        uint48 acceptedAt;
        uint48 countersignedAt;
        uint48 revokedAt;
        /// Identity of the authority that countersigned.
        address authority;
    }

    enum State {
        None,
        AwaitsCountersignature,
        AwaitsAcceptance,
        NotYetValid,
        Active,
        Expired,
        Revoked,
        /// The requester or the holder is not an active member, or lost the role.
        MemberInactive,
        DatasetRetired
    }

    event PermitIssued(
        PermitId indexed permit,
        address indexed requester,
        DatasetId indexed dataset,
        Terms terms,
        address actor
    );
    event PermitCountersigned(
        PermitId indexed permit,
        address indexed authority,
        bytes32 authorityDigest,
        address actor
    );
    event PermitAccepted(PermitId indexed permit, address indexed requester, bytes32 termsDigest, address actor);
    event PermitRevoked(PermitId indexed permit, address indexed by, bytes32 causeDigest, address actor);

    error PermitRegistryUnknown(PermitId permit);
    error PermitRegistryNotHolder(DatasetId dataset, address caller);
    error PermitRegistryPeriodInvalid(uint48 from, uint48 until);
    error PermitRegistryPurposeInvalid(uint8 purpose, bool emergency);
    /// @dev Bits that the purpose table does not name.
    error PermitRegistryAttestationInvalid(uint64 attested);
    /// @dev None where the purpose or the attestation needs one, or more than seven digits.
    error PermitRegistryDiseaseInvalid(uint32 disease);
    /// @dev An emergency permit has the basis of consent, which it goes without.
    error PermitRegistryBasisInvalid(Basis basis);
    /// @dev As many emergency permits of the dataset stand already.
    error PermitRegistryTooManyEmergencies(DatasetId dataset, uint256 limit);
    error PermitRegistryRequesterUnfit(address requester, uint16 wantedRoles);
    error PermitRegistryDatasetRetired(DatasetId dataset);
    error PermitRegistryDigestMissing();
    /// @dev The caller read other terms, or decided on other ones, than the permit names.
    error PermitRegistryDigestDiffers(PermitId permit, bytes32 expected, bytes32 given);
    error PermitRegistryNotNeeded(PermitId permit);
    error PermitRegistryAlreadyDone(PermitId permit, uint48 doneAt);
    error PermitRegistryRevoked(PermitId permit, uint48 revokedAt);
    /// @dev Neither the requester nor the dataset's holder is the authority for its own permit.
    error PermitRegistryNotIndependent(PermitId permit, address authority);
    error PermitRegistryNotParty(PermitId permit, address caller);

    /// @notice Issues a permit. The dataset's holder or its gateway. Emits PermitIssued.
    /// @dev The requester must be an active member with role requester or environment; clinician for an emergency
    /// permit; environment for delivery to one. A permit ends within ten years. An emergency permit ends within 72 hours,
    /// and at most 16 of a dataset stand at a time.
    function issue(Terms calldata terms) external returns (PermitId);

    /// @notice Puts an authority's decision under a permit whose basis is not consent. Authorities only, once; not the
    /// requester, nor the dataset's holder.
    function countersign(PermitId permit, bytes32 authorityDigest) external;

    /// @notice Accepts the data use agreement. The requester only, once.
    function accept(PermitId permit, bytes32 termsDigest) external;

    /// @notice Ends a permit. The dataset's holder or its gateway, the authority that countersigned, or the requester,
    /// if active. Again is no error.
    function revoke(PermitId permit, bytes32 causeDigest) external;

    function datasets() external view returns (IDatasetRegistry);

    /// @notice Reverts with PermitRegistryUnknown where there is none.
    function permitOf(PermitId permit) external view returns (Permit memory);

    function stateOf(PermitId permit) external view returns (State);
}
