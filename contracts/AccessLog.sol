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

    /// @dev What each head reads and writes: one slot. `writer` is an account.
    struct Cell {
        address writer;
        uint48 size;
        uint40 headAt;
        Mode mode;
    }

    mapping(LogId log => Cell) private _logs;
    mapping(LogId log => address) private _holders;
    mapping(address holder => uint32) private _counts;

    constructor(IMembership membership_) MembershipBound(membership_) {}

    /// @inheritdoc IAccessLog
    function openLog(
        LogId expected,
        string calldata verifierKey,
        Mode mode,
        LogId predecessor,
        uint48 predecessorSize,
        bytes32 predecessorRoot
    ) external returns (LogId log) {
        address holder = _requireRole(Roles.HOLDER | Roles.GATEWAY).principal();
        _requireKey(verifierKey);
        bool first = LogId.unwrap(predecessor) == 0 && predecessorSize == 0 && predecessorRoot == 0;
        if (!first && _holders[predecessor] != holder) revert AccessLogPredecessorInvalid(predecessor);
        log = logIdAt(holder, _counts[holder]++);
        if (LogId.unwrap(log) != LogId.unwrap(expected)) revert AccessLogIdDiffers(expected, log);
        _holders[log] = holder;
        _logs[log] = Cell(msg.sender, 0, uint40(block.timestamp), mode);
        emit LogOpened(log, holder, predecessor, mode, predecessorSize, predecessorRoot, msg.sender);
        emit LogKeySet(log, 0, verifierKey, msg.sender);
    }

    /// @inheritdoc IAccessLog
    function moveLog(LogId log, address writer) external {
        address holder = _requireRole(Roles.HOLDER).principal();
        if (_requireKnown(log) != holder) revert AccessLogNotHolder(log, msg.sender);
        Seat seat = membership().admitted(writer);
        bool fit = seat.isActive() && seat.hasAny(Roles.HOLDER | Roles.GATEWAY) && seat.principal() == holder;
        if (!fit) revert AccessLogWriterUnfit(log, writer);
        _logs[log].writer = writer;
        emit LogMoved(log, writer, msg.sender);
    }

    /// @inheritdoc IAccessLog
    function setKey(LogId log, uint48 fromSize, string calldata verifierKey) external {
        Cell storage known = _requireWritten(log);
        _requireKey(verifierKey);
        if (known.size != fromSize) revert AccessLogSizeInvalid(log, known.size, fromSize);
        emit LogKeySet(log, fromSize, verifierKey, msg.sender);
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
        _requireKnown(log);
        uint48 size = _logs[log].size;
        if (seq >= size) revert AccessLogSequenceUnknown(log, size, seq);
        emit LogReviewed(log, seq, seat.principal(), outcome, reportDigest, msg.sender);
    }

    /// @inheritdoc IAccessLog
    function logOf(LogId log) external view returns (Log memory) {
        Cell memory known = _logs[log];
        return Log(_holders[log], known.writer, known.size, known.headAt, known.mode);
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
        Cell storage known = _requireWritten(log);
        if (known.mode != mode) revert AccessLogModeDiffers(log, known.mode);
        last = known.size;
        if (size < last) revert AccessLogSizeInvalid(log, last, size);
        known.size = size;
        known.headAt = uint40(block.timestamp);
    }

    /// @dev Whom an account acts for never changes, so the writer still acts for the holder while it is active.
    function _requireWritten(LogId log) private view returns (Cell storage known) {
        _requireRole(Roles.HOLDER | Roles.GATEWAY);
        known = _logs[log];
        if (known.writer == address(0)) revert AccessLogUnknown(log);
        if (known.writer != msg.sender) revert AccessLogNotWriter(log, msg.sender);
    }

    function _requireKnown(LogId log) private view returns (address holder) {
        holder = _holders[log];
        if (holder == address(0)) revert AccessLogUnknown(log);
    }

    function _requireKey(string calldata verifierKey) private pure {
        uint256 length = bytes(verifierKey).length;
        if (length == 0 || length > _MAX_KEY) revert AccessLogKeyInvalid(length);
    }
}
