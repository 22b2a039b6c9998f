import type { TextFile } from './files.ts'
import { isNode, lineAt, parse, walk, type Node } from './syntax.ts'

/** Methods to which a list is handed entry by entry, and functions of the platform and our own. */
const methods = ['push', 'unshift', 'splice', 'concat']
const functions = [
  'Math.max',
  'Math.min',
  'Math.hypot',
  'String.fromCharCode',
  'String.fromCodePoint',
  'content',
]

/**
 * Says where a list is spread into the arguments of a call that takes any number: some 120,000 of them are more than
 * the stack holds. A list that is written out on the spot is as long as it looks.
 */
export function spreadFaults(files: readonly TextFile[]): string[] {
  return files.flatMap((file) => {
    const faults: string[] = []
    walk(parse(file.text), (node) => {
      const callee = calleeOf(node)
      if (callee === undefined) return
      const line = lineAt(file.text, node.range[0])
      faults.push(`${file.path}:${line} spreads a list into ${callee}(): use a loop.`)
    })
    return faults
  })
}

/** The name of what a list is spread into, if one is. */
function calleeOf(node: Node): string | undefined {
  if (node.type !== 'CallExpression' || !isNode(node['callee'])) return undefined
  if (!(node['arguments'] as Node[]).some(isLongSpread)) return undefined
  const { callee } = node as unknown as { callee: Node }
  const method = nameOf(callee['property'])
  const name = method === '' ? nameOf(callee) : `${nameOf(callee['object'])}.${method}`
  if (functions.includes(name)) return name
  return methods.includes(method) ? method : undefined
}

function isLongSpread({ type, argument }: Node): boolean {
  return type === 'SpreadElement' && isNode(argument) && argument.type !== 'ArrayExpression'
}

function nameOf(value: unknown): string {
  return isNode(value) && value.type === 'Identifier' ? String(value['name']) : ''
}
