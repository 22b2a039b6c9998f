import { isRecord } from '../../util/is-record.ts'
import type { RequestContext, ToolCallRequest } from './sdk.ts'

/** Passes progress on to a host that has asked for it. By the specification its number only grows, also over attempts. */
export function progressTo(
  { params }: ToolCallRequest,
  { mcpReq }: RequestContext,
): ((progress: unknown) => void) | undefined {
  const { _meta: meta } = params
  const progressToken = meta?.['progressToken']
  if (progressToken === undefined) return undefined
  let last = -Infinity
  return (told) => {
    if (!isRecord(told) || typeof told['progress'] !== 'number' || told['progress'] <= last) return
    const { progress, total, message } = told
    last = progress as number
    const params = { progressToken, progress, total, message }
    void mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {})
  }
}
