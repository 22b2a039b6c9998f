import { ToolError } from '../call/errors/error.ts'
import type { ToolResult } from '../call/report/result.ts'
import { valueOf } from './tool-call-error.ts'

/** What tools of pi and of MCP return in place of throwing. */
interface ErrorResult {
  readonly isError: true
  readonly content?: readonly { readonly text?: string }[]
}

/**
 * What a tool returned.
 *
 * @throws {ToolError} if it says so that it failed: for the engine, a value is a success.
 */
export function unlessError(value: unknown): unknown {
  if (isErrorResult(value)) throw new ToolError(textOf(value), { cause: value })
  return value
}

/**
 * What a tool returned that may be one of an MCP server, as other frameworks have them.
 *
 * @throws {ToolError} if it is a result of MCP that says that the tool failed.
 */
export function unlessMcpError(value: unknown): unknown {
  return isErrorResult(value) && Array.isArray(value.content) ? unlessError(value) : value
}

/**
 * What a tool returned, also if it said so that it failed.
 *
 * @throws {ToolCallError} if the call ended otherwise.
 */
export function valueOrError(result: ToolResult): unknown {
  const thrown = result.status === 'failed' ? result.error?.cause : undefined
  const returned = thrown instanceof ToolError ? thrown.cause : undefined
  return isErrorResult(returned) ? returned : valueOf(result)
}

function isErrorResult(value: unknown): value is ErrorResult {
  return typeof value === 'object' && value !== null && (value as ErrorResult).isError === true
}

function textOf({ content }: ErrorResult): string {
  return (content ?? []).map(({ text }) => text ?? '').join('')
}
