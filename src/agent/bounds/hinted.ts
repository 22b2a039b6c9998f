import { readsOnly } from '../../call/effects.ts'
import type { AnyTool } from '../../call/tool.ts'

const hint = 'Several calls of it may stand in one message.'

/** By the tool, so that what is made of its schema for requests is made once. */
const copies = new WeakMap<AnyTool, AnyTool>()

/** A tool as a request names it that is to say of tools that only read that they may be called together. */
export function hinted(tool: AnyTool): AnyTool {
  if (!readsOnly(tool)) return tool
  let copy = copies.get(tool)
  if (copy === undefined) {
    const description = tool.description === '' ? hint : `${tool.description} ${hint}`
    copies.set(tool, (copy = { ...tool, description }))
  }
  return copy
}
