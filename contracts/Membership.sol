// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControlDefaultAdminRules} from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import {Policies} from "./Policies.sol";
import {IMembership, IMembershipBound, IReadsDatasets} from "./interfaces/IMembership.sol";
import {HELD, Roles, Seat} from "./interfaces/Seat.sol";
import {GroupId} from "./interfaces/Types.sol";

/// @dev See {IMembership}.
contract Membership is IMembership, AccessControlDefaultAdminRules {
    struct Profile {
        bytes32 organisation;
        string endpoint;
    }

    struct Presence {
        uint48 joinedAt;
        uint48 leftAt;
    }

    struct Notice {
        uint48 publishedAt;
        uint48 withdrawnAt;
    }

    /// @dev `until` is zero once it was removed; `by` is the account that named it, and never zero again.
    struct SessionKey {
        address by;
        uint48 from;
        uint48 until;
    }

    uint256 private constant _MAX_GATEWAYS = 16;
    uint256 private constant _MAX_TEXT = 256;
    uint256 private constant _MAX_KEY = 128;
    uint256 private constant _MAX_SESSION_KEY = 2 * 365 days;

    /// @dev Publisher and steward where the administrator acts, so that the part survives its hand-over.
    address private immutable _CONSORTIUM = address(this);

    mapping(address account => Seat) private _seats;
    /// @dev Written by rotations only; otherwise an identity is its own account.
    mapping(address identity => address account) private _accounts;
    mapping(address account => address identity) private _identities;
    mapping(address identity => Profile) private _profiles;
    mapping(address holder => address[] identities) private _gateways;
    mapping(uint32 ordinal => address identity) private _ordinals;
    uint32 private _count;

    mapping(GroupId group => address steward) private _stewards;
    mapping(GroupId group => mapping(address identity => Presence)) private _presences;
    mapping(address publisher => mapping(bytes32 digest => Notice)) private _notices;
    mapping(address identity => mapping(bytes32 keyHash => SessionKey)) private _sessionKeys;

    Policy private _policy;
    /// @dev In force from `_waitingUntil` on, if that is not zero.
    Policy private _waiting;
    uint48 private _waitingUntil;
    mapping(Approval kind => mapping(bytes32 id => bool)) private _approvals;
    Contracts private _contracts;

    constructor(
        uint48 adminDelay,
        address administrator,
        Policy memory policy_
    ) AccessControlDefaultAdminRules(adminDelay, administrator) {
        _requirePolicyFits(policy_);
        _requireDelayFits(adminDelay);
        _policy = policy_;
        emit PolicySet(policy_, msg.sender);
    }

    // ----------------------------------------------------------------------------------------------- members

    /// @inheritdoc IMembership
    function add(
        address account,
        uint16 roles,
        address principal,
        bytes32 organisation,
        string calldata endpoint
    ) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _requireFree(account);
        _requireShort(bytes(endpoint).length, _MAX_TEXT);
        bool forOther = principal != address(0) && principal != account;
        address actsFor = forOther ? principal : account;
        uint32 ordinal = forOther ? _attach(account, roles, principal) : _number(account, roles);
        _seats[account] = _seat(actsFor, ordinal, roles, uint8(Status.Active), uint40(block.timestamp));
        _profiles[account] = Profile(organisation, endpoint);
        emit MemberAdded(account, actsFor, ordinal, roles, organisation, endpoint, msg.sender);
    }

    /// @inheritdoc IMembership
    function setRoles(address identity, uint16 roles) external onlyRole(DEFAULT_ADMIN_ROLE) {
        Seat seat = _requireStanding(identity);
        bool ownPrincipal = seat.principal() == identity;
        bool losesGateways = roles & Roles.HOLDER == 0 && _gateways[identity].length != 0;
        if (!ownPrincipal || losesGateways) revert MembershipRolesInvalid(roles);
        _requireRolesFit(roles);
        _seats[accountOf(identity)] = _seat(identity, seat.ordinal(), roles, seat.status(), seat.since());
        emit MemberRolesSet(identity, roles, msg.sender);
    }

    /// @inheritdoc IMembership
    function setOrganisation(address identity, bytes32 organisation) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _requireStanding(identity);
        _profiles[identity].organisation = organisation;
        emit MemberOrganisationSet(identity, organisation, msg.sender);
    }

    /// @inheritdoc IMembership
    function setEndpoint(address identity, string calldata endpoint) external {
        Seat seat = _requireStanding(identity);
        bool itself = accountOf(identity) == msg.sender && seat.isActive();
        if (!itself) _checkRole(DEFAULT_ADMIN_ROLE);
        _requireShort(bytes(endpoint).length, _MAX_TEXT);
        _profiles[identity].endpoint = endpoint;
        emit MemberEndpointSet(identity, endpoint, msg.sender);
    }

    /// @inheritdoc IMembership
    function suspend(address identity) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _requireStatus(identity, Status.Active);
        _setStatus(identity, Status.Suspended);
        emit MemberSuspended(identity, msg.sender);
    }

    /// @inheritdoc IMembership
    function resume(address identity) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _requireStatus(identity, Status.Suspended);
        _setStatus(identity, Status.Active);
        emit MemberResumed(identity, msg.sender);
    }

    /// @inheritdoc IMembership
    function remove(address identity) external onlyRole(DEFAULT_ADMIN_ROLE) {
        Seat seat = _requireStanding(identity);
        _setStatus(identity, Status.Removed);
        if (seat.principal() != identity) _detach(seat.principal(), identity);
        emit MemberRemoved(identity, msg.sender);
    }

    /// @inheritdoc IMembership
    function rotate(address identity, address to) external onlyRole(DEFAULT_ADMIN_ROLE) {
        Seat seat = _requireStanding(identity);
        _requireFree(to);
        address from = accountOf(identity);
        _seats[to] = seat;
        _seats[from] = _seat(seat.principal(), seat.ordinal(), 0, uint8(Status.Rotated), seat.since());
        _accounts[identity] = to;
        _identities[to] = identity;
        emit MemberRotated(identity, from, to, msg.sender);
    }

    // ------------------------------------------------------------------------------------------------ groups

    /// @inheritdoc IMembership
    function createGroup(bytes32 label) external returns (GroupId group) {
        address steward = _requirePublisher();
        group = GroupId.wrap(keccak256(abi.encode(address(this), steward, label)));
        if (_stewards[group] != address(0)) revert MembershipGroupExists(group);
        _stewards[group] = steward;
        emit GroupCreated(group, steward, label, msg.sender);
    }

    /// @inheritdoc IMembership
    function joinGroup(GroupId group, address identity) external {
        if (!_actsFor(_stewards[group])) revert MembershipNotSteward(group, msg.sender);
        if (!seatOfIdentity(identity).isActive()) revert MembershipInactive(identity);
        Presence storage presence = _presences[group][identity];
        if (presence.joinedAt != 0 && presence.leftAt == 0) revert MembershipAlreadyInGroup(group, identity);
        presence.joinedAt = uint48(block.timestamp);
        presence.leftAt = 0;
        emit GroupJoined(group, identity, msg.sender);
    }

    /// @inheritdoc IMembership
    function leaveGroup(GroupId group, address identity) external {
        if (!_actsFor(_stewards[group]) && !_actsFor(identity)) revert MembershipNotSteward(group, msg.sender);
        Presence storage presence = _presences[group][identity];
        if (presence.joinedAt == 0 || presence.leftAt != 0) revert MembershipNotInGroup(group, identity);
        presence.leftAt = uint48(block.timestamp);
        emit GroupLeft(group, identity, msg.sender);
    }

    // ----------------------------------------------------------------------------------------------- notices

    /// @inheritdoc IMembership
    function publishNotice(bytes32 notice) external {
        address publisher = _requirePublisher();
        Notice storage known = _notices[publisher][notice];
        if (known.publishedAt != 0) revert MembershipNoticeExists(notice);
        known.publishedAt = uint48(block.timestamp);
        emit NoticePublished(notice, publisher, msg.sender);
    }

    /// @inheritdoc IMembership
    function withdrawNotice(bytes32 notice) external {
        address publisher = _requirePublisher();
        Notice storage known = _notices[publisher][notice];
        if (known.publishedAt == 0 || known.withdrawnAt != 0) revert MembershipNoticeUnknown(notice);
        known.withdrawnAt = uint48(block.timestamp);
        emit NoticeWithdrawn(notice, publisher, msg.sender);
    }

    // ------------------------------------------------------------------------------------------ session keys

    /// @inheritdoc IMembership
    function addSessionKey(bytes calldata key, uint48 until) external {
        address identity = _requireActive();
        _requireShort(key.length, _MAX_KEY);
        bool timely = until >= block.timestamp && until <= block.timestamp + _MAX_SESSION_KEY;
        if (!timely) revert MembershipUntilInvalid(until, block.timestamp + _MAX_SESSION_KEY);
        bytes32 keyHash = keccak256(key);
        if (_sessionKeys[identity][keyHash].by != address(0)) revert MembershipSessionKeyExists(keyHash);
        _sessionKeys[identity][keyHash] = SessionKey(msg.sender, uint48(block.timestamp), until);
        emit SessionKeyAdded(identity, keyHash, key, until, msg.sender);
    }

    /// @inheritdoc IMembership
    function removeSessionKey(bytes32 keyHash) external {
        address identity = _requireActive();
        SessionKey storage key = _sessionKeys[identity][keyHash];
        if (key.until == 0) revert MembershipSessionKeyUnknown(keyHash);
        key.until = 0;
        emit SessionKeyRemoved(identity, keyHash, msg.sender);
    }

    // ------------------------------------------------------------------------------------------------ policy

    /// @inheritdoc IMembership
    function setPolicy(Policy calldata policy_) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _requirePolicyFits(policy_);
        Policy memory current = policy();
        Policy memory inForce = Policies.stricter(current, policy_);
        _policy = inForce;
        _waitingUntil = 0;
        emit PolicySet(inForce, msg.sender);
        if (Policies.areSame(inForce, policy_)) return;
        uint48 effectiveAt = uint48(block.timestamp + Policies.wait(current, policy_, defaultAdminDelay()));
        _waiting = policy_;
        _waitingUntil = effectiveAt;
        emit PolicyScheduled(policy_, effectiveAt, msg.sender);
    }

    /// @inheritdoc IMembership
    function cancelPolicy() external onlyRole(DEFAULT_ADMIN_ROLE) {
        uint48 effectiveAt = _waitingUntil;
        if (effectiveAt <= block.timestamp) revert MembershipNoPolicyWaits();
        _waitingUntil = 0;
        emit PolicyCancelled(effectiveAt, msg.sender);
    }

    /// @inheritdoc IMembership
    function setApproval(Approval kind, bytes32 id, bool approved) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _approvals[kind][id] = approved;
        emit ApprovalSet(kind, id, approved, msg.sender);
    }

    /// @inheritdoc IMembership
    function setContracts(Contracts calldata contracts_) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (_contracts.datasets != address(0)) revert MembershipContractsAlreadySet();
        if (contracts_.subjects != contracts_.consents) revert MembershipContractUnfit(contracts_.subjects);
        _requireNames(contracts_.datasets, IMembershipBound.membership.selector, address(this));
        _requireReads(contracts_.consents, contracts_.datasets);
        _requireReads(contracts_.permits, contracts_.datasets);
        _requireNames(contracts_.accessLog, IMembershipBound.membership.selector, address(this));
        _requireCode(contracts_.passkeyVerifier);
        _requireDistinct(contracts_);
        _contracts = contracts_;
        emit ContractsSet(contracts_, msg.sender);
    }

    // ------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IMembership
    function admitted(address account) external view returns (Seat) {
        return _seats[account];
    }

    /// @inheritdoc IMembership
    function seatOfIdentity(address identity) public view returns (Seat) {
        return _seats[accountOf(identity)];
    }

    /// @inheritdoc IMembership
    function memberOf(address account) external view returns (Member memory) {
        Seat seat = _seats[account];
        address known = _identities[account];
        address identity = Seat.unwrap(seat) == 0 || known != address(0) ? known : account;
        Profile storage profile = _profiles[identity];
        bool administers = hasRole(DEFAULT_ADMIN_ROLE, account);
        return
            Member({
                identity: identity,
                account: account,
                principal: seat.principal(),
                ordinal: seat.ordinal(),
                roles: administers ? seat.roles() | Roles.ADMINISTRATOR : seat.roles(),
                status: _ownStatus(seat),
                held: seat.status() & HELD != 0,
                since: seat.since(),
                organisation: profile.organisation,
                endpoint: profile.endpoint
            });
    }

    /// @inheritdoc IMembership
    function accountOf(address identity) public view returns (address) {
        address account = _accounts[identity];
        if (account != address(0)) return account;
        bool isIdentity = Seat.unwrap(_seats[identity]) != 0 && _identities[identity] == address(0);
        return isIdentity ? identity : address(0);
    }

    /// @inheritdoc IMembership
    function identityAt(uint32 ordinal) external view returns (address) {
        return _ordinals[ordinal];
    }

    /// @inheritdoc IMembership
    function gatewaysOf(address holder) external view returns (address[] memory) {
        return _gateways[holder];
    }

    /// @inheritdoc IMembership
    function groupMembership(GroupId group, address identity) external view returns (uint48 joinedAt, uint48 leftAt) {
        Presence storage presence = _presences[group][identity];
        return (presence.joinedAt, presence.leftAt);
    }

    /// @inheritdoc IMembership
    function noticeOf(
        address publisher,
        bytes32 notice
    ) external view returns (uint48 publishedAt, uint48 withdrawnAt) {
        Notice storage known = _notices[publisher][notice];
        return (known.publishedAt, known.withdrawnAt);
    }

    /// @inheritdoc IMembership
    function noticeStood(address holder, bytes32 notice, uint48 second) external view returns (bool) {
        return _stood(_notices[holder][notice], second) || _stood(_notices[_CONSORTIUM][notice], second);
    }

    /// @inheritdoc IMembership
    function sessionKeyOf(address identity, bytes32 keyHash) external view returns (uint48 from, uint48 until) {
        SessionKey storage key = _sessionKeys[identity][keyHash];
        bool counts = key.until != 0 && _seats[key.by].isActive();
        return counts ? (key.from, key.until) : (0, 0);
    }

    /// @inheritdoc IMembership
    function policy() public view returns (Policy memory) {
        bool due = _waitingUntil != 0 && _waitingUntil <= block.timestamp;
        return due ? _waiting : _policy;
    }

    /// @inheritdoc IMembership
    function isApproved(Approval kind, bytes32 id) external view returns (bool) {
        return _approvals[kind][id];
    }

    /// @inheritdoc IMembership
    function contracts() external view returns (Contracts memory) {
        return _contracts;
    }

    // --------------------------------------------------------------------------------------------- internals

    function _attach(address gateway, uint16 roles, address holder) private returns (uint32) {
        if (roles != Roles.GATEWAY) revert MembershipRolesInvalid(roles);
        Seat seat = seatOfIdentity(holder);
        if (!seat.isActive() || !seat.hasAny(Roles.HOLDER)) revert MembershipPrincipalUnfit(holder);
        if (_gateways[holder].length == _MAX_GATEWAYS) revert MembershipTooManyGateways(holder, _MAX_GATEWAYS);
        _gateways[holder].push(gateway);
        return seat.ordinal();
    }

    function _number(address identity, uint16 roles) private returns (uint32 ordinal) {
        _requireRolesFit(roles);
        ordinal = ++_count;
        _ordinals[ordinal] = identity;
    }

    function _detach(address holder, address gateway) private {
        address[] storage gateways = _gateways[holder];
        uint256 last = gateways.length - 1;
        uint256 i;
        while (gateways[i] != gateway) ++i;
        gateways[i] = gateways[last];
        gateways.pop();
    }

    /// @dev A holder's gateways carry its state in their own seats, so that a look-up reads one slot.
    function _setStatus(address identity, Status next) private {
        address account = accountOf(identity);
        Seat seat = _seats[account];
        _seats[account] = _withStatus(seat, uint8(next) | (seat.status() & HELD));
        uint8 held = next == Status.Active ? 0 : HELD;
        address[] storage gateways = _gateways[identity];
        for (uint256 i; i < gateways.length; ++i) {
            address gateway = accountOf(gateways[i]);
            _seats[gateway] = _withStatus(_seats[gateway], uint8(_ownStatus(_seats[gateway])) | held);
        }
    }

    /// @dev Bounded like the policy's own delays; a shorter one waits out all of the one in force.
    function _changeDefaultAdminDelay(uint48 newDelay) internal override {
        _requireDelayFits(newDelay);
        super._changeDefaultAdminDelay(newDelay);
    }

    function _delayChangeWait(uint48 newDelay) internal view override returns (uint48) {
        uint48 current = defaultAdminDelay();
        return newDelay < current ? current : super._delayChangeWait(newDelay);
    }

    function _requireDelayFits(uint48 delay) private pure {
        bool fits = delay >= Policies.LEAST_ADMIN_DELAY && delay <= Policies.MOST_DELAY;
        if (!fits) revert MembershipPolicyInvalid("adminDelay");
    }

    function _requirePolicyFits(Policy memory p) private pure {
        string memory field = Policies.unfit(p);
        if (bytes(field).length != 0) revert MembershipPolicyInvalid(field);
    }

    function _stood(Notice storage notice, uint48 second) private view returns (bool) {
        if (notice.publishedAt == 0 || notice.publishedAt > second) return false;
        return notice.withdrawnAt == 0 || notice.withdrawnAt > second;
    }

    /// @dev Nor this contract's own address, which stands for the consortium.
    function _requireFree(address account) private view {
        bool free = account != address(0) && account != _CONSORTIUM && Seat.unwrap(_seats[account]) == 0;
        if (!free) revert MembershipAccountTaken(account);
    }

    function _requireRolesFit(uint16 roles) private pure {
        bool known = roles != 0 && roles & ~(Roles.ALL ^ Roles.ADMINISTRATOR) == 0;
        bool gatewayFits = roles & Roles.GATEWAY == 0 || roles & Roles.HOLDER != 0;
        if (!known || !gatewayFits) revert MembershipRolesInvalid(roles);
    }

    function _requireStanding(address identity) private view returns (Seat seat) {
        seat = seatOfIdentity(identity);
        Status status = _ownStatus(seat);
        if (status == Status.None) revert MembershipUnknown(identity);
        if (status == Status.Removed) revert MembershipStatusUnfit(identity, status);
    }

    function _requireStatus(address identity, Status wanted) private view {
        Status status = _ownStatus(_requireStanding(identity));
        if (status != wanted) revert MembershipStatusUnfit(identity, status);
    }

    function _requireActive() private view returns (address) {
        Seat seat = _seats[msg.sender];
        if (!seat.isActive()) revert MembershipInactive(msg.sender);
        return seat.principal();
    }

    function _requirePublisher() private view returns (address) {
        Seat seat = _seats[msg.sender];
        if (seat.isActive() && seat.hasAny(Roles.HOLDER | Roles.GATEWAY)) return seat.principal();
        _checkRole(DEFAULT_ADMIN_ROLE);
        return _CONSORTIUM;
    }

    function _requireShort(uint256 length, uint256 limit) private pure {
        if (length > limit) revert MembershipTextTooLong(length, limit);
    }

    function _requireCode(address account) private view {
        if (account.code.length == 0) revert MembershipContractUnfit(account);
    }

    function _requireReads(address account, address datasets) private view {
        _requireNames(account, IMembershipBound.membership.selector, address(this));
        _requireNames(account, IReadsDatasets.datasets.selector, datasets);
    }

    /// @dev The contract answers the view with the address, and nothing else.
    function _requireNames(address account, bytes4 selector, address named) private view {
        (bool answered, bytes memory answer) = account.staticcall(abi.encodeWithSelector(selector));
        bool names = answered && answer.length == 32 && bytes32(answer) == bytes32(uint256(uint160(named)));
        if (!names) revert MembershipContractUnfit(account);
    }

    function _requireDistinct(Contracts calldata c) private pure {
        address[5] memory parts = [c.datasets, c.consents, c.permits, c.accessLog, c.passkeyVerifier];
        for (uint256 i = 1; i < parts.length; ++i) {
            for (uint256 j; j < i; ++j) {
                if (parts[i] == parts[j]) revert MembershipContractUnfit(parts[i]);
            }
        }
    }

    function _actsFor(address part) private view returns (bool) {
        if (part == _CONSORTIUM) return hasRole(DEFAULT_ADMIN_ROLE, msg.sender);
        Seat seat = _seats[msg.sender];
        return seat.isActive() && seat.principal() == part;
    }

    function _ownStatus(Seat seat) private pure returns (Status) {
        return Status(seat.status() & ~HELD);
    }

    function _withStatus(Seat seat, uint8 status) private pure returns (Seat) {
        return _seat(seat.principal(), seat.ordinal(), seat.roles(), status, seat.since());
    }

    function _seat(
        address principal,
        uint32 ordinal,
        uint16 roles,
        uint8 status,
        uint40 since
    ) private pure returns (Seat) {
        return
            Seat.wrap(
                (uint256(uint160(principal)) << 96) |
                    (uint256(ordinal) << 64) |
                    (uint256(roles) << 48) |
                    (uint256(status) << 40) |
                    since
            );
    }
}
