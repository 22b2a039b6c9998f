import type { McpCallResult, McpContentBlock } from '../../adapt/mcp/client.ts'
import type { ContentPart } from '../../call/content/content.ts'
import { toJson } from '../../call/content/to-json.ts'
import type { ToolResult } from '../../call/report/result.ts'

/**
 * What the host is answered. What the server sent goes on as it is, unless it was cut to fit the budget, or is not this call's own.
 *
 * @param sent the server's own result, if this call brought one.
 */
export function hostResult(result: ToolResult, sent: McpCallResult | undefined): McpCallResult {
  if (sent !== undefined && result.cut === undefined && mayPass(result, sent)) return sent
  const { content, status, value } = result
  const blocks =
    typeof content === 'string' ? [{ type: 'text', text: content }] : content.map(blockOf)
  if (status !== 'ok') return { content: blocks, isError: true }
  // A host that knows the schema of a tool's results insists on having one.
  return result.cut === undefined && isStructured(value)
    ? { content: blocks, structuredContent: value }
    : { content: blocks }
}

/** A failure goes on as the server told it, if it is the call's own last word. */
function mayPass({ status, error }: ToolResult, sent: McpCallResult): boolean {
  return sent.isError === true ? error?.code === 'mcp_tool_error' : status === 'ok'
}

function isStructured(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !('parts' in value) && !Array.isArray(value)
}

function blockOf(part: ContentPart): McpContentBlock {
  if (part.type === 'json') return { type: 'text', text: toJson(part.value) }
  if (part.type === 'image') return { type: 'image', data: part.data, mimeType: part.mediaType }
  if (part.type === 'text') return part
  const { uri, text, mediaType } = part
  const media = mediaType !== undefined && { mimeType: mediaType }
  return text === undefined
    ? { type: 'resource_link', uri, name: uri, ...media }
    : { type: 'resource', resource: { uri, text, ...media } }
}
