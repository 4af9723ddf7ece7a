// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMembership, IMembershipBound} from "./interfaces/IMembership.sol";
import {Seat} from "./interfaces/Seat.sol";

/// @dev What each contract of the ledger needs to know of its callers: one look-up, one storage slot.
abstract contract MembershipBound is IMembershipBound {
    IMembership private immutable _MEMBERSHIP;

    constructor(IMembership membership_) {
        _MEMBERSHIP = membership_;
    }

    /// @inheritdoc IMembershipBound
    function membership() public view returns (IMembership) {
        return _MEMBERSHIP;
    }

    function _requireMember() internal view returns (Seat seat) {
        seat = _MEMBERSHIP.admitted(msg.sender);
        if (!seat.isActive()) revert IMembership.MembershipInactive(msg.sender);
    }

    function _requireRole(uint16 wanted) internal view returns (Seat seat) {
        seat = _requireMember();
        if (!seat.hasAny(wanted)) revert IMembership.MembershipRoleMissing(msg.sender, wanted);
    }
}
