// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessLog} from "../../contracts/interfaces/IAccessLog.sol";
import {IDatasetRegistry} from "../../contracts/interfaces/IDatasetRegistry.sol";
import {IMembership} from "../../contracts/interfaces/IMembership.sol";
import {IPermitRegistry} from "../../contracts/interfaces/IPermitRegistry.sol";
import {Roles} from "../../contracts/interfaces/Seat.sol";
import {DatasetId, LogId, PermitId} from "../../contracts/interfaces/Types.sol";
import {VM, World} from "./World.sol";

/// @dev Times and sizes up to the largest that a field holds: each call is done or refused by a named error; none
/// panics, and none wraps around.
contract MaximaTest {
    bytes4 private constant _PANIC = bytes4(keccak256("Panic(uint256)"));
    address private constant _REQUESTER = address(0xad11);
    address private constant _CLINICIAN = address(0xad12);

    World private _world;
    IMembership private _membership;
    IPermitRegistry private _permits;
    DatasetId private _dataset;

    function setUp() external {
        _world = new World();
        _membership = _world.membership();
        _permits = _world.permits();
        VM.prank(_world.ADMIN());
        _membership.add(_REQUESTER, Roles.REQUESTER, address(0), 0, "");
        VM.prank(_world.ADMIN());
        _membership.add(_CLINICIAN, Roles.CLINICIAN, address(0), 0, "");
        IDatasetRegistry datasets = IDatasetRegistry(_world.datasets());
        VM.prank(_world.HOLDER());
        _dataset = datasets.register("salt");
    }

    function testFuzz_policiesAreStricterAtOnceAndLooserLater(uint256 seed, bool extreme, uint32 later) external {
        IMembership.Policy memory wanted = _policy(seed, extreme);
        IMembership.Policy memory before = _membership.policy();
        VM.prank(_world.ADMIN());
        (bool done, bytes memory answer) = address(_membership).call(abi.encodeCall(IMembership.setPolicy, (wanted)));
        if (!done) {
            _requireNamed(answer);
            return;
        }
        IMembership.Policy memory next = _membership.policy();
        assert(_noLooser(next, before) && _noLooser(next, wanted));
        _world.pass(later % 2 days);
        assert(_same(_membership.policy(), next));
        _world.pass(91 days);
        assert(_same(_membership.policy(), wanted));
    }

    function testFuzz_sessionKeysHaveAnEnd(uint48 until, uint8 edge) external {
        until = _edge(until, edge);
        VM.prank(_world.HOLDER());
        (bool done, bytes memory answer) = address(_membership).call(
            abi.encodeCall(IMembership.addSessionKey, ("key", until))
        );
        if (!done) _requireNamed(answer);
        assert(done == (until >= _world.time() && until <= _world.time() + 730 days));
    }

    function testFuzz_permitsHaveAnEnd(uint48 from, uint48 until, bool emergency, uint8 edge) external {
        IPermitRegistry.Terms memory terms;
        terms.requester = emergency ? _CLINICIAN : _REQUESTER;
        (terms.from, terms.until) = (_edge(from, edge), _edge(until, edge >> 4));
        terms.dataset = _dataset;
        terms.purpose = 7;
        terms.emergency = emergency;
        VM.prank(_world.HOLDER());
        (bool done, bytes memory answer) = address(_permits).call(abi.encodeCall(IPermitRegistry.issue, (terms)));
        if (!done) _requireNamed(answer);
        uint256 longest = emergency ? 72 hours : 3653 days;
        bool timely = terms.until >= _world.time() && terms.until <= _world.time() + longest;
        assert(done == (timely && terms.from <= terms.until));
        if (done) {
            _world.pass(91 days);
            assert(_permits.stateOf(PermitId.wrap(1)) != IPermitRegistry.State.None);
        }
    }

    function testFuzz_sizesReachTheLargest(uint48 size, uint48 next, uint8 edge) external {
        (size, next) = (_edge(size, edge), _edge(next, edge >> 4));
        IAccessLog accessLog = _world.accessLog();
        LogId log = accessLog.logIdAt(_world.HOLDER(), 0);
        VM.prank(_world.GATEWAY());
        accessLog.openLog(log, "key", IAccessLog.Mode.HeadsOnly, LogId.wrap(0), 0, 0);
        VM.prank(_world.GATEWAY());
        accessLog.checkpoint(log, size, 0);
        VM.prank(_world.GATEWAY());
        (bool done, bytes memory answer) = address(accessLog).call(
            abi.encodeCall(IAccessLog.checkpoint, (log, next, 0))
        );
        if (!done) _requireNamed(answer);
        assert(done == (next >= size));
        VM.prank(_world.GATEWAY());
        (done, answer) = address(accessLog).call(abi.encodeCall(IAccessLog.setKey, (log, next, "k2")));
        assert(done == (next >= size));
    }

    /// @dev Random words hardly ever meet a bound; half of these lie at one.
    function _edge(uint48 value, uint8 edge) private view returns (uint48) {
        uint256[8] memory edges = [
            uint256(0),
            type(uint48).max,
            type(uint40).max,
            _world.time(),
            _world.time() + 72 hours,
            _world.time() + 730 days,
            _world.time() + 3653 days,
            type(uint32).max
        ];
        if (edge & 8 == 0) return value;
        unchecked {
            return uint48(edges[edge & 7] + (value % 3)) - 1;
        }
    }

    function _policy(uint256 seed, bool extreme) private pure returns (IMembership.Policy memory) {
        uint32[6] memory limits = [uint32(3600), 1 days, 3600, 1 days, 90 days, 90 days];
        uint32[6] memory fields;
        for (uint256 i; i < 6; ++i) {
            uint256 part = uint256(keccak256(abi.encode(seed, i)));
            fields[i] = extreme && part % 5 == 0 ? uint32(part >> 128) : uint32(1 + ((part >> 64) % limits[i]));
        }
        return
            IMembership.Policy({
                maxLag: fields[0],
                maxUnanchored: fields[1],
                clockSkew: fields[2],
                maxRelease: fields[3],
                signerDelay: fields[4],
                erasureDelay: fields[5],
                firstBindingDelayed: seed & 1 == 1,
                bindingCountersigned: seed & 2 == 2,
                recordedEndsAfter: seed & 4 == 4 ? uint32(seed >> 224) : 0
            });
    }

    function _noLooser(IMembership.Policy memory a, IMembership.Policy memory b) private pure returns (bool) {
        bool bounds =
            a.maxLag <= b.maxLag &&
                a.maxUnanchored <= b.maxUnanchored &&
                a.clockSkew <= b.clockSkew &&
                a.maxRelease <= b.maxRelease;
        bool delays = a.signerDelay >= b.signerDelay && a.erasureDelay >= b.erasureDelay;
        bool flags =
            (a.firstBindingDelayed || !b.firstBindingDelayed) && (a.bindingCountersigned || !b.bindingCountersigned);
        bool ends =
            b.recordedEndsAfter == 0 || (a.recordedEndsAfter != 0 && a.recordedEndsAfter <= b.recordedEndsAfter);
        return bounds && delays && flags && ends;
    }

    function _same(IMembership.Policy memory a, IMembership.Policy memory b) private pure returns (bool) {
        return keccak256(abi.encode(a)) == keccak256(abi.encode(b));
    }

    function _requireNamed(bytes memory answer) private pure {
        assert(answer.length >= 4 && bytes4(answer) != _PANIC);
    }
}
