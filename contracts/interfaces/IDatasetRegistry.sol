// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMembershipBound} from "./IMembership.sol";
import {DatasetId} from "./Types.sol";

/// @title Datasets, their immutable versions, and their descent.
/// @notice Who may write: the holder of the dataset and its active gateways.
/// @dev Warning: that a manifest's items are what they are said to be is not visible on chain; owners open to auditors.
/// Parents bind descent only as far as the holder declares it.
interface IDatasetRegistry is IMembershipBound {
    /// @dev How a version came from another one.
    enum Relation {
        DerivedFrom,
        DeidentifiedFrom,
        SubsetOf,
        MergedFrom,
        Annotates,
        SynthesizedFrom,
        AbstractedFrom
    }

    /// @dev On what consent a version is released.
    enum ConsentPolicy {
        StandingConsent,
        AskEachTime
    }

    struct Edge {
        DatasetId parentDataset;
        uint32 parentVersion;
        Relation relation;
        /// Digest of the description of the process.
        bytes32 processDigest;
    }

    /// @dev What is committed to when a version is published.
    struct Publication {
        bytes32 manifestRoot;
        bytes32 metadataDigest;
        bytes32 ontologyDigest;
        /// Digest of an approved admission protocol.
        bytes32 protocol;
        bytes32 admissionReportDigest;
        /// DUO: exactly one permission (bits 0 to 4) and any modifiers.
        uint64 purposes;
        /// Items that belong to nobody.
        uint32 sharedCount;
        /// Last second until which the holder must keep the version; zero for none.
        uint48 retainUntil;
        ConsentPolicy policy;
        bool identifiable;
    }

    struct Version {
        bytes32 manifestRoot;
        uint64 purposes;
        uint32 sharedCount;
        uint48 publishedAt;
        uint48 supersededAt;
        uint48 retainUntil;
        ConsentPolicy policy;
        bool identifiable;
    }

    event DatasetRegistered(DatasetId indexed dataset, address indexed holder, bytes32 salt, address actor);
    event DatasetPublished(
        DatasetId indexed dataset,
        uint32 indexed version,
        address indexed holder,
        Publication publication,
        address actor
    );
    event DatasetDescended(
        DatasetId indexed dataset,
        uint32 version,
        DatasetId indexed parentDataset,
        uint32 parentVersion,
        Relation relation,
        bytes32 processDigest
    );
    event DatasetSuperseded(DatasetId indexed dataset, uint32 indexed version, bytes32 causeDigest, address actor);
    event DatasetRetired(DatasetId indexed dataset, bytes32 causeDigest, address actor);

    error DatasetRegistryExists(DatasetId dataset);
    error DatasetRegistryUnknown(DatasetId dataset, uint32 version);
    error DatasetRegistryNotHolder(DatasetId dataset, address holder, address caller);
    error DatasetRegistryRetired(DatasetId dataset, uint48 retiredAt);
    error DatasetRegistrySuperseded(DatasetId dataset, uint32 version, uint48 supersededAt);
    error DatasetRegistryProtocolNotApproved(bytes32 protocol);
    /// @dev Not exactly one permission, or a modifier that the purpose table does not name.
    error DatasetRegistryPurposesInvalid(uint64 purposes);
    error DatasetRegistryTooManyEdges(uint256 count, uint256 limit);

    /// @notice Registers a dataset of the caller's principal. Emits DatasetRegistered.
    /// @param salt Chosen by the holder; the id is keccak256(abi.encode(holder, salt)), so that nobody takes it first.
    function register(bytes32 salt) external returns (DatasetId dataset);

    /// @notice Publishes the next version, from 1. Emits DatasetPublished and one DatasetDescended an edge.
    /// @param edges At most 64. Each parent must be published already, so that descent has no cycle.
    function publish(
        DatasetId dataset,
        Publication calldata publication,
        Edge[] calldata edges
    ) external returns (uint32 version);

    /// @notice Stops releases of one version for cause. It stays provable.
    function supersede(DatasetId dataset, uint32 version, bytes32 causeDigest) external;

    /// @notice Stops releases and publications of a dataset for ever. It stays provable.
    function retire(DatasetId dataset, bytes32 causeDigest) external;

    /// @notice Holder, number of versions and second of retirement (zero: none); a zero holder for an unknown dataset.
    function datasetOf(DatasetId dataset) external view returns (address holder, uint32 versions, uint48 retiredAt);

    /// @notice Reverts with DatasetRegistryUnknown where there is none.
    function versionOf(DatasetId dataset, uint32 version) external view returns (Version memory);

    function datasetId(address holder, bytes32 salt) external pure returns (DatasetId);
}
