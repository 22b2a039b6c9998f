import type { TextFile } from './files.ts'
import { isNode, lineAt, parse, walk, type Node } from './syntax.ts'

/** Calls that get a list of which the length is bounded where it is made, by file; what is forwarded has come as arguments. */
const bounded: Readonly<Record<string, readonly string[]>> = {
  // Slices of a list, or all names of one kind.
  'src/keys/redis/scripts/key-scripts.ts': ['leave', 'renew', 'check'],
  'src/place/queue/scripts/queue-scripts.ts': ['renew', 'cancel', 'checkJobs', 'rounds'],
  'src/place/queue/client/inbox.ts': ['xread'],
  'src/testing/conformance/codec/run-conformance.ts': ['oneOf'],
  'src/testing/conformance/shared-keys/line-checks.ts': ['writes'],
  'src/testing/conformance/shared-keys/conflict-checks.ts': ['writes'],
  // The columns of a row, the fields of a note, the notes of a cut.
  'src/journal/sqlite/thread/writer.ts': ['run'],
  'src/journal/sqlite/thread/file/upgrade.ts': ['run'],
  'src/turn/events/events.ts': ['eventOf'],
  'src/turn/budget/fit-results.ts': ['cutText'],
  // A few lines.
  'src/cli/journal/show.ts': ['print'],
  'src/cli/demo/stage.ts': ['print'],
}

/**
 * Says where a list is spread into the arguments of a call: some 120,000 of them are more than the stack holds. A list that
 * is written out on the spot is as long as it looks.
 */
export function spreadFaults(files: readonly TextFile[]): string[] {
  return files.flatMap((file) => {
    const faults: string[] = []
    const program = parse(file.text)
    const forwarded = restNames(program)
    walk(program, (node) => {
      const callee = calleeOf(node, forwarded)
      if (callee === undefined || bounded[file.path]?.includes(callee)) return
      const line = lineAt(file.text, node.range[0])
      faults.push(`${file.path}:${line} spreads a list into ${callee}(): use a loop.`)
    })
    return faults
  })
}

/** What is called with a list that is spread, if it is. */
function calleeOf(node: Node, forwarded: ReadonlySet<string>): string | undefined {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return undefined
  const { callee } = node
  if (!isNode(callee)) return undefined
  const isLong = (argument: Node): boolean => isLongSpread(argument, forwarded)
  if (!(node['arguments'] as Node[]).some(isLong)) return undefined
  return nameOf(callee['property']) || nameOf(callee) || 'a function'
}

function isLongSpread({ type, argument }: Node, forwarded: ReadonlySet<string>): boolean {
  if (type !== 'SpreadElement' || !isNode(argument)) return false
  return argument.type !== 'ArrayExpression' && !forwarded.has(nameOf(argument))
}

/** The names of parameters that take all arguments there are. */
function restNames(program: Node): ReadonlySet<string> {
  const names = new Set<string>()
  walk(program, ({ type, params }) => {
    if (!type.includes('Function') || !Array.isArray(params)) return
    for (const each of params as Node[])
      if (each.type === 'RestElement') names.add(nameOf(each['argument']))
  })
  return names
}

function nameOf(value: unknown): string {
  if (!isNode(value)) return ''
  return value.type === 'Identifier' || value.type === 'PrivateIdentifier'
    ? String(value['name'])
    : ''
}
