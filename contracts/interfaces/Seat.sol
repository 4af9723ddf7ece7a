// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev All that a contract must know of its caller, in one storage slot:
/// principal (160 bits) | ordinal (32) | roles (16) | status (8) | since (40), from the highest bit.
/// The status is 1 (active) only if the member and the one it acts for are both active.
type Seat is uint256;

using {principal, ordinal, roles, status, since, isActive, hasAny} for Seat global;

uint8 constant HELD = 0x80;

/// @dev Bits of a member's roles. Frozen: appended to, never reordered.
library Roles {
    /// @dev Held by Membership's default admin alone; never stored in a seat.
    uint16 internal constant ADMINISTRATOR = 1 << 0;
    uint16 internal constant HOLDER = 1 << 1;
    uint16 internal constant GATEWAY = 1 << 2;
    uint16 internal constant REQUESTER = 1 << 3;
    uint16 internal constant ENVIRONMENT = 1 << 4;
    uint16 internal constant AUTHORITY = 1 << 5;
    uint16 internal constant CLINICIAN = 1 << 6;
    uint16 internal constant AUDITOR = 1 << 7;
    uint16 internal constant ALL = (1 << 8) - 1;
}

/// @dev The member in whose name the seat acts: a gateway's holder, otherwise the member itself.
function principal(Seat seat) pure returns (address) {
    return address(uint160(Seat.unwrap(seat) >> 96));
}

/// @dev Number of the principal, from 1; stands for its address in packed slots.
function ordinal(Seat seat) pure returns (uint32) {
    return uint32(Seat.unwrap(seat) >> 64);
}

function roles(Seat seat) pure returns (uint16) {
    return uint16(Seat.unwrap(seat) >> 48);
}

/// @dev An `IMembership.Status`, plus `HELD` while a gateway's holder is not active.
function status(Seat seat) pure returns (uint8) {
    return uint8(Seat.unwrap(seat) >> 40);
}

/// @dev Second at which the member was added.
function since(Seat seat) pure returns (uint40) {
    return uint40(Seat.unwrap(seat));
}

function isActive(Seat seat) pure returns (bool) {
    return seat.status() == 1;
}

function hasAny(Seat seat, uint16 wanted) pure returns (bool) {
    return seat.roles() & wanted != 0;
}
