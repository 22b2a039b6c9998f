import { parsers } from 'prettier/plugins/typescript'

/** A node of the syntax tree (ESTree with TypeScript's additions). */
export interface Node {
  readonly type: string
  /** Where it begins and ends in the text. */
  readonly range: readonly [number, number]
  readonly [field: string]: unknown
}

/** A parsed file, with its comments apart. */
export interface Program extends Node {
  readonly body: readonly Node[]
  readonly comments: readonly Node[]
}

/** By text: several rules read the same files, and parsing is what takes their time. */
const parsed = new Map<string, Program>()

/** Parses TypeScript with the parser that formats it, so that the repo tests need no other. */
export function parse(text: string): Program {
  let program = parsed.get(text)
  if (program === undefined) {
    const options = {} as Parameters<typeof parsers.typescript.parse>[1]
    parsed.set(text, (program = parsers.typescript.parse(text, options) as Program))
  }
  return program
}

/** Visits a node and all below it. */
export function walk(node: Node, visit: (node: Node, parent?: Node) => void, parent?: Node): void {
  visit(node, parent)
  for (const [field, value] of Object.entries(node)) {
    if (field === 'comments' || field === 'tokens' || field === 'loc') continue
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
      if (isNode(child)) walk(child, visit, node)
  }
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'range' in value
}

/** The line of a place in a text, from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
