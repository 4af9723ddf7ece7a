// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IConsentRegistry} from "../../contracts/interfaces/IConsentRegistry.sol";
import {IMembership} from "../../contracts/interfaces/IMembership.sol";
import {Roles, Seat} from "../../contracts/interfaces/Seat.sol";
import {SubjectId} from "../../contracts/interfaces/Types.sol";
import {VM, World} from "./World.sol";

/// @dev Adds, suspends, resumes, removes and rotates members at random, and keeps what they should be.
contract Administrator {
    struct Kept {
        address account;
        /// The holder's place in the list, for a gateway; its own otherwise.
        uint256 principal;
        IMembership.Status status;
        bool gateway;
    }

    uint256 private constant _MOST = 12;

    World private immutable _WORLD;
    IMembership private immutable _MEMBERSHIP;
    address private immutable _ADMIN;

    Kept[] private _members;
    address[] private _identities;
    /// Accounts that identities were moved away from.
    address[] public retired;
    uint160 private _fresh = 0x1000;

    constructor(World world) {
        _WORLD = world;
        _MEMBERSHIP = world.membership();
        _ADMIN = world.ADMIN();
        add(0, false);
        add(0, true);
    }

    function count() external view returns (uint256) {
        return _members.length;
    }

    function retiredCount() external view returns (uint256) {
        return retired.length;
    }

    function identityAt(uint256 i) external view returns (address) {
        return _identities[i];
    }

    function kept(uint256 i) public view returns (Kept memory) {
        return _members[i];
    }

    function hasPower(uint256 i) public view returns (bool) {
        Kept memory known = _members[i];
        bool active = known.status == IMembership.Status.Active;
        return active && _members[known.principal].status == IMembership.Status.Active;
    }

    function add(uint256 holder, bool gateway) public {
        if (_members.length == _MOST) return;
        uint256 place = _members.length;
        uint256 principal = gateway ? holder % place : place;
        if (gateway && (_members[principal].gateway || !hasPower(principal))) return;
        address account = address(++_fresh);
        address actsFor = gateway ? _identities[principal] : address(0);
        VM.prank(_ADMIN);
        _MEMBERSHIP.add(account, gateway ? Roles.GATEWAY : Roles.HOLDER, actsFor, 0, "");
        _members.push(Kept(account, principal, IMembership.Status.Active, gateway));
        _identities.push(account);
    }

    function suspend(uint256 i) external {
        _change(i, IMembership.suspend.selector, IMembership.Status.Suspended);
    }

    function resume(uint256 i) external {
        _change(i, IMembership.resume.selector, IMembership.Status.Active);
    }

    function remove(uint256 i) external {
        if (i % 4 == 0) _change(i / 4, IMembership.remove.selector, IMembership.Status.Removed);
    }

    function rotate(uint256 i) external {
        i %= _members.length;
        address to = address(++_fresh);
        bool allowed = _members[i].status != IMembership.Status.Removed;
        VM.prank(_ADMIN);
        try _MEMBERSHIP.rotate(_identities[i], to) {
            assert(allowed);
            retired.push(_members[i].account);
            _members[i].account = to;
        } catch {
            assert(!allowed);
        }
    }

    /// @dev Whoever has power enrols, and nobody else.
    function enroll(uint256 i, bytes32 subject) external {
        i %= _members.length;
        IConsentRegistry consents = _WORLD.consents();
        if (subject == 0 || consents.subjectOf(SubjectId.wrap(subject)).holder != address(0)) return;
        VM.prank(_members[i].account);
        try consents.enroll(SubjectId.wrap(subject)) {
            assert(hasPower(i));
            assert(consents.subjectOf(SubjectId.wrap(subject)).holder == _identities[_members[i].principal]);
        } catch {
            assert(!hasPower(i));
        }
    }

    /// @dev Nobody but the administrator changes a member, not even the member itself.
    function usurp(uint256 i, uint256 by, uint8 what) external {
        bytes4[4] memory calls = [
            IMembership.suspend.selector,
            IMembership.resume.selector,
            IMembership.remove.selector,
            IMembership.setRoles.selector
        ];
        VM.prank(_members[by % _members.length].account);
        (bool done, ) = address(_MEMBERSHIP).call(
            abi.encodeWithSelector(calls[what % 4], _identities[i % _members.length], uint16(Roles.HOLDER))
        );
        assert(!done);
    }

    function _change(uint256 i, bytes4 selector, IMembership.Status to) private {
        i %= _members.length;
        IMembership.Status status = _members[i].status;
        bool allowed =
            to == IMembership.Status.Removed
                ? status != to
                : status ==
                    (to == IMembership.Status.Active ? IMembership.Status.Suspended : IMembership.Status.Active);
        VM.prank(_ADMIN);
        (bool done, ) = address(_MEMBERSHIP).call(abi.encodeWithSelector(selector, _identities[i]));
        assert(done == allowed);
        if (done) _members[i].status = to;
    }
}

contract MembersTest {
    World private _world;
    IMembership private _membership;
    Administrator private _administrator;

    function setUp() external {
        _world = new World();
        _membership = _world.membership();
        _administrator = new Administrator(_world);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_administrator);
    }

    function invariant_aSeatIsActiveExactlyWithItsHolder() external view {
        for (uint256 i; i < _administrator.count(); ++i) {
            Administrator.Kept memory known = _administrator.kept(i);
            Seat seat = _membership.admitted(known.account);
            assert(seat.isActive() == _administrator.hasPower(i));
            assert(Seat.unwrap(_membership.seatOfIdentity(_administrator.identityAt(i))) == Seat.unwrap(seat));
            assert(_membership.memberOf(known.account).status == known.status);
        }
    }

    function invariant_aRemovedMemberHasNoPower() external view {
        for (uint256 i; i < _administrator.count(); ++i) {
            if (_administrator.kept(i).status != IMembership.Status.Removed) continue;
            assert(!_membership.seatOfIdentity(_administrator.identityAt(i)).isActive());
        }
    }

    function invariant_aRotatedAccountHasNoPower() external view {
        for (uint256 i; i < _administrator.retiredCount(); ++i) {
            assert(!_membership.admitted(_administrator.retired(i)).isActive());
        }
    }

    function invariant_gatewaysAreListedUntilRemoved() external view {
        uint256 listed;
        uint256 standing;
        for (uint256 i; i < _administrator.count(); ++i) {
            Administrator.Kept memory known = _administrator.kept(i);
            if (known.gateway && known.status != IMembership.Status.Removed) ++standing;
            if (!known.gateway) listed += _membership.gatewaysOf(_administrator.identityAt(i)).length;
        }
        assert(listed == standing);
    }
}
