// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessLog} from "../../contracts/interfaces/IAccessLog.sol";
import {DatasetId, LogId} from "../../contracts/interfaces/Types.sol";
import {Vm, VM, World} from "./World.sol";

/// @dev Writes to a disclosed log and to one of heads only, with sizes that grow, stay and shrink; holds each outcome to
/// the rule: a size never shrinks, and in disclosed mode it grows by what is disclosed.
contract LogWriter {
    struct Kept {
        LogId log;
        IAccessLog.Mode mode;
        uint48 size;
        uint256 disclosed;
    }

    World private immutable _WORLD;
    IAccessLog private immutable _ACCESS_LOG;
    address private immutable _GATEWAY;

    Kept[2] private _logs;

    constructor(World world) {
        _WORLD = world;
        _ACCESS_LOG = world.accessLog();
        _GATEWAY = world.GATEWAY();
        for (uint8 i; i < 2; ++i) {
            _logs[i].mode = IAccessLog.Mode(i);
            LogId next = _ACCESS_LOG.logIdAt(world.HOLDER(), i);
            VM.prank(_GATEWAY);
            _logs[i].log = _ACCESS_LOG.openLog(next, "key", IAccessLog.Mode(i), LogId.wrap(0), 0, 0);
        }
    }

    function kept(uint256 i) external view returns (Kept memory) {
        return _logs[i];
    }

    /// @dev `size` lies around the last one, so that every rule is met; `count` is near what it should be.
    function record(uint256 log, uint8 shift, uint8 count, bool exact) external {
        Kept storage known = _logs[log % 2];
        uint48 size = _near(known.size, shift);
        uint256 grows = size > known.size ? size - known.size : 0;
        IAccessLog.Entry[] memory entries = new IAccessLog.Entry[](exact ? grows : count % 4);
        bool allowed =
            known.mode == IAccessLog.Mode.Disclosed && size >= known.size && size - known.size == entries.length;
        VM.recordLogs();
        VM.prank(_GATEWAY);
        try _ACCESS_LOG.record(known.log, size, keccak256("root"), entries) {
            assert(allowed);
            _requireDisclosed(known.size, entries.length);
            known.size = size;
            known.disclosed += entries.length;
        } catch {
            assert(!allowed);
        }
    }

    function checkpoint(uint256 log, uint8 shift) external {
        Kept storage known = _logs[log % 2];
        uint48 size = _near(known.size, shift);
        bool allowed = known.mode == IAccessLog.Mode.HeadsOnly && size >= known.size;
        VM.prank(_GATEWAY);
        try _ACCESS_LOG.checkpoint(known.log, size, keccak256("root")) {
            assert(allowed);
            known.size = size;
        } catch {
            assert(!allowed);
        }
    }

    /// @dev An equal size is a heartbeat in either mode: never refused, and the head is as young as its block.
    function heartbeat(uint256 log, uint16 later) external {
        Kept storage known = _logs[log % 2];
        _WORLD.pass(later);
        VM.prank(_GATEWAY);
        if (known.mode == IAccessLog.Mode.HeadsOnly) _ACCESS_LOG.checkpoint(known.log, known.size, 0);
        else _ACCESS_LOG.record(known.log, known.size, 0, new IAccessLog.Entry[](0));
        assert(_ACCESS_LOG.logOf(known.log).headAt == _WORLD.time());
    }

    /// @dev Nobody else's head counts, whatever its size.
    function intrude(uint256 log, uint8 shift, uint8 who) external {
        Kept storage known = _logs[log % 2];
        address[3] memory strangers = [_WORLD.OTHER_HOLDER(), _WORLD.AUDITOR(), address(this)];
        VM.prank(strangers[who % 3]);
        (bool done, ) = address(_ACCESS_LOG).call(
            abi.encodeCall(IAccessLog.checkpoint, (known.log, _near(known.size, shift), 0))
        );
        assert(!done);
    }

    function _near(uint48 size, uint8 shift) private pure returns (uint48) {
        uint48 moved = size + (shift % 8);
        return moved < 3 ? moved : moved - 3;
    }

    /// @dev The entries carry the numbers from the last size on, and the head comes last.
    function _requireDisclosed(uint48 from, uint256 count) private {
        Vm.Log[] memory logs = VM.getRecordedLogs();
        assert(logs.length == count + 1);
        for (uint256 i; i < count; ++i) {
            (, uint256 facts) = abi.decode(logs[i].data, (bytes32, uint256));
            assert(logs[i].topics[0] == IAccessLog.LogEntry.selector && facts >> 192 == from + i);
        }
        assert(logs[count].topics[0] == IAccessLog.LogHead.selector);
    }
}

contract AccessLogTest {
    World private _world;
    IAccessLog private _accessLog;
    LogWriter private _writer;

    function setUp() external {
        _world = new World();
        _accessLog = _world.accessLog();
        _writer = new LogWriter(_world);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_writer);
    }

    /// @dev Each size on chain is the greatest that was accepted; LogWriter saw every step.
    function invariant_sizesNeverShrink() external view {
        for (uint256 i; i < 2; ++i) {
            LogWriter.Kept memory known = _writer.kept(i);
            assert(_accessLog.logOf(known.log).size == known.size);
        }
    }

    function invariant_aDisclosedLogDisclosesEachEntry() external view {
        LogWriter.Kept memory disclosed = _writer.kept(0);
        assert(disclosed.size == disclosed.disclosed);
    }

    function testFuzz_factsKeepTheirBitsAndGetTheNumber(uint48 first, uint256 facts, address requester) external {
        if (first > 100) first %= 100;
        LogId log = _writer.kept(0).log;
        address gateway = _world.GATEWAY();
        VM.prank(gateway);
        _accessLog.record(log, first, 0, new IAccessLog.Entry[](first));
        IAccessLog.Entry[] memory entries = new IAccessLog.Entry[](1);
        entries[0] = IAccessLog.Entry(keccak256("leaf"), DatasetId.wrap("dataset"), requester, facts);
        VM.recordLogs();
        VM.prank(gateway);
        _accessLog.record(log, first + 1, 0, entries);
        Vm.Log memory entry = VM.getRecordedLogs()[0];
        (, uint256 told) = abi.decode(entry.data, (bytes32, uint256));
        assert(told % 2 ** 104 == facts % 2 ** 104 && told >> 192 == first && (told << 64) >> 168 == 0);
        assert(entry.topics[3] == bytes32(uint256(uint160(requester))));
    }
}
