// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Seat} from "./Seat.sol";
import {GroupId} from "./Types.sol";

/// @title A contract of the ledger, bound to its Membership for ever.
interface IMembershipBound {
    /// @notice The Membership that names this contract.
    function membership() external view returns (IMembership);
}

/// @title A contract of the ledger that looks datasets up in one registry for ever.
interface IReadsDatasets {
    /// @notice The DatasetRegistry that it reads.
    function datasets() external view returns (address);
}

/// @title Who takes part, and under which rules (G11).
/// @notice The one address that a client must know: it names the other contracts. The administrator is the default
/// admin of OpenZeppelin's AccessControlDefaultAdminRules; it changes in two steps and after a delay.
///
/// A member's **identity** is the first address it was added with. `rotate` moves the identity to another account;
/// grants, permits and datasets name identities. A **gateway** acts for one holder: its principal.
/// @dev Warning: the administrator can add members and approve signer verifiers. It cannot sign for a subject, but a
/// verifier that accepts anything could; approvals are events, so that auditors see them. Give the part to an account
/// that several organisations hold together.
interface IMembership {
    // ------------------------------------------------------------------------------------------------- types

    enum Status {
        None,
        Active,
        Suspended,
        Removed,
        /// The account was replaced by another one and never acts again.
        Rotated
    }

    /// @dev What `memberOf` answers for an account.
    struct Member {
        address identity;
        address account;
        address principal;
        uint32 ordinal;
        uint16 roles;
        Status status;
        /// The one that the member acts for is suspended or removed.
        bool held;
        uint40 since;
        bytes32 organisation;
        string endpoint;
    }

    /// @dev The consortium's bounds; all times in seconds. The first four are looser when larger (1 second to 1 hour for
    /// `maxLag` and `clockSkew`, to 1 day for `maxUnanchored` and `maxRelease`); the delays are looser when shorter
    /// (`signerDelay` 1 to 90 days, `erasureDelay` 7 to 90); the flags are looser when false.
    struct Policy {
        /// Age of the block that a decision may rest on.
        uint32 maxLag;
        /// Time that an entry may wait for its head on chain.
        uint32 maxUnanchored;
        /// Difference of clocks that auditors accept.
        uint32 clockSkew;
        /// Length of one release.
        uint32 maxRelease;
        /// Wait before a signer counts that a holder re-enrolled.
        uint32 signerDelay;
        /// Wait before a holder may execute an erasure that it announced.
        uint32 erasureDelay;
        /// A subject's first signer waits `signerDelay` too.
        bool firstBindingDelayed;
        /// Each binding needs the signature of a second member.
        bool bindingCountersigned;
        /// Time after a subject's first signer counts in which it may keep grants recorded on paper; those that it did
        /// not keep end then. Zero: they stay. What the policy says when the signer is bound counts for the subject.
        uint32 recordedEndsAfter;
    }

    /// @dev The other contracts of the ledger. `subjects` and `consents` are one contract with two interfaces.
    struct Contracts {
        address datasets;
        address subjects;
        address consents;
        address permits;
        address accessLog;
        address passkeyVerifier;
    }

    /// @dev What the administrator approves by id.
    enum Approval {
        /// An ERC-7913 verifier, id = its address as bytes32.
        SignerVerifier,
        /// A protocol for the admission of data to a dataset, by digest.
        AdmissionProtocol,
        /// A page that may ask for signatures, by digest.
        SigningPage
    }

    // ------------------------------------------------------------------------------------------------ events

    event MemberAdded(
        address indexed identity,
        address indexed principal,
        uint32 ordinal,
        uint16 roles,
        bytes32 organisation,
        string endpoint,
        address actor
    );
    event MemberRolesSet(address indexed identity, uint16 roles, address actor);
    event MemberOrganisationSet(address indexed identity, bytes32 organisation, address actor);
    event MemberEndpointSet(address indexed identity, string endpoint, address actor);
    event MemberSuspended(address indexed identity, address actor);
    event MemberResumed(address indexed identity, address actor);
    event MemberRemoved(address indexed identity, address actor);
    event MemberRotated(address indexed identity, address indexed from, address indexed to, address actor);
    event GroupCreated(GroupId indexed group, address indexed steward, bytes32 label, address actor);
    event GroupJoined(GroupId indexed group, address indexed identity, address actor);
    event GroupLeft(GroupId indexed group, address indexed identity, address actor);
    event NoticePublished(bytes32 indexed notice, address indexed publisher, address actor);
    event NoticeWithdrawn(bytes32 indexed notice, address indexed publisher, address actor);
    event SessionKeyAdded(address indexed identity, bytes32 indexed keyHash, bytes key, uint48 until, address actor);
    event SessionKeyRemoved(address indexed identity, bytes32 indexed keyHash, address actor);
    /// @dev In force from this block on. Nothing waits any more, unless PolicyScheduled follows.
    event PolicySet(Policy policy, address actor);
    /// @dev In force from the first block with a time of `effectiveAt` or later, without another event, unless
    /// PolicySet or PolicyCancelled comes before.
    event PolicyScheduled(Policy policy, uint48 effectiveAt, address actor);
    event PolicyCancelled(uint48 effectiveAt, address actor);
    event ApprovalSet(Approval indexed kind, bytes32 indexed id, bool approved, address actor);
    event ContractsSet(Contracts contracts, address actor);

