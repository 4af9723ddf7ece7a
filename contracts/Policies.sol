// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMembership} from "./interfaces/IMembership.sol";

/// @dev What a policy may be, and which of two is the looser one. A field added to the policy needs a line in
/// `stricter`, and in `unfit` and `wait` where it has a bound or a delay of its own.
library Policies {
    uint256 internal constant LEAST_ADMIN_DELAY = 1 days;
    uint256 internal constant MOST_DELAY = 90 days;

    uint256 private constant _LEAST_SIGNER_DELAY = 1 days;
    uint256 private constant _LEAST_ERASURE_DELAY = 7 days;

    /// @dev Name of the first field that lies outside its bounds; empty where all fit.
    function unfit(IMembership.Policy memory p) internal pure returns (string memory) {
        if (_outside(p.maxLag, 1, 1 hours)) return "maxLag";
        if (_outside(p.maxUnanchored, 1, 1 days)) return "maxUnanchored";
        if (_outside(p.clockSkew, 1, 1 hours)) return "clockSkew";
        if (_outside(p.maxRelease, 1, 1 days)) return "maxRelease";
        if (_outside(p.signerDelay, _LEAST_SIGNER_DELAY, MOST_DELAY)) return "signerDelay";
        if (_outside(p.erasureDelay, _LEAST_ERASURE_DELAY, MOST_DELAY)) return "erasureDelay";
        return "";
    }

    /// @dev Field by field the one that protects more.
    function stricter(
        IMembership.Policy memory a,
        IMembership.Policy memory b
    ) internal pure returns (IMembership.Policy memory) {
        return
            IMembership.Policy({
                maxLag: _least(a.maxLag, b.maxLag),
                maxUnanchored: _least(a.maxUnanchored, b.maxUnanchored),
                clockSkew: _least(a.clockSkew, b.clockSkew),
                maxRelease: _least(a.maxRelease, b.maxRelease),
                signerDelay: _most(a.signerDelay, b.signerDelay),
                erasureDelay: _most(a.erasureDelay, b.erasureDelay),
                firstBindingDelayed: a.firstBindingDelayed || b.firstBindingDelayed,
                bindingCountersigned: a.bindingCountersigned || b.bindingCountersigned,
                recordedEndsAfter: _sooner(a.recordedEndsAfter, b.recordedEndsAfter)
            });
    }

    /// @dev Seconds that `next` waits, by the delays in force: what protects signers waits `signerDelay`, what protects
    /// from erasure `erasureDelay`, and each other loosening `adminDelay`; the longest counts.
    function wait(
        IMembership.Policy memory current,
        IMembership.Policy memory next,
        uint256 adminDelay
    ) internal pure returns (uint256 longest) {
        longest = adminDelay;
        bool signers =
            next.signerDelay < current.signerDelay ||
                (current.firstBindingDelayed && !next.firstBindingDelayed) ||
                (current.bindingCountersigned && !next.bindingCountersigned);
        if (signers && current.signerDelay > longest) longest = current.signerDelay;
        bool erasures = next.erasureDelay < current.erasureDelay;
        if (erasures && current.erasureDelay > longest) longest = current.erasureDelay;
    }

    function areSame(IMembership.Policy memory a, IMembership.Policy memory b) internal pure returns (bool) {
        return keccak256(abi.encode(a)) == keccak256(abi.encode(b));
    }

    function _outside(uint256 value, uint256 least, uint256 most) private pure returns (bool) {
        return value < least || value > most;
    }

    function _least(uint32 a, uint32 b) private pure returns (uint32) {
        return a < b ? a : b;
    }

    /// @dev Zero is never.
    function _sooner(uint32 a, uint32 b) private pure returns (uint32) {
        if (a == 0 || b == 0) return a + b;
        return _least(a, b);
    }

    function _most(uint32 a, uint32 b) private pure returns (uint32) {
        return a > b ? a : b;
    }
}
