// Every code has a heading in docs/errors.md; test/repo/error-codes.test.ts sees to that. Types alone: at run time a code is a text.

/** Of the `error` of a call's result. A `ToolError` may bring a code of its own. */
export type CallErrorCode =
  // The call could not be run.
  | 'unknown_tool'
  | 'invalid_call'
  | 'invalid_json'
  | 'invalid_truncated'
  | 'invalid_shape'
  | 'invalid_number'
  | 'invalid_input'
  | 'bad_reference'
  | 'dependency_failed'
  | 'not_in_plan'
  // It was not let through.
  | 'denied'
  | 'approval_failed'
  | 'breaker_open'
  | 'retry_after'
  | 'repeated_failure'
  | 'deadlock'
  | 'budget'
  | 'shared_keys'
  // It failed.
  | 'tool_threw'
  | 'tool_error'
  | 'http_status'
  | 'response_unreadable'
  | 'batch'
  | 'attempt_lost'
  // It was stopped.
  | 'timeout'
  | 'deadline'
  | 'cancelled'
  | 'discarded'
  | 'sibling_failed'
  | 'suspended'
  | 'withdrawn'
  | 'waiting'
  // What became of it is in doubt.
  | 'in_doubt'
  | 'no_record'
  | 'journal'
  | 'journal_mismatch'
  // Reading a long result.
  | 'bad_offset'
  | 'unknown_ref'
  // A tool in a thread, on a queue, or of an MCP server.
  | 'thread_module'
  | 'thread_input'
  | 'thread_result'
  | 'thread_start'
  | 'thread_died'
  | 'out_of_memory'
  | 'queue_input'
  | 'queue_result'
  | 'queue_error'
  | 'queue_start_timeout'
  | 'queue_closed'
  | 'queue_server'
  | 'queue_poison'
  | 'queue_message'
  | 'queue_protocol'
  | 'queue_not_offered'
  | 'queue_no_tool'
  | 'queue_schema'
  | 'queue_worker_closing'
  | 'mcp_tool_error'
  | 'mcp_input_required'
  | 'mcp_not_connected'
  | 'mcp_result'
  | 'mcp_task'
  | 'mcp_tool_changed'

/**
 * Why a journal refuses; the `code` of its errors.
 *
 * - `journal_in_use`: another engine has it open.
 * - `journal_no_folder`, `journal_missing`: there is no such folder, or nothing to read at that path.
 * - `journal_read_only`: the file or its folder cannot be written to.
 * - `journal_foreign`: the file is something else than a journal.
 * - `journal_newer`: a later version of Fanfold wrote it.
 * - `journal_older`: an earlier version wrote it, and it can only be read until an engine of this one has opened it.
 * - `journal_corrupt`: the file is damaged.
 * - `journal_full`: the disk, or what the process may use of it, is full.
 * - `journal_busy`: another process held the file for too long.
 * - `journal_io`: the disk, or the thread that writes to it, failed.
 * - `journal_conflict`: the record contradicts what is kept, such as a second result for one call; or it came after such
 *   a record of its turn or run.
 * - `journal_record`: the record cannot be written as JSON, or lacks something.
 * - `journal_lost`: another engine has taken it over, or its file was deleted, moved or replaced while it was open.
 * - `journal_closed`: it came after `close()`.
 */
export type JournalCode =
  | 'journal_in_use'
  | 'journal_no_folder'
  | 'journal_missing'
  | 'journal_read_only'
  | 'journal_foreign'
  | 'journal_newer'
  | 'journal_older'
  | 'journal_corrupt'
  | 'journal_full'
  | 'journal_busy'
  | 'journal_io'
  | 'journal_conflict'
  | 'journal_record'
  | 'journal_lost'
  | 'journal_closed'

/** Of an error that is thrown, that a promise rejects with, or that is the reason of a signal. */
export type ThrownErrorCode =
  | 'usage'
  | 'cli'
  // A run, and its model.
  | 'model_request'
  | 'unreadable_response'
  | 'stream_idle'
  | 'websocket'
  | 'run_input'
  | 'run_over'
  | 'run_format'
  | 'run_agent'
  | 'unknown_run'
  // A journal.
  | 'journal_timeout'
  | JournalCode
  // Keys that are shared.
  | 'keys_closed'
  | 'keys_unreachable'
  | 'keys_refused'
  | 'keys_lost'
  // Signals of tools on a queue.
  | 'worker_lost'
  | 'worker_stopped'
  | 'engine_gone'
  // Files, and the virtual clock.
  | 'trace_file'
  | 'endless'

/** Every code of an error that this package makes. */
export type ErrorCode = CallErrorCode | ThrownErrorCode