    // ------------------------------------------------------------------------------------------------ errors

    /// @dev The caller, or the member named, is not an active member.
    error MembershipInactive(address account);
    /// @dev The member lacks every one of the roles wanted.
    error MembershipRoleMissing(address account, uint16 wanted);
    error MembershipAccountTaken(address account);
    error MembershipUnknown(address identity);
    error MembershipStatusUnfit(address identity, Status status);
    /// @dev No role, an unknown one, the administrator's, or a gateway of another holder with roles besides.
    error MembershipRolesInvalid(uint16 roles);
    /// @dev The one that a gateway acts for is not an active holder.
    error MembershipPrincipalUnfit(address principal);
    error MembershipTooManyGateways(address holder, uint256 limit);
    error MembershipTextTooLong(uint256 length, uint256 limit);
    error MembershipGroupExists(GroupId group);
    error MembershipNotSteward(GroupId group, address account);
    error MembershipAlreadyInGroup(GroupId group, address identity);
    error MembershipNotInGroup(GroupId group, address identity);
    error MembershipNoticeExists(bytes32 notice);
    error MembershipNoticeUnknown(bytes32 notice);
    error MembershipSessionKeyExists(bytes32 keyHash);
    error MembershipSessionKeyUnknown(bytes32 keyHash);
    /// @dev Before now, or later than `latest`.
    error MembershipUntilInvalid(uint48 until, uint256 latest);
    /// @dev The field, or `adminDelay`, lies outside its bounds.
    error MembershipPolicyInvalid(string field);
    error MembershipNoPolicyWaits();
    error MembershipContractsAlreadySet();
    /// @dev The address has no code, names another Membership or DatasetRegistry, or was given for two parts.
    error MembershipContractUnfit(address account);

    // ----------------------------------------------------------------------------------------------- members

    /// @notice Adds a member. Administrator only. Emits MemberAdded.
    /// @param principal For a gateway, the identity of the holder it acts for; otherwise `account` or zero.
    /// A gateway of another holder has no other role. A holder that is its own gateway has both roles.
    /// @param organisation Salted commitment to the organisation's name and register entry.
    /// @param endpoint Base URL, at most 256 bytes; empty if the member serves nothing.
    /// @dev Errors: AccountTaken (an address is used once, for ever), RolesInvalid, PrincipalUnfit, TooManyGateways
    /// (16 for a holder), TextTooLong.
    function add(
        address account,
        uint16 roles,
        address principal,
        bytes32 organisation,
        string calldata endpoint
    ) external;

    /// @notice Replaces the roles of an identity. Administrator only. Emits MemberRolesSet.
    /// @dev A gateway of another holder keeps its role; a holder that still has gateways stays a holder.
    function setRoles(address identity, uint16 roles) external;

    /// @notice Replaces the organisation commitment. Administrator only.
    function setOrganisation(address identity, bytes32 organisation) external;

    /// @notice Replaces the endpoint. Administrator, or the member itself while active.
    function setEndpoint(address identity, string calldata endpoint) external;

    /// @notice Takes a member's powers until `resume`; those of a holder's gateways too. Administrator only.
    function suspend(address identity) external;

    /// @notice Ends a suspension. Administrator only.
    function resume(address identity) external;

    /// @notice Takes a member's powers, and those of a holder's gateways, at once and for ever; history stays.
    /// Administrator only.
    function remove(address identity) external;

    /// @notice Moves an identity to the account `to`, which was never used before. The old account never acts again.
    /// Administrator only. Emits MemberRotated.
    function rotate(address identity, address to) external;

    // ------------------------------------------------------------------------------------------------ groups

    /// @notice Creates a group that consents may name; its steward is the caller's principal, which its id names too: the
    /// same label of another steward is another group. Holder, its gateway, or administrator.
    function createGroup(bytes32 label) external returns (GroupId group);

    /// @notice Adds a member to a group. The steward (or its gateway) only. A grant to the group covers those who
    /// joined before it; who joins again after leaving counts from the later time.
    function joinGroup(GroupId group, address identity) external;

