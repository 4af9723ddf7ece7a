// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MembershipBound} from "./MembershipBound.sol";
import {Purposes} from "./Purposes.sol";
import {IDatasetRegistry} from "./interfaces/IDatasetRegistry.sol";
import {IMembership} from "./interfaces/IMembership.sol";
import {Roles, Seat} from "./interfaces/Seat.sol";
import {DatasetId} from "./interfaces/Types.sol";

/// @dev See {IDatasetRegistry}.
contract DatasetRegistry is IDatasetRegistry, MembershipBound {
    struct Dataset {
        address holder;
        uint32 versions;
        uint48 retiredAt;
    }

    uint256 private constant _MAX_EDGES = 64;

    mapping(DatasetId dataset => Dataset) private _datasets;
    mapping(DatasetId dataset => mapping(uint32 version => Version)) private _versions;

    constructor(IMembership membership_) MembershipBound(membership_) {}

    /// @inheritdoc IDatasetRegistry
    function register(bytes32 salt) external returns (DatasetId dataset) {
        address holder = _requireRole(Roles.HOLDER | Roles.GATEWAY).principal();
        dataset = datasetId(holder, salt);
        if (_datasets[dataset].holder != address(0)) revert DatasetRegistryExists(dataset);
        _datasets[dataset].holder = holder;
        emit DatasetRegistered(dataset, holder, salt, msg.sender);
    }

    /// @inheritdoc IDatasetRegistry
    function publish(
        DatasetId dataset,
        Publication calldata publication,
        Edge[] calldata edges
    ) external returns (uint32 version) {
        Dataset storage known = _requireHeld(dataset);
        if (known.retiredAt != 0) revert DatasetRegistryRetired(dataset, known.retiredAt);
        if (edges.length > _MAX_EDGES) revert DatasetRegistryTooManyEdges(edges.length, _MAX_EDGES);
        if (!Purposes.areKnown(publication.purposes)) {
            revert DatasetRegistryPurposesInvalid(publication.purposes);
        }
        if (!membership().isApproved(IMembership.Approval.AdmissionProtocol, publication.protocol)) {
            revert DatasetRegistryProtocolNotApproved(publication.protocol);
        }
        version = known.versions + 1;
        _declareDescent(dataset, version, edges);
        known.versions = version;
        _store(_versions[dataset][version], publication);
        emit DatasetPublished(dataset, version, known.holder, publication, msg.sender);
    }

    /// @inheritdoc IDatasetRegistry
    function supersede(DatasetId dataset, uint32 version, bytes32 causeDigest) external {
        _requireHeld(dataset);
        Version storage known = _requirePublished(dataset, version);
        if (known.supersededAt != 0) revert DatasetRegistrySuperseded(dataset, version, known.supersededAt);
        known.supersededAt = uint48(block.timestamp);
        emit DatasetSuperseded(dataset, version, causeDigest, msg.sender);
    }

    /// @inheritdoc IDatasetRegistry
    function retire(DatasetId dataset, bytes32 causeDigest) external {
        Dataset storage known = _requireHeld(dataset);
        if (known.retiredAt != 0) revert DatasetRegistryRetired(dataset, known.retiredAt);
        known.retiredAt = uint48(block.timestamp);
        emit DatasetRetired(dataset, causeDigest, msg.sender);
    }

    /// @inheritdoc IDatasetRegistry
    function datasetOf(DatasetId dataset) external view returns (address holder, uint32 versions, uint48 retiredAt) {
        Dataset storage known = _datasets[dataset];
        return (known.holder, known.versions, known.retiredAt);
    }

    /// @inheritdoc IDatasetRegistry
    function versionOf(DatasetId dataset, uint32 version) external view returns (Version memory) {
        return _requirePublished(dataset, version);
    }

    /// @inheritdoc IDatasetRegistry
    function datasetId(address holder, bytes32 salt) public pure returns (DatasetId) {
        return DatasetId.wrap(keccak256(abi.encode(holder, salt)));
    }

    /// @dev Runs before the version counts as published, so that none descends from itself.
    function _declareDescent(DatasetId dataset, uint32 version, Edge[] calldata edges) private {
        for (uint256 i; i < edges.length; ++i) {
            Edge calldata edge = edges[i];
            _requirePublished(edge.parentDataset, edge.parentVersion);
            emit DatasetDescended(
                dataset,
                version,
                edge.parentDataset,
                edge.parentVersion,
                edge.relation,
                edge.processDigest
            );
        }
    }

    function _store(Version storage version, Publication calldata publication) private {
        version.manifestRoot = publication.manifestRoot;
        version.purposes = publication.purposes;
        version.sharedCount = publication.sharedCount;
        version.publishedAt = uint48(block.timestamp);
        version.retainUntil = publication.retainUntil;
        version.policy = publication.policy;
        version.identifiable = publication.identifiable;
    }

    function _requireHeld(DatasetId dataset) private view returns (Dataset storage known) {
        Seat seat = _requireRole(Roles.HOLDER | Roles.GATEWAY);
        known = _datasets[dataset];
        if (known.holder == address(0)) revert DatasetRegistryUnknown(dataset, 0);
        if (known.holder != seat.principal()) revert DatasetRegistryNotHolder(dataset, known.holder, msg.sender);
    }

    function _requirePublished(DatasetId dataset, uint32 version) private view returns (Version storage known) {
        known = _versions[dataset][version];
        if (known.publishedAt == 0) revert DatasetRegistryUnknown(dataset, version);
    }
}
