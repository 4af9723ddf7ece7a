// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDatasetRegistry} from "./IDatasetRegistry.sol";
import {ISubjectRegistry} from "./ISubjectRegistry.sol";
import {GrantId, SubjectId} from "./Types.sol";

/// @title Consent: what a subject allowed, as salted commitments (G2, G3, G4, G12).
/// @notice A grant's id is the EIP-712 digest of
/// `Grant(bytes32 subject,uint48 deadline,Terms terms)` or `RecordedGrant(bytes32 subject,Terms terms,bytes32 form)`
/// with `Terms(bytes32 salt,bytes32 notice,bytes32 grantee,bytes32 scope,uint64 purposes,uint32 excluded,uint48 from,
/// uint48 until,uint8 options)` under the domain (Custos, 1, chain id, this contract). The contract sees the hash of
/// the terms only. Grants are kept by subject and id, so that no call for one subject reaches another's grants.
///
/// It is one contract with ISubjectRegistry, see there for signatures, relaying and records.
/// @dev Warning: whether a grant covers a request is decided off chain, where the terms are known. IConsentLens answers
/// for whoever opens the terms.
interface IConsentRegistry is ISubjectRegistry {
    /// @dev The terms in clear; only `hashTerms` of them is stored anywhere on chain.
    struct Terms {
        bytes32 salt;
        /// Digest of the notice that was shown.
        bytes32 notice;
        /// Identity of a member (as bytes32), a GroupId, or zero for any requester.
        bytes32 grantee;
        /// A DatasetId, or zero for all of the holder's.
        bytes32 scope;
        /// Bits 0 to 15 permissions (exactly one), 16 to 47 DUO modifiers, 48 to 63 Custos choices.
        uint64 purposes;
        /// Categories left out.
        uint32 excluded;
        uint48 from;
        /// Last second.
        uint48 until;
        /// Bit 0: also members who join the group later. Bit 1: also items that identify. Terms with others cover nothing.
        uint8 options;
    }

    enum GrantKind {
        None,
        Self,
        Guardian,
        Recorded
    }

    /// @dev One storage slot. `grantedAt` is zero for a grant that was revoked before it was given. `kept`: a recorded
    /// grant that a signer of the subject kept.
    struct Grant {
        uint40 grantedAt;
        uint40 revokedAt;
        uint32 epoch;
        GrantKind kind;
        bool kept;
    }

    struct Record {
        SubjectId subject;
        /// hashStruct(Terms)
        bytes32 terms;
        /// Digest of the form; never zero.
        bytes32 form;
    }

    /// @dev Why a grant does not count now.
    enum Obstacle {
        None,
        NotGranted,
        Revoked,
        EpochOver,
        /// Recorded on paper, and not kept in time by the signer that came later.
        Unanswered,
        Erased,
        OptedOut,
        Paused
    }

    /// @dev `signer` is the SignerId that signed.
    event ConsentGranted(
        SubjectId indexed subject,
        GrantId indexed grant,
        GrantKind kind,
        bytes32 signer,
        address actor
    );
    /// @dev Names no actor: `ConsentsRecorded` does, once for all of a call.
    event ConsentRecorded(SubjectId indexed subject, GrantId grant);
    /// @dev Follows the `count` events ConsentRecorded of one call.
    event ConsentsRecorded(address indexed actor, uint256 count);
    /// @dev `signer` is the SignerId that signed.
    event ConsentRevoked(SubjectId indexed subject, GrantId indexed grant, bytes32 signer, address actor);
    /// @dev A recorded grant was kept; `signer` is the SignerId that signed.
    event ConsentKept(SubjectId indexed subject, GrantId indexed grant, bytes32 signer, address actor);
    event ConsentRevocationRecorded(SubjectId indexed subject, GrantId indexed grant, bytes32 form, address actor);

    error ConsentRegistryGranted(GrantId grant, uint40 grantedAt);
    error ConsentRegistryRevoked(GrantId grant, uint40 revokedAt);
    /// @dev There is no recorded grant to keep: none was given, its epoch is over, or the time to keep it.
    error ConsentRegistryNotKept(GrantId grant, Obstacle obstacle);

    /// @notice Gives a grant that a signer of the subject signed. Anybody relays it until the deadline; each digest
    /// counts once. Emits ConsentGranted.
    /// @param terms hashStruct(Terms).
    function grant(
        SubjectId subject,
        uint48 deadline,
        bytes32 terms,
        bytes calldata signer,
        bytes calldata signature
    ) external returns (GrantId);

    /// @notice Records a grant on paper. The subject's holder or its gateway, and only until the subject has a signer
    /// of its own. Emits ConsentRecorded and ConsentsRecorded.
    function grantRecorded(Record calldata record) external returns (GrantId);

    /// @notice `KeepRecorded(bytes32 subject,bytes32 grant,uint48 deadline)`: a signer that widens keeps a grant that was
    /// recorded before it was bound. Recorded grants stay unless the policy at the first binding ended those that are not
    /// kept by `Subject.recordedUntil`. Again is no error. Emits ConsentKept, the first time.
    function keepRecorded(SubjectId subject, GrantId id, uint48 deadline, Proof calldata by) external;

    /// @notice Records many; all or none.
    function grantRecordedBatch(Record[] calldata records) external;

    /// @notice `Revoke(bytes32 subject,bytes32 grant)` by a signer of the subject; any grant of it, recorded ones
    /// too. Narrowing: no deadline, anybody relays it, again is no error, and a grant that was revoked before it was
    /// given can never be given. Whoever gave or kept a grant may take it back for ever, whatever became of that signer since; any
    /// other signer while its narrowing signatures count. Emits ConsentRevoked, the first time.
    function revoke(SubjectId subject, GrantId id, bytes calldata signer, bytes calldata signature) external;

    /// @notice Records a withdrawal made on paper or by telephone, of any grant. The subject's holder or its gateway.
    function revokeRecorded(SubjectId subject, GrantId id, bytes32 form) external;

    /// @notice The contract that scopes refer to.
    function datasets() external view returns (IDatasetRegistry);

    /// @notice All zero for an unknown grant.
    function grantOf(SubjectId subject, GrantId id) external view returns (Grant memory);

    /// @notice Whether the grant counts now, as far as the chain knows: its terms (period and the rest) are not known
    /// here.
    function isActive(SubjectId subject, GrantId id) external view returns (bool);

    /// @notice What keeps the grant from counting now; see `isActive`.
    function obstacleTo(SubjectId subject, GrantId id) external view returns (Obstacle);

    function grantId(SubjectId subject, uint48 deadline, bytes32 terms) external view returns (GrantId);
    function recordedGrantId(SubjectId subject, bytes32 terms, bytes32 form) external view returns (GrantId);
}