    /// @notice Ends a membership in a group. The steward (or its gateway), or the member itself.
    function leaveGroup(GroupId group, address identity) external;

    // ----------------------------------------------------------------------------------------------- notices

    /// @notice Publishes the digest of an information text. Holder, its gateway, or administrator (for the consortium,
    /// whose part this contract's address plays). A notice belongs to its publisher: who publishes the same digest has
    /// a notice of its own. A grant counts under a notice of the subject's holder, or of the consortium.
    function publishNotice(bytes32 notice) external;

    /// @notice Grants given under the notice from now on do not count; earlier ones do. Its publisher only, whose notice
    /// alone it ends. A withdrawn notice cannot be published again by the member that withdrew it.
    function withdrawNotice(bytes32 notice) external;

    // ------------------------------------------------------------------------------------------ session keys

    /// @notice Names a key with which the caller's organisation signs session statements.
    /// Any active member for its principal.
    /// It counts while the account that named it is an active member's: with a rotation or removal it ends.
    /// @param key One byte for the algorithm and the public key, at most 128 bytes.
    /// @param until Last second, at most 730 days from now.
    function addSessionKey(bytes calldata key, uint48 until) external;

    /// @notice Ends a session key of the caller's principal, for ever.
    function removeSessionKey(bytes32 keyHash) external;

    // ------------------------------------------------------------------------------------------------ policy

    /// @notice Replaces the policy. Administrator only. Each field must lie within its bounds.
    ///
    /// What is stricter is in force at once (PolicySet). What is looser waits (PolicyScheduled): `signerDelay` if it
    /// loosens that or a flag, `erasureDelay` if it loosens that, the administrator's delay in any case, each as in
    /// force now; the longest counts. It replaces a policy that waits already.
    /// @dev The administrator's own delay (AccessControlDefaultAdminRules) lies between 1 and 90 days, and a shorter one
    /// waits out the whole of the one in force.
    function setPolicy(Policy calldata policy_) external;

    /// @notice Drops the policy that waits. Administrator only. Emits PolicyCancelled.
    function cancelPolicy() external;

    /// @notice Approves, or ends the approval of, a verifier, protocol or page. Administrator only.
    function setApproval(Approval kind, bytes32 id, bool approved) external;

    /// @notice Names the other contracts, once for ever. Administrator only. Each must have code and stand for one part
    /// (`subjects` is `consents`); each but the passkey verifier must name this Membership, and `consents` and `permits`
    /// the registry of datasets.
    function setContracts(Contracts calldata contracts_) external;

    // ------------------------------------------------------------------------------------------------- views

    /// @notice The seat to which an account is admitted: what contracts read of a caller, one storage slot. Zero for
    /// who is unknown.
    /// @dev Its selector is the lowest, which the dispatcher compares first: every write in the ledger calls it.
    function admitted(address account) external view returns (Seat);

    /// @notice The seat of an identity, wherever it was rotated to.
    function seatOfIdentity(address identity) external view returns (Seat);

    /// @notice Everything about the member that acts, or acted, with `account`.
    function memberOf(address account) external view returns (Member memory);

    /// @notice The account that acts for an identity now; zero if the identity is unknown.
    function accountOf(address identity) external view returns (address);

    /// @notice The identity with the ordinal, zero if there is none.
    function identityAt(uint32 ordinal) external view returns (address);

    /// @notice The gateways (identities) that act for a holder, not those removed.
    function gatewaysOf(address holder) external view returns (address[] memory);

    /// @notice Seconds at which a member joined and left a group; `leftAt` is zero while it is in.
    function groupMembership(GroupId group, address identity) external view returns (uint48 joinedAt, uint48 leftAt);

    /// @notice `withdrawnAt` is zero while the notice stands; both are zero where the publisher has no such notice.
    function noticeOf(address publisher, bytes32 notice) external view returns (uint48 publishedAt, uint48 withdrawnAt);

    /// @notice Whether a notice of the holder, or of the consortium, was published by that second and not withdrawn by
    /// it: what a grant to the holder's subject may name.
    function noticeStood(address holder, bytes32 notice, uint48 second) external view returns (bool);

    /// @notice Seconds in which statements under a key count; zero if the key is unknown or was removed, or the account
    /// that named it is no longer an active member's.
    function sessionKeyOf(address identity, bytes32 keyHash) external view returns (uint48 from, uint48 until);

    /// @notice The policy in force now, which may be one that waited until now.
    function policy() external view returns (Policy memory);
    function isApproved(Approval kind, bytes32 id) external view returns (bool);
    function contracts() external view returns (Contracts memory);
}
