// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MembershipBound} from "./MembershipBound.sol";
import {IAccessLog} from "./interfaces/IAccessLog.sol";
import {IMembership} from "./interfaces/IMembership.sol";
import {Roles, Seat} from "./interfaces/Seat.sol";
import {LogId} from "./interfaces/Types.sol";

/// @dev See {IAccessLog}.
contract AccessLog is IAccessLog, MembershipBound {
    uint256 private constant _MAX_KEY = 256;
    uint256 private constant _FACTS_MASK = (1 << 104) - 1;
    uint256 private constant _SEQUENCE_SHIFT = 192;

    mapping(LogId log => Log) private _logs;
    mapping(address holder => uint32) private _counts;

    constructor(IMembership membership_) MembershipBound(membership_) {}

    /// @inheritdoc IAccessLog
    function openLog(
        string calldata verifierKey,
        Mode mode,
        LogId predecessor,
        uint48 predecessorSize,
        bytes32 predecessorRoot
    ) external returns (LogId log) {
        address holder = _requireRole(Roles.HOLDER | Roles.GATEWAY).principal();
        _requireKey(verifierKey);
        bool first = LogId.unwrap(predecessor) == 0 && predecessorSize == 0 && predecessorRoot == 0;
        if (!first && _logs[predecessor].holder != holder) revert AccessLogPredecessorInvalid(predecessor);
        log = logIdAt(holder, _counts[holder]++);
        _logs[log] = Log(holder, 0, uint40(block.timestamp), mode);
        emit LogOpened(log, holder, predecessor, mode, predecessorSize, predecessorRoot, msg.sender);
        emit LogKeySet(log, 0, verifierKey, msg.sender);
    }

    /// @inheritdoc IAccessLog
    function setKey(LogId log, string calldata verifierKey) external {
        Log storage known = _requireHeld(log);
        _requireKey(verifierKey);
        emit LogKeySet(log, known.size, verifierKey, msg.sender);
    }

    /// @inheritdoc IAccessLog
    function record(LogId log, uint48 size, bytes32 root, Entry[] calldata entries) external {
        uint48 last = _advance(log, Mode.Disclosed, size);
        if (size - last != entries.length) revert AccessLogSizeInvalid(log, last, size);
        for (uint256 i; i < entries.length; ++i) {
            Entry calldata entry = entries[i];
            emit LogEntry(
                log,
                entry.dataset,
                entry.requester,
                entry.leaf,
                (entry.facts & _FACTS_MASK) | ((last + i) << _SEQUENCE_SHIFT)
            );
        }
        emit LogHead(log, size, root, msg.sender);
    }

    /// @inheritdoc IAccessLog
    function checkpoint(LogId log, uint48 size, bytes32 root) external {
        _advance(log, Mode.HeadsOnly, size);
        emit LogHead(log, size, root, msg.sender);
    }

    /// @inheritdoc IAccessLog
    function review(LogId log, uint48 seq, uint8 outcome, bytes32 reportDigest) external {
        Seat seat = _requireRole(Roles.AUDITOR);
        Log storage known = _requireKnown(log);
        if (seq >= known.size) revert AccessLogSequenceUnknown(log, known.size, seq);
        emit LogReviewed(log, seq, seat.principal(), outcome, reportDigest, msg.sender);
    }

    /// @inheritdoc IAccessLog
    function logOf(LogId log) external view returns (Log memory) {
        return _logs[log];
    }

    /// @inheritdoc IAccessLog
    function logCount(address holder) external view returns (uint32) {
        return _counts[holder];
    }

    /// @inheritdoc IAccessLog
    function logIdAt(address holder, uint32 index) public view returns (LogId) {
        return LogId.wrap(keccak256(abi.encode(block.chainid, address(this), holder, index)));
    }

    function _advance(LogId log, Mode mode, uint48 size) private returns (uint48 last) {
        Log storage known = _requireHeld(log);
        if (known.mode != mode) revert AccessLogModeDiffers(log, known.mode);
        last = known.size;
        if (size < last) revert AccessLogSizeInvalid(log, last, size);
        known.size = size;
        known.headAt = uint40(block.timestamp);
    }

    function _requireHeld(LogId log) private view returns (Log storage known) {
        Seat seat = _requireRole(Roles.HOLDER | Roles.GATEWAY);
        known = _requireKnown(log);
        if (known.holder != seat.principal()) revert AccessLogNotHolder(log, msg.sender);
    }

    function _requireKnown(LogId log) private view returns (Log storage known) {
        known = _logs[log];
        if (known.holder == address(0)) revert AccessLogUnknown(log);
    }

    function _requireKey(string calldata verifierKey) private pure {
        uint256 length = bytes(verifierKey).length;
        if (length == 0 || length > _MAX_KEY) revert AccessLogKeyInvalid(length);
    }
}
