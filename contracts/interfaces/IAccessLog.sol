// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMembershipBound} from "./IMembership.sol";
import {DatasetId, LogId} from "./Types.sol";

/// @title The heads, and in disclosed mode the entries, of the gateways' access logs (G5, G6).
/// @notice Logs belong to holders. A log has one writer: the account that opened it, until the holder moves the log to
/// another of its accounts. It never judges an entry: a log that can refuse can be blocked. Roots stand in events only.
/// @dev Warning: what is recorded is what a gateway says. Whether a head extends the last one, and whether an entry
/// was right, is for auditors to check.
interface IAccessLog is IMembershipBound {
    enum Mode {
        /// One typed event an entry.
        Disclosed,
        HeadsOnly
    }

    /// @dev `facts`, from the lowest bit: time in milliseconds (48 bits), outcome (8), kind (8), purpose (8), permit
    /// ordinal (32). The event adds the sequence number at bit 192; bits above 104 of the input are cleared.
    struct Entry {
        /// RFC 6962 leaf hash of the entry's bytes.
        bytes32 leaf;
        DatasetId dataset;
        address requester;
        uint256 facts;
    }

    struct Log {
        /// Identity.
        address holder;
        /// Account. Once it is suspended, removed or rotated, nobody writes until the holder moves the log.
        address writer;
        uint48 size;
        uint40 headAt;
        Mode mode;
    }

    /// @dev `actor` is the first writer.
    event LogOpened(
        LogId indexed log,
        address indexed holder,
        LogId indexed predecessor,
        Mode mode,
        uint48 predecessorSize,
        bytes32 predecessorRoot,
        address actor
    );
    event LogMoved(LogId indexed log, address indexed writer, address actor);
    /// @dev `verifierKey` is a C2SP signed-note verifier key. It counts for heads of `fromSize` and larger, up to the
    /// `fromSize` of the next key.
    event LogKeySet(LogId indexed log, uint48 fromSize, string verifierKey, address actor);
    event LogHead(LogId indexed log, uint48 size, bytes32 root, address actor);
    event LogEntry(
        LogId indexed log,
        DatasetId indexed dataset,
        address indexed requester,
        bytes32 leaf,
        uint256 facts
    );
    event LogReviewed(
        LogId indexed log,
        uint48 indexed seq,
        address indexed auditor,
        uint8 outcome,
        bytes32 reportDigest,
        address actor
    );

    error AccessLogUnknown(LogId log);
    error AccessLogNotHolder(LogId log, address caller);
    error AccessLogNotWriter(LogId log, address caller);
    /// @dev No active holder or gateway account of the log's holder.
    error AccessLogWriterUnfit(LogId log, address writer);
    error AccessLogIdDiffers(LogId expected, LogId next);
    error AccessLogModeDiffers(LogId log, Mode mode);
    error AccessLogSizeInvalid(LogId log, uint48 last, uint48 given);
    /// @dev Another holder's, not opened yet (as the new log itself), or zero with a size or root.
    error AccessLogPredecessorInvalid(LogId predecessor);
    error AccessLogKeyInvalid(uint256 length);
    error AccessLogSequenceUnknown(LogId log, uint48 size, uint48 seq);

    /// @notice Opens a log of the caller's principal, which the caller writes. Holder or its gateway. Emits LogOpened and
    /// LogKeySet.
    /// @param expected The id that the key was made for, from `logIdAt`: where another one is next, because somebody was
    /// faster or the chain reorganised, nothing is opened.
    /// @param predecessor Zero, or the log of the same holder that this one follows after a restore. The new log
    /// starts at size 0 in either case.
    /// @param predecessorSize The last size of the predecessor that its gateway knows; what came after may be lost.
    /// @param predecessorRoot Its root at that size. Both are zero without predecessor.
    function openLog(
        LogId expected,
        string calldata verifierKey,
        Mode mode,
        LogId predecessor,
        uint48 predecessorSize,
        bytes32 predecessorRoot
    ) external returns (LogId);

    /// @notice Makes another account the log's one writer. The holder itself only; its gateways may not.
    function moveLog(LogId log, address writer) external;

    /// @notice Changes the key for heads from the current size on. The writer only.
    /// @param fromSize The current size, which everything that the old key signed must have reached: nothing larger
    /// counts under it afterwards.
    function setKey(LogId log, uint48 fromSize, string calldata verifierKey) external;

    /// @notice The writer only. Disclosed mode: writes one LogEntry an entry, then LogHead. `size` must equal the last size plus the
    /// number of entries; none is a heartbeat.
    function record(LogId log, uint48 size, bytes32 root, Entry[] calldata entries) external;

    /// @notice The writer only. Heads-only mode: writes LogHead. The size never shrinks; an equal one is a heartbeat.
    function checkpoint(LogId log, uint48 size, bytes32 root) external;

    /// @notice Puts an auditor's finding on an entry, an emergency above all. Auditors only; may be repeated.
    function review(LogId log, uint48 seq, uint8 outcome, bytes32 reportDigest) external;

    /// @notice All zero for an unknown log.
    function logOf(LogId log) external view returns (Log memory);

    /// @notice Number of logs that a holder opened.
    function logCount(address holder) external view returns (uint32);

    /// @notice The id of a holder's log by index, from 0; also of the next one, before it is opened.
    function logIdAt(address holder, uint32 index) external view returns (LogId);
}
