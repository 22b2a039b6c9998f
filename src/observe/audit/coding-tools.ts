import type { Effect } from '../../ledger/effect.ts'
import type { InnerCall } from '../../ledger/inner-call.ts'
import { isRecord } from '../../util/is-record.ts'

/** Lists that agents keep for themselves, and that nothing else reads. */
const notes =
  /^(?:todo_?write|todo_?read|task_?(?:create|update|list|get)|update_plan|update_todo_list|write_todos|manage_todo_list)$/i
/** Tools that only look at what they are asked about. */
const looking =
  /^(?:read_lints|codebase_search|file_search|grep_files|tool_?search|list_?mcp_?resources(?:_?tool)?|read_?mcp_?resource(?:_?tool)?|view_image|lsp)$/i
const patching = /^apply_?patch$/i
/** Editors of which a `command` says what they do. */
const editing =
  /^(?:str_replace_(?:based_)?edit(?:or)?(?:_tool)?|text_editor|edit(?:or)?_tool|memory)(?:_\d+)?$/i

/** Effects of the tools of coding agents of which the name says too little; undefined for all others. */
export function codingTool({ name, input }: InnerCall): Pick<Effect, 'kind' | 'keys'> | undefined {
  if (notes.test(name))
    return {
      kind: /read|list|get/i.test(name) ? 'reads' : 'writes',
      keys: ['(notes of the agent)'],
    }
  if (looking.test(name)) return { kind: 'reads' }
  if (patching.test(name)) return { kind: 'writes', keys: patchedIn(input) }
  if (!editing.test(name)) return undefined
  const { command, path } = isRecord(input) ? input : {}
  const keys = typeof path === 'string' && path !== '' ? [path.replace(/^\//, '')] : undefined
  if (command === 'view') return { kind: 'reads', keys }
  return { kind: typeof command === 'string' ? 'writes' : 'unknown', keys }
}

/** The files that a patch names; undefined if it names none. */
function patchedIn(input: unknown): readonly string[] | undefined {
  const { input: inner = input, patch = inner } = isRecord(input) ? input : {}
  if (typeof patch !== 'string') return undefined
  const files = [...patch.matchAll(/^\*\*\* (?:(?:Add|Update|Delete) File|Move to): (.+)$/gm)]
  return files.length === 0
    ? undefined
    : files.map(([, file = '']) => file.trim().replace(/^\//, ''))
}
