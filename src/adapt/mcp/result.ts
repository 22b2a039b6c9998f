import { contentOf, shownAs, type ContentPart } from '../../call/content/content.ts'
import { toJson } from '../../call/content/to-json.ts'
import { ToolError } from '../../call/errors/error.ts'
import { parseExact } from '../../util/exact-json.ts'
import type { McpCallResult, McpContentBlock } from './client.ts'

/** A longer text is not looked into. */
const longestJson = 1_000_000

/**
 * What a tool returns for a server's result. Structured content is the value, with what text cannot hold behind it. A text
 * that is JSON is shown as it is, and is a value that references reach into.
 *
 * @throws {ToolError} `mcp_tool_error` with the server's own words, if it says that the tool failed.
 */
export function valueOf(tool: string, result: McpCallResult): unknown {
  const parts = (result.content ?? []).map(partOf)
  if (result.isError === true)
    throw new ToolError(wordsOf(parts) || `${tool} failed, and its server does not say why.`, {
      code: 'mcp_tool_error',
    })
  const { structuredContent: value } = result
  if (value !== undefined) {
    const others = parts.filter(({ type }) => type !== 'text')
    return others.length === 0 ? value : contentOf([{ type: 'json', value }, ...others])
  }
  const [first] = parts
  if (first === undefined) return 'The tool has run, and returned nothing.'
  if (parts.length > 1 || first.type !== 'text') return contentOf(parts)
  return jsonIn(first.text, parts) ?? first.text
}

function partOf(block: McpContentBlock): ContentPart {
  const { type, text, data, mimeType, uri, resource } = block
  if (type === 'text' && isText(text)) return { type, text }
  if (type === 'image' && isText(data) && isText(mimeType))
    return { type, data, mediaType: mimeType }
  if (type === 'resource_link' && isText(uri)) {
    const named = [block['title'] ?? block['name'], block['description']].filter(isText).join(': ')
    return resourceOf(uri, named === '' ? undefined : named, mimeType)
  }
  if (type === 'resource' && typeof resource === 'object' && resource !== null) {
    const { uri, text, blob, mimeType } = resource as Partial<Record<string, unknown>>
    // Base64 of a thing that is no image says nothing to a model.
    if (isText(blob) && isText(mimeType) && mimeType.startsWith('image/'))
      return { type: 'image', data: blob, mediaType: mimeType }
    if (isText(uri)) return resourceOf(uri, isText(text) ? text : sizeOf(blob), mimeType)
  }
  if (type === 'audio' && isText(data))
    return {
      type: 'text',
      text: `[audio${isText(mimeType) ? `, ${mimeType}` : ''}, ${sizeOf(data)}]`,
    }
  return { type: 'json', value: block }
}

function resourceOf(uri: string, text: string | undefined, mimeType: unknown): ContentPart {
  return {
    type: 'resource',
    uri,
    ...(text !== undefined && { text }),
    ...(isText(mimeType) && { mediaType: mimeType }),
  }
}

function sizeOf(base64: unknown): string {
  return `${isText(base64) ? Math.floor((base64.length * 3) / 4) : 0} bytes`
}

function wordsOf(parts: readonly ContentPart[]): string {
  return parts
    .map((part) => {
      if (part.type === 'text') return part.text
      return part.type === 'image' ? '[image]' : toJson(part.type === 'json' ? part.value : part)
    })
    .join('\n')
    .trim()
}

function jsonIn(text: string, parts: readonly ContentPart[]): object | undefined {
  if (text.length > longestJson || !/^\s*[[{]/.test(text)) return undefined
  try {
    const { value, digits } = parseExact(text)
    return digits.length === 0 ? shownAs(value as object, parts) : undefined
  } catch {
    return undefined
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
