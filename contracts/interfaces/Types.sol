// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev A subject's random pseudonym at one holder.
type SubjectId is bytes32;

/// @dev keccak256 of the bytes of an ERC-7913 signer (`address` or `verifier ‖ key`).
type SignerId is bytes32;

/// @dev The EIP-712 digest of a `Grant` or `RecordedGrant`.
type GrantId is bytes32;

/// @dev keccak256(abi.encode(holder, salt)).
type DatasetId is bytes32;

/// @dev Position of a permit in the order of issue, from 1.
type PermitId is uint32;

/// @dev keccak256(abi.encode(chain id, AccessLog, holder, index)).
type LogId is bytes32;

/// @dev keccak256(abi.encode(Membership, steward, label)).
type GroupId is bytes32;
