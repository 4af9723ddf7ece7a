// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISubjectRegistry} from "./interfaces/ISubjectRegistry.sol";

/// @dev An `ISubjectRegistry.Signer` in one word, packed by hand so that a check reads the slot once:
/// leavesAt (48 bits) | removedAt (48) | until (48) | from (48) | kind (8), from the highest bit used.
type SignerWord is uint256;

using {
    kind,
    from,
    until,
    removedAt,
    leavesAt,
    end,
    withUntil,
    leaving,
    staying,
    removed,
    cancelled
} for SignerWord global;

uint256 constant _FROM = 8;
uint256 constant _UNTIL = 56;
uint256 constant _REMOVED = 104;
uint256 constant _LEAVES = 152;
uint256 constant _TIME = type(uint48).max;

function packSigner(ISubjectRegistry.SignerKind kind_, uint48 from_, uint48 until_) pure returns (SignerWord) {
    return SignerWord.wrap(uint256(kind_) | (uint256(from_) << _FROM) | (uint256(until_) << _UNTIL));
}

function kind(SignerWord signer) pure returns (ISubjectRegistry.SignerKind) {
    return ISubjectRegistry.SignerKind(uint8(SignerWord.unwrap(signer)));
}

function from(SignerWord signer) pure returns (uint48) {
    return uint48(SignerWord.unwrap(signer) >> _FROM);
}

function until(SignerWord signer) pure returns (uint48) {
    return uint48(SignerWord.unwrap(signer) >> _UNTIL);
}

function removedAt(SignerWord signer) pure returns (uint48) {
    return uint48(SignerWord.unwrap(signer) >> _REMOVED);
}

function leavesAt(SignerWord signer) pure returns (uint48) {
    return uint48(SignerWord.unwrap(signer) >> _LEAVES);
}

/// @dev Second at which the signer ends, or ended, for whichever reason comes first; zero for no end. In 256 bits, so
/// that a grace can be added to the latest one.
function end(SignerWord signer) pure returns (uint256 first) {
    first = signer.until();
    uint256 other = signer.removedAt();
    if (other != 0 && (first == 0 || other < first)) first = other;
    other = signer.leavesAt();
    if (other != 0 && (first == 0 || other < first)) first = other;
}

function withUntil(SignerWord signer, uint48 until_) pure returns (SignerWord) {
    return SignerWord.wrap((SignerWord.unwrap(signer) & ~(_TIME << _UNTIL)) | (uint256(until_) << _UNTIL));
}

/// @dev The signer, which ends at `time` and until then only narrows.
function leaving(SignerWord signer, uint48 time) pure returns (SignerWord) {
    return SignerWord.wrap(SignerWord.unwrap(staying(signer)) | (uint256(time) << _LEAVES));
}

function staying(SignerWord signer) pure returns (SignerWord) {
    return SignerWord.wrap(SignerWord.unwrap(signer) & ~(_TIME << _LEAVES));
}

/// @dev The signer, removed at `time`; it keeps its kind, so that what it signed before may still narrow.
function removed(SignerWord signer, uint256 time) pure returns (SignerWord) {
    return SignerWord.wrap(SignerWord.unwrap(signer) | (time << _REMOVED));
}

/// @dev The signer, removed before it ever counted; without a kind nothing of it counts.
function cancelled(SignerWord signer, uint256 time) pure returns (SignerWord) {
    return SignerWord.wrap(((SignerWord.unwrap(signer) >> _FROM) << _FROM) | (time << _REMOVED));
}
