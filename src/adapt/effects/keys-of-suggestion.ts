import type { Suggestion } from './suggest.ts'

/**
 * The keys that a suggestion comes to, as templates: `mcp/github`, `mcp/github/issue/{issue_id}`, `file/{path}`.
 *
 * A narrow key lies below the key of the whole, so that a call that touches the whole still waits for it. A file's does not, for
 * all tools of a process call one file by one name: so beside tools that name files, a call that touches the whole touches all files.
 * Of an MCP server every key counts as one within the server's own, too.
 */
export function keysOf(
  suggestion: Suggestion,
  all: readonly Suggestion[],
  narrow: boolean,
): readonly string[] {
  const { key, narrower } = suggestion
  if (narrow && narrower !== undefined)
    return narrower.names.map((name) =>
      narrower.of === 'file' ? `file/{${name}}` : `${key}/${narrower.noun}/{${name}}`,
    )
  const namesFiles =
    narrow && !key.startsWith('mcp/') && all.some((each) => each.narrower?.of === 'file')
  return namesFiles ? [key, 'file'] : [key]
}
